/* Set up: a post of one's own is built over the API, by hand and from files. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Responder } from '../../src/modules/dispatch/model.ts';
import type { Post, Zone } from '../../src/modules/site/model.ts';
import type { Device } from '../../src/modules/technical/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let technician: Person;
let officer: Person;
let rso: Person;
beforeAll(async () => {
  post = await openTestPost();
  technician = await post.as('technician');
  officer = await post.as('watch-officer');
  rso = await post.as('rso');
});
afterAll(async () => {
  await post.close();
});

const zoneOf = (answer: Answer): Zone => answer.body['zone'] as Zone;
const deviceOf = (answer: Answer): Device => answer.body['device'] as Device;
const alarmsOf = async (): Promise<Alarm[]> => (await officer.get('/board')).body['alarms'] as Alarm[];

test('a zone is added, changed and judged by its settings from the next signal on; the record says who', async () => {
  const added = await technician.post('/zones', {
    name: { en: 'Consular hall', ko: '영사 민원실' },
    settings: { priorityByKind: { intrusion: 1 }, joinWithinS: 30 },
  });
  expect(added.status).toBe(201);
  const zone = zoneOf(added);
  expect((await technician.post('/zones', { name: { en: 'consular HALL ' } })).body).toMatchObject({
    code: 'zone-name-taken',
  });
  expect((await technician.post('/zones', { name: { en: 'Hall', ar: 'قاعة' } })).body).toMatchObject({
    code: 'name-language-unknown',
  });
  const corners = {
    area: [
      { lat: 37.5, lon: 127 },
      { lat: 37.6, lon: 127 },
    ],
  };
  expect((await technician.post(`/zones/${zone.id}`, corners)).body).toMatchObject({
    code: 'area-malformed',
  });
  expect(
    (await technician.post(`/zones/${zone.id}`, { settings: { priorityByKind: { intrusion: 5 } } })).status,
  ).toBe(400);
  expect((await technician.post('/zones/zon_none', {})).body).toMatchObject({ code: 'zone-unknown' });

  const device = deviceOf(
    await technician.post('/devices', {
      name: { en: 'Window 3' },
      kind: 'contact',
      source: 'dc09:4a00',
      point: '007',
      zoneId: zone.id,
      position: { lat: 0, lon: 127 },
    }),
  );
  expect(device).toMatchObject({ source: 'dc09:4A00', point: '7', position: { lat: 0, lon: 127 } });
  await post.dialler({ account: '4A00' }).send({ token: 'SIA-DCS', dataBlock: '#4A00|Nri1/BA007' });
  const alarm = await post.until('the alarm', async () =>
    (await alarmsOf()).find((a) => a.deviceId === device.id),
  );
  expect(alarm).toMatchObject({ priority: 1, reason: 'zone-setting', zoneName: { ko: '영사 민원실' } });

  expect((await technician.delete(`/devices/${device.id}`)).body).toMatchObject({ code: 'device-in-use' });
  expect((await technician.delete(`/zones/${zone.id}`)).body).toMatchObject({ code: 'zone-in-use' });
  const changed = await technician.post(`/devices/${device.id}`, {
    name: { en: 'Window three' },
    zoneId: null,
  });
  expect(deviceOf(changed)).toMatchObject({ name: { en: 'Window three' }, zoneId: null, point: '7' });
  const kinds = (await post.entries())
    .filter((entry) => entry.actor === technician.id)
    .map((entry) => entry.kind);
  expect(kinds).toEqual(expect.arrayContaining(['zone.added', 'device.added', 'device.changed']));
});

test('a device needs a known zone, a place of its own and a source of a kind; what nothing names can go', async () => {
  const base = { name: { en: 'Beam 1' }, kind: 'beam', source: 'mqtt:yard/Beam', point: 'tripped' };
  const made = deviceOf(await technician.post('/devices', base));
  expect((await technician.post('/devices', base)).body).toMatchObject({ code: 'device-place-taken' });
  expect((await technician.post('/devices', { ...base, point: 'x', zoneId: 'zon_none' })).body).toMatchObject(
    { code: 'device-zone-unknown' },
  );
  expect((await technician.post('/devices', { ...base, source: 'yard', point: 'x' })).body).toMatchObject({
    code: 'device-source-malformed',
  });
  expect((await technician.post('/devices', { ...base, position: { lat: 91, lon: 0 } })).status).toBe(400);
  const zone = zoneOf(await technician.post('/zones', { name: { en: 'Empty yard' } }));
  expect((await technician.delete(`/devices/${made.id}`)).status).toBe(200);
  expect((await technician.delete(`/zones/${zone.id}`)).status).toBe(200);
  expect((await technician.get('/devices')).text).not.toContain(made.id);
  expect((await technician.get('/zones')).text).not.toContain(zone.id);
});

test('a device in test is heard and written down and raises nothing; after the test it raises an alarm again', async () => {
  const device = deviceOf(
    await technician.post('/devices', {
      name: { en: 'Duress 1' },
      kind: 'duress-button',
      source: 'dc09:4B00',
      point: '1',
    }),
  );
  expect((await officer.post(`/devices/${device.id}/test`)).status).toBe(403);
  expect(deviceOf(await technician.post(`/devices/${device.id}/test`)).test).toBeDefined();
  const panel = post.dialler({ account: '4B00' });
  await panel.send({ token: 'SIA-DCS', dataBlock: '#4B00|Nri1/HA1' });
  const heard = await post.until('the press', async () => {
    const answer = await technician.get(`/devices/${device.id}/test`);
    return (answer.body['heard'] as { code: string }[]).length > 0 && answer;
  });
  expect(heard.body['heard']).toMatchObject([
    { code: 'HA', kind: 'hold-up', change: 'active', protocol: 'dc09' },
  ]);
  expect(deviceOf(heard).testedAt).toBeDefined();
  expect((await alarmsOf()).some((alarm) => alarm.deviceId === device.id)).toBe(false);

  expect(deviceOf(await technician.delete(`/devices/${device.id}/test`)).test).toBeUndefined();
  await panel.send({ token: 'SIA-DCS', dataBlock: '#4B00|Nri1/PA1' });
  await post.until('the alarm', async () => (await alarmsOf()).find((alarm) => alarm.deviceId === device.id));
});

test('the post takes a name, an IANA time zone, languages and clocks; everybody sees them at once', async () => {
  for (const timeZone of ['+09:00', 'Nowhere/City', 'Seoul time', ''])
    expect([timeZone, (await technician.post('/post', { timeZone })).status >= 400]).toEqual([
      timeZone,
      true,
    ]);
  expect((await technician.post('/post', { timeZone: 'Nowhere/City' })).body).toMatchObject({
    code: 'time-zone-unknown',
  });
  expect((await technician.post('/post', { languages: ['ko'] })).body).toMatchObject({
    code: 'languages-need-english',
  });
  const answer = await technician.post('/post', {
    name: { en: 'Embassy Office North', fr: 'Bureau Nord' },
    timeZone: 'europe/paris',
    languages: ['en', 'fr'],
    answerWithinS: [20, 60, 120, null],
    radioChannel: 'Channel 4',
    watchPhone: '+33 1 00 00 00 00',
  });
  expect(answer.status).toBe(200);
  const board = (await officer.get('/board')).body['post'] as Post;
  expect(board).toMatchObject({
    name: { en: 'Embassy Office North' },
    timeZone: 'Europe/Paris',
    languages: ['en', 'fr'],
    settings: { answerWithinS: [20, 60, 120, null], radioChannel: 'Channel 4' },
  });
  expect((await post.anybody().get('/start')).body['postName']).toMatchObject({ fr: 'Bureau Nord' });
  const without = await technician.post('/post', { radioChannel: null });
  expect((without.body['post'] as Post).settings.radioChannel).toBeUndefined();
  expect((without.body['post'] as Post).settings.watchPhone).toBe('+33 1 00 00 00 00');
  await technician.post('/post', { languages: ['en', 'ko'] });
});

test('who can be sent is told armed, trained and on duty; off duty stays off when the person changes', async () => {
  const guard = await rso.post('/people', {
    name: 'Guard Two',
    signIn: 'guard2',
    role: 'guard',
    callSign: 'Rover 2',
  });
  const find = async (): Promise<Responder | undefined> =>
    ((await officer.get('/responders')).body['responders'] as Responder[]).find(
      (r) => r.userId === guard.body['id'],
    );
  const { id } = await post.until('the responder', find);
  const change = { armed: true, qualifications: ['first-aid', 'fire'], kind: 'fixed-post', onDuty: false };
  expect((await officer.post(`/responders/${id}`, change)).body['responder']).toMatchObject({
    ...change,
    state: 'off',
  });
  await rso.post(`/people/${String(guard.body['id'])}`, { callSign: 'Rover 22' });
  expect(
    await post.until('the new call sign', async () => {
      const now = await find();
      return now?.callSign === 'Rover 22' && now;
    }),
  ).toMatchObject({ onDuty: false, state: 'off', armed: true });
  expect((await officer.post(`/responders/${id}`, { onDuty: true })).body['responder']).toMatchObject({
    state: 'free',
  });
  expect((await officer.post('/responders/rsp_none', { armed: true })).body).toMatchObject({
    code: 'responder-unknown',
  });
  expect((await technician.post(`/responders/${id}`, { armed: false })).status).toBe(403);
});
