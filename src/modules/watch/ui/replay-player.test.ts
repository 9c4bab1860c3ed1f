import { expect, test } from 'vitest';
import { toInstant } from '../../../kernel/time.ts';
import type { Alarm, BoardSnapshot } from '../model.ts';
import type { BoardEntry } from '../model-replay.ts';
import { createBoardStore } from './board-store.ts';
import { createReplayPlayer, type ReplayCalls } from './replay-player.ts';

const NOW = Date.parse('2026-11-22T06:00:00.000Z');
const START = Date.parse('2026-11-22T05:00:00.000Z');

const alarm = (n: number): Alarm =>
  ({
    id: `alm_${n}`,
    number: n,
    open: true,
    priority: 2,
    acknowledged: false,
    revision: 1,
    raisedAt: toInstant(START + n * 60_000),
  }) as Alarm;
/** A record in which one alarm is raised each minute. */
const entries: readonly BoardEntry[] = Array.from({ length: 50 }, (_, n) => ({
  seq: n,
  at: toInstant(START + n * 60_000),
  kind: 'alarm.raised',
  actor: 'system',
  subjects: [`alm_${n}`],
  body: { alarm: alarm(n) },
}));
const upTo = (at: string) => entries.filter((entry) => entry.at <= at);

function setUp(over: Partial<ReplayCalls> = {}) {
  const asked: string[] = [];
  let nowMs = NOW;
  const calls: ReplayCalls = {
    boardAt: (at) => {
      asked.push(`board ${at.slice(14, 19)}`);
      const then = upTo(at);
      const alarms = then.map((entry) => entry.body?.['alarm'] as Alarm);
      const board = {
        seq: then.length - 1,
        at,
        alarms,
        openCount: alarms.length,
        tasks: [],
        responders: [],
        sources: [],
        raisedLately: [],
      };
      return Promise.resolve({
        board: board as unknown as BoardSnapshot,
        beganAt: toInstant(START - 3_600_000),
        erased: 0,
      });
    },
    entriesAfter: (after, until) => {
      asked.push('entries');
      const page = upTo(until)
        .filter((entry) => entry.seq > after)
        .slice(0, 3);
      return Promise.resolve({ entries: page, complete: page.length < 3 });
    },
    logUpTo: () => Promise.resolve([]),
    ...over,
  };
  const player = createReplayPlayer(
    calls,
    START + 10 * 60_000,
    () => nowMs,
    createBoardStore((work) => work()),
  );
  player.start();
  return {
    player,
    asked,
    settle: () => new Promise((resolve) => setTimeout(resolve, 5)),
    /** Real time passes. */
    pass: (ms: number) => {
      nowMs += ms;
      player.frame();
    },
    open: () => player.store.get()?.alarms.length ?? null,
  };
}

test('it begins with the board of the moment, paused', async () => {
  const { player, open, settle, pass } = setUp();
  expect(player.get()).toMatchObject({ state: 'loading', playback: { playing: false } });
  await settle();
  expect(player.get().state).toBe('ready');
  expect(open()).toBe(11);
  pass(1_000);
  expect(player.get().playback.atMs).toBe(START + 10 * 60_000);
});

test('playing applies what comes as its time comes, a page at a time, and asks for no second board', async () => {
  const { player, open, settle, pass, asked } = setUp();
  await settle();
  player.setSpeed(60);
  player.toggle();
  await settle();
  for (let second = 0; second < 10; second++) {
    pass(1_000);
    await settle();
  }
  expect(player.get().playback.atMs).toBe(START + 20 * 60_000);
  expect(open()).toBe(21);
  expect(asked.filter((one) => one.startsWith('board'))).toEqual(['board 10:00']);
});

test('back is another board; of many wishes made while one is under way only the last is asked for', async () => {
  const { player, open, settle, asked } = setUp();
  await settle();
  for (const minute of [9, 8, 7, 3]) player.seek(START + minute * 60_000);
  await settle();
  expect(asked).toEqual(['board 10:00', 'board 09:00', 'board 03:00']);
  expect(open()).toBe(4);
});

test('a step made while the first board is under way is shown when it comes', async () => {
  const { player, open, settle } = setUp();
  player.by(120_000);
  await settle();
  expect(player.get()).toMatchObject({ state: 'ready', playback: { atMs: START + 12 * 60_000 } });
  expect(open()).toBe(13);
});

test('the clock stands still while a moment is being put together', async () => {
  const { player, settle, pass } = setUp();
  await settle();
  player.toggle();
  player.seek(START + 5 * 60_000);
  pass(1_000);
  expect(player.get()).toMatchObject({ state: 'loading', playback: { atMs: START + 5 * 60_000 } });
  await settle();
  pass(1_000);
  expect(player.get().playback.atMs).toBe(START + 5 * 60_000 + 1_000);
});

test('an answer that does not come is said, and asked for again by hand', async () => {
  let broken = true;
  const { player, settle } = setUp({
    logUpTo: () => (broken ? Promise.reject(new Error('The server does not answer.')) : Promise.resolve([])),
  });
  await settle();
  expect(player.get()).toMatchObject({ state: 'failed', problem: 'The server does not answer.' });
  expect(player.store.get()).toBeNull();
  broken = false;
  player.again();
  await settle();
  expect(player.get().state).toBe('ready');
});

test('after the screen is gone nothing comes in, until it is there again', async () => {
  const { player, settle } = setUp();
  player.stop();
  await settle();
  expect(player.store.get()).toBeNull();
  player.start();
  await settle();
  expect(player.get().state).toBe('ready');
});
