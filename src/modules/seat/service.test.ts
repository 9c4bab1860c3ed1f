import { beforeEach, describe, expect, test } from 'vitest';
import type { UserId } from '../../kernel/id.ts';
import type { AttentionSetting, SeatLimits } from '../site/model.ts';
import type { NewEntry } from '../../platform/ledger-log.ts';
import type { Transact } from '../../platform/transact.ts';
import { nextCheckAfterMs, NOBODY_ATTENDS, SEAT_LIMITS_S, seatState } from './model.ts';
import { createSeats } from './service.ts';

const who = { seat: 'Watch 1', userId: 'usr_1' as UserId, name: 'Park', role: 'watch-officer' as const };
const well = { sound: true, hidden: false, idleS: 0 };

let ms = 0;
let entries: Omit<NewEntry, 'actor'>[] = [];
let trouble: string | null = null;
let alone: string | null = null;
let others: Map<string, string>;
let open = { count: 0, p1: false };
let limits: SeatLimits;
let attention: AttentionSetting | null;
/** Drawn in turn; the last one again and again. */
let chances: number[];
const transact: Transact = (_command, work) =>
  work({ record: (entry: Omit<NewEntry, 'actor'>) => void entries.push(entry) } as never);
const make = () =>
  createSeats({
    transact,
    clock: { nowMs: () => 1_000_000 + ms, monotonicMs: () => ms },
    postId: 'pst',
    limits: () => limits,
    attention: () => attention,
    openAlarms: async () => open,
    chance: () => (chances.length > 1 ? (chances.shift() ?? 0) : (chances[0] ?? 0)),
    onTrouble: (code, says) => hear(code, says),
    onTroubleOver: (code) => hear(code, null),
    onBug: (error) => {
      throw error;
    },
  });
function hear(code: string, says: string | null): void {
  if (code === 'watch-not-kept') trouble = says;
  else if (code === NOBODY_ATTENDS) alone = says;
  else if (says === null) others.delete(code);
  else others.set(code, says);
}
let seats = make();
beforeEach(() => {
  ms = 0;
  others = new Map();
  alone = null;
  open = { count: 0, p1: false };
  limits = SEAT_LIMITS_S;
  attention = null;
  chances = [0.5];
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
  expect([kinds(), trouble]).toEqual([[], null]);
  expect(seats.list().map(({ role, state }) => `${role} ${state}`)).toEqual(['rso muted']);
  seats.report({ ...who, role: 'guard' as never }, well);
  expect(seats.list().length).toBe(1);
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

test('the seconds until each is told are those that the post has set', async () => {
  limits = { gone: 60, muted: 10, hidden: 10, unattended: 120 };
  await pass(20, { ...well, sound: false });
  expect(kinds()).toEqual(['seat.muted']);
  await pass(10, { ...well, idleS: 130 });
  expect(trouble).toBe('Nobody has touched the console Watch 1 (Park) for 2 minutes. Call the watch.');
  expect(entries.at(-1)?.body).toMatchObject({ minutes: 2 });
  expect([seatState(well, 45, limits), seatState(well, 45)]).toEqual(['well', 'gone']);
});

test('alarms are open and nobody attends anywhere: told after a minute, until somebody touches a console', async () => {
  open = { count: 2, p1: false };
  await pass(50, null);
  expect(alone).toBeNull();
  await pass(20, null);
  expect(alone).toBe('2 open alarms, and nobody attends at any console. Go to the watch.');
  expect(entries.map(({ kind, body }) => [kind, body])).toEqual([['watch.left-alone', { open: 2 }]]);
  // A mute console of the RSO, and one that nobody touches, are not the same: at the first somebody is.
  await pass(20, { ...well, idleS: 20 * 60 });
  expect(alone).not.toBeNull();
  await pass(10, { ...well, sound: false }, { ...who, role: 'rso' as never, userId: 'usr_2' as UserId });
  expect([alone, kinds().at(-1)]).toEqual([null, 'watch.attended']);
});

test('without an open alarm nobody needs to attend', async () => {
  await pass(200, null);
  expect([alone, kinds()]).toEqual([null, []]);
});

test('a tone that was not heard is told until the same seat hears it', async () => {
  seats.report(who, well);
  await seats.soundTested(who, false);
  expect(others.get('sound-not-heard')).toBe('The alarm was not heard at Watch 1 (Park). Call the watch.');
  expect(seats.list()[0]?.sound).toMatchObject({ heard: false });
  await seats.soundTested(who, true);
  expect([others.size, kinds()]).toEqual([0, ['seat.sound-not-heard', 'seat.sound-heard']]);
  await expect(seats.soundTested({ ...who, seat: 'Nowhere' }, true)).rejects.toThrow('has not reported');
});

test('times between checks follow no rhythm: even chances give an exponential, within a minute and three means', () => {
  expect(nextCheckAfterMs(10, 0)).toBe(60_000);
  expect(nextCheckAfterMs(10, 0.999_999)).toBe(30 * 60_000);
  const drawn = Array.from({ length: 1_000 }, (_, n) => nextCheckAfterMs(30, n / 1_000));
  const mean = drawn.reduce((sum, each) => sum + each, 0) / 1_000 / 60_000;
  expect(mean).toBeGreaterThan(27);
  expect(mean).toBeLessThan(30);
});

describe('random checks', () => {
  const shown = () => seats.report(who, well).check;
  beforeEach(() => {
    attention = { everyMin: 10, answerS: 60 };
    // ln 2 of ten minutes is 416 s.
    chances = [0.5];
  });

  test('off unless set', async () => {
    attention = null;
    await pass(3_600, well);
    expect(shown()).toBeNull();
  });

  test('a check comes at a time drawn by chance, is answered, and the next one is drawn', async () => {
    await pass(420, well);
    expect(shown()).toBeNull();
    await pass(10, well);
    const check = shown();
    expect(check?.leftS).toBe(60);
    ms += 10_000;
    expect(shown()?.leftS).toBe(50);
    expect(await seats.answerCheck(who, check?.id ?? '')).toMatchObject({ how: 'answered', afterS: 10 });
    expect([shown(), kinds()]).toEqual([null, ['seat.check-answered']]);
    await expect(seats.answerCheck(who, check?.id ?? '')).rejects.toThrow('over already');
    await pass(400, well);
    expect(shown()).toBeNull();
    await pass(30, well);
    expect(shown()).not.toBeNull();
  });

  test('a missed one is logged and told; a late answer ends it, and is kept as late', async () => {
    await pass(430, well);
    const check = shown();
    await pass(60, well);
    expect(kinds()).toEqual(['seat.check-missed']);
    expect(others.get('check-missed')).toBe('Watch 1 (Park) did not answer a check. Call the watch.');
    await pass(300, well);
    expect(kinds().length).toBe(1);
    expect(shown()?.id).toBe(check?.id);
    expect(await seats.answerCheck(who, check?.id ?? '')).toMatchObject({ how: 'late' });
    expect([others.size, entries.at(-1)?.body]).toMatchObject([0, { late: true }]);
  });

  test('never while a priority 1 is open: nobody is asked', async () => {
    open = { count: 1, p1: true };
    await pass(3_600, well);
    expect(shown()).toBeNull();
  });

  test('a priority 1 takes back what was asked, and nothing is said of it', async () => {
    await pass(430, well);
    expect(shown()).not.toBeNull();
    open = { count: 1, p1: true };
    await pass(120, well);
    expect([shown(), kinds()]).toEqual([null, []]);
  });

  test('the RSO at a console is never asked, and switching the checks off ends what was told', async () => {
    await pass(2_000, well, { ...who, role: 'rso' as never });
    expect(seats.report({ ...who, role: 'rso' as never }, well).check).toBeNull();
  });

  test('checks that are switched off leave nothing behind', async () => {
    await pass(430, well);
    shown();
    await pass(60, well);
    expect(others.size).toBe(1);
    attention = null;
    await pass(10, well);
    expect([others.size, shown()]).toEqual([0, null]);
  });
});
