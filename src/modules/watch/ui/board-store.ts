import type { AlarmId, ResponderId } from '../../../kernel/id.ts';
import { reduceTask } from '../../dispatch/model.ts';
import type { Responder, Task, TaskEvent } from '../../dispatch/model.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import type { SourceState } from '../../technical/model.ts';
import { isShelved } from '../model-manage.ts';
import { bodyOf } from '../model-replay.ts';
import { compareAlarms, reduceAlarm } from '../model.ts';
import type { Alarm, AlarmEvent, BoardSnapshot } from '../model.ts';
import { kept, placed } from './beat.ts';
import type { Beat, Degraded, Fix } from './beat.ts';
import { LATELY_MS } from './flood.ts';
import { createFrames } from './frames.ts';
import { isLogged } from './logged.ts';

/*
 * The board as the browser holds it, outside React. Entries change it at once; React is told once a frame.
 * States: empty -> loaded (a snapshot stands) -> reloading (entries wait) -> loaded.
 * `base` follows the ledger only. A command's answer may arrive before its entry: it stands in `ahead`
 * until `base` has the same revision, so that no event is counted twice.
 */

export interface Board {
  readonly seq: number;
  readonly snapshot: BoardSnapshot;
  /** Open alarms in the order of the queue. */
  readonly alarms: readonly Alarm[];
  /** Open, and put aside until a time; not in the queue, the counts or the sound. */
  readonly shelved: readonly Alarm[];
  /** Open alarms of P1 to P4. */
  readonly counts: readonly [number, number, number, number];
  readonly openCount: number;
  readonly tasks: ReadonlyMap<AlarmId, readonly Task[]>;
  readonly responders: readonly Responder[];
  readonly sources: readonly SourceState[];
  /** What is not as it should be, as the last heartbeat said. */
  readonly degraded: readonly Degraded[];
  /** The newest entry about a door, 0 before the first: what the list of doors looks again for. */
  readonly doorsSeq: number;
  /** Watch log, newest first. */
  readonly log: readonly LedgerEntry[];
  /** Server ms of alarms raised lately, oldest first. */
  readonly raisedLately: readonly number[];
}

/** One entry as the live stream gives it. */
export interface LiveEntry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly body: Readonly<Record<string, unknown>> | null;
}

export interface BoardStore {
  /** The board, or null before the first snapshot. The same object until something changed. */
  readonly get: () => Board | null;
  readonly alarm: (id: string) => Alarm | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  readonly load: (snapshot: BoardSnapshot, log: readonly LedgerEntry[]) => void;
  /**
   * The board is being fetched again. Entries are shown at once, so that a new alarm is never held back by a
   * slow answer, and kept: the next `load` may be older than they are, and takes them again.
   */
  readonly awaitReload: () => void;
  /** Returns false when it could not keep them all: the board must then be loaded again. */
  readonly apply: (entries: readonly LiveEntry[]) => boolean;
  /** A command's answer, perhaps ahead of the ledger. */
  readonly answerAlarm: (alarm: Alarm) => void;
  readonly answerTask: (task: Task) => void;
  /** What a heartbeat says: sources, where people are, what is degraded. */
  readonly hear: (beat: Beat) => void;
}

export const MAX_LOG_KEPT = 300;
const MAX_CLOSED_KEPT = 500;
const MAX_WAITING = 20_000;
/** Past so many changes in one frame one sort is cheaper than many insertions. */
const RESORT_OVER = 64;
interface State {
  snapshot: BoardSnapshot | null;
  seq: number;
  readonly base: Map<string, Alarm>;
  readonly ahead: Map<string, Alarm>;
  readonly closed: string[];
  sorted: Alarm[];
  readonly dirty: Map<string, Alarm | undefined>;
  openCount: number;
  tasks: Map<AlarmId, readonly Task[]>;
  readonly alarmOfTask: Map<string, AlarmId>;
  responders: Map<ResponderId, Responder>;
  readonly fixes: Map<string, Fix>;
  sources: readonly SourceState[];
  degraded: readonly Degraded[];
  doorsSeq: number;
  log: readonly LedgerEntry[];
  /** Log entries since the last frame, oldest first. */
  readonly newLog: LedgerEntry[];
  readonly raisedLately: number[];
  waiting: LiveEntry[] | null;
}

function emptyState(): State {
  return {
    snapshot: null,
    seq: 0,
    base: new Map(),
    ahead: new Map(),
    closed: [],
    sorted: [],
    dirty: new Map(),
    openCount: 0,
    tasks: new Map(),
    alarmOfTask: new Map(),
    responders: new Map(),
    fixes: new Map(),
    sources: [],
    degraded: [],
    doorsSeq: 0,
    log: [],
    newLog: [],
    raisedLately: [],
    waiting: null,
  };
}

/** Index at which `alarm` stands, or would stand, in a list ordered by compareAlarms. */
function placeOf(sorted: readonly Alarm[], alarm: Alarm): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = sorted[middle];
    if (there !== undefined && compareAlarms(there, alarm) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const shownOf = (state: State, id: string): Alarm | undefined => {
  const base = state.base.get(id);
  const ahead = state.ahead.get(id);
  if (ahead === undefined) return base;
  return base === undefined || ahead.revision > base.revision ? ahead : base;
};

/** Remembers what stood in the list before the first change of this frame. */
function touch(state: State, id: string): void {
  if (!state.dirty.has(id)) state.dirty.set(id, shownOf(state, id));
}

/** Brings the sorted list up to date with everything touched since the last frame. */
function settle(state: State): void {
  if (state.dirty.size === 0) return;
  if (state.dirty.size > RESORT_OVER) {
    const kept = state.sorted.filter((alarm) => !state.dirty.has(alarm.id));
    for (const id of state.dirty.keys()) {
      const now = shownOf(state, id);
      if (now?.open === true) kept.push(now);
    }
    state.sorted = kept.sort(compareAlarms);
  } else {
    const next = state.sorted.slice();
    for (const [id, before] of state.dirty) {
      if (before?.open === true) {
        const place = placeOf(next, before);
        if (next[place]?.id === before.id) next.splice(place, 1);
      }
      const now = shownOf(state, id);
      if (now?.open === true) next.splice(placeOf(next, now), 0, now);
    }
    state.sorted = next;
  }
  state.dirty.clear();
}

function setBase(state: State, alarm: Alarm): void {
  touch(state, alarm.id);
  const before = state.base.get(alarm.id);
  state.base.set(alarm.id, alarm);
  const ahead = state.ahead.get(alarm.id);
  if (ahead !== undefined && ahead.revision <= alarm.revision) state.ahead.delete(alarm.id);
  if (before?.open !== true && alarm.open) state.openCount += 1;
  if (before?.open === true && !alarm.open) {
    state.openCount -= 1;
    state.closed.push(alarm.id);
    if (state.closed.length > MAX_CLOSED_KEPT) {
      const oldest = state.closed.shift();
      if (oldest !== undefined && state.base.get(oldest)?.open === false) state.base.delete(oldest);
    }
  }
}

function setTask(state: State, task: Task): void {
  state.alarmOfTask.set(task.id, task.alarmId);
  const others = (state.tasks.get(task.alarmId) ?? []).filter((each) => each.id !== task.id);
  state.tasks = new Map(state.tasks).set(
    task.alarmId,
    [...others, task].sort((a, b) => a.number - b.number),
  );
}

function applyAlarm(state: State, event: AlarmEvent): void {
  if (event.kind === 'alarm.raised') {
    setBase(state, event.alarm);
    state.raisedLately.push(Date.parse(event.alarm.raisedAt));
    return;
  }
  const next = reduceAlarm(state.base.get(event.alarmId) ?? null, event);
  if (next !== null) setBase(state, next);
}

function applyTask(state: State, event: TaskEvent): void {
  if (event.kind === 'task.sent') {
    setTask(state, event.task);
    return;
  }
  const alarmId = state.alarmOfTask.get(event.taskId);
  const known = alarmId === undefined ? undefined : state.tasks.get(alarmId);
  const next = reduceTask(known?.find((task) => task.id === event.taskId) ?? null, event);
  if (next !== null) setTask(state, next);
}

function setResponder(state: State, responder: Responder): void {
  state.responders = new Map(state.responders).set(
    responder.id,
    placed(responder, state.fixes.get(responder.id)),
  );
}

/** Returns whether anything is other than before. */
function hearBeat(state: State, beat: Beat): boolean {
  const { sources, degraded, responders } = state;
  state.sources = kept(state.sources, beat.sources);
  state.degraded = kept(state.degraded, beat.degraded);
  for (const fix of beat.fixes) {
    if ((state.fixes.get(fix.responderId)?.positionAt ?? '') >= fix.positionAt) continue;
    state.fixes.set(fix.responderId, fix);
    const responder = state.responders.get(fix.responderId as ResponderId);
    if (responder !== undefined && placed(responder, fix) !== responder) setResponder(state, responder);
  }
  return sources !== state.sources || degraded !== state.degraded || responders !== state.responders;
}

function applyOne(state: State, entry: LiveEntry): void {
  if (entry.seq <= state.seq) return;
  state.seq = entry.seq;
  if (isLogged(entry.kind)) state.newLog.push({ ...entry, marking: '' });
  if (entry.kind.startsWith('door')) state.doorsSeq = entry.seq;
  const body = bodyOf(entry);
  if (body === null) return;
  if (entry.kind.startsWith('alarm.') || entry.kind === 'sop.step-skipped')
    applyAlarm(state, { kind: entry.kind, ...body } as AlarmEvent);
  else if (entry.kind.startsWith('task.')) applyTask(state, { kind: entry.kind, ...body } as TaskEvent);
  else if (entry.kind === 'responder.changed') {
    const responder = body['responder'] as Responder | undefined;
    if (responder !== undefined) setResponder(state, responder);
  } else if (entry.kind === 'source.changed') {
    const source = body['source'] as SourceState | undefined;
    if (source !== undefined) {
      state.sources = [...state.sources.filter((each) => each.source !== source.source), source];
    }
  }
}

function loadInto(state: State, snapshot: BoardSnapshot, log: readonly LedgerEntry[]): void {
  state.snapshot = snapshot;
  state.seq = snapshot.seq;
  state.base.clear();
  state.ahead.clear();
  state.dirty.clear();
  state.closed.length = 0;
  for (const alarm of snapshot.alarms) state.base.set(alarm.id, alarm);
  state.sorted = snapshot.alarms.filter((alarm) => alarm.open).sort(compareAlarms);
  state.openCount = snapshot.openCount;
  state.tasks = new Map();
  state.alarmOfTask.clear();
  for (const task of snapshot.tasks) setTask(state, task);
  state.responders = new Map(
    snapshot.responders.map((each) => [each.id, placed(each, state.fixes.get(each.id))]),
  );
  state.sources = snapshot.sources;
  state.log = log.filter((entry) => entry.seq <= snapshot.seq && isLogged(entry.kind));
  state.newLog.length = 0;
  state.raisedLately.splice(0, Infinity, ...snapshot.raisedLately.map((at) => Date.parse(at)));
  state.raisedLately.sort((a, b) => a - b);
  const waiting = state.waiting ?? [];
  state.waiting = null;
  for (const entry of waiting) applyOne(state, entry);
}

function boardOf(state: State, snapshot: BoardSnapshot): Board {
  settle(state);
  if (state.newLog.length > 0) {
    state.log = [...state.newLog.toReversed(), ...state.log].slice(0, MAX_LOG_KEPT);
    state.newLog.length = 0;
  }
  const oldest = (state.raisedLately.at(-1) ?? 0) - LATELY_MS;
  while ((state.raisedLately[0] ?? Infinity) <= oldest) state.raisedLately.shift();
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  const shelved = state.sorted.filter(isShelved);
  const alarms = shelved.length === 0 ? state.sorted : state.sorted.filter((alarm) => !isShelved(alarm));
  for (const alarm of alarms) counts[(alarm.priority - 1) as 0 | 1 | 2 | 3] += 1;
  return {
    seq: state.seq,
    snapshot,
    alarms,
    shelved,
    counts,
    openCount: state.openCount - shelved.length,
    tasks: state.tasks,
    responders: [...state.responders.values()],
    sources: state.sources,
    degraded: state.degraded,
    doorsSeq: state.doorsSeq,
    log: state.log,
    raisedLately: state.raisedLately.slice(),
  };
}

/** The store of the board. `schedule` runs a function before the next frame; tests give their own. */
export function createBoardStore(schedule: (work: () => void) => void = createFrames()): BoardStore {
  const state = emptyState();
  const listeners = new Set<() => void>();
  let board: Board | null = null;
  let planned = false;

  const publish = () => {
    planned = false;
    if (state.snapshot === null) return;
    board = boardOf(state, state.snapshot);
    for (const listener of listeners) listener();
  };
  const changed = () => {
    if (planned) return;
    planned = true;
    schedule(publish);
  };

  let answering = false;
  /** What this person did is shown at once, however rarely a flood is drawn. */
  const answered = () => {
    if (answering) return;
    answering = true;
    queueMicrotask(() => {
      answering = false;
      publish();
    });
  };

  return {
    get: () => board,
    alarm: (id) => shownOf(state, id),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: (snapshot, log) => {
      loadInto(state, snapshot, log);
      publish();
    },
    awaitReload: () => {
      state.waiting ??= [];
    },
    apply: (entries) => {
      for (const entry of entries) applyOne(state, entry);
      changed();
      if (state.waiting === null) return true;
      const fits = state.waiting.length + entries.length <= MAX_WAITING;
      if (fits) state.waiting.push(...entries);
      else state.waiting.length = 0;
      return fits;
    },
    answerAlarm: (alarm) => {
      touch(state, alarm.id);
      state.ahead.set(alarm.id, alarm);
      if (!state.base.has(alarm.id) || (state.base.get(alarm.id)?.revision ?? 0) >= alarm.revision) {
        state.ahead.delete(alarm.id);
      }
      answered();
    },
    answerTask: (task) => {
      setTask(state, task);
      answered();
    },
    hear: (beat) => {
      if (hearBeat(state, beat)) changed();
    },
  };
}
