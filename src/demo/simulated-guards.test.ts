import { expect, test } from 'vitest';
import { present } from '../kernel/assert.ts';
import { distanceM } from '../kernel/geo.ts';
import { toMs } from '../kernel/time.ts';
import type { Task } from '../modules/dispatch/model.ts';
import { seededIds } from './chance.ts';
import { hanseong } from './hanseong.ts';
import { makeHistory } from './history.ts';
import { historyEntries } from './replay.ts';
import { isSimulated, planGuardMoves } from './simulated-guards.ts';

const endMs = Date.UTC(2026, 10, 22, 3, 30);
const responders = hanseong.respondersAt(endMs);
const rover = present(
  responders.find((one) => one.callSign === 'Rover 2'),
  'no Rover 2',
);
const past = historyEntries(makeHistory({ seed: 1, endMs, days: 3 }), hanseong, { newId: seededIds(1) });
const task: Task = { ...present(past.tasks[0], 'no task'), position: hanseong.devices[2]?.position ?? null };
const moves = planGuardMoves(task, rover, 'duress');

test('a guard accepts after 4 to 9 s, then is there, then done with a finding in their language', () => {
  const accept = moves.find((one) => one.kind === 'accept');
  const waitedS = ((accept?.atMs ?? 0) - toMs(task.sentAt)) / 1000;
  expect(waitedS).toBeGreaterThanOrEqual(4);
  expect(waitedS).toBeLessThanOrEqual(9);
  expect(moves.filter((one) => one.kind !== 'position').map((one) => one.kind)).toEqual([
    'accept',
    'there',
    'done',
  ]);
  const done = moves.at(-1);
  expect(done?.kind === 'done' && done.finding).toMatch(/\p{Script=Hangul}/u);
  const times = moves.map((one) => one.atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a guard walks at 1.5 m/s with a position each 5 s and ends at the place', () => {
  const walk = moves.flatMap((one) => (one.kind === 'position' ? [one] : []));
  expect(walk.length).toBeGreaterThan(3);
  expect(walk.at(-1)?.position).toEqual(task.position);
  for (const [i, one] of walk.entries()) {
    const before = walk[i - 1];
    if (!before) continue;
    const speed = distanceM(before.position, one.position) / ((one.atMs - before.atMs) / 1000);
    expect(speed).toBeCloseTo(1.5, 1);
    expect(one.atMs - before.atMs).toBeLessThanOrEqual(5_000);
  }
});

test('the same task is answered the same way each time', () => {
  expect(planGuardMoves(task, rover, 'duress')).toEqual(moves);
});

test('a guard without a place accepts, is there and is done all the same', () => {
  const moved = planGuardMoves({ ...task, position: null }, { ...rover, position: null }, 'door-held');
  expect(moved.map((one) => one.kind)).toEqual(['accept', 'there', 'done']);
});

test('only those on duty without an enrolled phone are played', () => {
  expect(isSimulated(rover, new Set())).toBe(true);
  expect(isSimulated(rover, new Set([rover.userId ?? '']))).toBe(false);
  expect(isSimulated({ ...rover, onDuty: false }, new Set())).toBe(false);
});
