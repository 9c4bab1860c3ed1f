/* The HTTP boundary: who may, whose request it is, once per key, and sentences for everything bad. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERMISSIONS, ROLES, type Permission, type Role } from '../../src/modules/identity/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let people: Map<Role, Person>;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
  people = new Map();
  for (const role of ROLES) people.set(role, await post.as(role));
});
afterAll(async () => {
  await post.close();
});
const as = (role: Role): Person => people.get(role) as Person;

/** One request for each guarded route, with the permission it needs. */
const GUARDED: readonly (readonly [Permission, 'GET' | 'POST' | 'DELETE', string, unknown?])[] = [
  ['board.see', 'GET', '/board'],
  ['board.see', 'GET', '/alarms'],
  ['board.see', 'GET', '/alarm-health'],
  ['board.see', 'GET', '/alarms/alm_none'],
  ['board.see', 'GET', '/alarms/alm_none/story'],
  ['board.see', 'GET', '/alarms/alm_none/responders'],
  ['panel.see', 'GET', '/sources'],
  ['panel.see', 'GET', '/devices'],
  ['log.see', 'GET', '/log'],
  ['log.write', 'POST', '/log', { text: 'x' }],
  ['log.write', 'POST', '/log/0/correct', { text: 'x', reason: 'y' }],
  ['log.export', 'GET', '/log/export?format=csv&kinds=log.nothing'],
  ['alarm.acknowledge', 'POST', '/alarms/alm_none/acknowledge', { revision: 1 }],
  ['alarm.acknowledge', 'POST', '/alarms/alm_none/undo-acknowledge', {}],
  ['alarm.acknowledge', 'POST', '/alarms/alm_none/take', {}],
  ['alarm.assign', 'POST', '/alarms/alm_none/assign', { userId: 'usr_x' }],
  ['alarm.silence', 'POST', '/alarms/alm_none/silence', {}],
  ['alarm.shelve', 'POST', '/alarms/alm_none/shelve', { until: '2026-11-22T12:00:00.000Z', reason: 'x' }],
  ['alarm.shelve', 'POST', '/alarms/alm_none/unshelve', {}],
  ['alarm.acknowledge', 'POST', '/alarms/alm_none/offer', { userId: 'usr_x' }],
  ['alarm.acknowledge', 'POST', '/alarms/alm_none/accept-offer', {}],
  ['alarm.step', 'POST', '/alarms/alm_none/steps/0', { done: true }],
  ['alarm.step', 'POST', '/alarms/alm_none/steps/0/skip', { reason: 'x' }],
  ['alarm.step', 'POST', '/alarms/alm_none/steps/0/timer', {}],
  ['alarm.step', 'POST', '/alarms/alm_none/steps/0/photo', { name: 'x', base64: 'eA==' }],
  ['step.supervise', 'GET', '/step-skips'],
  ['step.supervise', 'POST', '/step-skips/skp_none/seen', {}],
  ['order.see', 'GET', '/orders'],
  ['order.see', 'GET', '/orders/sop_none'],
  ['board.see', 'GET', '/orders/sop_none/card'],
  ['board.see', 'GET', '/order-files/ofl_none'],
  ['order.change', 'POST', '/orders', { text: { title: { en: 'x' }, kinds: [], steps: [] } }],
  ['order.change', 'POST', '/orders/sop_none/draft', {}],
  [
    'order.change',
    'POST',
    '/orders/sop_none/draft/save',
    { revision: 1, text: { title: { en: 'x' }, kinds: [], steps: [] } },
  ],
  ['order.change', 'POST', '/orders/sop_none/draft/discard', { revision: 1 }],
  ['order.change', 'POST', '/orders/sop_none/issue', { revision: 1, note: 'x' }],
  ['order.change', 'POST', '/orders/sop_none/withdraw', { reason: 'x' }],
  ['order.change', 'POST', '/orders/sop_none/documents', { name: 'x', base64: 'eA==' }],
  ['order.sign', 'POST', '/orders/sop_none/versions/1/sign', {}],
  ['alarm.step', 'POST', '/alarms/alm_none/judge', { evidenceLevel: 2 }],
  ['alarm.close', 'POST', '/alarms/alm_none/close', { outcome: 'test', cause: 'drill', finding: 'x' }],
  ['handover.see', 'GET', '/handover'],
  ['handover.make', 'POST', '/handover', { shiftEndsAt: '2026-01-01T00:00:00Z' }],
  ['handover.make', 'POST', '/handover/redraft', {}],
  ['handover.make', 'POST', '/handover/remarks', { remarks: 'x' }],
  ['handover.make', 'POST', '/handover/sign', { part: 'incoming', userId: 'usr_none', pin: '1' }],
  ['handover.make', 'POST', '/handover/withdraw', { reason: 'x' }],
  ['log.write', 'POST', '/handover/notes', { text: 'x' }],
  ['handover.make', 'POST', '/radio-checks', { answered: [], silent: [] }],
  ['incident.see', 'GET', '/incidents'],
  ['incident.see', 'GET', '/incidents/inc_none'],
  ['incident.see', 'GET', '/incidents/inc_none/timeline'],
  ['incident.see', 'GET', '/incidents/inc_none/report'],
  ['incident.see', 'GET', '/alarms/alm_none/incident'],
  ['incident.change', 'POST', '/incidents', { kind: 'fire', title: 'x', alarmIds: ['alm_none'] }],
  ['incident.change', 'POST', '/incidents/inc_none/alarms', { alarmId: 'alm_none' }],
  ['incident.change', 'DELETE', '/incidents/inc_none/alarms/alm_none'],
  ['incident.change', 'POST', '/incidents/inc_none/commander', { userId: 'usr_none' }],
  ['incident.change', 'POST', '/incidents/inc_none/people', { name: 'x', part: 'y' }],
  ['incident.change', 'DELETE', '/incidents/inc_none/people/1'],
  ['incident.change', 'POST', '/incidents/inc_none/steps/0', { state: 'done' }],
  ['incident.change', 'POST', '/incidents/inc_none/notes', { text: 'x' }],
  ['incident.resolve', 'POST', '/incidents/inc_none/resolve', {}],
  ['incident.resolve', 'POST', '/incidents/inc_none/reopen', { reason: 'x' }],
  ['incident.resolve', 'POST', '/incidents/inc_none/report', { summary: 'x', lessons: '' }],
  ['task.dispatch', 'POST', '/alarms/alm_none/dispatch', { responderId: 'rsp_x' }],
  ['task.cancel', 'POST', '/tasks/tsk_none/cancel', { reason: 'x' }],
  ['task.answer', 'POST', '/tasks/tsk_none/accept', {}],
  ['panel.see', 'GET', '/panels'],
  ['panel.change', 'POST', '/panels', { account: '!', name: 'x' }],
  ['panel.change', 'POST', '/panels/pnl_none', {}],
  ['panel.register', 'POST', '/panels/register', { alarmId: 'alm_none' }],
  ['panel.see', 'GET', '/zones'],
  ['panel.see', 'GET', '/post'],
  ['panel.see', 'GET', '/devices/dev_none/test'],
  ['site.change', 'POST', '/zones/zon_none', {}],
  ['site.change', 'DELETE', '/zones/zon_none'],
  ['site.change', 'POST', '/devices/dev_none', {}],
  ['site.change', 'DELETE', '/devices/dev_none'],
  ['site.change', 'POST', '/devices/dev_none/test', {}],
  ['site.change', 'DELETE', '/devices/dev_none/test'],
  ['site.change', 'POST', '/post', { timeZone: 'No/Where' }],
  ['site.change', 'POST', '/import/preview', { kind: 'zones', csv: '' }],
  ['site.change', 'POST', '/import/apply', { kind: 'zones', csv: '', digest: '0'.repeat(64) }],
  ['site.change', 'GET', '/import/templates/zones'],
  ['site.change', 'GET', '/sops/templates'],
  ['site.change', 'POST', '/sops/adopt', { ids: ['sop_nothing'] }],
  ['panel.see', 'GET', '/setup/steps'],
  ['responder.change', 'GET', '/responders'],
  ['responder.change', 'POST', '/responders/rsp_none', {}],
  ['people.see', 'GET', '/people'],
  ['people.change', 'POST', '/people/usr_none', {}],
  ['phone.enrol', 'POST', '/people/usr_none/enrolment', {}],
  ['token.change', 'GET', '/machine-tokens'],
];

const ask = (who: Person, method: string, path: string, body: unknown): Promise<Answer> =>
  method === 'GET' ? who.get(path) : method === 'DELETE' ? who.delete(path) : who.post(path, body);

for (const [permission, method, path, body] of GUARDED)
  test(`${method} ${path} is for those with ${permission} and for nobody else`, async () => {
    for (const role of ROLES) {
      const who = as(role);
      const answer = await ask(who, method, path, body);
      const may = (PERMISSIONS[permission] as readonly Role[]).includes(role);
      if (may) expect([role, answer.body['code']]).not.toEqual([role, 'not-allowed']);
      else expect([role, answer.status, answer.body['code']]).toEqual([role, 403, 'not-allowed']);
    }
    const stranger = await ask(post.anybody(), method, path, body);
    expect(stranger).toMatchObject({ status: 401, body: { code: 'sign-in-first' } });
  });

test('every route of the published description asks who is there', async () => {
  const description = (await post.anybody().get('/openapi.json')).body as unknown as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  };
  expect(description.openapi).toMatch(/^3\.1/);
  const open = [
    '/api/start',
    '/api/health',
    '/api/session',
    '/api/session/demo',
    '/api/enrol',
    '/api/setup/administrator',
    '/api/sign-in/people',
  ];
  for (const [path, methods] of Object.entries(description.paths))
    for (const method of Object.keys(methods)) {
      if (open.includes(path) && !(path === '/api/session' && method === 'delete')) continue;
      const answer = await fetch(post.url + path.replaceAll(/\{(\w+)\}/g, 'x_1'), {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json' },
        ...(method === 'post' ? { body: '{}' } : {}),
      });
      expect([path, method, [400, 401].includes(answer.status)]).toEqual([path, method, true]);
      await answer.body?.cancel();
    }
});

test('a request from another site is refused even with the right cookie', async () => {
  const officer = as('watch-officer');
  const foreign: readonly Record<string, string>[] = [
    { origin: 'http://evil.invalid' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign)
    expect((await officer.post('/log', { text: 'x' }, headers)).body).toMatchObject({
      code: 'origin-foreign',
    });
  expect((await officer.post('/log', { text: 'from here' }, { origin: post.url })).status).toBe(201);
});

test('the same key is answered once: one note, the same reply', async () => {
  const officer = as('watch-officer');
  const key = { 'idempotency-key': 'note-key-0001' };
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => officer.post('/log', { text: 'said once' }, key)),
  );
  expect(new Set(replies.map((r) => r.text)).size).toBe(1);
  expect((await post.entries()).filter((e) => e.body?.['text'] === 'said once')).toHaveLength(1);
});

test('cookies are not readable by scripts, stay on this site, and end with sign-off', async () => {
  const response = await fetch(`${post.url}/api/session/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const set = response.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/HttpOnly/);
  expect(set).toMatch(/SameSite=Strict/);
  const officer = await post.as('watch-officer');
  expect((await officer.get('/me')).status).toBe(200);
  const cookie = officer.cookie();
  expect((await officer.delete('/session')).status).toBe(200);
  const after = await fetch(`${post.url}/api/me`, { headers: { cookie } });
  expect(after.status).toBe(401);
  people.set('watch-officer', await post.as('watch-officer'));
});

test('guessing a PIN is slowed down', async () => {
  const codes: unknown[] = [];
  for (let i = 0; i < 7; i++)
    codes.push(
      (await post.anybody().post('/session', { signIn: 'choi', pin: `00000${i}`, seat: 's' })).body['code'],
    );
  expect(codes.slice(0, 4)).toEqual(['sign-in-failed', 'sign-in-failed', 'sign-in-failed', 'sign-in-failed']);
  expect(codes).toContain('sign-in-throttled');
  const late = await post.anybody().post('/session', { signIn: 'choi', pin: '1', seat: 's' });
  expect(late.status).toBe(429);
});

test('a shared console asks for each action whose it is, and the record names that person', async () => {
  // The address is throttled by the test before for its wrong PINs, so the console signs on by itself.
  const shared = post.anybody();
  const signIn = 'test-deputy';
  await post
    .until(
      'the throttle lets go',
      async () =>
        (await shared.post('/session', { signIn, pin: '246810', seat: 'Post One', shared: true })).status ===
        200,
    )
    .catch(() => undefined);
  expect((await shared.get('/me')).body).toMatchObject({ shared: true });
  expect((await shared.post('/log', { text: 'whose?' })).body).toMatchObject({ code: 'pin-needed' });
  const officer = as('watch-officer');
  const done = await shared.post('/log', { text: 'mine' }, { 'x-actor': officer.id, 'x-pin': '246810' });
  expect(done.status).toBe(201);
  expect(
    (await shared.post('/log', { text: 'x' }, { 'x-actor': officer.id, 'x-pin': '000000' })).body,
  ).toMatchObject({ code: 'pin-wrong' });
  expect((await post.entries()).find((e) => e.body?.['text'] === 'mine')?.actor).toBe(officer.id);
  expect((await shared.post('/duress', {})).status).toBe(202);
});

test('bad input gets a sentence and changes nothing', async () => {
  const officer = as('watch-officer');
  await post.running.triage.caughtUp();
  const size = (await post.entries()).length;
  const bad: readonly [string, unknown, number][] = [
    ['/log', '{"text":', 400],
    ['/log', { text: 5, extra: true }, 400],
    ['/log', { text: '' }, 400],
    ['/log', { text: '   ' }, 400],
    ['/log', { text: 'x'.repeat(70_000) }, 400],
    ['/log', { text: 'x', file: { name: 'a', base64: '<svg>' } }, 400],
    ['/alarms/alm_0/judge', { evidenceLevel: 'x'.repeat(70_000) }, 413],
    ['/log', [], 400],
    ['/alarms/not-an-id/note', { text: 'x' }, 400],
    ['/alarms/alm_0/note', { text: 'x' }, 404],
    ['/nowhere', {}, 404],
    ['/alarms/alm_0/close', { outcome: 'perhaps', cause: 'x', finding: 'x' }, 400],
    ['/alarms/alm_0/steps/1e99', { done: true }, 400],
  ];
  for (const [path, body, status] of bad) {
    const answer = await officer.post(path, body);
    expect([path, answer.status]).toEqual([path, status]);
    expect(answer.body['says']).toMatch(/^.{15,}\.$/);
    expect(answer.body['code']).toMatch(/^[a-z-]+$/);
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect((await officer.post('/log', '{"text":"x"}', { 'content-type': type })).status).toBe(415);
  expect((await officer.get('/alarms?limit=0')).status).toBe(400);
  expect((await officer.get('/alarms?before=yesterday')).status).toBe(400);
  expect((await officer.get('/alarms?unknown=1')).status).toBe(400);
  expect((await post.entries()).length).toBe(size);
});

test('pages and answers carry the strict policy, and nothing names another host', async () => {
  const answer = await fetch(`${post.url}/api/start`);
  expect(answer.headers.get('content-security-policy')).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'",
  );
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  await answer.body?.cancel();
});

test('a machine signals by bearer token, once per key, and a revoked token is refused at once', async () => {
  const made = await as('technician').post('/machine-tokens', { name: 'Vibration fence' });
  const token = { authorization: `Bearer ${String(made.body['token'])}`, 'idempotency-key': 'fence-000001' };
  const machine = post.anybody();
  const first = await machine.post('/signals', { kind: 'perimeter', point: 'north', text: 'Cut' }, token);
  const second = await machine.post('/signals', { kind: 'perimeter', point: 'north', text: 'Cut' }, token);
  expect([first.status, first.body['repeat'], second.body['repeat'], second.body['id']]).toEqual([
    202,
    false,
    true,
    first.body['id'],
  ]);
  const source = `machine:${String(made.body['id'])}`;
  await post.until('the alarm', async () =>
    ((await as('watch-officer').get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === source && a.priority === 2,
    ),
  );
  expect((await machine.post('/signals', { kind: 'no-such-kind' }, token)).status).toBe(400);
  expect(
    (await machine.post('/signals', { kind: 'perimeter' }, { authorization: 'Bearer nonsense' })).body,
  ).toMatchObject({ code: 'token-unknown' });
  await as('technician').delete(`/machine-tokens/${String(made.body['id'])}`);
  expect(
    (await machine.post('/signals', { kind: 'perimeter' }, { ...token, 'idempotency-key': 'fence-000002' }))
      .status,
  ).toBe(401);
});

test('switching a person off ends their session and their streams', async () => {
  const added = await as('rso').post('/people', {
    name: 'Leaver',
    signIn: 'leaver',
    role: 'watch-officer',
    pin: '135791',
  });
  const leaver = post.anybody();
  await post.until(
    'sign on',
    async () =>
      (await leaver.post('/session', { signIn: 'leaver', pin: '135791', seat: 's' })).status === 200,
  );
  expect((await leaver.get('/board')).status).toBe(200);
  await as('rso').post(`/people/${String(added.body['id'])}`, { active: false });
  expect((await leaver.get('/board')).status).toBe(401);
});

test('panel keys go in and never come out', async () => {
  const key = 'SecretPanelKey16';
  const made = await as('technician').post('/panels', { account: '8888', name: 'Keyed', keys: [key] });
  expect(made.body).toMatchObject({ keyCount: 1 });
  const hex = Buffer.from(key).toString('hex');
  const told = [
    made.text,
    (await as('technician').get('/panels')).text,
    ...(await post.entries()).map((e) => JSON.stringify(e)),
  ].join('\n');
  expect(told).not.toContain(key);
  expect(told).not.toContain(hex);
});
