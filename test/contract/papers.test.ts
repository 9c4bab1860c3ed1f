/* Report, handover and log as PDF: what poppler reads back, who may, how long, how many at once. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPoppler } from '../support/debian.ts';
import { openTestLedger } from '../support/ledger.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

const NOTES = [
  '정문에서 배달 차량 확인함',
  'إنذار كاذب عند بوابة السفارة الرئيسية',
  'Delivery van at the North Gate, café supplies 🔥',
];
/** What is read back of each, letters alone. */
const READ = [
  '정문에서배달차량확인함',
  'إنذاركاذبعندبوابةالسفارةالرئيسية',
  'DeliveryvanattheNorthGate,cafésupplies',
];

let post: TestPost;
let officer: Person;
let folder: string;
let incidentId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'post1-papers-'));
  post = await openTestPost();
  officer = await post.as('watch-officer');
  const opened = await officer.post('/incidents', { kind: 'fire', title: `Smoke, ${NOTES[1]}` });
  incidentId = (opened.body['incident'] as { id: string }).id;
  for (const text of NOTES) {
    expect((await officer.post('/log', { text })).status).toBe(201);
    expect((await officer.post('/handover/notes', { text })).status).toBe(201);
    expect((await officer.post(`/incidents/${incidentId}/notes`, { text })).status).toBe(200);
  }
  expect((await officer.post('/handover', {})).status).toBe(201);
});
afterAll(async () => {
  await post.close();
  await rm(folder, { recursive: true });
});

/** The file behind an address, as poppler reads it. */
async function read(
  person: Person,
  address: string,
): Promise<{ text: string; letters: string; info: string }> {
  const answer = await fetch(`${post.url}/api${address}`, { headers: { cookie: person.cookie() } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  const name = /filename="([\w-]+\.pdf)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  const file = join(folder, name ?? 'without a name');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const textOf = (...how: string[]): string =>
    spawnSync('pdftotext', [...how, file, '-'], { encoding: 'utf8' }).stdout;
  const text = textOf('-raw');
  const info = spawnSync('pdfinfo', [file], { encoding: 'utf8' }).stdout;
  // Poppler marks directions; where lines break is not asked.
  return { text, info, letters: textOf().replaceAll(/[\s\p{Cf}]/gu, '') };
}

describe.skipIf(!hasPoppler())('read back by poppler', () => {
  test.each([
    ['report', () => `/incidents/${incidentId}/report?format=pdf`, 'After-action report I-0001'],
    ['handover', () => '/handover/page?format=pdf', 'Handover, '],
    ['log', () => '/log/export?format=pdf', 'Watch log, '],
  ])('the %s has notes in three scripts, its title and its foot on A4', async (_name, address, title) => {
    const { text, letters, info } = await read(officer, address());
    for (const note of READ) expect(letters).toContain(note);
    expect(info).toMatch(new RegExp(`Title: +${title}`));
    expect(info).toContain('(A4)');
    const pages = Number(/Pages: +(\d+)/.exec(info)?.[1]);
    expect(text).toMatch(
      new RegExp(`page 1 of\\s*${pages}\\s+·\\s+printed \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ`),
    );
  });

  test('the log says its filter, counts its entries, and repeats the head of its table on each page', async () => {
    for (let i = 0; i < 40; i++) await officer.post('/log', { text: `round ${i} of the wall` });
    const { text, info } = await read(officer, '/log/export?format=pdf&kinds=log.noted');
    expect(text).toContain('Filter: kinds log.noted. 46 entries.');
    expect(text).toContain('round 39 of the wall');
    const pages = Number(/Pages: +(\d+)/.exec(info)?.[1]);
    expect(pages).toBeGreaterThan(1);
    expect(text.match(/^No\. When Who What$/gm)).toHaveLength(pages);
    expect((await post.entries()).findLast((entry) => entry.kind === 'log.exported')).toMatchObject({
      actor: officer.id,
      body: { format: 'pdf', filters: { kinds: ['log.noted'] } },
    });
  });
});

test('who may not see the page gets no PDF of it either', async () => {
  const guard = await post.as('guard');
  for (const address of [
    `/incidents/${incidentId}/report?format=pdf`,
    '/handover/page?format=pdf',
    '/log/export?format=pdf',
  ])
    expect((await guard.get(address)).status).toBe(403);
  expect((await officer.get('/handover/page?format=docx')).status).toBe(400);
});

test('a log longer than a PDF takes is refused before anything is written down', async () => {
  const at = await openTestLedger();
  try {
    const filter = { kinds: 'all', actor: null, thread: null, from: null, to: null } as const;
    const look = { postName: 'P', timeZone: 'Asia/Seoul', sentenceOf: () => null };
    for (let i = 0; i < 4; i++)
      await at.transact({ postId: at.postId, actor: 'usr_1', name: 'note' }, async (tx) => {
        tx.record({ kind: 'log.noted', subjects: [], body: { text: `note ${i}` } });
      });
    const by = { actor: 'usr_1', name: 'Kim' };
    const { entries } = await at.service.page({ ...filter, before: null, limit: 200 });
    const none = at.service.logPaper(by, filter, look, entries.length - 1);
    await expect(none).rejects.toMatchObject({ code: 'log-pdf-too-long' });
    expect((await at.service.page({ ...filter, before: null, limit: 200 })).entries).toHaveLength(
      entries.length,
    );
    const { paper } = await at.service.logPaper(by, filter, look, entries.length);
    expect(paper.facts[1]).toContain(`${entries.length} entries`);
  } finally {
    await at.close();
  }
});

test('two at once; who goes away makes room, and the watch is served meanwhile', async () => {
  await fill(15_000);
  const leave = new AbortController();
  const ask = (signal?: AbortSignal) =>
    fetch(`${post.url}/api/log/export?format=pdf&kinds=log.noted`, {
      headers: { cookie: officer.cookie() },
      ...(signal ? { signal } : {}),
    });
  const [first, second] = await Promise.all([ask(leave.signal), ask(leave.signal)]);
  expect([first.status, second.status]).toEqual([200, 200]);
  const third = await officer.get('/log/export?format=pdf&kinds=log.noted');
  expect(third).toMatchObject({ status: 503, body: { code: 'paper-busy' } });
  expect((await officer.post('/log', { text: 'written meanwhile' })).status).toBe(201);
  leave.abort();
  const next = await post.until('room for a PDF', async () => {
    const answer = await ask();
    return answer.status === 200 && answer;
  });
  await next.body?.cancel();
});

/** Notes written past the ledger, which would take long. */
async function fill(count: number): Promise<void> {
  await post.database.pool.query(
    `with head as (update ledger_heads set size = size + $2::int where post_id = $1 returning size - $2::int low),
      made as (select low + n seq from head, generate_series(0, $2::int - 1) n),
      entries as (insert into ledger_entries select $1, seq, now(), 'log.noted', 'usr_1', '{}', 'U', '\\x00', '\\x00' from made)
    insert into ledger_bodies select $1, seq, '\\x00', '{"text":"round of the wall"}' from made`,
    [post.running.post.id, count],
  );
}
