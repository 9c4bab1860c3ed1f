import { useSyncExternalStore } from 'react';
import type { LedgerEntry } from '../../modules/ledger/model.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import { api } from './api.ts';

/*
 * The log names alarms that the board no longer holds. What is learned from entries costs nothing; the rest
 * is asked for, a few at a time, and only for lines that are drawn.
 */
type Named = Pick<Alarm, 'number' | 'title'>;

const MAX_KEPT = 5_000;
const MAX_WAITING = 200;
const MAX_AT_ONCE = 3;
const TELL_MS = 150;
const names = new Map<string, Named>();
const callSigns = new Map<string, string>();
const asked = new Set<string>();
const waiting: string[] = [];
const listeners = new Set<() => void>();
let running = 0;
let version = 0;
let planned = false;

function tell(): void {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    version += 1;
    for (const listener of listeners) listener();
  }, TELL_MS);
}

function keep(id: string, alarm: Named): void {
  if (names.size >= MAX_KEPT) names.clear();
  names.set(id, { number: alarm.number, title: alarm.title });
}

async function ask(id: string): Promise<void> {
  running += 1;
  try {
    const { alarm } = await api('GET /alarms/:id', { params: { id } });
    keep(id, alarm);
    tell();
  } catch {
    // The line stays without a number; it says all the rest.
  }
  running -= 1;
  next();
}

function next(): void {
  if (running >= MAX_AT_ONCE) return;
  const id = waiting.pop();
  if (id !== undefined) void ask(id);
}

/** What one person saw is not for the next one at this desk. */
export function forgetNames(): void {
  names.clear();
  callSigns.clear();
  asked.clear();
  waiting.length = 0;
}

/** The number and title of an alarm, when known; asks for it otherwise. */
export function alarmNamed(id: string): Named | undefined {
  const known = names.get(id);
  if (known !== undefined || id === '' || asked.has(id)) return known;
  if (asked.size >= MAX_KEPT) asked.clear();
  asked.add(id);
  waiting.push(id);
  if (waiting.length > MAX_WAITING) waiting.shift();
  queueMicrotask(next);
  return undefined;
}

/** Who has a task that an entry told of. */
export const callSignOf = (taskId: string): string | undefined => callSigns.get(taskId);

/** Learns from entries that carry their alarm or task whole. */
export function learnNames(entries: readonly LedgerEntry[]): void {
  for (const entry of entries) {
    const task = entry.kind === 'task.sent' ? (entry.body?.['task'] as Task | undefined) : undefined;
    if (task !== undefined) {
      if (callSigns.size >= MAX_KEPT) callSigns.clear();
      callSigns.set(task.id, task.callSign);
    }
    if (entry.kind !== 'alarm.raised') continue;
    const alarm = entry.body?.['alarm'] as Alarm | undefined;
    if (alarm !== undefined && !names.has(alarm.id)) keep(alarm.id, alarm);
  }
}

/** Rises when names came in, for components. */
export const useAlarmNamesVersion = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
