/**
 * The board as it stood at an instant, from ledger entries alone and through the reducers of the live board.
 */
import type { AlarmId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { reduceTask, type Task, type TaskEvent } from '../dispatch/model.ts';
import { reduceAlarm, type Alarm, type AlarmEvent, type BoardSnapshot } from './model.ts';

/** So many alarms open at one instant are put together again; past that it is refused. */
export const MAX_REPLAY_OPEN = 5_000;
/** Entries read for one instant. */
export const MAX_REPLAY_ENTRIES = 200_000;
/** Entries in one page for playing on. */
export const MAX_REPLAY_PAGE = 500;

const ALARM_KINDS = {
  'alarm.raised': true,
  'alarm.joined': true,
  'alarm.restored': true,
  'alarm.acknowledged': true,
  'alarm.acknowledgement-undone': true,
  'alarm.taken': true,
  'alarm.assigned': true,
  'alarm.silenced': true,
  'alarm.step-done': true,
  'alarm.step-undone': true,
  'alarm.timer-started': true,
  'sop.step-skipped': true,
  'alarm.noted': true,
  'alarm.judged': true,
  'alarm.dispatched': true,
  'alarm.closed': true,
  'alarm.shelved': true,
  'alarm.unshelved': true,
  'alarm.shelf-ended': true,
  'alarm.escalated': true,
  'alarm.acknowledgement-expired': true,
  'alarm.acknowledged-by-rule': true,
  'alarm.offered': true,
  'alarm.offer-accepted': true,
  'alarm.offer-expired': true,
} as const satisfies Record<AlarmEvent['kind'], true>;

const TASK_KINDS = {
  'task.sent': true,
  'task.accepted': true,
  'task.there': true,
  'task.done': true,
  'task.declined': true,
  'task.cancelled': true,
} as const satisfies Record<TaskEvent['kind'], true>;

/** Kinds in an alarm's thread that change the board. A new kind of event fails the type check until it stands here. */
export const THREAD_KINDS: readonly string[] = [...Object.keys(ALARM_KINDS), ...Object.keys(TASK_KINDS)];

/** Entries that playing on leaves out: signals say nothing to the board, and people are nobody's film. */
const NOT_PLAYED = /^(signal|person|people|phone|machine-token|setup)\./;

/** Of the kinds that the log has, those that are played on. */
export const playedKinds = (known: readonly string[]): readonly string[] => [
  ...new Set([...THREAD_KINDS, 'responder.changed', ...known.filter((kind) => !NOT_PLAYED.test(kind))]),
];

/** What an entry needs to have to be applied; the same in the ledger, on the wire and in the browser. */
export interface BoardEntry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** What nobody can read any more is shown so. */
const ERASED = '?';

/**
 * The body of an entry, or where its text was erased what its header still tells: that an alarm was acknowledged,
 * closed, or a task ended, stays true without the words. Null where nothing is left to apply.
 */
export function bodyOf(entry: BoardEntry): Readonly<Record<string, unknown>> | null {
  if (entry.body !== null) return entry.body;
  const { kind, at, actor, subjects } = entry;
  const [alarmId, taskId] = subjects;
  if (kind === 'alarm.closed')
    return { alarmId, at, outcome: 'unknown', cause: 'not-checked', finding: ERASED, byName: ERASED };
  if (kind === 'alarm.acknowledged') return { alarmId, at, by: actor, byName: ERASED };
  if (kind === 'alarm.noted' || kind === 'alarm.acknowledgement-undone' || kind === 'alarm.unshelved')
    return { alarmId, at, text: ERASED, byName: ERASED };
  if (kind.startsWith('task.') && kind !== 'task.sent') return { taskId, at, finding: ERASED };
  return null;
}

/** Alarms and tasks as entries left them. */
export interface Rebuilt {
  readonly alarms: Map<string, Alarm>;
  readonly tasks: Map<string, Task>;
  /** Alarms whose first entry was erased: there was one, and nobody can say which. */
  readonly erased: Set<string>;
}

export const nothingRebuilt = (): Rebuilt => ({ alarms: new Map(), tasks: new Map(), erased: new Set() });

/** Applies one entry of an alarm's thread; entries come in the order of the ledger. */
export function rebuild(into: Rebuilt, entry: BoardEntry): void {
  const thread = entry.subjects[0] ?? '';
  const body = bodyOf(entry);
  if (body === null) {
    if (entry.kind === 'alarm.raised') into.erased.add(thread);
    return;
  }
  if (entry.kind in ALARM_KINDS) {
    if (entry.kind === 'alarm.closed') into.erased.delete(thread);
    const event = { kind: entry.kind, ...body } as AlarmEvent;
    const next = reduceAlarm(into.alarms.get(thread) ?? null, event);
    if (next !== null) into.alarms.set(next.id, next);
  } else if (entry.kind in TASK_KINDS) {
    const event = { kind: entry.kind, ...body } as TaskEvent;
    const id = event.kind === 'task.sent' ? event.task.id : event.taskId;
    const next = reduceTask(into.tasks.get(id) ?? null, event);
    if (next !== null) into.tasks.set(next.id, next);
  }
}

/** The order in which a snapshot is cut: the most urgent first, then the newest. */
export const compareForCut = (a: Alarm, b: Alarm): number =>
  a.priority - b.priority || (a.raisedAt < b.raisedAt ? 1 : a.raisedAt > b.raisedAt ? -1 : 0);

/** The board at `board.at`. Zones, devices, cards and people in it are those of today. */
export interface ReplayedBoard {
  readonly board: BoardSnapshot;
  /** When the record begins; null while it is empty. */
  readonly beganAt: Instant | null;
  /** Alarms open then that cannot be shown, because the text of their first entry was erased. */
  readonly erased: number;
}

/** Entries that came after one, oldest first. */
export interface ReplayPage {
  readonly entries: readonly BoardEntry[];
  /** Whether these are all up to the instant that was asked for; else go on after the last one. */
  readonly complete: boolean;
}

/** How long an alarm lasted, as the power of two seconds that it did not pass; null while it is open. */
export function lastedClass(alarm: Pick<Alarm, 'raisedAt' | 'closedAt'>): number | null {
  if (alarm.closedAt === null) return null;
  const seconds = (Date.parse(alarm.closedAt) - Date.parse(alarm.raisedAt)) / 1000;
  return Math.min(MAX_LASTED_CLASS, Math.max(0, Math.ceil(Math.log2(Math.max(1, seconds)))));
}
/** 2^31 s are 68 years. */
export const MAX_LASTED_CLASS = 31;

export const openOf = (rebuilt: Rebuilt): { alarms: Alarm[]; tasks: Task[] } => {
  const alarms = [...rebuilt.alarms.values()].filter((alarm) => alarm.open);
  const open = new Set<AlarmId>(alarms.map((alarm) => alarm.id));
  const tasks = [...rebuilt.tasks.values()].filter((task) => task.endedAt === null && open.has(task.alarmId));
  return { alarms, tasks };
};
