/* Doors, arming and the threat level on the real server: from the wire to the list, the alarm and the log. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import type { DoorEvent } from '../../src/modules/doors/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

/** Zones, names and devices are read again after two seconds: time is turned on, nobody waits. */
const READ_AGAIN_MS = 3_000;
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};

let post: TestPost;
let line: Dialler;
let rso: Person;
let officer: Person;
let token = '';
beforeAll(async () => {
  post = await openTestPost({ clock });
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
  token = (await rso.post('/machine-tokens', { name: 'Badge system' })).body['token'] as string;
  expect(typeof token).toBe('string');
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  line = post.dialler({ timeoutMs: 20_000 });
});
afterAll(async () => {
  await post.close();
});

async function machine(signal: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${post.url}/api/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(signal),
  });
  expect(answer.status).toBe(202);
}
const panel = (event: string, user: string, change: '1' | '3' = '1') =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', change, event, '1', user) });
const doors = async (query = '', who = officer): Promise<readonly DoorEvent[]> =>
  (await who.get(`/doors${query}`)).body['events'] as readonly DoorEvent[];
const listed = (n: number, query = '') =>
  post.until(`${n} events in the list`, async () => {
    const events = await doors(query);
    return events.length >= n && events;
  });
const open = async (): Promise<readonly Alarm[]> => (await officer.get('/board')).body['alarms'] as Alarm[];
const alarmOf = (kind: string) =>
  post.until(`an alarm of kind ${kind}`, async () => (await open()).find((alarm) => alarm.kind === kind));
const denied = (door: string, credential: string) =>
  machine({ kind: 'access-denied', point: door, credential });
async function zoneWith(name: string, settings: Record<string, unknown>): Promise<string> {
  const answer: Answer = await rso.post('/zones', { name: { en: name }, settings });
  expect(answer.status).toBe(201);
  return (answer.body['zone'] as { id: string }).id;
}

test('B9: who armed and who disarmed stands in the list and in the log, with the name that is known', async () => {
  const named = await rso.post('/door-users', { source: 'dc09:1001', credential: '3', name: 'Kim Min-seo' });
  expect(named).toMatchObject({ status: 201, body: { user: { credential: 'user:3' } } });
  expect(await rso.post('/door-users', { source: 'dc09:1001', credential: '#3', name: 'Lee' })).toMatchObject(
    {
      status: 409,
      body: { code: 'door-user-taken' },
    },
  );
  expect((await officer.post('/door-users', { credential: '9', name: 'Nobody' })).status).toBe(403);
  aheadMs += READ_AGAIN_MS;
  expect(await panel('401', '003')).toBe('acknowledged');
  expect(await panel('401', '007', '3')).toBe('acknowledged');
  const [armed, disarmed] = await listed(2);
  expect(disarmed).toMatchObject({
    outcome: 'disarmed',
    credential: 'user:3',
    who: 'Kim Min-seo',
    doorName: { en: 'Chancery panel' },
    alarmId: null,
  });
  expect(armed).toMatchObject({ outcome: 'armed', credential: 'user:7', who: null });
  const logged = (await post.entries()).find((entry) => entry.kind === 'door.disarmed');
  expect(logged?.body).toMatchObject({ person: 'Kim Min-seo (#3)', byName: 'Kim Min-seo' });
  // Named today, shown today: what nobody had named then takes the name of now.
  await rso.post('/door-users', { credential: 'user 7', name: 'Park Ji-ho' });
  expect((await doors('?person=park')).map((event) => event.who)).toEqual(['Park Ji-ho']);
  expect((await doors('?person=3')).map((event) => event.outcome)).toEqual(['disarmed']);
  expect(await open()).toEqual([]);
});

test('three denials at one door are one alarm, one or two are none, and another door does not count', async () => {
  await denied('server-room', '8841');
  await denied('server-room', '8841');
  await denied('gate-2', '8841');
  await listed(3, '?denied=true');
  await post.running.triage.caughtUp();
  expect(await open()).toEqual([]);
  await denied('server-room', '8842');
  const alarm = await alarmOf('access-denied');
  expect(alarm).toMatchObject({ priority: 3, reason: 'three-denials', point: 'server-room' });
  expect(alarm.title.en).toMatch(/^Access denied 3 times, /);
  await denied('server-room', '8843');
  await post.until('the fourth denial joins', async () => (await open())[0]?.count === 2);
  expect(await open()).toHaveLength(1);
  expect((await doors('?denied=true'))[0]).toMatchObject({ credential: '8843', alarmId: alarm.id });
});

test('denials are counted from the record: those before a closed alarm do not count again', async () => {
  const alarm = await alarmOf('access-denied');
  const { revision } = (await officer.get(`/alarms/${alarm.id}`)).body['alarm'] as Alarm;
  await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision });
  const how = { outcome: 'false', cause: 'user-error', finding: 'Wrong card' };
  expect((await officer.post(`/alarms/${alarm.id}/close`, how)).status).toBe(200);
  await denied('server-room', '8841');
  await denied('server-room', '8841');
  await listed(7, '?denied=true');
  expect(await open()).toEqual([]);
  // Nothing of it is kept in memory: what a new start reads is what triage reads.
  const rows = await post.database.pool.query(
    "select 1 from door_events where outcome = 'denied' and alarm_id is null",
  );
  expect(rows.rowCount).toBe(5);
  await denied('server-room', '8841');
  expect(await alarmOf('access-denied')).toMatchObject({ count: 1, priority: 3 });
});

test('the list comes in pages, by door, and not to everybody', async () => {
  const first = await officer.get('/doors?limit=2');
  const next = encodeURIComponent(first.body['next'] as string);
  const second = await officer.get(`/doors?limit=2&before=${next}`);
  const ids = [first, second].flatMap((page) => (page.body['events'] as DoorEvent[]).map((e) => e.id));
  expect(new Set(ids).size).toBe(4);
  const seen = (await officer.get('/doors/seen')).body['doors'] as { door: string }[];
  const gate = seen.find(({ door }) => door.endsWith('/gate-2'));
  expect(seen).toHaveLength(3);
  expect(await doors(`?door=${encodeURIComponent(gate?.door ?? '')}`)).toHaveLength(1);
  expect((await officer.get('/doors?limit=201')).status).toBe(400);
  expect((await (await post.as('guard')).get('/doors')).status).toBe(403);
});

test('disarmed outside hours is an alarm that says by whom, and arming ends it', async () => {
  const zoneId = await zoneWith('Chancery', { closedHours: { from: '00:00', to: '00:00' } });
  const device = { name: { en: 'Chancery alarm' }, kind: 'other', source: 'dc09:1001', point: '', zoneId };
  expect((await rso.post('/devices', device)).status).toBe(201);
  expect(
    (await rso.post(`/zones/${zoneId}`, { settings: { closedHours: { from: '8', to: '9' } } })).status,
  ).toBe(400);
  aheadMs += READ_AGAIN_MS;
  await panel('401', '003');
  const alarm = await alarmOf('opening');
  expect(alarm).toMatchObject({ priority: 3, reason: 'outside-hours', active: true });
  expect(alarm.title.en).toBe('Disarmed outside hours by Kim Min-seo (#3), Chancery alarm');
  await panel('401', '003', '3');
  await post.until('it is armed again', async () => (await alarmOf('opening')).active === false);
});

test('the threat level is set with a reason by RSO or deputy, and changes what the next alarm is', async () => {
  const tamper = (point: string) => machine({ kind: 'tamper', point });
  await tamper('camera-1');
  expect(await alarmOf('tamper')).toMatchObject({ priority: 3, reason: 'kind' });
  const set = (who: Person, level: string, reason = 'March announced for noon') =>
    who.post('/post/threat-level', { level, reason });
  expect((await set(officer, 'high')).status).toBe(403);
  expect((await set(rso, 'high', ' ')).status).toBe(400);
  expect((await set(rso, 'severe')).status).toBe(400);
  expect((await set(await post.as('deputy'), 'high')).body['post']).toMatchObject({
    settings: { threat: { level: 'high', reason: 'March announced for noon', byName: 'The deputy' } },
  });
  expect((await set(rso, 'high')).body).toMatchObject({ code: 'threat-same' });
  await tamper('camera-2');
  const raised = await post.until('the second tamper', async () =>
    (await open()).find((alarm) => alarm.point === 'camera-2'),
  );
  expect(raised).toMatchObject({ priority: 2, reason: 'threat-level' });
  const entry = (await post.entries()).find(({ kind }) => kind === 'post.threat-level-set');
  expect(entry?.body).toMatchObject({ level: 'high', was: '', byName: 'The deputy' });
  const draft = (await officer.post('/handover')).body['lines'] as { section: string; state: string }[];
  expect(draft[0]).toMatchObject({ section: 'threat', state: 'high' });
});
