/* SIA DC-09 through the real sockets: published frames, answers as the standard says, keys, time, and hostile input. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alarm } from '../../src/modules/watch/model.ts';
import type { Signal, SourceState } from '../../src/modules/technical/model.ts';
import { decodeFrame } from '../../src/wire/dc09/decode.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

interface Vector {
  readonly id: string;
  readonly frameHex: string;
  readonly key: string | null;
  readonly expect: {
    readonly strictlyValid: boolean;
    readonly token?: string;
    readonly kind?: string;
    readonly encrypted?: boolean;
    readonly decryptOk?: boolean | null;
    readonly sequence?: string;
    readonly account?: string | null;
    readonly crcOk?: boolean;
    readonly sia?: { readonly events: readonly { readonly code: string; readonly address: string }[] };
    readonly contactId?: { readonly qualifier: string; readonly event: string; readonly zone: string };
    readonly dataBody?: string;
  };
}
const VECTORS = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../frames/dc09/frames.json'), 'utf8')) as {
    frames: Vector[];
  }
).frames;

let post: TestPost;
let technician: Person;
let officer: Person;
beforeAll(async () => {
  post = await openTestPost();
  technician = await post.as('technician');
  officer = await post.as('watch-officer');
});
afterAll(async () => {
  await post.close();
});

/** Sends octets and gives all that came back within `waitMs`. */
function exchange(octets: Buffer, waitMs = 400): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const got: Buffer[] = [];
    const socket = connect(post.running.dc09Port, '127.0.0.1', () => socket.write(octets));
    const done = (): void => {
      socket.destroy();
      resolve(Buffer.concat(got));
    };
    const timer = setTimeout(done, waitMs);
    socket.on('data', (chunk) => {
      got.push(chunk);
      clearTimeout(timer);
      setTimeout(done, 30);
    });
    socket.on('error', reject);
  });
}

const signals = async (source: string): Promise<Signal[]> =>
  (await post.entries())
    .filter(
      (e) => e.kind === 'signal.received' && e.body?.['source'] === source && e.body['protocol'] === 'dc09',
    )
    .map((e) => e.body as unknown as Signal);
const answerOf = (bytes: Buffer, keys: readonly Buffer[] = []) => {
  const read = decodeFrame(bytes, () => ({ keys, decimalLength: false }));
  return read.ok ? read.value : null;
};

for (const vector of VECTORS.filter((v) => v.expect.strictlyValid))
  test(`${vector.id} (${vector.expect.token}, ${vector.expect.kind}) is answered as the standard says and its fields stand in the ledger`, async () => {
    const want = vector.expect;
    const account = want.account ?? '';
    if (vector.key !== null)
      expect(
        (
          await technician.post('/panels', {
            account,
            name: account,
            keys: [vector.key],
            windowPastS: null,
            windowFutureS: null,
          })
        ).status,
      ).toBe(201);
    const earlier = new Set((await signals(`dc09:${account.toUpperCase()}`)).map((s) => s.id));
    const answer = answerOf(
      await exchange(Buffer.from(vector.frameHex, 'hex')),
      vector.key === null ? [] : [Buffer.from(vector.key)],
    );
    if (want.kind === 'response') return expect(answer).toBeNull();
    if (want.encrypted && want.decryptOk !== true)
      return expect(answer).toMatchObject({ token: 'DUH', encrypted: false, sequence: want.sequence });
    expect(answer).toMatchObject({
      token: 'ACK',
      encrypted: want.encrypted,
      sequence: want.sequence,
      account,
    });
    if (want.kind !== 'event') return;
    const kept = (await signals(`dc09:${account.toUpperCase()}`)).filter(
      (s) => s.sequence === want.sequence && !earlier.has(s.id),
    );
    const codes = want.sia
      ? want.sia.events.map((e) => e.code)
      : want.contactId
        ? [`${want.contactId.qualifier}${want.contactId.event}`]
        : [''];
    expect(kept.map((s) => s.code)).toEqual(codes);
    const raw = await post.database.pool.query<{ raw: Buffer }>('select raw from signals where id = $1', [
      kept[0]?.id,
    ]);
    expect(raw.rows[0]?.raw.toString('hex')).toBe(vector.frameHex.toLowerCase());
  });

for (const vector of VECTORS.filter((v) => !v.expect.strictlyValid))
  test(`${vector.id} is survived, not acknowledged, counted and explained`, async () => {
    const before = post.running.technical.sources().reduce((sum, s) => sum + s.faults, 0);
    const answer = answerOf(await exchange(Buffer.from(vector.frameHex, 'hex'), 150));
    expect(answer?.token ?? 'silence').not.toBe('ACK');
    const after = post.running.technical.sources();
    expect(after.reduce((sum, s) => sum + s.faults, 0)).toBe(before + 1);
    expect(
      after.filter((s) => s.lastFault !== null).every((s) => /^[A-Z].{20,}/.test(s.lastFault ?? '')),
    ).toBe(true);
  });

test('an account set to decimal length is read; the same frame from another account is not', async () => {
  const eldes = VECTORS.find((v) => v.id === 'dc09-004');
  const made = await technician.post('/panels', { account: '4F39', name: 'ELDES', decimalLength: true });
  expect(made.status).toBe(201);
  expect(answerOf(await exchange(Buffer.from(eldes?.frameHex ?? '', 'hex')))).toMatchObject({
    token: 'ACK',
    sequence: '0247',
  });
  expect(await signals('dc09:4F39')).toMatchObject([{ kind: 'closing', point: 'user:57', partition: '01' }]);
});

for (const [bits, key] of [
  ['128', 'A'.repeat(16)],
  ['192', 'B'.repeat(24)],
  ['256', 'C'.repeat(32)],
  ['128 in hex', '00112233445566778899aabbccddeeff'],
] as const)
  test(`AES-${bits}: acknowledged under the key, refused when its time is off, unreadable under another key`, async () => {
    const account = `5${bits.replaceAll(/\W|[a-z]/g, '')}${key.slice(0, 1)}`.padEnd(6, '0');
    const raw = /^[0-9a-f]{32}$/.test(key) ? Buffer.from(key, 'hex') : Buffer.from(key);
    expect((await technician.post('/panels', { account, name: `AES ${bits}`, keys: [key] })).status).toBe(
      201,
    );
    const frame = (ms: number, sequence: string, with_: Buffer = raw) =>
      encodeFrame({
        token: 'SIA-DCS',
        sequence,
        line: '0',
        account,
        dataBlock: `#${account}|Nri1/HA1`,
        timestampMs: ms,
        key: with_,
      });
    expect(answerOf(await exchange(frame(Date.now(), '0001')), [raw])).toMatchObject({
      token: 'ACK',
      encrypted: true,
      sequence: '0001',
    });
    expect(answerOf(await exchange(frame(Date.now() - 60_000, '0002')))).toMatchObject({
      token: 'NAK',
      encrypted: false,
      account: 'A0',
      sequence: '0000',
    });
    expect(answerOf(await exchange(frame(Date.now() + 40_000, '0003')))).toMatchObject({ token: 'NAK' });
    expect(answerOf(await exchange(frame(Date.now(), '0004', Buffer.alloc(raw.length, 1))))).toMatchObject({
      token: 'DUH',
      sequence: '0004',
    });
    expect(await signals(`dc09:${account.toUpperCase()}`)).toMatchObject([
      { kind: 'hold-up', sequence: '0001', authenticated: true },
    ]);
  });

test('a plain frame with an old clock is kept, unless its account judges plain frames too', async () => {
  const frame = (account: string) =>
    encodeFrame({
      token: 'SIA-DCS',
      sequence: '0001',
      line: '0',
      account,
      dataBlock: `#${account}|Nri1/BA1`,
      timestampMs: Date.UTC(2000, 0, 1),
    });
  expect(answerOf(await exchange(frame('2000')))).toMatchObject({ token: 'ACK' });
  await technician.post('/panels', { account: '2001', name: 'Strict', windowApplies: 'all' });
  expect(answerOf(await exchange(frame('2001')))).toMatchObject({ token: 'NAK' });
});

test('a binary-CRC panel is answered in kind', async () => {
  const frame = encodeFrame({
    token: 'NULL',
    sequence: '0000',
    line: '0',
    account: 'AFFE',
    crcFormat: 'binary',
  });
  const answer = await exchange(frame);
  expect(answer.subarray(3, 4).toString()).toBe('0');
  expect(answerOf(answer)).toMatchObject({ token: 'ACK', crcFormat: 'binary' });
});

test('several codes in one frame are several signals under one acknowledgement', async () => {
  const frame = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0009',
    line: '0',
    account: '6001',
    dataBlock: '#6001|Nri1/BA1/FA2/HA3',
  });
  expect(answerOf(await exchange(frame))).toMatchObject({ token: 'ACK' });
  expect((await signals('dc09:6001')).map((s) => [s.kind, s.point])).toEqual([
    ['intrusion', '1'],
    ['fire', '2'],
    ['hold-up', '3'],
  ]);
});

test('position, MAC and verification link travel with the signal', async () => {
  const frame = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0001',
    line: '0',
    account: '6002',
    dataBlock: '#6002|Nri1/PA1',
    extended: ['X126E58.5000', 'Y37N34.5000', 'M001122334455', 'Vhttp://camera.invalid/1'],
  });
  await exchange(frame);
  const [signal] = await signals('dc09:6002');
  expect(signal?.position?.lat).toBeCloseTo(37.575, 4);
  expect(signal?.position?.lon).toBeCloseTo(126.975, 4);
  expect(signal).toMatchObject({ mac: expect.stringContaining('00'), link: 'http://camera.invalid/1' });
});

test('many frames in one packet are each acknowledged, and octet by octet is the same', async () => {
  const frames = Array.from({ length: 20 }, (_, i) =>
    encodeFrame({
      token: 'SIA-DCS',
      sequence: String(i + 1).padStart(4, '0'),
      line: '0',
      account: '6003',
      dataBlock: `#6003|Nri1/BA${i + 1}`,
    }),
  );
  const answers = await new Promise<string>((resolve) => {
    let got = '';
    const socket = connect(post.running.dc09Port, '127.0.0.1', async () => {
      socket.write(Buffer.concat(frames.slice(0, 10)));
      for (const octet of Buffer.concat(frames.slice(10))) {
        socket.write(Buffer.from([octet]));
        if (octet === 0x0d) await new Promise((r) => setTimeout(r, 1));
      }
    });
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      if (got.split('"ACK"').length === 21) {
        socket.destroy();
        resolve(got);
      }
    });
  });
  for (let i = 1; i <= 20; i++) expect(answers).toContain(`"ACK"${String(i).padStart(4, '0')}`);
  expect(await signals('dc09:6003')).toHaveLength(20);
});

test('the same event over TCP and UDP is one signal and one repeat', async () => {
  const frame = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0042',
    line: '0',
    account: '6004',
    dataBlock: '#6004|Nri1/BA1',
    timestampMs: Date.now(),
  });
  await exchange(frame);
  const answer = await new Promise<Buffer>((resolve) => {
    const udp = createSocket('udp4');
    udp.on('message', (bytes) => {
      udp.close();
      resolve(bytes);
    });
    udp.send(frame, post.running.dc09Port, '127.0.0.1');
  });
  expect(answerOf(answer)).toMatchObject({ token: 'ACK', sequence: '0042' });
  expect(await signals('dc09:6004')).toHaveLength(1);
  expect(
    (await post.entries()).filter((e) => e.kind === 'signal.repeated' && e.body?.['source'] === 'dc09:6004'),
  ).toHaveLength(1);
});

test('a body that makes no sense opens an alarm of kind unreadable', async () => {
  await exchange(
    encodeFrame({ token: 'SIA-DCS', sequence: '0001', line: '0', account: '6005', dataBlock: '#6005|???' }),
  );
  const alarm = await post.until('the alarm', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === 'dc09:6005' && a.kind !== 'unknown-panel',
    ),
  );
  expect(alarm).toMatchObject({ kind: 'unreadable', priority: 2 });
});

test('three refused frames of one account raise a technical alarm that explains', async () => {
  await technician.post('/panels', { account: '6006', name: 'Faulty' });
  const good = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0001',
    line: '0',
    account: '6006',
    dataBlock: '#6006|Nri1/BA1',
  });
  const bad = Buffer.from(good);
  bad[1] = bad[1] === 0x30 ? 0x31 : 0x30;
  for (let i = 0; i < 3; i++) await exchange(bad, 60);
  const alarm = await post.until('the alarm', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === 'dc09:6006' && a.kind === 'technical-trouble',
    ),
  );
  expect(alarm.title.en).toMatch(/CRC/i);
  const state = ((await officer.get('/sources')).body['sources'] as SourceState[]).find(
    (s) => s.source === 'dc09:6006',
  );
  expect(state).toMatchObject({ faults: 3 });
});

test('a supervised panel that falls silent raises path lost, and is restored when heard', async () => {
  await technician.post('/panels', { account: '6007', name: 'Silent', supervisionS: 5 });
  const dialler = post.dialler({ account: '6007' });
  expect(await dialler.send({ token: 'NULL' })).toBe('acknowledged');
  const find = async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === 'dc09:6007' && a.kind === 'supervision',
    );
  expect(await find()).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const lost = await post.until('path lost', find);
  expect(lost).toMatchObject({ priority: 3, active: true });
  expect(await dialler.send({ token: 'NULL' })).toBe('acknowledged');
  await post.until('restored', async () => (await find())?.active === false);
});

test('an endless unfinished frame is dropped, and the port goes on', async () => {
  const socket = connect(post.running.dc09Port, '127.0.0.1');
  socket.on('error', () => undefined);
  for (let i = 0; i < 200; i++) socket.write(Buffer.alloc(10_000, 0x41));
  const dialler = post.dialler({ account: '6008' });
  expect(await dialler.send({ token: 'SIA-DCS', dataBlock: '#6008|Nri1/BA1' })).toBe('acknowledged');
  socket.destroy();
});
