import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { PrioritySymbol } from '../../../ui/priority-symbol.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { LocalTime, timeText } from '../../../ui/time.tsx';
import { HEALTH_DAYS, HEALTH_LINES } from '../model-health.ts';
import type { Names } from '../../site/model.ts';
import type { AlarmHealth, BadActor, HealthHour } from '../model-health.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { alarmNumber } from './names.ts';
import { localeOf } from '../../../ui/direction.ts';
import { useLanguage, useNameIn } from '../../../ui/words.ts';
import { sentenceOf } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

const AGAIN_MS = 60_000;
const BARS = { width: 720, height: 140, most: HEALTH_LINES.perHourMost } as const;

/** Figures as the language now shown writes them. */
function useFigures() {
  const { language } = useLanguage();
  return useMemo(() => {
    const as = (form: Intl.NumberFormatOptions) => new Intl.NumberFormat(localeOf(language), form).format;
    const whole = as({ maximumFractionDigits: 0 });
    return {
      percent: as({ style: 'percent', maximumFractionDigits: 1 }),
      tenth: as({ minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      seconds: (value: number | null): string => (value === null ? '–' : whole(value)),
    };
  }, [language]);
}

/** One figure with the line of the standard under it; says in words which side of it we are on. */
function Figure(props: { name: string; value: string; line: string; good: boolean }) {
  const say = useWords();
  return (
    <div className="grid content-start gap-1 rounded-corner border border-line bg-raised p-3">
      <dt className="text-label font-semibold text-ink-2">{props.name}</dt>
      <dd className="m-0 text-title font-bold">{props.value}</dd>
      <dd className="m-0 text-table text-ink-2">
        {props.line}. <b>{say(props.good ? 'watch.health.within' : 'watch.health.over')}</b>
      </dd>
    </div>
  );
}

/** Alarms of each of the last 24 hours as bars, with the standard's two lines. */
function Hours(props: { hours: readonly HealthHour[] }) {
  const say = useWords();
  const zone = usePostZone();
  const top = Math.max(BARS.most + 2, ...props.hours.map((hour) => hour.alarms));
  const step = BARS.width / props.hours.length;
  const y = (alarms: number): number => BARS.height - (alarms / top) * BARS.height;
  const busiest = props.hours.reduce((most, hour) => Math.max(most, hour.alarms), 0);
  return (
    <figure className="m-0 grid gap-1">
      <figcaption className="text-label font-semibold text-ink-2">{say('watch.health.hours')}</figcaption>
      <svg
        role="img"
        aria-label={say('watch.health.hoursSaid', { n: busiest })}
        viewBox={`0 0 ${BARS.width} ${BARS.height + 18}`}
        className="w-full max-w-[960px]"
      >
        {props.hours.map((hour, index) => (
          <g key={hour.at}>
            <rect
              x={index * step + 2}
              y={y(hour.alarms)}
              width={step - 4}
              height={BARS.height - y(hour.alarms)}
              fill="var(--ink-2)"
            />
            {index % 4 === 0 && (
              <text x={index * step + 2} y={BARS.height + 14} fontSize="11" fill="var(--ink-2)">
                {timeText(Date.parse(hour.at), zone, 'minute')}
              </text>
            )}
          </g>
        ))}
        {[HEALTH_LINES.perHourGood, HEALTH_LINES.perHourMost].map((line) => (
          <g key={line}>
            <line
              x1={0}
              x2={BARS.width}
              y1={y(line)}
              y2={y(line)}
              stroke="var(--ink-1)"
              strokeDasharray={line === HEALTH_LINES.perHourGood ? '4 4' : undefined}
            />
            <text x={BARS.width - 20} y={y(line) - 3} fontSize="11" fill="var(--ink-1)">
              {line}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Figures(props: { health: AlarmHealth }) {
  const { health } = props;
  const { outOfUse } = health;
  const { percent, tenth } = useFigures();
  const say = useWords();
  const lines = HEALTH_LINES;
  return (
    <dl className="m-0 grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Figure
        name={say('watch.health.perHour')}
        value={tenth(health.perHour)}
        line={say('watch.health.perHourLine', { good: lines.perHourGood, most: lines.perHourMost })}
        good={health.perHour <= lines.perHourGood}
      />
      <Figure
        name={say('watch.health.ten')}
        value={String(health.busiestTenMinutes)}
        line={say('watch.health.tenLine', { n: lines.floodTenMinutes })}
        good={health.busiestTenMinutes <= lines.floodTenMinutes}
      />
      <Figure
        name={say('watch.health.flood', { n: health.floods })}
        value={percent(health.floodShare)}
        line={say('watch.health.floodLine')}
        good={health.floodShare < lines.floodShareMost}
      />
      <Figure
        name={say('watch.health.topTen')}
        value={percent(health.topTenShare)}
        line={say('watch.health.topTenLine')}
        good={health.topTenShare <= lines.topTenShareMost}
      />
      <Figure
        name={say('watch.health.chattering')}
        value={String(health.chattering)}
        line={say('watch.health.chatteringLine', {
          times: lines.chatteringTimes,
          minutes: lines.chatteringMinutes,
        })}
        good={health.chattering === 0}
      />
      <Figure
        name={say('watch.health.stale')}
        value={String(health.stale)}
        line={say('watch.health.staleLine', { n: lines.staleAfterH })}
        good={health.stale < 5}
      />
      <Figure
        name={say('watch.health.outOfUse')}
        value={String(outOfUse.maintenance + outOfUse['out-of-service'] + outOfUse.bypass)}
        line={say('watch.health.outOfUseLine', {
          out: outOfUse['out-of-service'],
          maintenance: outOfUse.maintenance,
          bypass: outOfUse.bypass,
        })}
        good={outOfUse.maintenance + outOfUse['out-of-service'] + outOfUse.bypass < 5}
      />
    </dl>
  );
}

function Priorities(props: { health: AlarmHealth }) {
  const { byPriority, alarms, answers } = props.health;
  const { percent, seconds } = useFigures();
  const say = useWords();
  const rows = ([1, 2, 3, 4] as const).map((priority) => {
    const answer = answers.find((each) => each.priority === priority);
    const count = byPriority[(priority - 1) as 0 | 1 | 2 | 3];
    return {
      key: String(priority),
      cells: [
        <span key="name" className="inline-flex items-center gap-2">
          <PrioritySymbol priority={priority} size={18} decorative /> P{priority}
        </span>,
        count,
        alarms === 0 ? '–' : percent(count / alarms),
        seconds(answer?.p50 ?? null),
        seconds(answer?.p90 ?? null),
        seconds(answer?.p95 ?? null),
        seconds(answer?.targetS ?? null),
      ],
    };
  });
  const end = (key: string, label: string) => ({ key, label, align: 'end' }) as const;
  return (
    <div className="grid gap-1">
      <Table
        caption={say('watch.health.priorities')}
        columns={[
          { key: 'priority', label: say('watch.fact.priority') },
          end('alarms', say('watch.alarms')),
          end('share', say('watch.health.share')),
          end('p50', say('watch.health.percentile', { n: 50 })),
          end('p90', say('watch.health.percentile', { n: 90 })),
          end('p95', say('watch.health.percentile', { n: 95 })),
          end('target', say('watch.health.target')),
        ]}
        rows={rows}
      />
      <p className="m-0 text-table text-ink-2">{say('watch.health.prioritiesLine')}</p>
    </div>
  );
}

/** Asks for a repair of one of the worst; null: this person may not. */
export type AskFix = ((place: string, name: Names, what: string) => Promise<void>) | null;

function Worst(props: { health: AlarmHealth; fixesOpen: readonly string[]; onFix: AskFix }) {
  const { percent } = useFigures();
  const say = useWords();
  const name = useNameIn();
  const { onFix } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const ask = (actor: BadActor) =>
    onFix?.(
      actor.place,
      actor.title,
      say('watch.health.fixWhat', { n: actor.alarms, days: Math.max(1, props.health.days) }),
    ).then(
      () => setProblem(null),
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  const fixCell = (actor: BadActor) =>
    props.fixesOpen.includes(actor.place) ? (
      say('watch.health.fixOpen')
    ) : (
      <Button
        key="fix"
        size="small"
        aria-label={say('watch.health.fixOf', { name: name(actor.title) })}
        onClick={() => void ask(actor)}
      >
        {say('watch.health.fix')}
      </Button>
    );
  return (
    <div className="grid gap-2">
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Table
        caption={say('watch.health.worst')}
        columns={[
          { key: 'what', label: say('watch.health.what') },
          { key: 'alarms', label: say('watch.alarms'), align: 'end' },
          { key: 'share', label: say('watch.health.share'), align: 'end' },
          { key: 'chattering', label: say('watch.health.chattering') },
          ...(onFix === null ? [] : [{ key: 'fix', label: say('watch.health.fix') }]),
        ]}
        rows={props.health.badActors.map((actor) => ({
          key: actor.place,
          cells: [
            name(actor.title),
            actor.alarms,
            percent(actor.share),
            say(actor.chattering ? 'watch.health.yes' : 'watch.health.no'),
            ...(onFix === null ? [] : [fixCell(actor)]),
          ],
        }))}
      />
    </div>
  );
}

function Shelved(props: { shelved: readonly Alarm[] }) {
  const say = useWords();
  const name = useNameIn();
  if (props.shelved.length === 0)
    return <p className="m-0 text-body text-ink-2">{say('watch.health.noneShelved')}</p>;
  return (
    <Table
      caption={say('watch.health.shelved')}
      columns={[
        { key: 'alarm', label: say('watch.alarm') },
        { key: 'until', label: say('watch.health.until') },
        { key: 'why', label: say('watch.shelve.reason') },
      ]}
      rows={props.shelved.map((alarm) => ({
        key: alarm.id,
        cells: [
          `${alarmNumber(alarm)} ${name(alarm.title)}`,
          alarm.shelved && <LocalTime key="until" atMs={Date.parse(alarm.shelved.until)} form="minute" />,
          alarm.shelved && `${alarm.shelved.reason} (${alarm.shelved.byName})`,
        ],
      }))}
    />
  );
}

/** How good the alarms themselves are, each figure beside the line of the standard. */
export function HealthScreen(props: {
  shelved: readonly Alarm[];
  /** Places that somebody has asked a repair for. */
  fixesOpen: readonly string[];
  onFix: AskFix;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const query = useQuery({ queryKey: ['alarm-health'], queryFn: calls.health, refetchInterval: AGAIN_MS });
  const health = query.data;
  let content: ReactNode = <LoadingState />;
  if (health !== undefined)
    content = (
      <>
        {health.days < HEALTH_DAYS && (
          <Notice tone="info">{say('watch.health.early', { n: health.days, of: HEALTH_DAYS })}</Notice>
        )}
        <Figures health={health} />
        <Hours hours={health.hours} />
        <Priorities health={health} />
        <Worst health={health} fixesOpen={props.fixesOpen} onFix={props.onFix} />
        <Shelved shelved={props.shelved} />
        <p className="m-0 text-table text-ink-2">
          {say('watch.health.asOf')} <LocalTime atMs={Date.parse(health.at)} form="time" />
        </p>
      </>
    );
  else if (query.error !== null)
    content = (
      <ErrorState
        title={say('watch.health.failed')}
        stillWorks={say('watch.openStillWorks')}
        todo={sentenceOf(query.error)}
        action={<Button onClick={() => void query.refetch()}>{say('watch.tryAgain')}</Button>}
      />
    );
  return (
    <section className="fades min-h-0 flex-1 overflow-y-auto bg-panel p-4">
      <div className="mx-auto grid max-w-[1200px] gap-6">
        <h1 className="m-0 text-title font-bold">{say('watch.health')}</h1>
        {content}
      </div>
    </section>
  );
}
