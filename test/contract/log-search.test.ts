/* Search in three scripts, corrections and export, over HTTP on a real database. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import { openTestLedger, type TestLedger } from '../support/ledger.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let officer: Person;
const NOTES = [
  '정문에서 배달 차량 확인함',
  '정문 앞 시위대 없음',
  'Delivery van at the North Gate, café supplies',
  'north gate lamp broken',
  'فُتِحت البوّابةُ الرئيسيّة للسائق',
  'إنذار كاذب عند بوابة السفارة',
  '=HYPERLINK("http://evil.invalid","x")',
];
beforeAll(async () => {
  post = await openTestPost();
  officer = await post.as('watch-officer');
  for (const text of NOTES) expect((await officer.post('/log', { text })).status).toBe(201);
  await post.running.search.caughtUp();
});
afterAll(async () => {
  await post.close();
});

const textsOf = (entries: unknown): string[] =>
  (entries as LedgerEntry[]).map((entry) => String(entry.body?.['text'])).toReversed();
const find = async (q: string, more = ''): Promise<string[]> => {
  const answer = await officer.get(`/log?q=${encodeURIComponent(q)}${more}`);
  expect(answer.status).toBe(200);
  return textsOf(answer.body['entries']);
};
const seqOf = async (text: string): Promise<number> =>
  (await post.entries()).find((entry) => entry.body?.['text'] === text)?.seq ?? -1;

test('words are found in Korean with particles, in English without case, in Arabic in any spelling', async () => {
  expect(await find('정문')).toEqual([NOTES[0], NOTES[1]]);
  expect(await find('정문에서')).toEqual([NOTES[0]]);
  expect(await find('차량 정문')).toEqual([NOTES[0]]);
  expect(await find('NORTH gate')).toEqual([NOTES[2], NOTES[3]]);
  expect(await find('cafe')).toEqual([NOTES[2]]);
  expect(await find('البوابه')).toEqual([NOTES[4], NOTES[5]]);
  expect(await find('انذار')).toEqual([NOTES[5]]);
  expect(await find('nothingofthekind')).toEqual([]);
  expect((await officer.get('/log?q=%21%21')).body).toMatchObject({ code: 'search-without-words' });
});

test('search meets the other filters: kind, person, time, thread, and pages of one', async () => {
  expect(await find('gate', '&kinds=log.noted')).toEqual([NOTES[2], NOTES[3]]);
  expect(await find('gate', '&kinds=alarm.raised')).toEqual([]);
  expect(await find('gate', `&actor=${officer.id}`)).toEqual([NOTES[2], NOTES[3]]);
  expect(await find('gate', '&actor=usr_nobody')).toEqual([]);
  expect(await find('gate', '&to=2020-01-01T00:00:00Z')).toEqual([]);
  expect(await find('gate', '&from=2020-01-01T00:00:00Z')).toEqual([NOTES[2], NOTES[3]]);
  expect(await find('gate', '&thread=alm_none')).toEqual([]);
  const first = await officer.get('/log?q=gate&limit=1');
  expect(textsOf(first.body['entries'])).toEqual([NOTES[3]]);
  const second = await officer.get(`/log?q=gate&limit=1&before=${String(first.body['next'])}`);
  expect(textsOf(second.body['entries'])).toEqual([NOTES[2]]);
});

test('common words are found by walking as they are by the index, with and without filters', async () => {
  const at = await openTestLedger();
  try {
    // So many that the planner expects more than it would sort.
    await fill(at, 60_000);
    await at.pool.query('analyze log_words');
    const none = { before: null, limit: 50, kinds: null, actor: null, thread: null, from: null, to: null };
    const walked = await at.service.page({ ...none, q: 'patrol' });
    expect(walked.entries).toHaveLength(50);
    expect(walked.next).not.toBeNull();
    const filtered = await at.service.page({ ...none, q: 'patrol', kinds: ['alarm.noted'] });
    expect(filtered.entries.filter((entry) => entry.kind === 'alarm.noted')).toHaveLength(50);
    const byActor = await at.service.page({ ...none, q: 'patrol', actor: 'usr_3' });
    expect(byActor.entries.filter((entry) => entry.actor === 'usr_3')).toHaveLength(50);
    expect((await at.service.page({ ...none, q: 'needle' })).entries).toHaveLength(6);
    expect((await at.service.page({ ...none, q: 'needle patrol' })).entries).toHaveLength(6);
    for (const more of [{}, { kinds: ['log.noted'] }]) {
      let seen = 0;
      let before: number | null = null;
      do {
        const page = await at.service.page({ ...none, ...more, limit: 200, q: 'patrol seven', before });
        seen += page.entries.length;
        before = page.next;
      } while (before !== null);
      expect(seen).toBe(600);
    }
  } finally {
    await at.close();
  }
});

test('a correction is a new entry beside the old one, and both are found', async () => {
  const seq = await seqOf(NOTES[3] ?? '');
  const made = await officer.post(`/log/${seq}/correct`, {
    text: 'south gate lantern',
    reason: 'wrong gate',
  });
  expect(made).toMatchObject({ status: 201, body: { corrects: seq } });
  await post.running.search.caughtUp();
  expect(await find('lamp')).toEqual([NOTES[3]]);
  expect(await find('lantern')).toEqual(['south gate lantern']);
  const page = await officer.get('/log?q=lamp');
  expect(page.body['corrections']).toMatchObject([
    { kind: 'log.corrected', actor: officer.id, body: { corrects: seq, reason: 'wrong gate' } },
  ]);
  const system = (await post.entries()).find((entry) => entry.kind === 'session.started')?.seq ?? -1;
  expect((await officer.post(`/log/${system}/correct`, { text: 'x', reason: 'y' })).body['code']).toBe(
    'not-correctable',
  );
  expect((await officer.post('/log/99999999/correct', { text: 'x', reason: 'y' })).body['code']).toBe(
    'entry-unknown',
  );
});

test('erased text is not found any more', async () => {
  const seq = await seqOf(NOTES[1] ?? '');
  await post.running.ledger.eraseBody('system', [seq], 'asked for');
  expect(await find('시위대')).toEqual([]);
  await post.running.search.caughtUp();
  expect(await find('시위대')).toEqual([]);
  expect((await officer.post(`/log/${seq}/correct`, { text: 'x', reason: 'y' })).body['code']).toBe(
    'correction-of-erased',
  );
});

test('an export has Zulu and local time, no formulas, and is itself recorded', async () => {
  const csv = await officer.get('/log/export?format=csv&kinds=log.noted&q=hyperlink');
  expect(csv.status).toBe(200);
  // fetch takes the mark of UTF-8 off.
  expect(csv.text).toMatch(/^number,zulu,local,kind,/);
  expect(csv.text).toContain(`"'=HYPERLINK(""http://evil.invalid""`);
  expect(csv.text).toMatch(/,\d{4}-\d\d-\d\dT[\d:.]+Z,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,log\.noted,/);
  const lines = (await officer.get('/log/export?format=json&q=cafe')).text.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as LedgerEntry).body?.['text'])).toEqual([NOTES[2]]);
  expect((await officer.get('/log/export?format=json&q=%21')).status).toBe(422);
  expect((await officer.get('/log/export?format=xml')).status).toBe(400);
  expect((await post.entries()).findLast((entry) => entry.kind === 'log.exported')).toMatchObject({
    actor: officer.id,
    body: { format: 'json', q: 'cafe' },
  });
});

/** Lines between two looks at the memory. The whole export is about 25 MB of text. */
const LOOK_EVERY = 25_000;

function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('an export of 200,000 rows streams with flat memory', { timeout: 180_000 }, async () => {
  const at = await openTestLedger();
  try {
    await fill(at, 200_000);
    const all = { kinds: ['log.noted', 'alarm.noted'], actor: null, thread: null, from: null, to: null };
    const { stream } = await at.service.exportLog({ actor: 'usr_1', name: 'Kim' }, 'csv', all, 'Asia/Seoul');
    // What is held after a collection, in this isolate alone: other tests of the process do not count.
    const held: number[] = [];
    let lines = 0;
    for await (const part of stream) {
      for (const letter of String(part)) if (letter === '\n') lines += 1;
      if (lines >= LOOK_EVERY * (held.length + 1)) held.push(heldBytes());
    }
    expect(lines).toBe(200_001);
    expect(held.length).toBeGreaterThan(5);
    const grewMiB = (Math.max(...held) - (held[0] ?? 0)) / 2 ** 20;
    if (process.env['TEST_LOG']) console.info(`grew by ${grewMiB.toFixed(1)} MiB`);
    expect(grewMiB).toBeLessThan(10);
  } finally {
    await at.close();
  }
});

/** Notes written past the ledger, which would take minutes, and the words that the follower would make of them. */
async function fill(at: TestLedger, count: number): Promise<void> {
  await at.pool.query(
    `with made as (select n seq, now() at, 'patrol of the compound' || case when n % 10000 = 5 then ' needle' else '' end || case when n % 100 = 7 then ' seven' else '' end txt from generate_series(0, $2::int - 1) n),
      entries as (insert into ledger_entries select $1, seq, at, case when seq % 50 = 0 then 'alarm.noted' else 'log.noted' end, 'usr_' || seq % 9, '{}', 'U', '\\x00', '\\x00' from made),
      words as (insert into log_words select $1, seq, string_to_array(txt, ' '), txt from made),
      head as (update ledger_heads set size = $2 where post_id = $1)
    insert into ledger_bodies select $1, seq, '\\x00', json_build_object('text', txt)::text from made`,
    [at.postId, count],
  );
}
