/* Silent devices, maintenance, out of service and bypass on the real database, by a false clock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type { HandoverLine } from '../../src/modules/handover/model.ts';
import type { Device, DeviceState } from '../../src/modules/technical/model.ts';
import type { Upkeep } from '../../src/modules/upkeep/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};

let post: TestPost;
let line: Dialler;
let rso: Person;
let officer: Person;
let technician: Person;
let token = '';
beforeAll(async () => {
  post = await openTestPost({ clock });
  await post.as('administrator');
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
  technician = await post.as('technician');
  token = (await rso.post('/machine-tokens', { name: 'Sensor server' })).body['token'] as string;
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  line = post.dialler({ timeoutMs: 20_000 });
});
afterAll(async () => {
  await post?.close();
});

const later = (ms: number): string => toInstant(clock.nowMs() + ms);
async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await post.running.upkeepDue.settle();
  await post.running.triage.caughtUp();
}
const sent = (code: string, point: string, change: '1' | '3' = '1') =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', change, code, '1', point) });
const board = async (): Promise<Alarm[]> => (await officer.get('/board')).body['alarms'] as Alarm[];
const alarmsOf = async (device: Device): Promise<Alarm[]> =>
  (await board()).filter((alarm) => alarm.deviceId === device.id);
const said = async (kind: string) => (await post.entries()).filter((entry) => entry.kind === kind);

async function addDevice(name: string, source: string, point: string, more = {}): Promise<Device> {
  const answer = await rso.post('/devices', { name: { en: name }, kind: 'motion', source, point, ...more });
  expect(answer.status, answer.text).toBe(201);
  // The list of devices is read again after two seconds.
  aheadMs += 2_500;
  const device = answer.body['device'] as Device;
  await post.until('it is watched', async () => (await states()).some((each) => each.deviceId === device.id));
  return device;
}
const states = async (): Promise<DeviceState[]> =>
  (await officer.get('/devices/states')).body['states'] as DeviceState[];
async function machine(signal: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${post.url}/api/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(signal),
  });
  expect(answer.status).toBe(202);
}
const beat = (point: string) => machine({ kind: 'test', change: 'note', point, text: String(aheadMs) });
const maintain = (device: Device, input: Record<string, unknown>, who = technician) =>
  who.post('/upkeep/maintenance', {
    target: { what: 'device', id: device.id },
    reason: 'New battery',
    endsAt: later(HOUR),
    ...input,
  });
const upkeepOf = (answer: { body: Readonly<Record<string, unknown>> }): Upkeep =>
  answer.body['upkeep'] as Upkeep;
const open = async (): Promise<Upkeep[]> => (await officer.get('/upkeep')).body['open'] as Upkeep[];
async function machineSource(): Promise<string> {
  await beat('Hall');
  const entry = (await said('signal.received')).findLast((each) => each.actor.startsWith('machine:'));
  return entry?.actor ?? '';
}

test('A16: a device that misses its heartbeat is an alarm, and is restored when it is heard', async () => {
  const source = await machineSource();
  const hall = await addDevice('Hall motion', source, 'Hall', { heartbeatS: 60 });
  await beat('Hall');
  await pass(61_000);
  const alarm = await post.until('the alarm', async () => (await alarmsOf(hall))[0]);
  expect(alarm).toMatchObject({ kind: 'device-silent', priority: 3, active: true });
  expect((await states()).find((each) => each.deviceId === hall.id)).toMatchObject({
    silent: true,
    heartbeatS: 60,
  });
  await beat('Hall');
  await post.until('the restore', async () => (await alarmsOf(hall)).find((each) => !each.active));
});

test('A16: a zone of a panel is watched only on request, and not within minutes', async () => {
  const door = { name: { en: 'Vault' }, kind: 'contact', source: 'dc09:1001', point: '77' };
  expect((await rso.post('/devices', { ...door, heartbeatS: 120 })).body).toMatchObject({
    code: 'heartbeat-too-short',
  });
  expect((await rso.post('/devices', { ...door, heartbeatS: 3_600 })).status).toBe(201);
});

test('A17: what is sent during maintenance is kept, raises no alarm, and what still stands rises at the end', async () => {
  const store = await addDevice('Store room', 'dc09:1001', '5');
  expect((await maintain(store, { endsAt: later(13 * HOUR) })).body).toMatchObject({
    code: 'upkeep-too-long',
    detail: { hours: 12 },
  });
  expect((await maintain(store, {}, await post.as('guard-commander'))).status).toBe(403);
  const begun = upkeepOf(await maintain(store, {}));
  expect(begun).toMatchObject({ state: 'running', byName: 'The technician', kind: 'maintenance' });
  expect((await maintain(store, {})).body).toMatchObject({ code: 'upkeep-there' });
  await sent('130', '5');
  await post.until('the signal kept', async () => (await open()).find((each) => each.held === 1));
  expect(await alarmsOf(store)).toHaveLength(0);
  const held = (await officer.get(`/upkeep/${begun.id}/held`)).body['held'] as unknown[];
  expect(held).toMatchObject([{ times: 1, about: { en: 'Intrusion, Store room' } }]);
  await post.running.handover.begin({ actor: officer.id, name: 'X', seat: 'S', key: null }, null);
  const draft = (await post.running.handover.current()).draft;
  expect(draft?.lines.find((each: HandoverLine) => each.section === 'upkeep')).toMatchObject({
    state: 'maintenance',
    label: { en: 'Store room: New battery (The technician)' },
  });
  await pass(HOUR + 1_000);
  expect(await open()).toHaveLength(0);
  expect(await said('upkeep.ended')).toHaveLength(1);
  const risen = await post.until('the alarm of what still stands', async () => (await alarmsOf(store))[0]);
  expect(risen).toMatchObject({ kind: 'intrusion', priority: 2, active: true, acknowledged: false });
});

test('A17: what ended during maintenance rises nothing; a call for help is never kept back; it may end early', async () => {
  const desk = await addDevice('Reception', 'dc09:1001', '6');
  const begun = upkeepOf(await maintain(desk, {}, officer));
  await sent('130', '6');
  await sent('130', '6', '3');
  await sent('120', '6');
  const duress = await post.until('the panic', async () => (await alarmsOf(desk))[0]);
  expect(duress).toMatchObject({ kind: 'panic', priority: 1 });
  expect((await officer.post(`/upkeep/${begun.id}/end`)).status).toBe(200);
  expect((await officer.post(`/upkeep/${begun.id}/end`)).body).toMatchObject({ code: 'upkeep-over' });
  await post.running.triage.caughtUp();
  expect(await alarmsOf(desk)).toHaveLength(1);
});

test('A17: planned maintenance begins and ends by itself, once', async () => {
  const gate = await addDevice('Gate 2', 'dc09:1001', '7');
  const planned = upkeepOf(await maintain(gate, { startsAt: later(HOUR), endsAt: later(2 * HOUR) }));
  expect(planned.state).toBe('planned');
  await pass(HOUR + 1_000);
  expect((await open()).find((each) => each.id === planned.id)?.state).toBe('running');
  await pass(HOUR);
  await Promise.all(Array.from({ length: 4 }, () => post.running.upkeepDue.settle()));
  const mine = (await post.entries()).filter(
    (entry) => entry.kind.startsWith('upkeep.') && entry.subjects[0] === planned.id,
  );
  expect(mine.map((entry) => entry.kind)).toEqual(['upkeep.planned', 'upkeep.begun', 'upkeep.ended']);
});

test('out of service needs a second person by PIN, is counted, and returns by itself', async () => {
  const beam = await addDevice('Wall beam', 'dc09:1001', '8');
  const input = {
    target: { what: 'device', id: beam.id },
    reason: 'Waits for a part',
    endsAt: later(5 * HOUR),
  };
  const take = (userId: string, pin: string) =>
    technician.post('/upkeep/out-of-service', { ...input, second: { userId, pin } });
  expect((await take(technician.id, '246810')).body).toMatchObject({ code: 'second-same-person' });
  expect((await take(officer.id, '111111')).body).toMatchObject({ code: 'second-pin-wrong' });
  const commander = await post.as('guard-commander');
  expect((await take(commander.id, '246810')).body).toMatchObject({ code: 'second-unsuitable' });
  expect(
    (await officer.post('/upkeep/out-of-service', { ...input, second: { userId: rso.id, pin: '246810' } }))
      .status,
  ).toBe(403);
  const taken = upkeepOf(await take(officer.id, '246810'));
  expect(taken).toMatchObject({ kind: 'out-of-service', secondName: 'The watch-officer' });
  await sent('130', '8');
  await post.until('the signal kept', async () => (await open()).find((each) => each.held === 1));
  expect(await alarmsOf(beam)).toHaveLength(0);
  expect((await officer.get('/alarm-health')).body['outOfUse']).toMatchObject({ 'out-of-service': 1 });
  await sent('130', '8', '3');
  await post.running.triage.caughtUp();
  await pass(5 * HOUR + 1_000);
  expect((await open()).filter((each) => each.id === taken.id)).toEqual([]);
  expect((await alarmsOf(beam)).filter((each) => each.kind === 'intrusion')).toHaveLength(0);
});

test('a request to mend something is open once a place, until it is done', async () => {
  const ask = () =>
    officer.post('/fix-requests', { place: 'dc09:1001/9', name: { en: 'Garden' }, what: 'Chatters' });
  const fix = (await ask()).body['fix'] as { id: string };
  expect((await ask()).body).toMatchObject({ code: 'fix-open' });
  expect((await officer.post(`/fix-requests/${fix.id}/done`, { note: '' })).status).toBe(403);
  expect((await technician.post(`/fix-requests/${fix.id}/done`, { note: 'New lens' })).status).toBe(200);
  expect((await ask()).status).toBe(201);
});
