import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { classes } from '../../../ui/classes.ts';
import { DefinitionList } from '../../../ui/definition-list.tsx';
import { LocalTime, ZuluTime } from '../../../ui/time.tsx';
import type { SourceState } from '../../technical/model.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import type { Story } from './calls.ts';
import { alarmNumber } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { knownWord, useWords } from './words.ts';

/** The story of an alarm, fetched again whenever the alarm changed. */
export function useStory(alarm: Alarm): { story: Story | undefined; error: Error | null; retry: () => void } {
  const calls = useWatchCalls();
  const query = useQuery({
    queryKey: ['story', alarm.id, alarm.revision],
    queryFn: () => calls.story(alarm.id),
    placeholderData: (before, beforeQuery) => (beforeQuery?.queryKey[1] === alarm.id ? before : undefined),
  });
  return { story: query.data, error: query.error, retry: () => void query.refetch() };
}

const LEVELS = [0, 1, 2, 3, 4] as const;

/** What we know, 0 to 4 (ANSI AVS-01): one press judges. */
export function EvidenceLevels(props: {
  alarm: Alarm;
  disabled: boolean;
  onJudge: (level: 0 | 1 | 2 | 3 | 4) => void;
}) {
  const say = useWords();
  const { evidenceLevel } = props.alarm;
  const spoken = (level: number) => say(knownWord(`watch.evidence.${level}`) ?? 'watch.evidence');
  return (
    <section aria-label={say('watch.evidence')} className="grid gap-2">
      <h3 className="m-0 text-label font-semibold text-ink-3">{say('watch.evidence')}</h3>
      <div role="group" aria-label={say('watch.evidence')} className="flex gap-1">
        {LEVELS.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={evidenceLevel === level}
            aria-label={`${level}: ${spoken(level)}`}
            disabled={props.disabled}
            onClick={() => props.onJudge(level)}
            className={classes(
              'min-h-control flex-1 rounded-corner border border-edge text-body font-semibold disabled:opacity-50',
              evidenceLevel === level ? 'bg-inverse text-on-inverse' : 'bg-raised text-ink-1',
            )}
          >
            {level}
          </button>
        ))}
      </div>
      <p className="m-0 text-table text-ink-2">
        {evidenceLevel === null ? say('watch.evidence.none') : `${evidenceLevel}: ${spoken(evidenceLevel)}`}
      </p>
    </section>
  );
}

function Times(props: { at: string }) {
  const atMs = Date.parse(props.at);
  return (
    <>
      <LocalTime atMs={atMs} form="both" /> <ZuluTime atMs={atMs} className="text-ink-3" />
    </>
  );
}

function signalLines(entries: readonly LedgerEntry[]): { text: string; code: string; at: string }[] {
  const lines: { text: string; code: string; at: string }[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'signal.received' || entry.body === null) continue;
    const signal = (entry.body['signal'] ?? entry.body) as Record<string, unknown>;
    const text = [signal['description'], signal['text']].filter(
      (part) => typeof part === 'string' && part !== '',
    );
    lines.push({ at: entry.at, code: String(signal['code'] ?? ''), text: text.join('. ') });
  }
  return lines;
}

interface Item {
  readonly term: string;
  readonly detail: ReactNode;
}

const mono = (text: string): ReactNode => <span className="font-mono text-table">{text}</span>;

/** What it is, why this priority, and where it came from. */
function useOriginItems(alarm: Alarm, sourceName: string | undefined, codes: readonly string[]): Item[] {
  const say = useWords();
  const name = useNameIn();
  const [reason = '', value = ''] = alarm.reason.split(':');
  const reasonWord = knownWord(`watch.reason.${reason}`);
  const kindWord = knownWord(`watch.kind.${alarm.kind}`);
  const items: Item[] = [
    { term: say('watch.fact.number'), detail: alarmNumber(alarm) },
    { term: say('watch.fact.kind'), detail: kindWord === null ? alarm.kind : say(kindWord) },
    {
      term: say('watch.fact.priority'),
      detail: `P${alarm.priority}. ${reasonWord === null ? alarm.reason : say(reasonWord, { value })}`,
    },
    {
      term: say('watch.fact.zone'),
      detail: alarm.zoneName === null ? say('watch.fact.unknown') : name(alarm.zoneName),
    },
    {
      term: say('watch.fact.source'),
      detail: (
        <>
          {sourceName !== undefined && `${sourceName} `}
          <span className="font-mono text-table break-all text-ink-2">{alarm.source}</span>
        </>
      ),
    },
    { term: say('watch.fact.point'), detail: mono(alarm.point === '' ? '-' : alarm.point) },
  ];
  if (codes.length > 0) items.push({ term: say('watch.fact.code'), detail: mono(codes.join(', ')) });
  return items;
}

/** When each thing happened that did happen, in the order of a life, and where. */
function useTimeItems(alarm: Alarm): Item[] {
  const say = useWords();
  const times: readonly (readonly [term: string, at: string | null])[] = [
    [say('watch.fact.raised'), alarm.raisedAt],
    [say('watch.fact.last', { n: alarm.count }), alarm.count > 1 ? alarm.lastAt : null],
    [say('watch.fact.acknowledged'), alarm.acknowledgedAt],
    [say('watch.fact.dispatched'), alarm.dispatchedAt],
    [say('watch.fact.restored'), alarm.restoredAt],
    [say('watch.fact.closed'), alarm.closedAt],
  ];
  const items = times.flatMap(([term, at]): Item[] =>
    at === null ? [] : [{ term, detail: <Times at={at} /> }],
  );
  const { position } = alarm;
  if (position !== null) {
    const text = `${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}`;
    items.push({ term: say('watch.fact.position'), detail: mono(text) });
  }
  return items;
}

/** Facts: where it came from, when, why this priority, and what the panel said. */
export function Facts(props: {
  alarm: Alarm;
  sources: readonly SourceState[];
  disabled: boolean;
  onJudge: (level: 0 | 1 | 2 | 3 | 4) => void;
}) {
  const { alarm } = props;
  const say = useWords();
  const { story } = useStory(alarm);
  const signals = signalLines(story?.entries ?? []);
  const sourceName = props.sources.find((source) => source.source === alarm.source)?.name;
  const codes = [...new Set(signals.map((signal) => signal.code).filter((code) => code !== ''))];
  const origin = useOriginItems(alarm, sourceName, codes);
  const times = useTimeItems(alarm);
  return (
    <div className="grid gap-4">
      <EvidenceLevels alarm={alarm} disabled={props.disabled} onJudge={props.onJudge} />
      <DefinitionList items={[...origin, ...times]} />
      {alarm.link !== null && (
        <section aria-label={say('watch.fact.link')} className="grid gap-1">
          <h3 className="m-0 text-label font-semibold text-ink-3">{say('watch.fact.link')}</h3>
          <p className="m-0 font-mono text-table break-all select-all">{alarm.link}</p>
          <p className="m-0 text-label text-ink-3">{say('watch.fact.linkHint')}</p>
        </section>
      )}
      {signals.length > 0 && (
        <section aria-label={say('watch.fact.signals')} className="grid gap-1">
          <h3 className="m-0 text-label font-semibold text-ink-3">{say('watch.fact.signals')}</h3>
          <ul className="m-0 grid list-none gap-1 p-0 text-table">
            {signals.slice(-20).map((signal) => (
              <li key={`${signal.at} ${signal.code}`} className="flex gap-3">
                <LocalTime atMs={Date.parse(signal.at)} className="text-ink-3" />
                <span className="min-w-0">
                  <span className="font-mono">{signal.code}</span> {signal.text}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
