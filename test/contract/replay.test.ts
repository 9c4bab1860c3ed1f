/* Replay equals history: a day is played on the real server, and its boards are put together again from the ledger. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type { Responder, Task } from '../../src/modules/dispatch/model.ts';
import type { Alarm, BoardSnapshot } from '../../src/modules/watch/model.ts';
import { bodyOf, type BoardEntry, type ReplayedBoard } from '../../src/modules/watch/model-replay.ts';
import { createBoardStore } from '../../src/modules/watch/ui/board-store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { happening, inOrder } from '../support/happening.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';
import { createChance } from '../sim/chance.ts';

const SEED = Number(process.env['REPLAY_SEED'] ?? 21);
const INSTANTS = 100;
/** More are recorded than compared: at some of them something was still being written. */
const SPARE = 60;
const DAY_MS = 24 * 3_600_000;
const STEPS = 160;

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
const chance = createChance(SEED);
const below = (n: number): number => chance.int(0, n - 1);

let post: TestPost;
let line: Dialler;
let officer: Person;
let deputy: Person;
/** A session is shorter than the day. */
async function signOn(): Promise<void> {
  officer = await post.as('watch-officer');
  deputy = await post.as('deputy');
}
/** Boards as they were recorded live, and when. */
const recorded: { readonly atMs: number; readonly board: BoardSnapshot }[] = [];

beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  line = post.dialler({ timeoutMs: 20_000 });
  await signOn();
});
afterAll(async () => {
  await post.close();
});

const happens = (): Promise<void> => happening({ post, chance, clock, line, officer, other: deputy });

/** The live board, once nothing is under way; what comes later comes at a later instant. */
async function record(): Promise<void> {
  const board = await post.until('a still board', async () => {
    const found = await post.running.watch.board();
    return found.seq === post.running.tail.newest() ? found : null;
  });
  recorded.push({ atMs: clock.nowMs(), board });
  aheadMs += 2;
}

/** Where people walk is no fact of the record (only where they were at their last change). */
const unplaced = (responder: Responder) => ({ ...responder, position: null, positionAt: null });
const shown = (board: {
  alarms: readonly Alarm[];
  tasks: readonly Task[];
  responders: readonly Responder[];
}) => ({
  alarms: inOrder(board.alarms),
  tasks: inOrder(board.tasks),
  responders: inOrder(board.responders).map(unplaced),
});

async function boardAt(atMs: number): Promise<ReplayedBoard> {
  const answer = await officer.get(`/replay/board?at=${toInstant(atMs)}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as ReplayedBoard;
}

test(
  `A18: at ${INSTANTS} random instants of a day the replayed board equals the board recorded live`,
  { timeout: 240_000 },
  async () => {
    const from = clock.nowMs();
    const instants = Array.from({ length: INSTANTS + SPARE }, () => below(DAY_MS)).sort((a, b) => a - b);
    for (let step = 1; step <= STEPS; step++) {
      const end = from + (DAY_MS * step) / STEPS;
      while ((instants[0] ?? Infinity) < (DAY_MS * step) / STEPS) {
        aheadMs += Math.max(0, from + (instants.shift() ?? 0) - clock.nowMs());
        await post.running.due.settle();
        await record();
        await happens();
      }
      aheadMs += Math.max(0, end - clock.nowMs());
      await post.running.due.settle();
      if (step % 20 === 0) await signOn();
      for (let n = 1 + below(3); n > 0; n--) await happens();
    }
    // An instant at which something was still being written is none: the live board may have shown less of it.
    const still: typeof recorded = [];
    for (const one of recorded)
      if ((await post.running.ledger.seqAsOf(toInstant(one.atMs))) === one.board.seq) still.push(one);
    expect(still.length).toBeGreaterThanOrEqual(INSTANTS);
    let alarms = 0;
    let tasks = 0;
    for (const { atMs, board } of still.slice(0, INSTANTS)) {
      const { board: again, erased } = await boardAt(atMs);
      expect(shown(again), `seed ${SEED}, ${toInstant(atMs)}`).toEqual(shown(board));
      expect([again.seq, again.openCount, erased]).toEqual([board.seq, board.openCount, 0]);
      alarms += board.alarms.length;
      tasks += board.tasks.length;
    }
    // A day on which nothing happened would prove nothing.
    expect(alarms).toBeGreaterThan(10 * INSTANTS);
    expect(tasks).toBeGreaterThan(INSTANTS / 10);
    const kinds = new Set((await post.entries()).map((entry) => entry.kind));
    for (const kind of [
      'joined',
      'restored',
      'closed',
      'shelved',
      'shelf-ended',
      'escalated',
      'acknowledgement-undone',
    ])
      expect([...kinds]).toContain(`alarm.${kind}`);
  },
);

test('playing on from one instant with the reducer of the browser gives the board of the next', async () => {
  let played = 0;
  for (const [index, { atMs }] of recorded.entries()) {
    const next = recorded[index + 8];
    if (next === undefined || index % 12 !== 0) continue;
    const store = createBoardStore((work) => work());
    const { board } = await boardAt(atMs);
    store.load(board, []);
    let after = board.seq;
    for (let complete = false; !complete;) {
      const { body } = await officer.get(`/replay/entries?after=${after}&until=${toInstant(next.atMs)}`);
      const entries = body['entries'] as BoardEntry[];
      expect(entries.length).toBeLessThanOrEqual(500);
      store.apply(entries);
      after = entries.at(-1)?.seq ?? after;
      complete = body['complete'] === true;
    }
    const { board: then } = await boardAt(next.atMs);
    const shownThen = store.get();
    const open = [...(shownThen?.alarms ?? []), ...(shownThen?.shelved ?? [])];
    expect(inOrder(open)).toEqual(inOrder(then.alarms));
    const tasks = [...(shownThen?.tasks.values() ?? [])].flat().filter((task) => task.endedAt === null);
    expect(inOrder(tasks)).toEqual(inOrder(then.tasks));
    expect(inOrder(shownThen?.responders ?? []).map(unplaced)).toEqual(
      inOrder(then.responders).map(unplaced),
    );
    played += 1;
  }
  expect(played).toBeGreaterThan(5);
});

test('the month before is there too, before the record there is nothing, and no instant lies ahead', async () => {
  const month = await boardAt(clock.nowMs() - 10 * DAY_MS);
  expect(month.board.responders.length).toBeGreaterThan(3);
  const before = await boardAt(clock.nowMs() - 400 * DAY_MS);
  expect(before.board).toMatchObject({ seq: -1, alarms: [], tasks: [], responders: [] });
  expect(before.beganAt).not.toBeNull();
  const ahead = await boardAt(clock.nowMs() + DAY_MS);
  expect(Date.parse(ahead.board.at)).toBeLessThanOrEqual(clock.nowMs());
  const commander = await post.as('ambassador');
  expect((await commander.get(`/replay/board?at=${toInstant(clock.nowMs())}`)).status).toBe(403);
});

test('an erased close is still a close; an alarm whose first entry was erased is counted, not passed over', async () => {
  await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') });
  // One that was open already is joined: its revision must not change under the acknowledgement below.
  await post.running.triage.caughtUp();
  await post.running.due.settle();
  const alarm = await post.until('the burglary', async () =>
    (await post.running.watch.board()).alarms.find((one) => one.kind === 'intrusion'),
  );
  const raised = (await post.entries()).find((e) => e.kind === 'alarm.raised' && e.subjects[0] === alarm.id);
  const openMs = clock.nowMs();
  aheadMs += 1_000;
  if (!alarm.acknowledged)
    await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision: alarm.revision });
  for (const task of (await post.running.watch.alarm(alarm.id)).tasks)
    await officer.post(`/tasks/${task.id}/cancel`, { reason: 'Not needed' });
  const how = { outcome: 'test', cause: 'drill', finding: 'Kim Minsu opened it' };
  const answer = await officer.post(`/alarms/${alarm.id}/close`, how);
  expect(answer.status, answer.text).toBe(200);
  const closed = (await post.entries()).find((e) => e.kind === 'alarm.closed' && e.subjects[0] === alarm.id);
  await post.running.ledger.eraseBody('system', [closed?.seq ?? -1], 'Asked by the person');
  const isThere = (replayed: ReplayedBoard) => replayed.board.alarms.some((one) => one.id === alarm.id);
  expect(isThere(await boardAt(openMs))).toBe(true);
  expect(isThere(await boardAt(clock.nowMs()))).toBe(false);
  await post.running.ledger.eraseBody('system', [raised?.seq ?? -1], 'Asked by the person');
  const without = await boardAt(openMs);
  expect(isThere(without)).toBe(false);
  expect(without.erased).toBe(1);
  expect((await boardAt(clock.nowMs())).erased).toBe(0);
  expect(bodyOf({ ...(raised as BoardEntry), body: null })).toBeNull();
});
