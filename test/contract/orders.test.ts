/* Standing orders on the real database: versions, what they are bound to, steps, documents and signatures. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type {
  Order,
  OrderFile,
  OrderLine,
  Sop,
  SopText,
  SopVersion,
} from '../../src/modules/orders/model.ts';
import type { StepSkip } from '../../src/modules/watch/model-steps.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { tinyPng } from '../support/pictures.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let line: Dialler;
let rso: Person;
let deputy: Person;
let officer: Person;
const zones: string[] = [];
beforeAll(async () => {
  post = await openTestPost({ clock });
  rso = await post.as('rso');
  deputy = await post.as('deputy');
  officer = await post.as('watch-officer');
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  for (const [name, point] of [
    ['Consular', '3'],
    ['Chancery', '4'],
  ]) {
    const zone = (await rso.post('/zones', { name: { en: name } })).body['zone'] as { id: string };
    zones.push(zone.id);
    const device = {
      name: { en: `${name} door` },
      kind: 'contact',
      source: 'dc09:1001',
      point,
      zoneId: zone.id,
    };
    expect((await rso.post('/devices', device)).status).toBe(201);
  }
  aheadMs += 2_500;
  line = post.dialler({ timeoutMs: 20_000 });
});
afterAll(async () => {
  await post?.close();
});

const text = (title: string, over: Partial<SopText> = {}): SopText => ({
  title: { en: title, ko: `${title} 한국어` },
  kinds: ['intrusion'],
  steps: [
    { kind: 'check', text: { en: 'Look at the camera' } },
    {
      kind: 'choose',
      text: { en: 'What is there?' },
      choices: [{ en: 'Animal', ko: '동물' }, { en: 'Person' }],
    },
    { kind: 'two-person', text: { en: 'Lock the doors' } },
    { kind: 'timer', text: { en: 'Wait' }, timerS: 600 },
    { kind: 'photo', text: { en: 'Picture of the lock' } },
    { kind: 'outcome', text: { en: 'Log it' } },
  ],
  ...over,
});
const draftOf = (answer: Answer): SopVersion => answer.body['draft'] as SopVersion;
const order = async (id: string): Promise<Order> => (await rso.get(`/orders/${id}`)).body['order'] as Order;
const lineOf = async (who: Person, id: string): Promise<OrderLine | undefined> =>
  ((await who.get('/orders')).body['orders'] as OrderLine[]).find((each) => each.id === id);
const said = async (kind: string) => (await post.entries()).filter((entry) => entry.kind === kind);

async function issued(title: string, over: Partial<SopText> = {}): Promise<string> {
  const made = await rso.post('/orders', { text: text(title, over) });
  expect(made.status, made.text).toBe(201);
  const id = made.body['id'] as string;
  const done = await rso.post(`/orders/${id}/issue`, { revision: 1, note: 'First version' });
  expect(done.status, done.text).toBe(200);
  return id;
}

/** A burglary at this point, as a fresh alarm: what was open there is closed first. */
async function alarmAt(point: string): Promise<Alarm> {
  for (const open of (await officer.get('/board')).body['alarms'] as Alarm[]) {
    await officer.post(`/alarms/${open.id}/acknowledge`, { revision: open.revision });
    await officer.post(`/alarms/${open.id}/close`, { outcome: 'test', cause: 'drill', finding: 'x' });
  }
  // Past the time in which one panel message is a repeat of another, and the cards in force are read again.
  aheadMs += 60_000;
  await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', point) });
  return post.until('the alarm', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find((each) => each.open),
  );
}
const board = async (): Promise<{ sops: Sop[]; alarms: Alarm[] }> =>
  (await officer.get('/board')).body as unknown as { sops: Sop[]; alarms: Alarm[] };
const step = (alarm: Alarm, index: number, body: object = { done: true }, who = officer) =>
  who.post(`/alarms/${alarm.id}/steps/${index}`, body);
const alarmOf = (answer: Answer): Alarm => answer.body['alarm'] as Alarm;
const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64');

let general = '';
let consular = '';
test('A9: the card of the zone serves that zone, the general card serves every other', async () => {
  general = await issued('Somebody inside');
  consular = await issued('Somebody in Consular', { zones: [zones[0] as never] });
  expect((await alarmAt('3')).sopId).toBe(consular);
  expect(await alarmAt('4')).toMatchObject({ sopId: general, sopVersion: 1 });
});

test('an alarm keeps the version that it was opened with; the next alarm takes the new one', async () => {
  const before = await alarmAt('4');
  const draft = draftOf(await rso.post(`/orders/${general}/draft`));
  expect(draft.card.version).toBe(2);
  const changed = text('Somebody inside', {
    steps: [...text('').steps.slice(0, 1), ...text('').steps.slice(-1)],
  });
  const saved = draftOf(
    await rso.post(`/orders/${general}/draft/save`, { revision: draft.revision, text: changed }),
  );
  expect((await alarmAt('4')).sopVersion, 'a draft serves no alarm').toBe(1);
  const open = (await board()).alarms[0] as Alarm;
  await rso.post(`/orders/${general}/issue`, { revision: saved.revision, note: 'Shorter' });
  const snapshot = await board();
  expect(snapshot.sops.filter((sop) => sop.id === general).map((sop) => sop.version)).toEqual([2, 1]);
  // The card of version 1 has six steps and that of version 2 has two.
  expect((await step(open, 3, { done: false })).status).toBe(200);
  expect(before.sopVersion).toBe(1);
  const next = await alarmAt('4');
  expect(next.sopVersion).toBe(2);
  expect((await step(next, 3)).body).toMatchObject({ code: 'step-unknown' });
  const closed = (await officer.get(`/orders/${general}/card?version=1`)).body['card'] as Sop;
  expect(closed.steps).toHaveLength(6);
});

test('two who write the same draft do not overwrite each other, and an unfinished draft is not issued', async () => {
  const made = await rso.post('/orders', { text: text('Door', { kinds: ['door-open'] }) });
  const id = made.body['id'] as string;
  expect((await deputy.post(`/orders/${id}/draft`)).body).toMatchObject({ code: 'order-has-draft' });
  const mine = { revision: 1, text: text('Door', { kinds: [] }) };
  expect((await deputy.post(`/orders/${id}/draft/save`, mine)).status).toBe(200);
  expect((await rso.post(`/orders/${id}/draft/save`, mine)).body).toMatchObject({
    code: 'order-changed',
    detail: { byName: 'The deputy' },
  });
  expect((await rso.post(`/orders/${id}/issue`, { revision: 2, note: 'x' })).body).toMatchObject({
    code: 'order-not-ready',
    detail: { faults: [{ code: 'kinds' }] },
  });
  expect((await officer.post(`/orders/${id}/issue`, { revision: 2, note: 'x' })).status).toBe(403);
  expect((await rso.post(`/orders/${id}/draft/discard`, { revision: 2 })).status).toBe(200);
  expect((await rso.get(`/orders/${id}`)).status, 'it was never issued, so nothing is left').toBe(404);
});

test('a choice is one of the answers, a picture is a picture, two people are two, and a wait runs', async () => {
  const alarm = await alarmAt('3');
  expect((await step(alarm, 1)).body).toMatchObject({ code: 'step-needs-choice' });
  expect((await step(alarm, 1, { done: true, choice: 'Ghost' })).body).toMatchObject({
    code: 'step-needs-choice',
  });
  expect(alarmOf(await step(alarm, 1, { done: true, choice: 'Animal' })).steps).toMatchObject([
    { index: 1, choice: 'Animal' },
  ]);
  expect((await step(alarm, 2)).body).toMatchObject({ code: 'step-needs-second-person' });
  const second = (userId: string, pin: string) => ({ done: true, second: { userId, pin } });
  expect((await step(alarm, 2, second(officer.id, '246810'))).body).toMatchObject({
    code: 'step-second-same',
  });
  expect((await step(alarm, 2, second(rso.id, '111111'))).body).toMatchObject({
    code: 'step-second-pin-wrong',
  });
  const technician = await post.as('technician');
  expect((await step(alarm, 2, second(technician.id, '246810'))).body).toMatchObject({
    code: 'step-second-unsuitable',
  });
  expect(alarmOf(await step(alarm, 2, second(rso.id, '246810'))).steps.at(-1)).toMatchObject({
    index: 2,
    byName: 'The watch-officer, The rso',
    secondId: rso.id,
  });
  const timed = alarmOf(await officer.post(`/alarms/${alarm.id}/steps/3/timer`));
  expect(timed.timers).toHaveLength(1);
  const [timer] = timed.timers ?? [];
  expect(Date.parse(timer?.endsAt ?? '') - Date.parse(timer?.startedAt ?? '')).toBe(600_000);
  expect((await officer.post(`/alarms/${alarm.id}/steps/0/timer`)).body).toMatchObject({
    code: 'step-no-timer',
  });
});

test('a picture is checked, kept with the alarm, and read by those who see the board', async () => {
  const alarm = await alarmAt('3');
  const photo = (bytes: Buffer | string, index = 4) =>
    officer.post(`/alarms/${alarm.id}/steps/${index}/photo`, { name: 'lock.png', base64: base64(bytes) });
  expect((await step(alarm, 4)).body).toMatchObject({ code: 'step-needs-photo' });
  expect((await photo('only words')).body).toMatchObject({ code: 'step-no-photo' });
  expect((await photo(Buffer.of(0, 1, 2))).body).toMatchObject({ code: 'file-kind' });
  expect((await photo(tinyPng(8, 8), 0)).body).toMatchObject({ code: 'step-no-photo' });
  const png = tinyPng(20, 10);
  const [done] = alarmOf(await photo(png)).steps;
  const file = done?.photos?.[0] as OrderFile;
  expect(file).toMatchObject({ name: 'lock.png', type: 'image/png', bytes: png.length });
  const answer = await fetch(`${post.url}/api/order-files/${file.id}`, {
    headers: { cookie: officer.cookie() },
  });
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file.id}.png"`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true);
  expect((await post.anybody().get(`/order-files/${file.id}`)).status).toBe(401);
  expect((await (await post.as('guard')).get(`/order-files/${file.id}`)).status).toBe(403);
});

test('a step is skipped with a reason that stands in the story, and supervisors are told until one has seen it', async () => {
  const alarm = await alarmAt('3');
  const skip = (index: number, reason: string) =>
    officer.post(`/alarms/${alarm.id}/steps/${index}/skip`, { reason });
  expect((await skip(2, ' ')).status).toBe(400);
  const after = alarmOf(await skip(2, 'Alone on the night watch'));
  expect(after.steps).toMatchObject([{ index: 2, skipped: 'Alone on the night watch' }]);
  expect((await skip(2, 'again')).body).toMatchObject({ code: 'step-settled' });
  const story = (await officer.get(`/alarms/${alarm.id}/story`)).body['entries'] as {
    kind: string;
    body: object;
  }[];
  expect(story.find((entry) => entry.kind === 'sop.step-skipped')?.body).toMatchObject({
    reason: 'Alone on the night watch',
    stepText: { en: 'Lock the doors' },
    byName: 'The watch-officer',
  });
  expect((await officer.get('/step-skips')).status).toBe(403);
  const told = async (who: Person) => (await who.get('/step-skips')).body['skips'] as StepSkip[];
  expect(await told(deputy)).toMatchObject([{ alarmId: alarm.id, reason: 'Alone on the night watch' }]);
  const [first] = await told(rso);
  expect((await rso.post(`/step-skips/${first?.id}/seen`)).status).toBe(200);
  expect(await told(deputy)).toEqual([]);
  expect((await deputy.post(`/step-skips/${first?.id}/seen`)).body).toMatchObject({ code: 'skip-unknown' });
  expect(await said('sop.skip-seen')).toHaveLength(1);
  // Who skips a step is not the one who is told of it.
  await rso.post(`/alarms/${alarm.id}/steps/3/skip`, { reason: 'No time' });
  expect(await told(rso)).toEqual([]);
  const [mine] = await told(deputy);
  expect((await rso.post(`/step-skips/${mine?.id}/seen`)).body).toMatchObject({ code: 'skip-own' });
});

test('the board of a past moment has the skipped step too', async () => {
  const alarm = await alarmAt('3');
  await officer.post(`/alarms/${alarm.id}/steps/2/skip`, { reason: 'Replayed' });
  await officer.post(`/alarms/${alarm.id}/steps/3/timer`);
  const at = encodeURIComponent(toInstant(clock.nowMs()));
  const replayed = (await officer.get(`/replay/board?at=${at}`)).body['board'] as {
    alarms: Alarm[];
    sops: Sop[];
  };
  const then = replayed.alarms.find((each) => each.id === alarm.id);
  expect(then?.steps).toMatchObject([{ index: 2, skipped: 'Replayed' }]);
  expect(then?.timers).toMatchObject([{ index: 3 }]);
});

test('A10: a step names a document of its order; a foreign or damaged one is refused', async () => {
  const draft = draftOf(await rso.post(`/orders/${consular}/draft`));
  const add = (name: string, bytes: Buffer | string, who = rso) =>
    who.post(`/orders/${consular}/documents`, { name, base64: base64(bytes) });
  expect((await add('x.exe', Buffer.of(77, 90, 0, 3))).body).toMatchObject({ code: 'file-kind' });
  const large = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
  expect((await add('large.txt', large)).body).toMatchObject({ code: 'file-too-large' });
  expect((await add('plan.txt', 'x', officer)).status).toBe(403);
  const file = (await add('Wege "im" Haus.txt', 'Fire exits: north, south')).body['file'] as OrderFile;
  const steps = [{ ...text('').steps[0], document: file }, ...text('').steps.slice(1)];
  const save = (document: object) =>
    rso.post(`/orders/${consular}/draft/save`, {
      revision: draft.revision,
      text: {
        ...text('Somebody in Consular'),
        zones: [zones[0]],
        steps: [{ ...steps[0], document }, ...steps.slice(1)],
      },
    });
  expect((await save({ ...file, id: 'ofl_nothing' })).body).toMatchObject({ code: 'file-unknown' });
  // What the draft says of the file counts for nothing: the server knows it.
  const saved = draftOf(await save({ ...file, name: 'Another name', type: 'application/pdf' }));
  expect(saved.card.steps[0]?.document).toEqual(file);
  await rso.post(`/orders/${consular}/issue`, { revision: saved.revision, note: 'With the plan' });
  const alarm = await alarmAt('3');
  expect(alarm.sopVersion).toBe(2);
  const answer = await fetch(`${post.url}/api/order-files/${file.id}`, {
    headers: { cookie: officer.cookie() },
  });
  expect(await answer.text()).toBe('Fire exits: north, south');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const folder = join(post.database.dataDir, 'post', 'orders');
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'something else');
  expect((await officer.get(`/order-files/${file.id}`)).body).toMatchObject({ code: 'file-damaged' });
});

test('a new version is to be signed again; the RSO sees who has not', async () => {
  const id = await issued('Fire', { kinds: ['fire'] });
  expect(await lineOf(officer, id)).toMatchObject({ mine: true });
  expect(await lineOf(rso, id), 'who issues it has read it').toMatchObject({ mine: false });
  expect((await lineOf(rso, id))?.unsigned.toSorted()).toEqual(['The deputy', 'The watch-officer']);
  expect((await officer.post(`/orders/${id}/versions/1/sign`)).status).toBe(200);
  expect((await officer.post(`/orders/${id}/versions/1/sign`)).status, 'twice is once').toBe(200);
  expect((await said('sop.signed')).filter((entry) => entry.subjects[0] === id)).toHaveLength(1);
  expect((await order(id)).unsigned).toEqual(['The deputy']);
  const draft = draftOf(await deputy.post(`/orders/${id}/draft`));
  expect((await deputy.post(`/orders/${id}/issue`, { revision: draft.revision, note: 'Again' })).status).toBe(
    200,
  );
  expect(await lineOf(officer, id)).toMatchObject({ mine: true });
  expect((await officer.post(`/orders/${id}/versions/1/sign`)).body).toMatchObject({
    code: 'order-not-issued',
  });
  expect((await order(id)).reads.map((read) => `${read.version} ${read.userName}`)).toEqual([
    '2 The deputy',
    '1 The rso',
    '1 The watch-officer',
  ]);
  expect((await (await post.as('technician')).post(`/orders/${id}/versions/2/sign`)).status).toBe(403);
});

test('a withdrawn order serves no new alarm, stays on record, and can come back', async () => {
  expect((await rso.post(`/orders/${consular}/withdraw`, { reason: 'Merged' })).status).toBe(200);
  expect((await alarmAt('3')).sopId).toBe(general);
  expect(await lineOf(officer, consular)).toMatchObject({
    issued: null,
    mine: false,
    retired: { card: { version: 2 } },
  });
  const draft = draftOf(await rso.post(`/orders/${consular}/draft`));
  expect(draft.card.version).toBe(3);
  expect((await said('sop.withdrawn'))[0]?.body).toMatchObject({ reason: 'Merged', byName: 'The rso' });
});

test('a template that is adopted once is in force once', async () => {
  expect((await rso.post('/sops/adopt', { ids: ['sop_fire', 'sop_panic'] })).body).toEqual({ adopted: 2 });
  expect((await rso.post('/orders/sop_panic/withdraw', { reason: 'Ours is better' })).status).toBe(200);
  expect((await rso.post('/sops/adopt', { ids: ['sop_fire', 'sop_panic'] })).body).toEqual({ adopted: 0 });
  expect((await lineOf(rso, 'sop_panic'))?.issued).toBeNull();
});
