/* The siren: a loopback relay is called when nobody has an alarm, silenced, tried again, and neither lost nor repeated by a restart. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

const SECRET = 'Bearer only-the-relay-knows';
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
interface Heard {
  readonly url: string;
  readonly secret: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}
/** A relay on the loopback: it notes each call and answers as it is told. */
let heard: Heard[] = [];
let answer: { status: number; location?: string } = { status: 204 };
let relay: Server;
let relayUrl = '';
let strangers = 0;
const stranger = createServer((_request, reply) => {
  strangers += 1;
  reply.end();
});
const listen = (server: Server, port = 0): Promise<string> =>
  new Promise((done) => {
    server.listen(port, '127.0.0.1', () =>
      done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
const makeRelay = (): Server =>
  createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({
        url: request.url ?? '',
        secret: String(request.headers['x-siren'] ?? ''),
        key: String(request.headers['idempotency-key'] ?? ''),
        body: JSON.parse(Buffer.concat(parts).toString('utf8')) as Heard['body'],
      });
      reply.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      reply.end('x');
    });
  });

let database: TestDatabase;
let post: TestPost;
let officer: Person;
let rso: Person;
let line: Dialler;
async function open(): Promise<void> {
  post = await openTestPost({ demo: true, clock, database });
  officer = await post.as('watch-officer');
  rso = await post.as('rso');
  line = post.dialler();
}
beforeAll(async () => {
  relay = makeRelay();
  relayUrl = await listen(relay);
  database = await openTestDatabase();
  await open();
});
afterAll(async () => {
  await post.close();
  await database.close();
  relay.close();
  stranger.close();
});
beforeEach(() => {
  heard = [];
  answer = { status: 204 };
});

const form = (more: object = {}) => ({
  on: true,
  url: `${relayUrl}/relay/0?turn={state}&timer={seconds}`,
  headerName: 'X-Siren',
  priorities: [1],
  kinds: [],
  // Consoles are played in one test only; the others leap over minutes in which nobody attends.
  whenAlone: false,
  mostS: 60,
  ...more,
});
const states = () => heard.map(({ body }) => body['state']);
const kinds = async (): Promise<string[]> =>
  (await post.entries()).map(({ kind }) => kind).filter((kind) => kind.startsWith('siren.'));
const degraded = async (): Promise<{ code: string; says: string }[]> =>
  (await post.anybody().get('/health')).body['degraded'] as { code: string; says: string }[];
const quiet = async () => {
  await post.until('a quiet siren', async () => (await rso.get('/siren')).body['run'] === null);
};
/** Each at another point, so that none joins another alarm. */
let point = 100;
async function raise(code: string): Promise<Alarm> {
  point += 1;
  await line.send({
    token: 'ADM-CID',
    dataBlock: contactIdBody('1001', '1', code, '1', String(point)),
  });
  return post.until('the alarm', async () => {
    const { alarms } = await post.running.watch.board();
    return alarms.find((alarm) => alarm.point === String(point));
  });
}
const acknowledge = async (alarm: Alarm): Promise<void> => {
  const now = (await officer.get(`/alarms/${alarm.id}`)).body['alarm'] as Alarm;
  const done = await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision: now.revision });
  expect(done.status, done.text).toBe(200);
};

test('who may sets it; the address is checked, and the secret comes back nowhere', async () => {
  expect((await rso.post('/siren/test')).body['code']).toBe('siren-unset');
  for (const url of [
    'ftp://10.0.0.1/on',
    'http://user:pw@10.0.0.1/on',
    'http://{state}.local/on',
    'nonsense',
  ])
    expect((await rso.post('/siren', form({ url }))).body['code'], url).toBe('siren-url');
  expect((await officer.post('/siren', form())).status).toBe(403);
  expect((await rso.post('/siren', form({ mostS: 3_600 }))).status).toBe(400);
  const set = await rso.post('/siren', form({ secret: SECRET }));
  expect(set.body).toMatchObject({ hasSecret: true, setting: { mostS: 60 } });
  const entry = (await post.entries()).findLast(({ kind }) => kind === 'siren.changed');
  expect(entry?.body).toMatchObject({ secretChanged: true });
  expect(JSON.stringify([set.body, await post.entries()])).not.toContain('only-the-relay-knows');
});

test('a priority 1 sounds it with the secret; a lesser alarm does not; its seconds end it', async () => {
  await raise('130');
  const alarm = await raise('122');
  expect(alarm.priority).toBe(1);
  await post.until('a call', async () => heard.length === 1);
  expect(heard).toMatchObject([
    { url: '/relay/0?turn=on&timer=60', secret: SECRET, body: { state: 'on', seconds: 60, cause: 'alarm' } },
  ]);
  await post.until('the console says so', async () => (await degraded()).some((t) => t.code === 'siren-on'));
  aheadMs += 59_000;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(states()).toEqual(['on']);
  aheadMs += 2_000;
  await quiet();
  expect(states()).toEqual(['on', 'off']);
  expect((await kinds()).slice(-4)).toEqual([
    'siren.wanted',
    'siren.sounded',
    'siren.unwanted',
    'siren.stopped',
  ]);
  expect((await degraded()).map(({ code }) => code)).not.toContain('siren-on');
  await acknowledge(alarm);
});

test('another alarm asks again and begins its seconds anew; who takes the last one ends it', async () => {
  const first = await raise('122');
  await post.until('a call', async () => heard.length === 1);
  aheadMs += 40_000;
  const second = await raise('122');
  await post.until('another call', async () => heard.length === 2);
  expect(new Set(heard.map(({ key }) => key)).size).toBe(2);
  aheadMs += 40_000;
  await new Promise((resolve) => setTimeout(resolve, 500));
  await acknowledge(first);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(states()).toEqual(['on', 'on']);
  await acknowledge(second);
  await quiet();
  expect(states()).toEqual(['on', 'on', 'off']);
});

test('watch, commander and RSO silence it; the alarm stays as it is; a guard may not', async () => {
  const alarm = await raise('122');
  await post.until('a call', async () => heard.length === 1);
  await post.until('it is written down', async () => (await kinds()).at(-1) === 'siren.sounded');
  expect((await rso.post('/siren', form({ url: `${relayUrl}/other` }))).body['code']).toBe('siren-busy');
  expect((await (await post.as('guard')).post('/siren/silence')).status).toBe(403);
  expect((await officer.post('/siren/silence')).status).toBe(200);
  await quiet();
  expect(states()).toEqual(['on', 'off']);
  expect((await officer.post('/siren/silence')).body['code']).toBe('siren-quiet');
  const { alarms } = await post.running.watch.board();
  expect(alarms.find(({ id }) => id === alarm.id)?.acknowledged).toBe(false);
  await acknowledge(alarm);
});

test('a redirect is not followed; after its tries it has failed, and the console says so until a test works', async () => {
  answer = { status: 302, location: `${await listen(stranger)}/elsewhere` };
  const alarm = await raise('122');
  await post.until('a call', async () => heard.length === 1);
  await post.until('the console says so', async () =>
    (await degraded()).some(({ code, says }) => code === 'siren-failing' && says.includes('answered 302')),
  );
  for (let tries = 2; tries <= 6; tries++) {
    aheadMs += 16_000;
    await post.until(`try ${tries}`, async () => heard.length === tries);
  }
  await quiet();
  aheadMs += 600_000;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect([heard.length, strangers]).toEqual([6, 0]);
  expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
  expect((await kinds()).slice(-6)).toEqual([...Array<string>(5).fill('siren.try-failed'), 'siren.failed']);
  await acknowledge(alarm);
  answer = { status: 200 };
  heard = [];
  expect((await rso.post('/siren/test')).status).toBe(200);
  await post.until('the test', async () => heard.length === 1);
  await post.until('all well', async () => !(await degraded()).some(({ code }) => code === 'siren-failing'));
  expect(heard[0]?.body).toMatchObject({ cause: 'test', seconds: 2 });
  aheadMs += 3_000;
  await quiet();
});

test('a restart loses nothing and repeats nothing', async () => {
  // The relay is away, so the wish waits; the server stops and starts.
  const { port } = relay.address() as AddressInfo;
  await new Promise((done) => relay.close(done));
  const alarm = await raise('122');
  await post.until('a failed try', async () => (await kinds()).at(-1) === 'siren.try-failed');
  await post.close();
  relay = makeRelay();
  await listen(relay, port);
  aheadMs += 5_000;
  await open();
  await post.until('the call that waited', async () => states().includes('on'));
  await post.until('it is written down', async () => (await kinds()).at(-1) === 'siren.sounded');
  // Once more while it sounds: it is not sounded again, and ends at its time.
  await post.close();
  await open();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(states()).toEqual(['on']);
  expect((await degraded()).map(({ code }) => code)).toContain('siren-on');
  aheadMs += 61_000;
  await quiet();
  expect(states()).toEqual(['on', 'off']);
  await acknowledge(alarm);
});

test('nobody attends while alarms are open: the siren calls somebody, and stops when somebody is there', async () => {
  expect((await rso.post('/siren', form({ whenAlone: true }))).status).toBe(200);
  await post.running.seats.look();
  aheadMs += 61_000;
  await post.running.seats.look();
  await post.until('a call', async () => heard.length === 1);
  expect(heard[0]?.body).toMatchObject({ state: 'on', cause: 'nobody-attends' });
  await officer.post('/seat', { sound: true, hidden: false, idleS: 0 });
  await post.running.seats.look();
  await quiet();
  expect(states()).toEqual(['on', 'off']);
});

test('switched off it is silent, and another host does not inherit the secret', async () => {
  const moved = await rso.post('/siren', form({ url: 'http://10.9.8.7/on', on: false }));
  expect(moved.body).toMatchObject({ hasSecret: false });
  const alarm = await raise('122');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(heard).toEqual([]);
  await acknowledge(alarm);
});
