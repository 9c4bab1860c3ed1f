/* One shift hands over to the next: drafted lines, two signatures by PIN, and the supervisor told when it is late. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../src/kernel/time.ts';
import type { Handover } from '../../src/modules/handover/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

const PIN = '246810';
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs(),
};
let post: TestPost;
let officer: Person;
let deputy: Person;
beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  officer = await post.as('watch-officer');
  deputy = await post.as('deputy');
});
afterAll(async () => {
  await post.close();
});

const begin = async (): Promise<Handover> => {
  const made = await officer.post('/handover', {});
  expect(made.status).toBe(201);
  return made.body as unknown as Handover;
};
const sign = (who: Person, part: string, more: object = {}) =>
  officer.post('/handover/sign', { part, userId: who.id, pin: PIN, ...more });

test('the page is drafted from alarms, tasks, sources, pass-down notes and radio checks', async () => {
  const board = (await officer.get('/board')).body as unknown as {
    alarms: { id: string }[];
    responders: { id: string; callSign: string; onDuty: boolean }[];
  };
  await officer.post('/handover/notes', { text: 'Lift 2 is out of order until noon' });
  await officer.post('/log', { text: 'Not for the next shift' });
  const [first, second] = board.responders;
  const round = { answered: [first?.id], silent: [second?.id] };
  expect((await officer.post('/radio-checks', round)).status).toBe(201);
  expect((await officer.post('/radio-checks', { answered: [], silent: [] })).body['code']).toBe(
    'radio-check-empty',
  );
  expect((await officer.post('/radio-checks', { ...round, silent: [first?.id] })).body['code']).toBe(
    'radio-check-unknown',
  );
  const draft = await begin();
  const of = (section: string) => draft.lines.filter((line) => line.section === section);
  expect(
    of('alarms')
      .map((line) => line.key)
      .toSorted(),
  ).toEqual(board.alarms.map((alarm) => alarm.id).toSorted());
  expect(of('notes').map((line) => line.label.en)).toEqual(['Lift 2 is out of order until noon']);
  expect(of('radio')).toMatchObject([{ state: 'silent', label: { en: `1/2: ${second?.callSign}` } }]);
  expect((await officer.post('/handover', {})).body['code']).toBe('handover-open');
});

test('two different people sign by PIN, the incoming after ticking every line, and the ledger keeps the page', async () => {
  await officer.post('/handover/remarks', { remarks: 'Quiet shift' });
  expect((await sign(officer, 'outgoing', { pin: '000000' })).body['code']).toBe('signature-wrong');
  const half = await sign(officer, 'outgoing');
  expect(half.body).toMatchObject({ state: 'draft', outgoing: { userId: officer.id } });
  const draft = half.body as unknown as Handover;
  const ticked = draft.lines.map((line) => line.key);
  expect((await sign(officer, 'incoming', { ticked })).body['code']).toBe('handover-same-person');
  expect((await sign(deputy, 'incoming', { ticked: ticked.slice(1) })).body['code']).toBe(
    'handover-not-ticked',
  );
  expect((await sign(deputy, 'outgoing')).body['code']).toBe('handover-signed-already');
  expect((await officer.post('/handover/remarks', { remarks: 'More' })).body['code']).toBe(
    'handover-signed-half',
  );
  expect((await officer.post('/handover/redraft')).body['code']).toBe('handover-signed-half');
  const guard = await post.as('guard');
  expect((await sign(guard, 'incoming', { ticked })).body['code']).toBe('handover-signer-unsuitable');
  const done = await sign(deputy, 'incoming', { ticked });
  expect(done.body).toMatchObject({
    state: 'signed',
    remarks: 'Quiet shift',
    incoming: { userId: deputy.id },
  });
  const entry = (await post.entries()).findLast((e) => e.kind === 'handover.signed');
  expect(entry?.actor).toBe(deputy.id);
  const page = String(entry?.body?.['page']);
  expect(createHash('sha256').update(page).digest('hex')).toBe(entry?.body?.['digest']);
  expect((JSON.parse(page) as Handover).lines).toEqual(draft.lines);
  expect((await officer.get('/handover')).body).toMatchObject({
    draft: null,
    last: { digest: entry?.body?.['digest'] },
  });
});

test('what was handed over is not handed over again', async () => {
  const draft = await begin();
  expect(draft.lines.filter((line) => line.section === 'notes' || line.section === 'radio')).toEqual([]);
  expect((await officer.post('/handover/withdraw', { reason: 'a P1 came' })).body['state']).toBe('withdrawn');
  expect((await officer.post('/handover/withdraw', { reason: 'again' })).body['code']).toBe('handover-none');
});

test('unsigned a quarter of an hour after the shift the supervisor is told, once', async () => {
  await begin();
  expect(await post.running.handover.lookForLate()).toBe(false);
  aheadMs = 15 * 60_000 + 1_000;
  expect(await post.running.handover.lookForLate()).toBe(true);
  expect(await post.running.handover.lookForLate()).toBe(false);
  expect((await post.entries()).filter((entry) => entry.kind === 'handover.late')).toHaveLength(1);
  expect((await officer.get('/health')).text).toContain('handover-unsigned');
  await officer.post('/handover/withdraw', { reason: 'done' });
  expect((await officer.get('/health')).text).not.toContain('handover-unsigned');
});
