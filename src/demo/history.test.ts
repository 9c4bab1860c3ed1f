import { expect, test } from 'vitest';
import { CAUSES } from '../modules/watch/model.ts';
import type { HistoryAlarm } from './history-model.ts';
import { makeHistory } from './history.ts';

const endMs = Date.UTC(2026, 10, 22, 3, 30);
const options = { seed: 7, endMs, days: 30 };
const startedMs = performance.now();
const history = makeHistory(options);
const tookMs = performance.now() - startedMs;
const alarms = history.filter((one): one is HistoryAlarm => one.type === 'alarm');
const share = (fits: (one: HistoryAlarm) => boolean) => (100 * alarms.filter(fits).length) / alarms.length;

/** Starts of the floods: over `limit` alarms within ten minutes of each other. */
function windowsOver(limit: number): number[] {
  return alarms.flatMap((one, i) => {
    const last = alarms[i + limit];
    return last && last.atMs - one.atMs < 600_000 ? [one.atMs] : [];
  });
}

test('a month has about 60 alarms a day and is made in under a second', () => {
  expect(alarms.length / 30).toBeGreaterThan(50);
  expect(alarms.length / 30).toBeLessThan(150);
  expect(tookMs).toBeLessThan(1_000);
});

test('the same seed gives the same history, another seed another', () => {
  expect(makeHistory(options)).toEqual(history);
  expect(makeHistory({ ...options, seed: 8 })).not.toEqual(history);
});

test('low, medium and high are 80, 15 and 5 in the hundred', () => {
  expect(Math.abs(share((one) => one.priority >= 3) - 80)).toBeLessThan(2);
  expect(Math.abs(share((one) => one.priority === 2) - 15)).toBeLessThan(2);
  expect(Math.abs(share((one) => one.priority === 1) - 5)).toBeLessThan(2);
});

test('there are two bad actors, a beam of about 10 % and a door of about 6 %', () => {
  const counts = new Map<string, number>();
  for (const one of alarms) counts.set(one.deviceId, (counts.get(one.deviceId) ?? 0) + 1);
  const [first, second, third] = [...counts].sort((a, b) => b[1] - a[1]);
  expect(first?.[0]).toBe('dev_beam-4');
  expect(Math.abs((100 * (first?.[1] ?? 0)) / alarms.length - 10)).toBeLessThan(1.5);
  expect(Math.abs(share((one) => one.story === 'door') - 6)).toBeLessThan(1);
  expect(second?.[0]).toBe('dev_generator-door');
  expect(third?.[1] ?? 0).toBeLessThan(second?.[1] ?? 0);
});

test('there is one flood of over 30 alarms in ten minutes and no other over ten', () => {
  expect(windowsOver(30).length).toBeGreaterThan(0);
  const starts = windowsOver(10);
  expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThan(600_000);
});

test('the busy hour of a weekday is louder than the night', () => {
  const hour = (one: HistoryAlarm) => new Date(one.atMs + 9 * 3_600_000).getUTCHours();
  const perHour = (from: number, to: number) =>
    alarms.filter((one) => one.story === 'ordinary' && hour(one) >= from && hour(one) < to).length /
    (to - from);
  expect(perHour(9, 17)).toBeGreaterThan(1.5 * perHour(0, 5));
});

test('half of the P1 alarms are answered within about 12 s', () => {
  const answers = alarms
    .filter((one) => one.priority === 1)
    .map((one) => (one.acknowledgedAtMs - one.atMs) / 1000)
    .sort((a, b) => a - b);
  const median = answers[Math.floor(answers.length / 2)] ?? 0;
  expect(median).toBeGreaterThan(8);
  expect(median).toBeLessThan(17);
});

test('times follow one another and nothing lies in the future', () => {
  for (const one of alarms) {
    const end = one.closed?.atMs ?? endMs;
    expect(one.acknowledgedAtMs).toBeGreaterThan(one.joinsAtMs.at(-1) ?? one.atMs);
    expect(one.restoredAtMs ?? end).toBeLessThanOrEqual(end);
    expect(end).toBeLessThanOrEqual(endMs);
    const sent = one.dispatch;
    if (!sent) continue;
    const times = [
      one.acknowledgedAtMs,
      sent.sentAtMs,
      sent.acceptedAtMs,
      sent.thereAtMs,
      sent.doneAtMs,
      end,
    ];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
  expect(history.every((one) => one.atMs < endMs)).toBe(true);
});

test('all is closed with a cause that fits, but for six to eight low alarms that somebody has', () => {
  const open = alarms.filter((one) => !one.closed);
  expect(open.length).toBeGreaterThanOrEqual(6);
  expect(open.length).toBeLessThanOrEqual(8);
  for (const one of open) expect(one.priority).toBeGreaterThanOrEqual(3);
  expect(open.some((one) => one.restoredAtMs !== null)).toBe(true);
  for (const { closed } of alarms) {
    if (closed) expect(CAUSES[closed.outcome] as readonly string[]).toContain(closed.cause);
  }
});

test('the log speaks about once an hour and at each relief, in both languages', () => {
  const notes = history.filter((one) => one.type === 'note');
  expect(notes.length).toBeGreaterThan(30 * 24);
  expect(notes.some((one) => /\p{Script=Hangul}/u.test(one.text))).toBe(true);
  expect(history.filter((one) => one.type === 'session').length).toBeGreaterThanOrEqual(89);
});

test('any hour of the day may be the present', () => {
  for (let hour = 0; hour < 24; hour++) {
    const made = makeHistory({ seed: hour, endMs: Date.UTC(2026, 10, 22, hour), days: 30 });
    expect(made.filter((one) => one.type === 'alarm' && !one.closed)).toHaveLength(7);
  }
});

test('the two bad actors lead the list and the shares hold for any seed', () => {
  for (let seed = 100; seed < 112; seed++) {
    const made = makeHistory({ ...options, seed }).filter((one): one is HistoryAlarm => one.type === 'alarm');
    const counts = new Map<string, number>();
    for (const one of made) counts.set(one.deviceId, (counts.get(one.deviceId) ?? 0) + 1);
    const leaders = [...counts].sort((a, b) => b[1] - a[1]).map(([device]) => device);
    expect(leaders.slice(0, 2)).toEqual(['dev_beam-4', 'dev_generator-door']);
    const low = made.filter((one) => one.priority >= 3).length / made.length;
    expect(Math.abs(100 * low - 80)).toBeLessThan(2);
  }
});
