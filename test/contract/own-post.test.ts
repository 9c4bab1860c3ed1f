/* A post of one's own, from the one-time code to a guard who can be sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Responder } from '../../src/modules/dispatch/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
beforeAll(async () => {
  post = await openTestPost();
});
afterAll(async () => {
  await post.close();
});

test('the code from the terminal makes one administrator, who adds people; a guard can be sent and enrolled', async () => {
  const admin = post.anybody();
  const input = { name: 'First Admin', signIn: 'admin', password: 'a long password', pin: '123456' };
  expect((await admin.post('/setup/administrator', { ...input, code: 'wrong-code' })).body).toMatchObject({
    code: 'code-unusable',
  });
  expect(
    (await admin.post('/setup/administrator', { ...input, code: post.running.setupCode, password: 'short' }))
      .body,
  ).toMatchObject({ code: 'password-too-short' });
  expect((await admin.post('/setup/administrator', { ...input, code: post.running.setupCode })).status).toBe(
    200,
  );
  expect(
    (
      await post
        .anybody()
        .post('/setup/administrator', { ...input, signIn: 'second', code: post.running.setupCode })
    ).body,
  ).toMatchObject({ code: 'setup-done' });

  await admin.post('/people', { name: 'Officer', signIn: 'officer', role: 'watch-officer', pin: '135790' });
  const guard = await admin.post('/people', {
    name: 'Guard One',
    signIn: 'guard1',
    role: 'guard',
    callSign: 'Rover 1',
    language: 'ko',
  });
  const officer = post.anybody();
  expect(
    (await officer.post('/session', { signIn: 'officer', pin: '135790', seat: 'Post One' })).status,
  ).toBe(200);
  const responder = await post.until('the guard is a responder', async () =>
    ((await officer.get('/board')).body['responders'] as Responder[]).find(
      (r) => r.userId === guard.body['id'],
    ),
  );
  expect(responder).toMatchObject({ callSign: 'Rover 1', language: 'ko', onDuty: true, state: 'free' });

  const dialler = post.dialler({ account: '4100' });
  await dialler.send({ token: 'SIA-DCS', dataBlock: '#4100|Nri1/BA7' });
  const alarm = await post.until('the alarm', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (a) => a.source === 'dc09:4100' && a.kind === 'intrusion',
    ),
  );
  expect(alarm.title.en).toBe('Intrusion, panel 4100, 7');
  expect((await officer.post(`/alarms/${alarm.id}/dispatch`, { responderId: responder.id })).status).toBe(
    200,
  );

  const code = (await admin.post(`/people/${String(guard.body['id'])}/enrolment`)).body;
  expect(code['url']).toBe(`${post.url}/guard/#enrol=${String(code['code'])}`);
  expect(String(code['qrSvg'])).toMatch(/^<svg/);
  const phone = post.anybody();
  expect((await phone.post('/enrol', { code: code['code'] })).status).toBe(200);
  expect((await phone.get('/guard/home')).body['tasks']).toMatchObject([
    { alarmId: alarm.id, state: 'sent' },
  ]);
  expect((await phone.get('/board')).status).toBe(403);

  await admin.post(`/people/${String(guard.body['id'])}`, { active: false });
  await post.until('the guard stands down', async () =>
    ((await officer.get('/board')).body['responders'] as Responder[]).find(
      (r) => r.id === responder.id && !r.onDuty,
    ),
  );
  expect((await phone.get('/guard/home')).status).toBe(401);
  expect(
    (await post.running.identity.changePerson('system', null, String(guard.body['id']), { active: true }))
      .active,
  ).toBe(true);
});

test('the last administrator cannot be taken away', async () => {
  const people = await post.running.identity.people();
  const admin = people.find((p) => p.role === 'administrator');
  await expect(
    post.running.identity.changePerson('system', null, admin?.id ?? '', { active: false }),
  ).rejects.toMatchObject({ code: 'last-administrator' });
});
