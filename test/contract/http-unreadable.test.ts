/* What the HTTP parser itself refuses, and keys used twice: answered with a sentence, and with every header. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../../src/platform/http/server.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
});
afterAll(async () => {
  await post.close();
});

/** Sends bytes as they are and gives everything that came back until the server closed. */
function send(bytes: string): Promise<string> {
  const { port, hostname } = new URL(post.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.write(bytes);
  });
}

const UNREADABLE: readonly (readonly [string, number, string])[] = [
  ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'request-unreadable'],
  ['NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request-unreadable'],
  ['GET / HTTP/1.1\nHost: x\n\n', 400, 'request-unreadable'],
  [
    'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'request-unreadable',
  ],
  [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ['GET //etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 403, 'request-refused'],
];

test('what is no request at all is refused with a sentence and with the security headers', async () => {
  for (const [bytes, status, code] of UNREADABLE) {
    const answer = await send(bytes);
    const what = bytes.slice(0, 40);
    expect(answer.split(' ')[1], what).toBe(String(status));
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(answer.toLowerCase(), what).toContain(`${name}: ${value.toLowerCase()}`);
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as { code: string; says: string };
    expect(body.code, what).toBe(code);
    expect(body.says.length, what).toBeGreaterThan(30);
  }
});

test('a sender that stops in the middle is cut off within 20 seconds', { timeout: 30_000 }, async () => {
  const began = performance.now();
  const [headers, body] = await Promise.all([
    send('GET / HT'),
    send(
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    ),
  ]);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(headers).toContain('request-slow');
  expect(body).toContain('request-slow');
});

test('a key used for another action is refused, so that the second action is not silently lost', async () => {
  const officer = await post.as('watch-officer');
  const key = { 'idempotency-key': 'one-key-for-two-things' };
  expect((await officer.post('/log', { text: 'First' }, key)).status).toBeLessThan(300);
  expect((await officer.post('/log', { text: 'First' }, key)).status).toBeLessThan(300);
  const panel = await (await post.as('rso')).post('/panels', { account: '4711', name: 'One' }, key);
  expect(panel.status).toBe(201);
  const second = await officer.post('/duress', {}, { 'idempotency-key': 'another-key-0001' });
  expect(second.status).toBeLessThan(300);
  const board = (await officer.get('/board')).body as { alarms: { id: string }[] };
  const other = await officer.post(`/alarms/${board.alarms[0]?.id}/judge`, { evidenceLevel: 2 }, key);
  expect(other.status).toBe(409);
  expect(other.body['code']).toBe('key-used');
});
