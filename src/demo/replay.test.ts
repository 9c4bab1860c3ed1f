import { expect, test } from 'vitest';
import { seededIds } from './chance.ts';
import { hanseong } from './hanseong.ts';
import { makeHistory } from './history.ts';
import { historyEntries, rowsOf } from './replay.ts';

const endMs = Date.UTC(2026, 10, 22, 3, 30);
const make = (seed: number) =>
  historyEntries(makeHistory({ seed, endMs, days: 30 }), hanseong, { newId: seededIds(seed) });
const replay = make(7);
const { entries, alarms, tasks } = replay;

test('a month is more than ten thousand entries', () => {
  expect(entries.length).toBeGreaterThan(10_000);
});

test('entries are in time order and the same for the same seed', () => {
  const times = entries.map((one) => one.at);
  expect(times).toEqual([...times].sort());
  expect(make(7)).toEqual(replay);
});

test('reducing the entries, as read back from JSON, gives the rows', () => {
  const readBack = JSON.parse(JSON.stringify(entries)) as typeof entries;
  expect(rowsOf(readBack)).toEqual({ alarms, tasks });
});

test('spoken numbers are consecutive in the order of raising and sending', () => {
  expect(alarms.map((one) => one.number)).toEqual(alarms.map((_, i) => i + 1));
  expect(tasks.map((one) => one.number)).toEqual(tasks.map((_, i) => i + 1));
});

test('ids are unique', () => {
  const signals = entries.filter((one) => one.kind === 'signal.received').map((one) => one.subjects[0]);
  const ids = [...signals, ...alarms.map((one) => one.id), ...tasks.map((one) => one.id)];
  expect(new Set(ids).size).toBe(ids.length);
});

test('every alarm has a signal before it, a card, a zone, an owner and words in both languages', () => {
  const heard = new Set<string>();
  for (const { kind, subjects, body } of entries) {
    if (kind === 'signal.received') heard.add(subjects[0] ?? '');
    if (kind === 'alarm.raised') expect(heard.has(String(body['signalId']))).toBe(true);
  }
  for (const alarm of alarms) {
    expect(alarm.sopId).not.toBeNull();
    expect(alarm.zoneName).not.toBeNull();
    expect(alarm.ownerName).not.toBeNull();
    expect(alarm.title['ko']).toMatch(/\p{Script=Hangul}/u);
  }
});

test('at the end no task is open and only the few alarms that are meant to be', () => {
  expect(tasks.every((one) => one.state === 'done')).toBe(true);
  const open = alarms.filter((one) => one.open);
  expect(open).toHaveLength(7);
  expect(open.some((one) => !one.active)).toBe(true);
  expect(alarms.every((one) => one.open || one.closedAt !== null)).toBe(true);
});

test('an alarm is closed by the last entry of its thread', () => {
  const last = new Map<string, string>();
  for (const one of entries) if (/^(alarm|task)\./.test(one.kind)) last.set(one.subjects[0] ?? '', one.kind);
  for (const alarm of alarms) if (!alarm.open) expect(last.get(alarm.id)).toBe('alarm.closed');
});
