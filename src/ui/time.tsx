import { classes } from './classes.ts';
import { useNow, usePostZone } from './clock.ts';
import { useKitWords } from './kit-words.ts';
import { useLiveState } from './live.ts';
import { Progress } from './progress.tsx';

export type TimeForm = 'time' | 'minute' | 'date' | 'both';

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 64;

function formatFor(zone: string, form: TimeForm): Intl.DateTimeFormat {
  const key = `${zone} ${form}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const minute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const second = { ...minute, second: '2-digit' } as const;
  const parts = { time: second, minute, date: day, both: { ...day, ...second } }[form];
  // sv-SE writes 2026-10-01 21:04:33, the one form that sorts and that no two countries read differently.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...parts });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, made);
  return made;
}

/** Text of an instant in a zone: `21:04:33` (time), `21:04` (minute), `2026-10-01` (date), or both. */
export function timeText(atMs: number, zone: string, form: TimeForm = 'time'): string {
  return formatFor(zone, form).format(atMs);
}

/** An instant in the post's local time. Lists and log. */
export function LocalTime(props: { atMs: number; form?: TimeForm; className?: string }) {
  const zone = usePostZone();
  return (
    <time
      dateTime={new Date(props.atMs).toISOString()}
      className={classes('font-mono text-table', props.className)}
    >
      {timeText(props.atMs, zone, props.form)}
    </time>
  );
}

/** An instant in Zulu, with its Z. Exports and the second clock. */
export function ZuluTime(props: { atMs: number; form?: TimeForm; className?: string }) {
  return (
    <time
      dateTime={new Date(props.atMs).toISOString()}
      className={classes('font-mono text-table', props.className)}
    >
      {`${timeText(props.atMs, 'UTC', props.form)}Z`}
    </time>
  );
}

/** An age in words: `14 s`, `2 min`, `4 h 5`, `3 d`. A hook, so that it can stand in a sentence. */
export function useAgeText(): (ageMs: number) => string {
  const say = useKitWords();
  return (ageMs) => {
    const seconds = Math.max(0, Math.floor(ageMs / 1000));
    if (seconds < 60) return say('kit.ageSeconds', { n: seconds });
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return say('kit.ageMinutes', { n: minutes });
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return say('kit.ageHours', { h: hours, m: minutes % 60 });
    return say('kit.ageDays', { n: Math.floor(hours / 24) });
  };
}

/** How old something is. Ticks with the shared clock; shows `-` when not live, since it is not known then. */
export function Age(props: { atMs: number; className?: string }) {
  const now = useNow();
  const text = useAgeText();
  const { live } = useLiveState();
  return <span className={props.className}>{live ? text(now - props.atMs) : '-'}</span>;
}

/** The large local clock of the bar. `label` is the city: `Seoul`. */
export function LocalClock(props: { label: string }) {
  const now = useNow();
  const zone = usePostZone();
  return (
    <span className="inline-flex items-baseline gap-1 whitespace-nowrap">
      <time className="text-clock font-bold">{timeText(now, zone)}</time>
      <span className="text-label text-ink-3">{props.label}</span>
    </span>
  );
}

/** The small Zulu clock beside it. */
export function ZuluClock() {
  const now = useNow();
  const say = useKitWords();
  return (
    <span className="inline-flex items-baseline gap-1 whitespace-nowrap text-ink-2">
      <time className="text-clock font-semibold">{timeText(now, 'UTC')}</time>
      <span className="text-label text-ink-3">{say('kit.zulu')}</span>
    </span>
  );
}

/** The answer clock: words above a bar that fills from `fromMs` to `dueMs` (server ms). */
export function AnswerClock(props: {
  fromMs: number;
  dueMs: number;
  /** Given the seconds left (negative when late), says so: "Answer due in 16 s". */
  label: (leftSeconds: number) => string;
  goal?: string;
  stopped?: string;
}) {
  const now = useNow();
  const { live } = useLiveState();
  const words =
    live || props.stopped === undefined ? props.label(Math.ceil((props.dueMs - now) / 1000)) : props.stopped;
  const share = (now - props.fromMs) / Math.max(1, props.dueMs - props.fromMs);
  return (
    <div className="grid gap-2">
      <div className="flex justify-between gap-3 text-body">
        <span className="font-semibold">{words}</span>
        {props.goal !== undefined && <span className="text-ink-3">{props.goal}</span>}
      </div>
      <Progress value={share} label={words} />
    </div>
  );
}
