/* Whatever comes in, somebody is told: strange characters, entries that break triage, and what stands behind them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let officer: Person;
beforeAll(async () => {
  post = await openTestPost();
  officer = await post.as('watch-officer');
});
afterAll(async () => {
  await post.close();
});
const alarms = async (): Promise<Alarm[]> => (await officer.get('/board')).body['alarms'] as Alarm[];

test('characters that the database refuses do not keep an alarm from the board', async () => {
  const dialler = post.dialler({ account: '4001' });
  for (const text of [
    'nul\u0000here',
    'esc\u001b[2J',
    '\ud83d half',
    'unit\u001fseparator\u001erecord',
    '비상',
  ])
    expect(await dialler.send({ token: 'SIA-DCS', dataBlock: `#4001|Nri1/BA${text.length}^${text}^` })).toBe(
      'acknowledged',
    );
  await post.until(
    'five alarms',
    async () =>
      (await alarms()).filter((a) => a.source === 'dc09:4001' && a.kind === 'intrusion').length === 5,
  );
  expect(await post.running.ledger.verify()).toMatchObject({ ok: true });
});

test('a signal that breaks triage opens an unreadable alarm, and the next ones are not held up', async () => {
  await post.running.transact(
    { postId: post.running.post.id, actor: 'system', name: 'plant' },
    async (tx) => {
      tx.record({
        kind: 'signal.received',
        subjects: ['sig_planted'],
        body: { id: 'sig_planted', kind: 'no-such-kind', change: 'active' },
      });
    },
  );
  const dialler = post.dialler({ account: '4002' });
  await dialler.send({ token: 'SIA-DCS', dataBlock: '#4002|Nri1/HA1' });
  const found = await post.until('both alarms', async () => {
    const list = await alarms();
    const unreadable = list.find((a) => a.kind === 'unreadable');
    const behind = list.find((a) => a.source === 'dc09:4002' && a.kind === 'hold-up');
    return unreadable && behind && { unreadable, behind };
  });
  expect(found.unreadable).toMatchObject({ priority: 2, open: true });
});

test('names and notes in any script are kept to the letter; control characters are refused with a sentence', async () => {
  const text = 'مرحبا 비상벨 😀 “quoted” \\u0000 literal\nsecond line';
  expect((await officer.post('/log', { text })).status).toBe(201);
  expect((await post.entries()).at(-1)?.body?.['text']).toBe(text);
  expect((await officer.post('/log', { text: 'nul\u0000' })).status).toBe(400);
  expect(
    (await post.anybody().post('/session', { signIn: 'nobody', pin: '1', seat: 'a\u001fb' })).status,
  ).toBe(400);
});

test('two hundred commands at once do not keep signals from the disk', async () => {
  const dialler = post.dialler({ account: '4003', timeoutMs: 8_000 });
  const commands = Promise.all(
    Array.from({ length: 200 }, (_, i) => officer.post('/log', { text: `busy ${i}` })),
  );
  for (let i = 0; i < 40; i++)
    expect(await dialler.send({ token: 'SIA-DCS', dataBlock: `#4003|Nri1/BA${i + 1}` })).toBe('acknowledged');
  expect((await commands).map((answer) => answer.status)).toEqual(Array.from({ length: 200 }, () => 201));
});
