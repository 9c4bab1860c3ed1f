/*
 * One alarm, door to log: the eleven steps of shared/house.md 5, through a real socket, the real server and
 * the real database, read back from the ledger. The first test a newcomer should open.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alarm } from '../../src/modules/watch/model.ts';
import type { RankedResponder, Task } from '../../src/modules/dispatch/model.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
});
afterAll(async () => {
  await post.close();
});

/** Sends octets to the panel port and resolves with what comes back. */
function throughSocket(octets: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(post.running.dc09Port, '127.0.0.1', () => socket.write(octets));
    socket.on('data', (answer) => {
      socket.destroy();
      resolve(answer);
    });
    socket.on('error', reject);
  });
}

test('a duress button at a consular window, from the frame on the wire to the closed log', async () => {
  const before = post.running.tail.newest();
  const officer = await post.as('watch-officer');
  const guardAccount = await post.as('rso');

  // 1-3 Frame, decode, translate; 4 append; 5 acknowledge.
  const frame = encodeFrame({
    token: 'ADM-CID',
    sequence: '0417',
    line: '0',
    account: '1001',
    dataBlock: '#1001|1121 01 003',
    timestampMs: Date.now(),
  });
  const answer = await throughSocket(frame);
  expect(answer.toString('latin1')).toMatch(/"ACK"0417L0#1001\[\]/);
  const stored = await post.database.pool.query<{ raw: Buffer; source: string }>(
    'select raw, source from signals order by seq desc limit 1',
  );
  expect(stored.rows[0]).toMatchObject({ source: 'dc09:1001', raw: frame });

  // 6 Policy.
  const alarm = await post.until('the alarm opens', async () => {
    const board = await officer.get('/board');
    return (board.body['alarms'] as Alarm[]).find((a) => a.kind === 'duress' && !a.acknowledged);
  });
  expect(alarm).toMatchObject({
    priority: 1,
    active: true,
    acknowledged: false,
    open: true,
    count: 1,
    title: { en: 'Duress, Consular Window 3' },
    answerWithinS: 30,
  });

  // 7 Board: the officer acknowledges what he saw.
  const stale = await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision: alarm.revision + 1 });
  expect(stale).toMatchObject({ status: 409, body: { code: 'alarm-changed' } });
  const acknowledged = await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision: alarm.revision });
  expect(acknowledged.body['alarm']).toMatchObject({ acknowledged: true, ownerName: 'The watch-officer' });

  // 8 Dispatch: responders are ranked with reasons; a person chooses.
  const ranked = (await officer.get(`/alarms/${alarm.id}/responders`)).body['ranked'] as RankedResponder[];
  const chosen = ranked.find((r) => r.responder.userId !== null && r.sendable);
  if (!chosen) throw new Error('the demo has a guard with a user to send');
  expect(ranked.map((r) => r.sendable)).toEqual(
    ranked.map((r) => r.sendable).toSorted((a, b) => Number(b) - Number(a)),
  );
  expect(chosen.reasons.length).toBeGreaterThan(0);
  // The guard has a phone: enrolled by a one-time code.
  const enrolment = await guardAccount.post(`/people/${chosen.responder.userId}/enrolment`);
  const phone = post.anybody();
  expect((await phone.post('/enrol', { code: enrolment.body['code'] })).status).toBe(200);
  expect((await post.anybody().post('/enrol', { code: enrolment.body['code'] })).body).toMatchObject({
    code: 'code-unusable',
  });
  const sent = await officer.post(`/alarms/${alarm.id}/dispatch`, { responderId: chosen.responder.id });
  const task = sent.body['task'] as unknown as Task;
  expect(task.radio.en).toBe(
    `${chosen.responder.callSign}, this is Post One. Duress, Consular Window 3. Go now. Answer.`,
  );

  // 10 Closing is refused while somebody is on the way.
  const tooEarly = await officer.post(`/alarms/${alarm.id}/close`, {
    outcome: 'false',
    cause: 'user-error',
    finding: 'Pressed by mistake',
  });
  expect(tooEarly).toMatchObject({ status: 409, body: { code: 'alarm-has-open-tasks' } });

  // 9 Phone: the task is fetched; accept, arrive, finish, each under one key, sent twice.
  const home = await phone.get('/guard/home');
  expect((home.body['tasks'] as Task[]).filter((t) => t.endedAt === null)).toMatchObject([
    { id: task.id, state: 'sent' },
  ]);
  for (const action of ['accept', 'there', 'done']) {
    const key = { 'idempotency-key': `flow-test-${action}` };
    const body = action === 'done' ? { finding: 'Clerk is well' } : {};
    const first = await phone.post(`/tasks/${task.id}/${action}`, body, key);
    const again = await phone.post(`/tasks/${task.id}/${action}`, body, key);
    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
  }

  // 10 Close, with finding and cause.
  const wrongCause = await officer.post(`/alarms/${alarm.id}/close`, {
    outcome: 'false',
    cause: 'intruder',
    finding: 'x',
  });
  expect(wrongCause).toMatchObject({ status: 422, body: { code: 'cause-does-not-fit' } });
  const closed = await officer.post(`/alarms/${alarm.id}/close`, {
    outcome: 'false',
    cause: 'user-error',
    finding: 'Pressed by mistake',
  });
  expect(closed.body['alarm']).toMatchObject({ open: false, outcome: 'false', cause: 'user-error' });

  // 11 Log: the steps, read back.
  const story = (await officer.get(`/alarms/${alarm.id}/story`)).body as unknown as {
    entries: { kind: string; seq: number; at: string }[];
    steps: { seconds: number }[];
  };
  expect(story.entries.map((e) => e.kind)).toEqual([
    'signal.received',
    'alarm.raised',
    'alarm.acknowledged',
    'alarm.dispatched',
    'alarm.step-done',
    'task.sent',
    'task.accepted',
    'task.there',
    'task.done',
    'alarm.closed',
  ]);
  expect(story.steps).toHaveLength(story.entries.length - 1);
  const span = Date.parse(story.entries.at(-1)?.at ?? '') - Date.parse(story.entries[0]?.at ?? '');
  expect(story.steps.reduce((sum, step) => sum + step.seconds, 0) * 1000).toBeCloseTo(span, 0);

  const ledger = (await post.entries()).filter((e) => e.seq > before);
  expect(ledger.map((e) => e.seq)).toEqual(ledger.map((_, i) => before + 1 + i));
  const signal = ledger.find((e) => e.kind === 'signal.received');
  expect(signal).toMatchObject({
    actor: 'dc09:1001',
    body: { kind: 'duress', point: 'user:3', code: '1121', sequence: '0417', partition: '01' },
  });
  const report = await post.running.ledger.verify();
  expect(report).toMatchObject({ ok: true, firstBad: null });
});

test('the same frame again is acknowledged again, written down as a repeat, and raises nothing', async () => {
  const frame = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0777',
    line: '0',
    account: '1002',
    dataBlock: '#1002|Nri1/BA88',
    timestampMs: Date.now(),
  });
  const count = async (): Promise<number> =>
    (await post.entries()).filter((e) => e.kind === 'alarm.raised' || e.kind === 'alarm.joined').length;
  const before = await count();
  for (let i = 0; i < 3; i++) expect((await throughSocket(frame)).toString('latin1')).toContain('"ACK"0777');
  await post.running.triage.caughtUp();
  expect(await count()).toBe(before + 1);
  expect((await post.entries()).filter((e) => e.kind === 'signal.repeated')).toHaveLength(2);
});

test('a panel nobody registered is answered, raises its alarm and a notice, and is registered with one tap', async () => {
  const officer = await post.as('watch-officer');
  const dialler = post.dialler({ account: '7F31' });
  expect(await dialler.send({ token: 'SIA-DCS', dataBlock: '#7F31|Nri1/FA4' })).toBe('acknowledged');
  const notice = await post.until('the notice', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.kind === 'unknown-panel' && a.account === '7F31',
    ),
  );
  expect(notice.priority).toBe(4);
  expect(
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === 'dc09:7F31' && a.kind === 'fire',
    ),
  ).toMatchObject({ priority: 1 });
  expect((await officer.post('/panels/register', { alarmId: notice.id })).status).toBe(201);
  expect((await officer.post('/panels/register', { alarmId: notice.id })).body).toMatchObject({
    code: 'panel-account-taken',
  });
  expect((await officer.get('/panels')).body['panels']).toContainEqual(
    expect.objectContaining({ account: '7F31', keyCount: 0 }),
  );
});
