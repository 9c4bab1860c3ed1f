/* Exercises: alarms that live apart, acts under the live rules, a score for the log, and a real priority 1 that ends it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type { ExerciseAct, ExerciseNews, ExerciseShown } from '../../src/modules/exercise/model.ts';
import type { AlarmHealth } from '../../src/modules/watch/model-health.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let database: TestDatabase;
let post: TestPost;
let officer: Person;
let other: Person;
let rso: Person;
async function open(): Promise<void> {
  post = await openTestPost({ demo: true, clock, database });
  officer = await post.as('watch-officer');
  other = await post.as('deputy');
  rso = await post.as('rso');
  await sit();
}
/** The consoles say that they are there. */
async function sit(): Promise<void> {
  for (const who of [officer, other]) await who.post('/seat', { sound: true, hidden: false, idleS: 0 });
}
beforeAll(async () => {
  database = await openTestDatabase();
  await open();
});
afterAll(async () => {
  await post.close();
  await database.close();
});

const seat = (who: Person) => ({ seat: 'Test seat', userId: who.id });
const HOLD_UP = { scenario: 'hold-up-at-the-gate' };
const start = (source: object = HOLD_UP, seats = [seat(officer)]): Promise<Answer> =>
  rso.post('/exercise', { source, seats });
const news = async (who = officer): Promise<ExerciseNews> =>
  (await who.get('/exercise')).body as unknown as ExerciseNews;
async function current(who = officer): Promise<ExerciseShown> {
  const found = (await news(who)).current;
  if (!found) throw new Error('no exercise runs');
  return found;
}
async function pass(seconds: number): Promise<void> {
  aheadMs += seconds * 1_000;
  await sit();
}
const act = async (alarm: Alarm, done: ExerciseAct, who = officer): Promise<Answer> =>
  who.post('/exercise/act', { id: (await current()).id, alarmId: alarm.id, act: done });
const kinds = async (): Promise<string[]> =>
  (await post.entries()).map(({ kind }) => kind).filter((kind) => kind.startsWith('exercise.'));
/** What stands in the live post, by everything that counts or finds alarms. */
async function liveFacts(): Promise<unknown> {
  const board = (await officer.get('/board')).body as {
    alarms: Alarm[];
    responders: { id: string; state: string }[];
  };
  const all = (await officer.get('/alarms?state=all&limit=100')).body as { alarms: Alarm[] };
  const health = (await rso.get('/alarm-health')).body as unknown as AlarmHealth;
  const rows = await database.pool.query<{ n: number }>('select count(*)::int n from alarms');
  const tasks = await database.pool.query<{ n: number }>('select count(*)::int n from tasks');
  return {
    open: board.alarms.map(({ id }) => id).toSorted(),
    all: all.alarms.map(({ id }) => id),
    rows: rows.rows[0]?.n,
    tasks: tasks.rows[0]?.n,
    responders: board.responders.map(({ id, state }) => `${id} ${state}`).toSorted(),
    raised: health.byPriority,
    worst: health.badActors.map(({ place, alarms }) => `${place} ${alarms}`),
  };
}

test('who leads chooses a scenario and the seats; others may not, and a seat that is not there is refused', async () => {
  const choices = (await rso.get('/exercise/choices')).body as { scenarios: unknown[]; seats: unknown[] };
  expect(choices.scenarios.length).toBe(3);
  expect(choices.seats).toEqual(expect.arrayContaining([{ ...seat(officer), name: 'The watch-officer' }]));
  expect((await officer.post('/exercise', { source: HOLD_UP, seats: [seat(officer)] })).status).toBe(403);
  expect((await start(HOLD_UP, [{ seat: 'Nowhere', userId: officer.id }])).body['code']).toBe(
    'exercise-seat-unsuitable',
  );
  expect((await start({ scenario: 'no-such' })).body['code']).toBe('exercise-scenario-unknown');
  const begun = await start();
  expect(begun.status, begun.text).toBe(201);
  expect((await start()).body['code']).toBe('exercise-running');
  expect(await current()).toMatchObject({ state: 'waiting', alarms: [], seats: [{ state: 'asked' }] });
});

let before: unknown;

test('alarms begin when the seat joins, and none of them is anywhere in the live post', async () => {
  before = await liveFacts();
  const { id } = await current();
  expect((await other.post('/exercise/join', { id })).body['code']).toBe('exercise-not-joined');
  expect((await officer.post('/exercise/join', { id })).status).toBe(200);
  await pass(25);
  await post.until('the first alarm', async () => (await current()).alarms.length === 1);
  const [alarm] = (await current()).alarms;
  expect(alarm).toMatchObject({ kind: 'hold-up', priority: 1, number: 90_001, deviceId: null });
  expect(alarm?.title.en).toMatch(/^Exercise: Hold-up button/);
  expect(await liveFacts()).toEqual(before);
  expect((await officer.get(`/alarms/${alarm?.id}`)).status).toBe(404);
  for (const path of ['acknowledge', 'dispatch', 'close', 'note'])
    expect((await officer.post(`/alarms/${alarm?.id}/${path}`, {})).status).toBeGreaterThanOrEqual(400);
  const found = (await officer.get('/log?q=Hold-up&limit=50')).body as { entries: { kind: string }[] };
  expect(found.entries.filter(({ kind }) => kind.startsWith('exercise.'))).toEqual([]);
});

test('acts follow the rules of the live board, are entries of their own kinds, and need a seat that takes part', async () => {
  const [alarm] = (await current()).alarms;
  if (!alarm) throw new Error('no alarm');
  expect((await act(alarm, { does: 'acknowledge', revision: 99 })).body['code']).toBe('alarm-changed');
  const close = { does: 'close', outcome: 'test', cause: 'drill', finding: 'An exercise' } as const;
  expect((await act(alarm, close)).body['code']).toBe('alarm-state');
  expect((await act(alarm, { does: 'acknowledge', revision: alarm.revision }, rso)).body['code']).toBe(
    'exercise-not-joined',
  );
  expect((await act(alarm, { does: 'acknowledge', revision: alarm.revision }, other)).body['code']).toBe(
    'exercise-not-joined',
  );
  const taken = await act(alarm, { does: 'acknowledge', revision: alarm.revision });
  expect(taken.body['alarm']).toMatchObject({ acknowledged: true, ownerName: 'The watch-officer' });
  expect((await act(alarm, { does: 'step', index: 0, done: true })).status).toBe(200);
  expect((await act(alarm, { does: 'step', index: 40, done: true })).body['code']).toBe('step-unknown');
  expect((await act(alarm, { does: 'note', text: 'Two people, one car' })).status).toBe(200);
  const going = { does: 'dispatch', responderId: 'rsp_exercise-1' } as const;
  expect((await act(alarm, { ...going, responderId: 'rsp_velez' })).body['code']).toBe('responder-unknown');
  const sent = (await act(alarm, going)).body['tasks'] as { id: string; callSign: string }[];
  expect(sent).toMatchObject([{ callSign: 'Exercise 1', state: 'sent' }]);
  expect((await act(alarm, going)).body['code']).toBe('responder-already-sent');
  expect((await act(alarm, close)).body['code']).toBe('alarm-has-open-tasks');
  const done = { does: 'task', taskId: sent[0]?.id ?? '', action: 'done' } as const;
  expect((await act(alarm, done)).body['tasks']).toMatchObject([{ state: 'done' }]);
  expect((await act(alarm, done)).body['code']).toBe('task-state');
  expect((await act(alarm, { ...close, cause: 'intruder' })).body['code']).toBe('cause-does-not-fit');
  expect((await act(alarm, close)).body['alarm']).toMatchObject({ open: false, outcome: 'test' });
  expect(await kinds()).toEqual([
    'exercise.started',
    'exercise.joined',
    'exercise.alarm-raised',
    'exercise.alarm-acknowledged',
    'exercise.alarm-step-done',
    'exercise.alarm-noted',
    'exercise.task-sent',
    'exercise.alarm-dispatched',
    'exercise.task-done',
    'exercise.alarm-closed',
  ]);
  expect(
    (await post.entries()).some(({ kind }) => /^(alarm|task)\./.test(kind) && kind.includes('xal_')),
  ).toBe(false);
});

test('whoever neither leads nor takes part is told that it runs, and not what in it', async () => {
  expect(await current(await post.as('technician'))).toMatchObject({ state: 'running', alarms: [], log: [] });
  expect((await current(rso)).alarms.length).toBe(1);
  expect((await (await post.as('guard')).get('/exercise')).status).toBe(403);
});

test('a restart goes on where it was', async () => {
  await post.close();
  await open();
  expect((await current()).alarms.length).toBe(1);
  await pass(60);
  await post.until('the second alarm', async () => (await current()).alarms.length === 2);
});

test('who leads ends it; the score is in the log: times to acknowledge and steps done', async () => {
  const { id } = await current();
  const ended = await rso.post('/exercise/end', { id });
  expect(ended.body['exercise']).toMatchObject({
    why: 'by-hand',
    score: {
      answered: 1,
      inTime: 1,
      stepsDone: 1,
      closed: 1,
      alarms: [{ number: 90_001 }, { number: 90_002 }],
    },
  });
  const entry = (await post.entries()).findLast(({ kind }) => kind === 'exercise.ended');
  expect(entry?.body).toMatchObject({ why: 'by-hand', alarms: 2, answered: 1, stepsDone: 1 });
  expect((await news()).current).toBeNull();
  expect((await news()).last[0]).toMatchObject({ why: 'by-hand' });
  expect((await officer.post('/exercise/join', { id })).body['code']).toBe('exercise-none');
});

test('nobody joined within ten minutes, and its time is over: each ends it', async () => {
  await start();
  await pass(601);
  await post.until('its end', async () => (await news()).current === null);
  expect((await news()).last[0]?.why).toBe('nobody-joined');
  await start({ scenario: 'lost-path-to-a-building' });
  await officer.post('/exercise/join', { id: (await current()).id });
  await pass(721);
  await post.until('its end', async () => (await news()).current === null);
  const [last] = (await news()).last;
  expect(last).toMatchObject({ why: 'over', score: { answered: 0, medianS: null } });
  expect(last?.score?.alarms.length).toBe(6);
});

test('a real hour is played again as an exercise, without what people did then', async () => {
  const { rows } = await database.pool.query<{ at: string }>(
    "select raised_at at from alarms where raised_at < now() - interval '2 days' order by raised_at limit 1",
  );
  const from = toInstant(Date.parse(rows[0]?.at ?? '') - 1_000);
  expect((await start({ day: { from: '2001-01-01T00:00:00.000Z', minutes: 60 } })).body['code']).toBe(
    'exercise-day-empty',
  );
  expect((await start({ day: { from, minutes: 600 } })).status).toBe(400);
  const begun = await start({ day: { from, minutes: 60 } });
  expect(begun.status, begun.text).toBe(201);
  const { id } = await current();
  await officer.post('/exercise/join', { id });
  await pass(15);
  await post.until('its first alarm', async () => (await current()).alarms.length > 0);
  expect((await current()).alarms[0]).toMatchObject({ acknowledged: false, open: true, source: 'exercise' });
  await officer.delete('/session');
  await post.until('the end, when its seat signs off', async () => (await news(rso)).current === null);
  expect((await news(rso)).last[0]?.why).toBe('nobody-left');
  officer = await post.as('watch-officer');
  await sit();
});

test('a real priority 1 ends the exercise at every seat at once, and none begins while it is open', async () => {
  await start(HOLD_UP, [seat(officer), seat(other)]);
  await officer.post('/exercise/join', { id: (await current()).id });
  await post.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', '3') });
  await post.until('its end', async () => (await news()).current === null);
  const [last] = (await news()).last;
  const real = (await post.running.watch.board()).alarms.find(({ priority }) => priority === 1);
  expect(last).toMatchObject({
    why: 'real-p1',
    seats: [
      { state: 'left', why: 'real-p1', alarmNumber: real?.number },
      { state: 'left', why: 'real-p1' },
    ],
  });
  expect((await kinds()).slice(-3)).toEqual(['exercise.seat-left', 'exercise.seat-left', 'exercise.ended']);
  expect((await start()).body['code']).toBe('exercise-real-p1');
});

test('a real priority 1 that came as the process died ends it at the start', async () => {
  await post.close();
  // As the row stood before anybody told the exercise of the alarm, which is open.
  const back = { state: 'running', endedAt: null, why: null, score: null };
  await database.pool.query(
    `update exercises set running = true, record = record || $1::jsonb || jsonb_build_object('seats',
       (select jsonb_agg(seat || '{"state":"joined","why":null}') from jsonb_array_elements(record->'seats') seat))
     where id = (select max(id) from exercises)`,
    [JSON.stringify(back)],
  );
  await open();
  expect((await news()).current).toBeNull();
  expect((await news()).last[0]?.why).toBe('real-p1');
});

test('an exercise P1 sounds no siren and tells nobody that an alarm waits', async () => {
  expect((await post.entries()).some(({ kind }) => kind.startsWith('siren.'))).toBe(false);
  const escalated = (await post.entries()).filter(({ kind }) => kind === 'alarm.escalated');
  expect(escalated.every(({ subjects }) => subjects[0]?.startsWith('alm_'))).toBe(true);
});
