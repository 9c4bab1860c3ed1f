/* Alarm management on the real database: what people put aside or pass on, and what time does by itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};

let post: TestPost;
let line: Dialler;
let officer: Person;
let deputy: Person;
beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  line = post.dialler({ timeoutMs: 20_000 });
  officer = await post.as('watch-officer');
  deputy = await post.as('deputy');
});
afterAll(async () => {
  await post.close();
});

/** Time passes, and what is due by then is done. */
async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await post.running.due.settle();
}
const later = (ms: number): string => toInstant(clock.nowMs() + ms);
const sent = (code: string, point: string, change: '1' | '3' = '1') =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', change, code, '1', point) });
const one = async (id: string): Promise<Alarm> => (await officer.get(`/alarms/${id}`)).body['alarm'] as Alarm;
const alarmOf = (answer: Answer): Alarm => answer.body['alarm'] as Alarm;
const take = async (who: Person, alarm: Alarm): Promise<Alarm> =>
  alarmOf(await who.post(`/alarms/${alarm.id}/acknowledge`, { revision: (await one(alarm.id)).revision }));
const said = async (kind: string, id: string) =>
  (await post.entries()).filter((entry) => entry.kind === kind && entry.subjects[0] === id);

/** A new alarm at a point of the consular panel: 130 is a burglary (P2), 137 a tamper (P3), 121 duress (P1). */
async function raised(code: string, point: string): Promise<Alarm> {
  const before = new Set(((await officer.get('/board')).body['alarms'] as Alarm[]).map((a) => a.id));
  expect(await sent(code, point)).toBe('acknowledged');
  const look = () =>
    post.until(`an alarm of ${code} at ${point}`, async () =>
      ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
        // While hours pass, panels that nobody supervises here fall silent and raise alarms of their own.
        (a) => !before.has(a.id) && a.point.endsWith(point),
      ),
    );
  // A machine that does much else decides late; an alarm missed here would swallow all that follow.
  return look().catch(look);
}

async function close(alarm: Alarm): Promise<void> {
  if (!(await one(alarm.id)).acknowledged) await take(officer, alarm);
  const how = { outcome: 'test', cause: 'drill', finding: 'End of the test' };
  expect((await officer.post(`/alarms/${alarm.id}/close`, how)).status).toBe(200);
}

async function zoneSettings(settings: Record<string, unknown>): Promise<void> {
  const rso = await post.as('rso');
  const zones = (await rso.get('/zones')).body['zones'] as { id: string; name: { en: string } }[];
  const consular = zones.find((zone) => zone.name.en.includes('onsular'));
  expect((await rso.post(`/zones/${consular?.id ?? ''}`, { settings })).status).toBe(200);
  // The zones are read again after two seconds.
  await pass(3_000);
}

test('a shelved alarm comes back by itself at its end, unseen, because its cause still stands', async () => {
  const alarm = await raised('130', '5');
  await take(officer, alarm);
  const until = later(2 * HOUR);
  const shelved = alarmOf(
    await officer.post(`/alarms/${alarm.id}/shelve`, { until, reason: 'Painters in the office' }),
  );
  expect(shelved.shelved).toEqual({ until, reason: 'Painters in the office', byName: 'The watch-officer' });
  await pass(2 * HOUR - MINUTE);
  expect((await one(alarm.id)).shelved).not.toBeNull();
  expect(await said('alarm.escalated', alarm.id)).toHaveLength(0);
  await pass(MINUTE + 1_000);
  expect(await one(alarm.id)).toMatchObject({ shelved: null, acknowledged: false, open: true });
  await Promise.all(Array.from({ length: 4 }, () => post.running.due.settle()));
  expect(await said('alarm.shelf-ended', alarm.id)).toHaveLength(1);
  await close(alarm);
});

test('eight hours at most, never without a reason, never priority 1, and not by everybody', async () => {
  const alarm = await raised('130', '5');
  const shelve = (until: string, reason = 'Known fault', who = officer) =>
    who.post(`/alarms/${alarm.id}/shelve`, { until, reason });
  expect((await shelve(later(8 * HOUR + 5 * MINUTE))).body).toMatchObject({ code: 'shelve-end' });
  expect((await shelve(later(-MINUTE))).body).toMatchObject({ code: 'shelve-end' });
  expect((await shelve(later(HOUR), ' ')).status).toBe(400);
  expect((await shelve(later(HOUR), 'x', await post.as('guard-commander'))).status).toBe(403);
  const duress = await raised('121', '2');
  expect(
    (await officer.post(`/alarms/${duress.id}/shelve`, { until: later(HOUR), reason: 'x' })).body,
  ).toMatchObject({ code: 'shelve-never-p1' });
  expect((await shelve(later(8 * HOUR))).status).toBe(200);
  expect((await shelve(later(HOUR))).body).toMatchObject({ code: 'alarm-state' });
  const back = await deputy.post(`/alarms/${alarm.id}/unshelve`);
  expect(alarmOf(back)).toMatchObject({ shelved: null });
  await close(alarm);
  await close(duress);
});

test('what is worse at the same place breaks out of a shelved alarm', async () => {
  const tamper = await raised('137', '5');
  expect(tamper.priority).toBe(3);
  await officer.post(`/alarms/${tamper.id}/shelve`, { until: later(HOUR), reason: 'Loose cover' });
  const intrusion = await raised('130', '5');
  expect(intrusion).toMatchObject({ priority: 2, acknowledged: false });
  expect(intrusion.shelved ?? null).toBeNull();
  expect((await one(tamper.id)).shelved).not.toBeNull();
  await close(intrusion);
  await close(tamper);
});

test('nobody answers: at 100 % the other seats are told, at 200 % the RSO, each once', async () => {
  const alarm = await raised('130', '5');
  const within = (alarm.answerWithinS ?? 0) * 1000;
  expect(within).toBe(90_000);
  await pass(within - 5_000);
  expect(await said('alarm.escalated', alarm.id)).toHaveLength(0);
  await pass(6_000);
  expect(await one(alarm.id)).toMatchObject({ escalated: 1, revision: alarm.revision });
  await Promise.all(Array.from({ length: 4 }, () => post.running.due.settle()));
  await pass(within);
  expect(
    (await said('alarm.escalated', alarm.id)).map((e) => [e.body?.['level'], e.body?.['afterS']]),
  ).toEqual([
    [1, 90],
    [2, 180],
  ]);
  // The officer who looked before the escalation is not sent away to look again.
  const answer = await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision: alarm.revision });
  expect(alarmOf(answer)).toMatchObject({ acknowledged: true, escalated: 0 });
  await pass(HOUR);
  expect(await said('alarm.escalated', alarm.id)).toHaveLength(2);
  await close(alarm);
});

test('an answer in time stops the clock; both levels follow in order when the server was away for long', async () => {
  const answered = await raised('130', '5');
  await take(officer, answered);
  await pass(HOUR);
  expect(await said('alarm.escalated', answered.id)).toHaveLength(0);
  await close(answered);
  const alone = await raised('130', '5');
  await pass(HOUR);
  expect((await said('alarm.escalated', alone.id)).map((e) => e.body?.['level'])).toEqual([1, 2]);
  await close(alone);
});

test('an acknowledgement expires where the zone says so, and the first answer keeps its time', async () => {
  await zoneSettings({ ackExpiresS: { intrusion: 600 } });
  const alarm = await raised('130', '5');
  const first = await take(officer, alarm);
  await pass(10 * MINUTE + 1_000);
  expect(await one(alarm.id)).toMatchObject({ acknowledged: false, answeredAt: first.acknowledgedAt });
  expect(await said('alarm.acknowledgement-expired', alarm.id)).toHaveLength(1);
  const second = await take(officer, alarm);
  expect(second.answeredAt).toBe(first.acknowledgedAt);
  await sent('130', '5', '3');
  await post.until('the restore', async () => !(await one(alarm.id)).active);
  await pass(HOUR);
  expect((await one(alarm.id)).acknowledged).toBe(true);
  await close(alarm);
  await zoneSettings({});
});

test('a rule of the zone acknowledges priority 4, visibly by rule, and nothing more urgent', async () => {
  await zoneSettings({ autoAcknowledge: ['battery', 'intrusion'], priorityByKind: { battery: 4 } });
  const battery = await raised('384', '5');
  expect(battery).toMatchObject({ kind: 'battery', priority: 4 });
  expect(await one(battery.id)).toMatchObject({ acknowledged: true, byRule: true, ownerId: null });
  expect((await one(battery.id)).answeredAt ?? null).toBeNull();
  expect(await said('alarm.acknowledged-by-rule', battery.id)).toHaveLength(1);
  await pass(2 * MINUTE);
  const intrusion = await raised('130', '5');
  expect(await one(intrusion.id)).toMatchObject({ acknowledged: false });
  await close(intrusion);
  await close(battery);
  await zoneSettings({});
});

test('an alarm is handed to a named colleague, who must accept within 60 seconds', async () => {
  const alarm = await raised('130', '5');
  await take(officer, alarm);
  expect((await deputy.post(`/alarms/${alarm.id}/offer`, { userId: officer.id })).body).toMatchObject({
    code: 'offer-not-yours',
  });
  const offer = () => officer.post(`/alarms/${alarm.id}/offer`, { userId: deputy.id });
  expect(alarmOf(await offer())).toMatchObject({ ownerId: officer.id, offer: { toId: deputy.id } });
  const rso = await post.as('rso');
  expect((await rso.post(`/alarms/${alarm.id}/accept-offer`)).body).toMatchObject({
    code: 'offer-for-another',
  });
  await pass(61_000);
  expect(await one(alarm.id)).toMatchObject({ ownerId: officer.id, offer: null });
  expect(await said('alarm.offer-expired', alarm.id)).toHaveLength(1);
  await offer();
  expect(alarmOf(await deputy.post(`/alarms/${alarm.id}/accept-offer`))).toMatchObject({
    ownerId: deputy.id,
    offer: null,
    acknowledged: true,
  });
  await pass(2 * MINUTE);
  expect(await one(alarm.id)).toMatchObject({ ownerId: deputy.id });
  await close(alarm);
});

test('alarm health counts what was raised, answered and put aside, as the tables say', async () => {
  const alarm = await raised('130', '5');
  await officer.post(`/alarms/${alarm.id}/shelve`, { until: later(HOUR), reason: 'Known' });
  const { body } = await officer.get('/alarm-health');
  const count = await post.database.pool.query<{ n: number; answered: number }>(
    'select count(*)::int n, count(answered_s)::int answered from alarms where raised_at >= $1',
    [toInstant(Date.parse(String(body['at'])) - 30 * 24 * HOUR)],
  );
  const { n, answered } = count.rows[0] ?? { n: 0, answered: 0 };
  expect(answered).toBeGreaterThan(5);
  expect(body).toMatchObject({ alarms: n, shelved: 1 });
  const answers = body['answers'] as { answered: number; targetS: number | null; priority: number }[];
  expect(answers.reduce((sum, each) => sum + each.answered, 0)).toBe(answered);
  expect(answers.find((each) => each.priority === 2)?.targetS).toBe(90);
  expect((body['byPriority'] as number[]).reduce((sum, each) => sum + each, 0)).toBe(n);
  const actors = body['badActors'] as { alarms: number; share: number }[];
  expect(actors.length).toBeGreaterThan(0);
  expect(actors.length).toBeLessThanOrEqual(10);
  expect(body['hours']).toHaveLength(24);
});
