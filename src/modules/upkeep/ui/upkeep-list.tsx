import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { FixRequest, Upkeep } from '../model.ts';
import type { UpkeepCalls } from './calls.ts';
import { useWords } from './words.ts';

/** Loading, failed, or there. */
function Listed<T>(props: {
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  const say = useWords();
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (error === null) return <LoadingState />;
  return (
    <ErrorState
      title={say('upkeep.failed')}
      todo={error.message}
      action={<Button onClick={() => void refetch()}>{say('upkeep.tryAgain')}</Button>}
    />
  );
}

/** The signals that raised no alarm because of one upkeep, newest first. */
function HeldSheet(props: { upkeep: Upkeep; calls: UpkeepCalls; onClose: () => void }) {
  const say = useWords();
  const name = useNameIn();
  const { id, name: names } = props.upkeep;
  const query = useQuery({ queryKey: ['upkeep-held', id], queryFn: () => props.calls.held(id) });
  return (
    <SideSheet open onClose={props.onClose} title={`${say('upkeep.held')}: ${name(names)}`}>
      <Listed query={query}>
        {(held) => (
          <ul className="m-0 grid list-none gap-2 p-0">
            {held.map((each) => (
              <li key={`${each.at} ${each.about.en}`} className="border-b border-line pb-2 text-body">
                <LocalTime atMs={Date.parse(each.at)} form="both" /> {name(each.about)},{' '}
                {say('upkeep.heldTimes', { n: each.times })}
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </SideSheet>
  );
}

function Rows(props: {
  open: readonly Upkeep[];
  mayEnd: boolean;
  busy: string | null;
  onEnd: (upkeep: Upkeep) => void;
  onHeld: (upkeep: Upkeep) => void;
}) {
  const say = useWords();
  const nameOf = useNameIn();
  return (
    <Table
      caption={say('upkeep.title')}
      captionHidden
      columns={[
        { key: 'name', label: say('upkeep.name') },
        { key: 'what', label: say('upkeep.kind') },
        { key: 'until', label: say('upkeep.until') },
        { key: 'why', label: say('upkeep.reason') },
        { key: 'by', label: say('upkeep.by') },
        { key: 'held', label: say('upkeep.held'), align: 'end' },
        ...(props.mayEnd ? [{ key: 'action', label: say('upkeep.action') }] : []),
      ]}
      rows={props.open.map((upkeep) => {
        const name = nameOf(upkeep.name);
        const planned = upkeep.state === 'planned';
        return {
          key: upkeep.id,
          cells: [
            <b key="name">{name}</b>,
            say(`upkeep.kind.${upkeep.kind}`),
            <span key="until" className="block whitespace-nowrap">
              {planned && (
                <span className="block text-label text-ink-2">
                  {say('upkeep.from')} <LocalTime atMs={Date.parse(upkeep.startsAt)} form="both" />
                </span>
              )}
              <LocalTime atMs={Date.parse(upkeep.endsAt)} form="both" />
            </span>,
            upkeep.reason,
            upkeep.secondName === null ? upkeep.byName : joined([upkeep.byName, upkeep.secondName]),
            upkeep.held === 0 ? (
              0
            ) : (
              <Button
                key="held"
                size="small"
                aria-label={say('upkeep.showHeld', { n: upkeep.held, name })}
                onClick={() => props.onHeld(upkeep)}
              >
                {upkeep.held}
              </Button>
            ),
            ...(props.mayEnd
              ? [
                  <Button
                    key="end"
                    size="small"
                    busy={props.busy === upkeep.id}
                    aria-label={say(planned ? 'upkeep.takeBackOf' : 'upkeep.endOf', { name })}
                    onClick={() => props.onEnd(upkeep)}
                  >
                    {say(planned ? 'upkeep.takeBack' : 'upkeep.end')}
                  </Button>,
                ]
              : []),
          ],
        };
      })}
    />
  );
}

/** What raises no alarms now or soon: until when, why, who, and what it kept back. */
export function UpkeepList(props: { calls: UpkeepCalls; mayEnd: boolean }) {
  const say = useWords();
  const cache = useQueryClient();
  const [shown, setShown] = useState<Upkeep | null>(null);
  const query = useQuery({ queryKey: ['upkeep'], queryFn: props.calls.list, refetchInterval: 5_000 });
  const { busy, problem, run } = useCommand(() => void cache.invalidateQueries({ queryKey: ['upkeep'] }));
  return (
    <div className="grid gap-2">
      <h2 className="m-0 text-bar font-bold">{say('upkeep.title')}</h2>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Listed query={query}>
        {({ open }) =>
          open.length === 0 ? (
            <EmptyState title={say('upkeep.none')}>{say('upkeep.noneHint')}</EmptyState>
          ) : (
            <Rows
              open={open}
              mayEnd={props.mayEnd}
              busy={busy}
              onEnd={(upkeep) => void run(upkeep.id, () => props.calls.end(upkeep.id))}
              onHeld={setShown}
            />
          )
        }
      </Listed>
      {shown !== null && <HeldSheet upkeep={shown} calls={props.calls} onClose={() => setShown(null)} />}
    </div>
  );
}

/** What shall be mended, and the button that says it is. */
export function FixList(props: { calls: UpkeepCalls; mayFinish: boolean }) {
  const say = useWords();
  const nameOf = useNameIn();
  const cache = useQueryClient();
  const query = useQuery({ queryKey: ['fixes'], queryFn: props.calls.fixes });
  const { busy, problem, run } = useCommand(() => void cache.invalidateQueries({ queryKey: ['fixes'] }));
  const row = (fix: FixRequest) => ({
    key: fix.id,
    cells: [
      <b key="name">{nameOf(fix.name)}</b>,
      fix.what,
      fix.byName,
      <LocalTime key="at" atMs={Date.parse(fix.at)} form="both" />,
      ...(props.mayFinish
        ? [
            <Button
              key="done"
              size="small"
              busy={busy === fix.id}
              aria-label={say('upkeep.fixDoneOf', { name: nameOf(fix.name) })}
              onClick={() => void run(fix.id, () => props.calls.finishFix(fix.id))}
            >
              {say('upkeep.fixDone')}
            </Button>,
          ]
        : []),
    ],
  });
  return (
    <div className="grid gap-2">
      <h2 className="m-0 text-bar font-bold">{say('upkeep.fixes')}</h2>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Listed query={query}>
        {(fixes) => {
          const open = fixes.filter((fix) => fix.state === 'open');
          if (open.length === 0)
            return <EmptyState title={say('upkeep.noFixes')}>{say('upkeep.noFixesHint')}</EmptyState>;
          return (
            <Table
              caption={say('upkeep.fixes')}
              captionHidden
              columns={[
                { key: 'name', label: say('upkeep.name') },
                { key: 'what', label: say('upkeep.fixWhat') },
                { key: 'by', label: say('upkeep.by') },
                { key: 'at', label: say('upkeep.from') },
                ...(props.mayFinish ? [{ key: 'action', label: say('upkeep.action') }] : []),
              ]}
              rows={open.map(row)}
            />
          );
        }}
      </Listed>
    </div>
  );
}
