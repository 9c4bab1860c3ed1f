/* Set up: a post of one's own is built over the API, by hand and from files. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Responder } from '../../src/modules/dispatch/model.ts';
import type { Post, Zone } from '../../src/modules/site/model.ts';
import type { ImportPreview } from '../../src/modules/setup/model.ts';
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

test('the words of another kind of office are chosen with an entry in the ledger, and told before sign-on', async () => {
  expect((await post.anybody().get('/start')).body['terms']).toBeNull();
  expect((await technician.post('/post', { terms: 'embassy' })).status).toBe(400);
  expect((await officer.post('/post', { terms: 'un' })).status).toBe(403);
  expect((await technician.post('/post', { terms: 'un' })).status).toBe(200);
  expect((await post.anybody().get('/start')).body['terms']).toBe('un');
  expect(((await officer.get('/board')).body['post'] as Post).settings.terms).toBe('un');
  const entry = (await post.entries()).findLast(({ kind }) => kind === 'post.changed');
  expect(entry?.body).toMatchObject({ fields: ['terms'], post: { settings: { terms: 'un' } } });
  await technician.post('/post', { terms: 'us-mission' });
  expect((await post.anybody().get('/start')).body['terms']).toBeNull();
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

const preview = async (kind: string, csv: string): Promise<ImportPreview> =>
  (await rso.post('/import/preview', { kind, csv })).body as unknown as ImportPreview;
const faultsOf = (read: ImportPreview): unknown[] =>
  read.faults.map(({ row, column, code }) => [row, column, code]);

test('a file is judged row by row before anything changes: rows 3 and 900 are both named', async () => {
  const lines = [
    'name_en,name_ko,join_within_s',
    ...Array.from({ length: 999 }, (_, i) => `Zone ${i + 2},구역 ${i + 2},60`),
  ];
  lines[2] = ',이름 없음,60';
  lines[899] = 'Zone 900,구역 900,soon';
  const csv = lines.join('\r\n');
  const read = await preview('zones', csv);
  expect(faultsOf(read)).toEqual([
    [3, 'name_en', 'cell-empty'],
    [900, 'join_within_s', 'number-bad'],
  ]);
  expect(read).toMatchObject({ total: 999, add: 997, change: 0 });
  expect(read.faults[1]?.says).toBe('soon is not a whole number of seconds from 0 to 3600.');
  const before = (await post.entries()).length;
  const refused = await rso.post('/import/apply', { kind: 'zones', csv, digest: read.digest });
  expect(refused).toMatchObject({ status: 422, body: { code: 'import-refused', detail: { faultCount: 2 } } });
  expect((await rso.get('/zones')).text).not.toContain('Zone 12');
  expect((await post.entries()).length).toBe(before);
});

test('three files build a post: zones, devices that name them, people without PINs; a second time they change nothing', async () => {
  const files = {
    zones: '\ufeffsep=;\r\nname_en;name_ko;priorities\r\n"Hall; north";북쪽 홀;intrusion=1\r\nYard;마당;\r\n',
    devices:
      'source;point;kind;name_en;zone;lat;lon\ndc09:7a10;003;Duress button;"Window ""3""";북쪽 홀;37,5;127,25\nmqtt:yard/gate;;contact;Gate;yard;;\n',
    people: 'Sign in,Name,Role,Call sign\nKIM.M,Kim Min-ji,Watch officer,\nvelez,Aaron Velez,guard,Rover 7\n',
  };
  for (const [kind, csv] of Object.entries(files)) {
    const read = await preview(kind, csv);
    expect([kind, read.faults, read.add]).toEqual([kind, [], 2]);
    expect(
      (await rso.post('/import/apply', { kind, csv: `${csv} `, digest: read.digest })).body,
    ).toMatchObject({ code: 'import-changed' });
    expect((await rso.post('/import/apply', { kind, csv, digest: read.digest })).status).toBe(200);
    expect(await preview(kind, csv)).toMatchObject({ add: 0, change: 0, same: 2, faults: [] });
  }
  const devices = (await rso.get('/devices')).body['devices'] as Device[];
  const zones = (await rso.get('/zones')).body['zones'] as Zone[];
  const hall = zones.find((zone) => zone.name.en === 'Hall; north');
  expect(hall?.settings).toEqual({ priorityByKind: { intrusion: 1 } });
  expect(devices.find((device) => device.source === 'dc09:7A10')).toMatchObject({
    point: '3',
    kind: 'duress-button',
    name: { en: 'Window "3"' },
    zoneId: hall?.id,
    position: { lat: 37.5, lon: 127.25 },
  });
  await post.until('the guard is a responder', async () =>
    ((await officer.get('/responders')).body['responders'] as Responder[]).find(
      (r) => r.callSign === 'Rover 7',
    ),
  );
  const entries = (await post.entries()).filter((entry) => entry.kind.endsWith('.imported'));
  expect(entries.map((entry) => [entry.kind, entry.body?.['added'], entry.subjects.length])).toEqual([
    ['zones.imported', 2, 2],
    ['devices.imported', 2, 2],
    ['people.imported', 2, 2],
  ]);
});

test('twins, unknown zones, bad positions, wrong roles and PINs are each told in their row', async () => {
  expect(
    faultsOf(
      await preview(
        'devices',
        'source,point,kind,name_en,zone,lat,lon\ndc09:9000,1,contact,A,Nowhere,37,127\nDC09:9000,01,contact,B,,91,0\nx,1,lamp,C,,1,\n',
      ),
    ),
  ).toEqual([
    [2, 'zone', 'zone-unknown'],
    [3, 'point', 'row-twice'],
    [3, 'lat', 'position-bad'],
    [4, 'source', 'source-bad'],
    [4, 'kind', 'device-kind-unknown'],
    [4, 'lon', 'position-half'],
  ]);
  expect(
    faultsOf(await preview('people', 'sign_in,name,role,pin\na b,X,guard,123456\nok.1,Y,king,\n')),
  ).toEqual([
    [1, 'pin', 'column-secret'],
    [2, 'sign_in', 'sign-in-bad'],
    [3, 'role', 'role-unknown'],
  ]);
  expect(faultsOf(await preview('people', 'sign_in,role\na,guard\n'))).toEqual([
    [1, 'name', 'column-missing'],
  ]);
  expect(faultsOf(await preview('zones', 'name_en\n"open'))).toEqual([[2, '', 'quote-open']]);
  expect(faultsOf(await preview('zones', ''))).toEqual([[1, '', 'file-empty']]);
  await post.running.identity.addPerson('system', null, {
    name: 'Admin',
    signIn: 'boss',
    role: 'administrator',
  });
  expect(faultsOf(await preview('people', 'sign_in,name,role\nboss,Admin,guard\n'))).toEqual([
    [2, 'role', 'role-of-administrator'],
  ]);
});

test('a technician brings in zones but not people; a file over 5 MB is refused with a sentence', async () => {
  expect((await technician.post('/import/preview', { kind: 'zones', csv: 'name_en\nA\n' })).status).toBe(200);
  expect((await technician.post('/import/preview', { kind: 'people', csv: 'x' })).body).toMatchObject({
    code: 'not-allowed',
  });
  expect(
    (await technician.post('/import/preview', { kind: 'zones', csv: 'x'.repeat(5 * 1024 * 1024 + 1) })).body,
  ).toMatchObject({ code: 'import-too-large' });
});

test('19,000 devices come in with one commit and an entry for each 500, and the templates are files without faults', async () => {
  const csv = [
    'source,point,kind,name_en',
    ...Array.from({ length: 19_000 }, (_, i) => `dc09:E000,${i + 1},contact,Contact ${i + 1}`),
  ].join('\n');
  const { digest, add } = await preview('devices', csv);
  expect(add).toBe(19_000);
  expect((await rso.post('/import/apply', { kind: 'devices', csv, digest })).status).toBe(200);
  const entries = (await post.entries()).filter((entry) => entry.kind === 'devices.imported').slice(1);
  expect([entries.length, Math.max(...entries.map((entry) => entry.subjects.length))]).toEqual([38, 500]);
  const tooMany = Array.from({ length: 20_002 }, (_, i) => `Z${i}`).join('\n');
  expect((await preview('zones', `name_en\n${tooMany}`)).faults.map((each) => each.code)).toContain(
    'too-many-rows',
  );
  for (const kind of ['zones', 'people']) {
    const template = await rso.get(`/import/templates/${kind}`);
    expect((await preview(kind, template.text)).faults).toEqual([]);
  }
});

test('SOP cards are adopted once, and the steps of Set up say what is done', async () => {
  const { templates } = (await technician.get('/sops/templates')).body as unknown as {
    templates: { id: string; adopted: boolean }[];
  };
  expect(templates).toHaveLength(12);
  const ids = templates.slice(0, 2).map((each) => each.id);
  expect((await technician.post('/sops/adopt', { ids })).body).toEqual({ adopted: 2 });
  expect((await technician.post('/sops/adopt', { ids })).body).toEqual({ adopted: 0 });
  expect((await technician.post('/sops/adopt', { ids: ['sop_nothing'] })).body).toMatchObject({
    code: 'template-unknown',
  });
  expect(((await officer.get('/board')).body['sops'] as unknown[]).length).toBe(2);
  expect((await officer.post('/setup/sound-tested')).status).toBe(200);
  expect((await technician.get('/setup/steps')).body['steps']).toMatchObject([
    { step: 'post', done: true },
    { step: 'zones', done: true },
    { step: 'people', done: true },
    { step: 'sources', done: true },
    { step: 'sops', done: true, count: 2 },
    { step: 'phones', done: false },
    { step: 'first-alarm', done: true },
  ]);
});
