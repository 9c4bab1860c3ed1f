/* Files of notes, on the real database: kept under their hash, proved by the entry, and part of the evidence. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { MAX_FILE_BYTES } from '../../src/modules/orders/model.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { tinyPng } from '../support/pictures.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let officer: Person;
let rso: Person;
let alarm: Alarm;
const folder = mkdtempSync(join(tmpdir(), 'note-files-'));
const plate = tinyPng(40, 30);
const sha256 = createHash('sha256').update(plate).digest('hex');
const upload = (bytes: Buffer, name = 'plate.png') => ({ name, base64: bytes.toString('base64') });

beforeAll(async () => {
  post = await openTestPost();
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
  await rso.post('/panels', { account: '1001', name: 'Chancery panel' });
  await post
    .dialler({ timeoutMs: 20_000 })
    .send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') });
  alarm = await post.until('the alarm', async () => (await post.running.watch.board()).alarms[0]);
});
afterAll(async () => {
  await post?.close();
  rmSync(folder, { recursive: true });
});

const last = async (kind: string): Promise<LedgerEntry | undefined> =>
  (await post.entries()).findLast((entry) => entry.kind === kind);

test('a note of the log, of an alarm and of an incident each carry a file, which is read back as it was', async () => {
  expect((await officer.post('/log', { text: 'Grey van at the gate', file: upload(plate) })).status).toBe(
    201,
  );
  expect(
    (await officer.post(`/alarms/${alarm.id}/note`, { text: 'It waits', file: upload(plate) })).status,
  ).toBe(200);
  const opened = await officer.post('/incidents', { kind: 'other', title: 'The van', alarmIds: [alarm.id] });
  const { id } = opened.body['incident'] as { id: string };
  const noted = await officer.post(`/incidents/${id}/notes`, { text: 'Its paper', file: upload(plate) });
  expect(noted.status, noted.text).toBe(200);
  for (const kind of ['log.noted', 'alarm.noted', 'incident.noted']) {
    const file = (await last(kind))?.body?.['file'] as { id: string };
    expect(file).toMatchObject({ name: 'plate.png', type: 'image/png', bytes: plate.length, sha256 });
    const answer = await fetch(`${post.url}/api/order-files/${file.id}`, {
      headers: { cookie: officer.cookie() },
    });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer()).equals(plate)).toBe(true);
    expect((await post.anybody().get(`/order-files/${file.id}`)).status).toBe(401);
  }
});

test('what is no file of these kinds, and what is too large, is refused whole: no note is written', async () => {
  const before = (await post.entries()).length;
  const page = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>\u0000');
  for (const [bytes, code] of [
    [page, 'file-kind'],
    [Buffer.alloc(MAX_FILE_BYTES + 1, 0x20), 'file-too-large'],
  ] as const)
    for (const path of ['/log', `/alarms/${alarm.id}/note`])
      expect((await officer.post(path, { text: 'x', file: upload(bytes) })).body, path).toMatchObject({
        code,
      });
  expect((await officer.post('/log', { text: 'x', file: { name: 'a' } })).status).toBe(400);
  expect(await post.entries()).toHaveLength(before);
});

test('the evidence of the alarm has the file, and its script finds one that no entry names', async () => {
  const answer = await fetch(`${post.url}/api/ledger/evidence`, {
    method: 'POST',
    headers: { cookie: rso.cookie(), 'content-type': 'application/json' },
    body: JSON.stringify({ alarmId: alarm.id }),
  });
  expect(answer.status).toBe(200);
  const tar = join(folder, 'evidence.tar');
  writeFileSync(tar, Buffer.from(await answer.arrayBuffer()));
  execFileSync('tar', ['-xf', tar, '-C', folder]);
  const bundle = join(folder, execFileSync('tar', ['-tf', tar], { encoding: 'utf8' }).split('/')[0] ?? '');
  const noted = await last('alarm.noted');
  const file = noted?.body?.['file'] as { id: string } | undefined;
  const path = join(bundle, 'files', `${file?.id ?? ''}.png`);
  expect(readFileSync(path).equals(plate)).toBe(true);
  const verify = () => spawnSync('sh', ['verify.sh'], { cwd: bundle, encoding: 'utf8' });
  const good = verify();
  expect(good.stdout + good.stderr).toContain(`OK      files/${file?.id ?? ''}.png`);
  expect(good.status).toBe(0);
  writeFileSync(path, tinyPng(41, 30));
  expect(verify().status).toBe(1);
});
