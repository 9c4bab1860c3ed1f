/* Whether the watch is kept: limits of the post, who sits where, the tone that was not heard, checks, and nobody at all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import type { OpenCheck, Seat } from '../../src/modules/seat/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let officer: Person;
let rso: Person;
beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  officer = await post.as('watch-officer');
  rso = await post.as('rso');
});
afterAll(async () => {
  await post.close();
});

const well = { sound: true, hidden: false, idleS: 0 };
const report = async (who: Person, more: object = {}): Promise<OpenCheck | null> => {
  const answer = await who.post('/seat', { ...well, ...more });
  expect(answer.status, answer.text).toBe(200);
  return answer.body['check'] as OpenCheck | null;
};
const seats = async (): Promise<Seat[]> => (await rso.get('/seats')).body['seats'] as Seat[];
const kinds = async (): Promise<string[]> => (await post.entries()).map((entry) => entry.kind);
const troubles = async (): Promise<string[]> => {
  const health = await post.anybody().get('/health');
  return (health.body['degraded'] as { code: string }[]).map(({ code }) => code);
};
async function pass(seconds: number, who: readonly (readonly [Person, object])[] = []): Promise<void> {
  for (let s = 0; s < seconds; s += 10) {
    aheadMs += 10_000;
    for (const [person, more] of who) await report(person, more);
    await post.running.seats.look();
  }
}

test('the limits of the post are checked, kept with an entry, and hold at once', async () => {
  const limits = { gone: 30, muted: 20, hidden: 60, unattended: 600 };
  for (const wrong of [{ ...limits, muted: 5 }, { ...limits, unattended: 100_000 }, { gone: 30 }])
    expect((await rso.post('/post', { seatLimitsS: wrong })).status).toBe(400);
  expect((await officer.post('/post', { seatLimitsS: limits })).status).toBe(403);
  expect((await rso.post('/post', { seatLimitsS: limits })).status).toBe(200);
  const changed = (await post.entries()).findLast((entry) => entry.kind === 'post.changed');
  expect(changed?.body).toMatchObject({
    fields: ['seatLimitsS'],
    post: { settings: { seatLimitsS: limits } },
  });
  await report(officer, { sound: false });
  await pass(10, [[officer, { sound: false }]]);
  expect(await troubles()).not.toContain('watch-not-kept');
  await pass(10, [[officer, { sound: false }]]);
  expect(await troubles()).toContain('watch-not-kept');
  await pass(10, [[officer, {}]]);
  expect(await troubles()).not.toContain('watch-not-kept');
});

test('the supervisor sees who sits where, how it is and since when; a guard does not', async () => {
  await report(rso, { hidden: true });
  expect(await seats()).toMatchObject([
    { seat: 'Test seat', name: 'The watch-officer', role: 'watch-officer', state: 'well', sound: null },
    { name: 'The rso', role: 'rso', state: 'hidden' },
  ]);
  expect((await (await post.as('guard')).get('/seats')).status).toBe(403);
});

test('a tone that was not heard is in the log and told, until it is heard', async () => {
  expect((await officer.post('/seat/sound', { heard: false })).status).toBe(200);
  expect(await troubles()).toContain('sound-not-heard');
  expect((await officer.post('/seat/sound', { heard: true })).status).toBe(200);
  expect(await troubles()).not.toContain('sound-not-heard');
  expect(await kinds()).toEqual(expect.arrayContaining(['seat.sound-not-heard', 'seat.sound-heard']));
});

test('checks are off until set, within limits; a missed one is told, and the late answer ends it', async () => {
  expect((await rso.post('/post', { attention: { everyMin: 1, answerS: 60 } })).status).toBe(400);
  expect((await rso.post('/post', { attention: { everyMin: 5, answerS: 60 } })).status).toBe(200);
  let check: OpenCheck | null = null;
  for (let minutes = 0; check === null && minutes < 40; minutes++) {
    await pass(60, [
      [officer, {}],
      [rso, {}],
    ]);
    check = await report(officer);
  }
  expect(check).not.toBeNull();
  expect(await report(rso)).toBeNull();
  await pass(70, [[officer, {}]]);
  expect(await troubles()).toContain('check-missed');
  expect((await seats())[0]?.lastCheck?.how).toBe('missed');
  expect((await officer.post('/seat/check', { id: 'chk_other' })).body['code']).toBe('check-unknown');
  const answered = await officer.post('/seat/check', { id: check?.id });
  expect(answered.body).toMatchObject({ how: 'late' });
  expect(await troubles()).not.toContain('check-missed');
  expect(await kinds()).toEqual(expect.arrayContaining(['seat.check-missed', 'seat.check-answered']));
  expect((await rso.post('/post', { attention: null })).status).toBe(200);
});

test('a shared console speaks for itself: nobody types a PIN every ten seconds', async () => {
  const shared = post.anybody();
  const signIn = { signIn: 'test-watch-officer', pin: '246810', seat: 'Shared', shared: true };
  expect((await shared.post('/session', signIn)).status).toBe(200);
  await report(shared);
  expect((await shared.post('/log', { text: 'Who writes this?' })).body['code']).toBe('pin-needed');
  await shared.delete('/session');
});

test('alarms are open and nobody attends: it is told like an alarm, until somebody touches a console', async () => {
  await post.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') });
  await post.until('an open alarm', async () => (await post.running.watch.board()).openCount > 0);
  const untouched = { idleS: 3_600 };
  await pass(40, [[officer, untouched]]);
  expect(await troubles()).not.toContain('nobody-attends');
  await pass(30, [[officer, untouched]]);
  expect(await troubles()).toContain('nobody-attends');
  const told = (await post.entries()).findLast((entry) => entry.kind === 'watch.left-alone');
  expect(told?.body?.['open']).toBeGreaterThan(0);
  await pass(10, [[rso, {}]]);
  expect(await troubles()).not.toContain('nobody-attends');
  // The board may speak after it: what was told of the watch itself is asked for.
  expect((await kinds()).findLast((kind) => kind.startsWith('watch.'))).toBe('watch.attended');
});
