/* Cameras: real ONVIF requests to a simulated camera, real video from Debian's GStreamer, through ffmpeg. */
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { codecOf, createBoxReader } from '../../src/wire/fmp4/boxes.ts';
import { hasFfmpeg, hasGstreamer } from '../support/debian.ts';
import { SMALL_JPEG, startCamera, type SimulatedCamera } from '../support/onvif-camera.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';
import { startRtspSource, type RtspSource } from '../support/rtsp-source.ts';

const LOGIN = { username: 'operator', password: 'gate-7' };
const hasVideo = hasFfmpeg() && hasGstreamer();
let post: TestPost;
let rso: Person;
let officer: Person;
let technician: Person;
let source: RtspSource | null = null;
let camera: SimulatedCamera;
let zoneId = '';
let cameraId = '';
beforeAll(async () => {
  post = await openTestPost();
  await post.as('administrator');
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
  technician = await post.as('technician');
  if (hasVideo) source = await startRtspSource({ ...LOGIN, digest: true });
  // A camera behind NAT whose clock is three minutes off.
  camera = await startCamera({
    host: '192.0.2.77',
    skewMs: -180_000,
    rtspPort: source?.port ?? (await closedPort()),
  });
  zoneId = ((await rso.post('/zones', { name: { en: 'Gate' } })).body['zone'] as { id: string }).id;
  await rso.post('/panels', { account: '1001', name: 'Chancery' });
  await rso.post('/devices', {
    name: { en: 'Gate beam' },
    kind: 'beam',
    source: 'dc09:1001',
    point: '5',
    zoneId,
  });
});
afterAll(async () => {
  await camera?.stop();
  await source?.stop();
  await post?.close();
});

async function closedPort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
const spec = (over: object = {}) => ({
  name: { en: 'Gate camera', ko: '정문 카메라' },
  zoneId,
  alsoSees: [],
  groupId: null,
  protocol: 'onvif',
  host: '127.0.0.1',
  port: camera.port,
  path: '/onvif/device_service',
  ...LOGIN,
  profile: null,
  whepUrl: null,
  ...over,
});
const codeOf = (answer: Answer): unknown => answer.body['code'];
const picture = (person: Person, path: string) =>
  fetch(`${post.url}/api${path}`, { headers: { cookie: person.cookie() } });

test('a camera is asked what it is; the H.264 profile is chosen; its foreign host and its wrong clock do not matter', async () => {
  const { name: _n, zoneId: _z, alsoSees: _a, groupId: _g, protocol: _p, whepUrl: _w, ...address } = spec();
  const said = await technician.post('/cameras/ask', address);
  expect(said.status, said.text).toBe(200);
  expect(said.body).toMatchObject({
    device: 'Post One Simulated Gate',
    profile: 'sub',
    presets: [
      { token: '1', name: 'Gate 1' },
      { token: '2', name: 'Car park' },
    ],
  });
  expect(said.text).not.toContain('192.0.2.77');
});

test('a camera is added with its device; its password never comes back', async () => {
  const added = await technician.post('/cameras', spec());
  expect(added.status, added.text).toBe(201);
  cameraId = (added.body['camera'] as { id: string }).id;
  const settings = await technician.get('/camera-settings');
  expect(settings.text).toContain('"hasPassword":true');
  for (const text of [added.text, settings.text, JSON.stringify(await post.entries())])
    expect(text).not.toContain(LOGIN.password);
  const devices = (await rso.get('/devices')).body['devices'] as { kind: string; source: string }[];
  expect(devices).toContainEqual(expect.objectContaining({ kind: 'camera', source: `camera:${cameraId}` }));
});

test('what is wrong with an address is said, and nothing is kept', async () => {
  const before = (await technician.get('/camera-settings')).text;
  const tries: [object, string][] = [
    [{ password: 'wrong' }, 'camera-not-authorized'],
    [{ port: await closedPort() }, 'camera-refused-connection'],
    [{ host: 'http://127.0.0.1' }, 'camera-address'],
    [{ host: 'no-such-host.invalid' }, 'camera-unknown-host'],
  ];
  for (const [over, code] of tries) {
    const answer = await technician.post('/cameras', spec(over));
    expect(codeOf(answer), answer.text).toBe(code);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  camera.odd = (action, response) => {
    if (action === 'GetSystemDateAndTime') response.end('<html>hello</html>');
    return action === 'GetSystemDateAndTime';
  };
  expect(codeOf(await technician.post('/cameras', spec()))).toBe('camera-not-onvif');
  camera.odd = (action, response) => {
    if (action !== 'GetProfiles') return false;
    response.writeHead(200);
    response.write(Buffer.alloc(3_000_000, ' '));
    return true;
  };
  expect(codeOf(await technician.post('/cameras', spec()))).toBe('camera-too-large');
  camera.odd = null;
  expect((await technician.get('/camera-settings')).text).toBe(before);
});

test('the picture comes from the camera; who looked is written down once', async () => {
  for (let n = 0; n < 3; n++) {
    const answer = await picture(officer, `/cameras/${cameraId}/picture`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(SMALL_JPEG);
  }
  const views = (await post.entries()).filter((entry) => entry.kind === 'camera.viewed');
  expect(views).toHaveLength(1);
  expect(views[0]?.body).toMatchObject({ name: { en: 'Gate camera' }, byName: 'The watch-officer' });
});

test('a camera that points its pictures elsewhere leads the server nowhere', async () => {
  let knocks = 0;
  const elsewhere = createTcp((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { port } = elsewhere.address() as AddressInfo;
  camera.odd = (action, response) => {
    if (!action.startsWith('/snapshot')) return false;
    response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` });
    response.end();
    return true;
  };
  const answer = await picture(officer, `/cameras/${cameraId}/picture`);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('camera-redirected');
  camera.odd = null;
  // The same over RTSP: the relay ends at a redirect, so ffmpeg never learns of it.
  const liar = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const cseq = /CSeq: (\d+)/.exec(bytes.toString())?.[1] ?? '1';
      socket.write(`RTSP/1.0 302 Moved\r\nCSeq: ${cseq}\r\nLocation: rtsp://127.0.0.1:${port}/x\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
  const added = await technician.post(
    '/cameras',
    spec({
      name: { en: 'Liar' },
      zoneId: null,
      protocol: 'rtsp',
      port: (liar.address() as AddressInfo).port,
      path: '/stream',
    }),
  );
  const id = (added.body['camera'] as { id: string }).id;
  if (hasVideo) {
    const live = await picture(officer, `/cameras/${id}/live`);
    expect(live.status).toBe(422);
    expect(await live.text()).toContain('camera-redirected');
  }
  expect(knocks).toBe(0);
  expect((await technician.delete(`/cameras/${id}`)).status).toBe(200);
  liar.close();
  elsewhere.close();
});

test('PTZ: presets by those who may steer, on record', async () => {
  expect((await officer.post(`/cameras/${cameraId}/preset`, { token: '2' })).status).toBe(200);
  expect(camera.turned).toEqual(['2']);
  expect(codeOf(await officer.post(`/cameras/${cameraId}/preset`, { token: '9' }))).toBe(
    'camera-not-supported',
  );
  const commander = await post.as('guard-commander');
  expect(codeOf(await commander.post(`/cameras/${cameraId}/preset`, { token: '1' }))).toBe('camera-right');
  expect((await post.entries()).filter((entry) => entry.kind === 'camera.steered')).toEqual([
    expect.objectContaining({ body: expect.objectContaining({ preset: 'Car park' }) as unknown }),
  ]);
});

test('the moment of an alarm is kept as evidence, by its hash', async () => {
  const line = post.dialler({});
  expect(await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') })).toBe(
    'acknowledged',
  );
  const entry = await post.until('a frame of the alarm', async () =>
    (await post.entries()).find((each) => each.kind === 'frame.kept'),
  );
  const sha256 = createHash('sha256').update(SMALL_JPEG).digest('hex');
  expect(entry.body).toMatchObject({ sha256, name: { en: 'Gate camera' } });
  const alarmId = entry.subjects[0] ?? '';
  const frames = (await officer.get(`/alarms/${alarmId}/frames`)).body['frames'] as {
    id: string;
    held: boolean;
  }[];
  expect(frames).toEqual([expect.objectContaining({ cameraId, sha256, held: false })]);
  const image = await picture(officer, `/frames/${frames[0]?.id ?? ''}`);
  expect(Buffer.from(await image.arrayBuffer())).toEqual(SMALL_JPEG);
});

test('an alarm whose camera gives nothing says so in its story', async () => {
  camera.odd = (action, response) => {
    if (action.startsWith('/snapshot')) response.destroy();
    return action.startsWith('/snapshot');
  };
  const away = source;
  const line = post.dialler({});
  await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '120', '1', '5') });
  const entry = await post.until('what became of the frame', async () =>
    (await post.entries()).find(
      (each) =>
        each.kind === 'frame.missed' ||
        (each.kind === 'frame.kept' && each.body?.['bytes'] !== SMALL_JPEG.length),
    ),
  );
  // With video the stream stands in for the snapshot.
  expect(entry.kind).toBe(away ? 'frame.kept' : 'frame.missed');
  camera.odd = null;
});

test('B4: the bundle of an alarm has its frames, notes and story, and OpenSSL alone finds a changed picture', async () => {
  const kept = (await post.entries()).find((entry) => entry.kind === 'frame.kept');
  const alarmId = kept?.subjects[0] ?? '';
  expect((await officer.post(`/alarms/${alarmId}/note`, { text: 'Fence is whole' })).status).toBeLessThan(
    300,
  );
  const answer = await fetch(`${post.url}/api/ledger/evidence`, {
    method: 'POST',
    headers: { cookie: rso.cookie(), 'content-type': 'application/json' },
    body: JSON.stringify({ alarmId }),
  });
  expect(answer.status).toBe(200);
  const folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  await writeFile(join(folder, 'e.tar'), Buffer.from(await answer.arrayBuffer()));
  execFileSync('tar', ['-xf', 'e.tar'], { cwd: folder });
  const [name = ''] = (await readdir(folder)).filter((each) => each !== 'e.tar');
  const bundle = join(folder, name);
  const [picture1 = ''] = await readdir(join(bundle, 'pictures'));
  expect(await readFile(join(bundle, 'pictures', picture1))).toEqual(SMALL_JPEG);
  const story = await readFile(join(bundle, 'STORY.html'), 'utf8');
  expect(story).toContain('Fence is whole');
  expect(story).toContain('Picture of Gate camera kept');
  const verify = () => spawnSync('sh', ['verify.sh'], { cwd: bundle, encoding: 'utf8' });
  const good = verify();
  expect(good.status, good.stdout).toBe(0);
  expect(good.stdout).toContain(`OK      pictures/${picture1}`);
  // Another picture, with the manifest made to fit.
  const other = Buffer.concat([SMALL_JPEG, Buffer.from([0])]);
  await writeFile(join(bundle, 'pictures', picture1), other);
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const manifest = await readFile(join(bundle, 'manifest.txt'), 'utf8');
  await writeFile(join(bundle, 'manifest.txt'), manifest.replace(hash(SMALL_JPEG), hash(other)));
  const bad = verify();
  expect(bad.status).toBe(1);
  expect(bad.stdout).toContain(`pictures/${picture1} is not named by any entry`);
  await rm(folder, { recursive: true });
});

test('B5 to B7: rights by role and by person; to delete is apart from to view', async () => {
  const groups = (await rso.get('/camera-groups')).body['groups'] as { id: string }[];
  const group = groups[0]?.id ?? '';
  const frames = (await officer.get(`/cameras/${cameraId}/frames`)).body['frames'] as { id: string }[];
  const frame = frames[0]?.id ?? '';
  expect(codeOf(await officer.post(`/frames/${frame}/delete`, { reason: 'tidy' }))).toBe('camera-right');
  // The technician sees and steers; taken away, the camera is not even listed.
  expect((await technician.get('/cameras')).body['cameras']).toHaveLength(1);
  const grants = [
    { role: 'rso', rights: ['view', 'delete'] },
    { userId: officer.id, rights: ['view', 'hold'] },
  ];
  expect((await rso.post(`/camera-groups/${group}`, { grants })).status).toBe(200);
  expect((await technician.get('/cameras')).body['cameras']).toHaveLength(0);
  expect(codeOf(await technician.post(`/cameras/${cameraId}/frames`, { alarmId: null }))).toBe(
    'camera-right',
  );
  expect((await picture(technician, `/frames/${frame}`)).status).toBe(403);
  expect((await picture(officer, `/frames/${frame}`)).status).toBe(200);
  expect(codeOf(await officer.post(`/cameras/${cameraId}/preset`, { token: '1' }))).toBe('camera-right');
  expect(codeOf(await rso.post(`/camera-groups/${group}`, { grants: [{ rights: ['view'] }] }))).toBe(
    'camera-group-rights',
  );
  expect((await technician.post(`/camera-groups/${group}`, { grants })).status).toBe(403);
});

test('B2, B3: a hold keeps footage from deletion; it is listed, extended, released, and all of it is on record', async () => {
  const frames = (await officer.get(`/cameras/${cameraId}/frames`)).body['frames'] as { id: string }[];
  const frame = frames.at(-1)?.id ?? '';
  const now = Date.now();
  const at = (ms: number): string => new Date(now + ms).toISOString();
  const form = {
    cameraIds: [cameraId],
    from: at(-3_600_000),
    to: at(60_000),
    until: at(90 * 86_400_000),
    reason: 'Police report 7',
    alarmId: null,
  };
  expect(codeOf(await technician.post('/holds', form))).toBe('camera-right');
  expect(codeOf(await officer.post('/holds', { ...form, until: at(-1) }))).toBe('hold-times');
  const elsewhere = { ...form, alarmId: 'alm_nowhere' };
  expect(codeOf(await officer.post('/holds', elsewhere))).toBe('alarm-unknown');
  expect(codeOf(await officer.post('/holds', { ...form, from: at(-40 * 86_400_000) }))).toBe('hold-times');
  const made = await officer.post('/holds', form);
  expect(made.status, made.text).toBe(201);
  const { id } = made.body['hold'] as { id: string };
  expect(codeOf(await rso.post(`/frames/${frame}/delete`, { reason: 'too many' }))).toBe('frame-held');
  expect(codeOf(await officer.post(`/holds/${id}/extend`, { until: at(80 * 86_400_000), reason: 'x' }))).toBe(
    'hold-shorter',
  );
  expect(
    (await officer.post(`/holds/${id}/extend`, { until: at(120 * 86_400_000), reason: 'Trial' })).status,
  ).toBe(200);
  expect(codeOf(await officer.post(`/holds/${id}/release`, { reason: 'done' }))).toBe('camera-right');
  expect((await rso.get('/holds')).body['holds']).toHaveLength(1);
  expect((await rso.post(`/holds/${id}/release`, { reason: 'Case closed' })).status).toBe(200);
  expect((await rso.get('/holds')).body['holds']).toHaveLength(0);
  expect((await rso.get('/holds?all=true')).body['holds']).toHaveLength(1);
  expect((await rso.post(`/frames/${frame}/delete`, { reason: 'Case closed' })).status).toBe(200);
  expect((await picture(officer, `/frames/${frame}`)).status).toBe(404);
  const story = (await post.entries())
    .filter((entry) => entry.subjects.includes(id))
    .map((entry) => entry.kind);
  expect(story).toEqual(['hold.made', 'hold.extended', 'hold.released']);
});

test('B8: a camera that went away is an alarm and stands on its timeline; so is its return', async () => {
  const { port } = camera;
  const stopped = source ? await source.stop().then(() => source) : null;
  await camera.stop();
  for (let n = 0; n < 3; n++) await post.running.cameraWatch.look();
  // The beam of the same zone has just spoken: the camera's end belongs to that alarm.
  await post.until('the alarm', async () =>
    (await post.entries()).find(
      (entry) =>
        /^alarm\.(raised|joined)$/.test(entry.kind) && JSON.stringify(entry.body).includes('camera-offline'),
    ),
  );
  camera = await startCamera({ host: '192.0.2.77', rtspPort: stopped?.port ?? 1, port });
  if (stopped) source = await startRtspSource({ ...LOGIN, digest: true }, stopped.port);
  else return;
  await post.running.cameraWatch.look();
  await post.until('the return', async () =>
    (await post.entries()).find((entry) => entry.kind === 'camera.live'),
  );
  const log = (await officer.get(`/log?thread=${cameraId}`)).body['entries'] as { kind: string }[];
  expect(log.map((entry) => entry.kind)).toEqual(
    expect.arrayContaining(['camera.offline', 'camera.live', 'camera.steered', 'camera.added']),
  );
});

test('live: two viewers share one ffmpeg, each from the movie box on; the password is in no command line', async (context) => {
  if (!hasVideo) return context.skip('ffmpeg or GStreamer is not there');
  const open = async () => {
    const answer = await picture(officer, `/cameras/${cameraId}/live`);
    expect(answer.status, answer.status === 200 ? '' : await answer.text()).toBe(200);
    return answer;
  };
  const first = await open();
  const [, codec = ''] = /codecs="([^"]+)"/.exec(first.headers.get('content-type') ?? '') ?? [];
  expect(codec).toMatch(/^avc1\.[0-9A-F]{6}$/);
  const second = await open();
  for (const answer of [first, second]) {
    const reader = answer.body?.getReader();
    const read = createBoxReader(4_000_000);
    const types: string[] = [];
    while (reader && types.filter((type) => type === 'moof').length < 3) {
      const { value, done } = await reader.read();
      if (done) break;
      const boxes = read(Buffer.from(value));
      if (!boxes.ok) throw new Error(boxes.fault);
      for (const box of boxes.boxes) {
        types.push(box.type);
        if (box.type === 'moov') expect(codecOf(box.bytes)).toBe(codec);
      }
    }
    expect(types.slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    if (answer === second) {
      const running = await commandLines();
      expect(running.filter((line) => line.includes('ffmpeg'))).toHaveLength(1);
      expect(running.join('\n')).not.toContain(LOGIN.password + '@');
    }
    await reader?.cancel();
  }
});

async function commandLines(): Promise<string[]> {
  const own = String(process.pid);
  return execFileSync('ps', ['-eo', 'ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim().startsWith(own) && !line.includes('<defunct>'));
}

test('WHEP: the offer goes to the media server that was set, its answer comes back, and it leads nowhere else', async () => {
  let reply: {
    status: number;
    headers: { location?: string; 'content-type'?: string };
    body: string;
  } | null = null;
  const offers: string[] = [];
  const media = createHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      offers.push(
        `${request.headers['content-type'] ?? ''} ${request.url ?? ''} ${Buffer.concat(chunks).toString()}`,
      );
      response.writeHead(reply?.status ?? 500, reply?.headers ?? {});
      response.end(reply?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => media.listen(0, '127.0.0.1', resolve));
  const { port } = media.address() as AddressInfo;
  const added = await technician.post(
    '/cameras',
    spec({ name: { en: 'Media camera' }, zoneId: null, whepUrl: `http://127.0.0.1:${port}/gate/whep` }),
  );
  const { id } = added.body['camera'] as { id: string };
  const groups = (await rso.get('/camera-groups')).body['groups'] as { id: string }[];
  const grants = [{ role: 'watch-officer', rights: ['view'] }];
  await rso.post(`/camera-groups/${groups[0]?.id ?? ''}`, { grants });
  const ask = (person: Person) =>
    person.post(`/cameras/${id}/whep`, { offer: 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n' });
  reply = {
    status: 201,
    headers: { 'content-type': 'application/sdp', location: '/gate/whep/7' },
    body: 'v=0\r\nanswer',
  };
  const good = await ask(officer);
  expect(good.body).toEqual({ answer: 'v=0\r\nanswer' });
  expect(offers[0]).toContain('application/sdp /gate/whep v=0');
  expect(codeOf(await ask(technician))).toBe('camera-right');
  for (const bad of [
    { status: 307, headers: { location: 'http://127.0.0.1:9/other' }, body: '' },
    { status: 404, headers: {}, body: 'no such path' },
    { status: 201, headers: {}, body: '<html>' },
    { status: 201, headers: {}, body: `v=0${'x'.repeat(100_000)}` },
  ]) {
    reply = bad;
    expect(codeOf(await ask(officer)), String(bad.status)).toBe('camera-whep-failed');
  }
  expect(offers).toHaveLength(5);
  media.close();
});

test('without ffmpeg the live view says what to install, and pictures still come', async () => {
  const bare = await openTestPost({ ffmpeg: '/nowhere/ffmpeg' });
  await bare.as('administrator');
  const chief = await bare.as('rso');
  const added = await chief.post('/cameras', spec({ zoneId: null }));
  const { id } = added.body['camera'] as { id: string };
  const ask = (path: string) => fetch(`${bare.url}/api${path}`, { headers: { cookie: chief.cookie() } });
  const live = await ask(`/cameras/${id}/live`);
  expect(live.status).toBe(503);
  expect(await live.text()).toMatch(/apt-get install ffmpeg/);
  expect((await ask(`/cameras/${id}/picture`)).status).toBe(200);
  await bare.close();
});
