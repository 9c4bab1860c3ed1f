import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { nowMs, usePostZone } from '../../../ui/clock.ts';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { wallTimeMs, wallTimeText } from '../../../ui/wall-time.ts';
import { holds, type CameraView, type Hold } from '../model.ts';
import { mine, type CameraCalls } from './calls.ts';
import { HoldForm } from './hold-form.tsx';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

type Change = { readonly what: 'extend' | 'release'; readonly hold: Hold } | { readonly what: 'make' };

/** A later date, or the end, and why. */
function ChangeForm(props: {
  change: Exclude<Change, { what: 'make' }>;
  calls: CameraCalls;
  onDone: () => void;
}) {
  const { hold, what } = props.change;
  const say = useWords();
  const zone = usePostZone();
  const [until, setUntil] = useState(() => wallTimeText(Date.parse(hold.until), zone));
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useCommand(props.onDone);
  const untilMs = wallTimeMs(until, zone);
  const extend = what === 'extend';
  const ready = reason.trim() !== '' && (!extend || untilMs !== null);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        const why = reason.trim();
        void run(what, () =>
          extend
            ? props.calls.extendHold(hold.id, toInstant(untilMs ?? 0), why)
            : props.calls.releaseHold(hold.id, why),
        );
      }}
    >
      <p className="m-0 text-body text-ink-2">{hold.reason}</p>
      {extend ? (
        <Field label={say('camera.holdUntil')}>
          <TextInput type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        </Field>
      ) : (
        <p className="m-0 text-body">{say('camera.releaseWhat')}</p>
      )}
      <Field label={say('camera.holdWhy')}>
        <TextArea value={reason} maxLength={400} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind={extend ? 'primary' : 'danger'} disabled={!ready} busy={busy !== null}>
        {say(extend ? 'camera.extend' : 'camera.release')}
      </Button>
    </form>
  );
}

function useRow(cameras: readonly CameraView[], live: boolean, onChange: (change: Change) => void) {
  const say = useWords();
  const name = useNameIn();
  return (hold: Hold) => {
    const own = hold.cameraIds.map((id) => cameras.find((camera) => camera.id === id));
    const every = (right: 'hold' | 'delete') => live && own.every((camera) => mine(camera, right));
    const names = own.map((camera) => (camera ? name(camera.name) : say('camera.unseen')));
    const holding = holds(hold, toInstant(nowMs()));
    return {
      key: hold.id,
      cells: [
        <b key="cameras">{names.join(', ')}</b>,
        <span key="span" className="block whitespace-nowrap">
          <LocalTime atMs={Date.parse(hold.from)} form="both" />
          <br />
          <LocalTime atMs={Date.parse(hold.to)} form="both" />
        </span>,
        hold.released === null ? (
          <LocalTime key="until" atMs={Date.parse(hold.until)} form="both" />
        ) : (
          `${say('camera.released')}: ${hold.released.byName}. ${hold.released.reason}`
        ),
        hold.reason,
        hold.byName,
        holding ? (
          <span key="act" className="flex flex-wrap justify-end gap-1">
            {every('hold') && (
              <Button
                size="small"
                aria-label={say('camera.extendOf', { reason: hold.reason })}
                onClick={() => onChange({ what: 'extend', hold })}
              >
                {say('camera.extend')}
              </Button>
            )}
            {every('delete') && (
              <Button
                size="small"
                kind="ghost"
                aria-label={say('camera.releaseOf', { reason: hold.reason })}
                onClick={() => onChange({ what: 'release', hold })}
              >
                {say('camera.release')}
              </Button>
            )}
          </span>
        ) : (
          say('camera.over')
        ),
      ],
    };
  };
}

/** Footage that must not be lost: the list of holds. */
export function HoldList(props: { cameras: readonly CameraView[]; calls: CameraCalls; live: boolean }) {
  const say = useWords();
  const cache = useQueryClient();
  const [all, setAll] = useState(false);
  const [change, setChange] = useState<Change | null>(null);
  const query = useQuery({ queryKey: ['holds', all], queryFn: () => props.calls.holds(all) });
  const rowOf = useRow(props.cameras, props.live, setChange);
  const done = () => {
    setChange(null);
    void cache.invalidateQueries({ queryKey: ['holds'] });
  };
  const mayMake = props.live && props.cameras.some((camera) => mine(camera, 'hold'));
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <p className="m-0 min-w-0 flex-1 text-body text-ink-2">{say('camera.holdsHint')}</p>
        <Checkbox checked={all} onChange={setAll}>
          {say('camera.holdsAll')}
        </Checkbox>
        {mayMake && (
          <Button kind="primary" onClick={() => setChange({ what: 'make' })}>
            {say('camera.holdNew')}
          </Button>
        )}
      </div>
      {query.data === undefined &&
        (query.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState
            title={say('camera.failed')}
            todo={query.error.message}
            action={<Button onClick={() => void query.refetch()}>{say('camera.tryAgain')}</Button>}
          />
        ))}
      {query.data?.length === 0 && (
        <EmptyState title={say('camera.noHolds')}>{say('camera.noHoldsHint')}</EmptyState>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Table
          caption={say('camera.holds')}
          captionHidden
          columns={[
            { key: 'cameras', label: say('camera.cameras') },
            { key: 'span', label: say('camera.holdSpan') },
            { key: 'until', label: say('camera.holdUntil') },
            { key: 'reason', label: say('camera.holdWhy') },
            { key: 'by', label: say('camera.by') },
            { key: 'act', label: say('camera.action'), align: 'end' },
          ]}
          rows={query.data.map(rowOf)}
        />
      )}
      {change !== null && (
        <SideSheet open onClose={() => setChange(null)} title={say(`camera.sheet.${change.what}`)}>
          {change.what === 'make' ? (
            <HoldForm
              cameras={props.cameras}
              chosen={[]}
              alarmId={null}
              aboutMs={nowMs()}
              calls={props.calls}
              onDone={done}
            />
          ) : (
            <ChangeForm key={change.hold.id} change={change} calls={props.calls} onDone={done} />
          )}
        </SideSheet>
      )}
    </div>
  );
}
