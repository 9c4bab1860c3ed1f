import { beforeEach, expect, test } from 'vitest';
import type { UserId } from '../../kernel/id.ts';
import type { NewEntry } from '../../platform/ledger-log.ts';
import type { Transact } from '../../platform/transact.ts';
import { createSeats } from './service.ts';

const who = { seat: 'Watch 1', userId: 'usr_1' as UserId, name: 'Park', role: 'watch-officer' as const };
const well = { sound: true, hidden: false, idleS: 0 };

let ms = 0;
let entries: Omit<NewEntry, 'actor'>[] = [];
let trouble: string | null = null;
const transact: Transact = (_command, work) =>
  work({ record: (entry: Omit<NewEntry, 'actor'>) => void entries.push(entry) } as never);
const make = () =>
  createSeats({
    transact,
    clock: { nowMs: () => 1_000_000 + ms, monotonicMs: () => ms },
    postId: 'pst',
    onTrouble: (_code, says) => void (trouble = says),
    onTroubleOver: () => void (trouble = null),
    onBug: (error) => {
      throw error;
    },
  });
let seats = make();
beforeEach(() => {
  ms = 0;
  entries = [];
  trouble = null;
  seats = make();
});

/** Reports each ten seconds for so many seconds, and looks each time. */
async function pass(seconds: number, report: typeof well | null, by = who): Promise<void> {
  for (let s = 0; s < seconds; s += 10) {
    ms += 10_000;
    if (report) seats.report(by, report);
    await seats.look();
  }
}
const kinds = () => entries.map((entry) => entry.kind);

test('a console that cannot sound is told after half a minute, once, and told to be well again', async () => {
  await pass(20, { ...well, sound: false });
  expect([kinds(), trouble]).toEqual([[], null]);
  await pass(60, { ...well, sound: false });
  expect(kinds()).toEqual(['seat.muted']);
  expect(trouble).toBe('The console Watch 1 (Park) cannot sound. Call the watch.');
  expect(entries[0]?.body).toEqual({ seat: 'Watch 1', name: 'Park', since: '1970-01-01T00:16:50.000Z' });
  await pass(10, well);
  expect([kinds(), trouble]).toEqual([['seat.muted', 'seat.well'], null]);
});

test('a console that nobody touches, one that is covered, and one that is heard no more', async () => {
  await pass(30, { ...well, idleS: 14 * 60 });
  expect(kinds()).toEqual([]);
  await pass(10, { ...well, idleS: 15 * 60 });
  expect(kinds()).toEqual(['seat.unattended']);
  await pass(80, { ...well, hidden: true });
  expect(kinds()).toEqual(['seat.unattended', 'seat.hidden']);
  // A covered page may speak once a minute only.
  await pass(140, null);
  expect(kinds()).toEqual(['seat.unattended', 'seat.hidden']);
  await pass(30, null);
  expect(kinds().at(-1)).toBe('seat.gone');
  expect(trouble).toMatch(/^Nothing is heard from the console Watch 1/);
});

test('a covering of a few seconds, a sign-off and other roles are nothing to tell', async () => {
  await pass(20, { ...well, hidden: true });
  await pass(20, well);
  seats.left('usr_1', 'Watch 1');
  await pass(100, null);
  await pass(100, { ...well, sound: false }, { ...who, role: 'rso' as never });
  expect([kinds(), trouble, seats.list()]).toEqual([[], null, []]);
});

test('two officers at seats of one name are two consoles, and a sign-off ends what was told', async () => {
  const kim = { ...who, userId: 'usr_2' as UserId, name: 'Kim' };
  for (let n = 0; n < 5; n++) {
    await pass(10, { ...well, sound: false });
    ms -= 10_000;
    await pass(10, well, kim);
  }
  expect(seats.list().map(({ name, state }) => `${name} ${state}`)).toEqual(['Park muted', 'Kim well']);
  expect(kinds()).toEqual(['seat.muted']);
  seats.left('usr_1', null);
  expect([kinds(), trouble]).toEqual([['seat.muted', 'seat.well'], null]);
});

test('who takes the place of a console that was left ends what was told of it', async () => {
  await pass(10, well);
  await pass(40, null);
  expect(kinds()).toEqual(['seat.gone']);
  await pass(10, well, { ...who, userId: 'usr_2' as UserId, name: 'Kim' });
  expect(kinds()).toEqual(['seat.gone', 'seat.well']);
  expect(seats.list()).toMatchObject([{ seat: 'Watch 1', name: 'Kim', state: 'well' }]);
});
