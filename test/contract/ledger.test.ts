import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, test } from 'vitest';
import { exportEvidenceCommand, verifyCommand } from '../../src/modules/ledger/service-commands.ts';
import { loadVerifierKey } from '../../src/modules/ledger/service-key.ts';
import { createSealer, type SealStep } from '../../src/modules/ledger/service-seal.ts';
import { verifyLedger } from '../../src/modules/ledger/service-verify.ts';
import { openTestLedger, sampleEntry, type TestLedger } from '../support/ledger.ts';

const run = promisify(execFile);
const open: TestLedger[] = [];
const folders: string[] = [];

async function openLedger(): Promise<TestLedger> {
  const at = await openTestLedger();
  open.push(at);
  return at;
}

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'post one ledger '));
  folders.push(folder);
  return folder;
};

afterEach(async () => {
  for (const at of open.splice(0)) {
    await at.service.stop();
    await at.close();
  }
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const verify = async (at: TestLedger) =>
  verifyLedger({
    db: at.pool,
    postId: at.postId,
    dataDir: at.dataDir,
    key: await loadVerifierKey(at.dataDir, at.postId),
  });

const ledgerDir = (at: TestLedger, ...rest: string[]): string =>
  join(at.dataDir, 'ledger', at.postId, ...rest);

test('64 commands at once and a stream of batches leave a log without gaps that verifies', async () => {
  const at = await openLedger();
  await at.service.start();
  await Promise.all([
    ...Array.from({ length: 64 }, (_, i) =>
      at.transact({ postId: at.postId, actor: 'usr_1', name: 'note' }, async (tx) => {
        tx.record({ kind: 'log.noted', subjects: [], body: { text: `note ${i}` } });
        if (i % 3 === 0) tx.record({ kind: 'task.done', subjects: ['tsk_1'], body: {} });
      }),
    ),
    ...Array.from({ length: 10 }, () => at.append(50)),
  ]);
  expect(await at.service.sealNow()).toBe('sealed');
  const report = await verify(at);
  expect(report).toMatchObject({
    ok: true,
    entries: 64 + 22 + 500,
    unsealed: 0,
    files: 'checked',
    firstBad: null,
  });
  expect(report.faults).toEqual([]);
  await at.append(3);
  expect(await verify(at)).toMatchObject({ ok: true, unsealed: 3 });
  expect(at.troubles).toEqual([]);
});

test('news are sealed within a second without being asked, and a stop seals the rest', async () => {
  const at = await openLedger();
  await at.service.start();
  await at.append(2);
  at.service.nudge();
  await expect.poll(() => existsSync(ledgerDir(at, 'checkpoint')), { timeout: 3_000 }).toBe(true);
  await at.append(1);
  await at.service.stop();
  expect(await verify(at)).toMatchObject({ ok: true, entries: 3, unsealed: 0 });
});

test('a process that dies at any step of a seal gives no false alarm and seals on', async () => {
  const at = await openLedger();
  const steps: SealStep[] = ['tiles', 'pending', 'row', 'published'];
  let dieAt: SealStep | null = null;
  const sealer = () =>
    createSealer({
      db: at.pool,
      postId: at.postId,
      dataDir: at.dataDir,
      clock: at.clock,
      onTrouble: (code, says) => at.troubles.push(`${code}: ${says}`),
      onStep: (step) => {
        if (step === dieAt) throw new Error(`dies at ${step}`);
      },
    });
  for (const count of [1, 255, 300, 7])
    for (const step of steps) {
      await at.append(count);
      const dying = sealer();
      dieAt = step;
      await expect(dying.seal()).rejects.toThrow('dies at');
      await dying.close();
      expect((await verify(at)).faults, `${step} at ${count}`).toEqual([]);
      dieAt = null;
      const next = sealer();
      await at.append(1);
      expect(await next.seal()).toBe('sealed');
      await next.close();
      expect(await verify(at), `after ${step} at ${count}`).toMatchObject({ ok: true, unsealed: 0 });
    }
  expect(at.troubles).toEqual([]);
});

test('only one process seals a post, and another takes over when it ends', async () => {
  const at = await openLedger();
  await at.service.start();
  const second = at.makeService();
  await at.append(5);
  expect(await second.sealNow()).toBe('elsewhere');
  await at.service.stop();
  await at.append(5);
  expect(await second.sealNow()).toBe('sealed');
  await second.start();
  await second.stop();
  expect(await verify(at)).toMatchObject({ ok: true, unsealed: 0 });
});

test('a killed database session of the sealer ends nothing: it seals with a new one', async () => {
  const at = await openLedger();
  await at.service.start();
  await at.append(5);
  await at.service.sealNow();
  await at.pool.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7205760 and database = (select oid from pg_database where datname = current_database())",
  );
  await at.append(5);
  await expect.poll(() => at.service.sealNow(), { timeout: 5_000 }).toBe('sealed');
  expect(await verify(at)).toMatchObject({ ok: true, entries: 10, unsealed: 0 });
});

test('lost files are made again from the database, since the signed root vouches for it', async () => {
  const at = await openLedger();
  await at.append(700);
  await at.service.start();
  await at.service.stop();
  const before = readFileSync(ledgerDir(at, 'checkpoint'), 'utf8');
  rmSync(ledgerDir(at), { recursive: true });
  expect(await verify(at)).toMatchObject({ ok: true, files: 'absent' });
  await at.service.start();
  expect(readFileSync(ledgerDir(at, 'checkpoint'), 'utf8')).toBe(before);
  expect(await verify(at)).toMatchObject({ ok: true, files: 'checked' });
  rmSync(ledgerDir(at, 'tile', '0', '002.p'), { recursive: true });
  await at.service.stop();
  await at.append(1);
  await at.service.start();
  expect(await verify(at)).toMatchObject({ ok: true, unsealed: 0 });
  expect(at.troubles).toEqual([]);
});

test('files of an older backup catch up with the signed rows', async () => {
  const at = await openLedger();
  await at.append(100);
  await at.service.start();
  const backup = await newFolder();
  await cp(ledgerDir(at), backup, { recursive: true });
  await at.append(500);
  await at.service.sealNow();
  await at.append(30);
  await at.service.stop();
  rmSync(ledgerDir(at), { recursive: true });
  await cp(backup, ledgerDir(at), { recursive: true });
  expect(await verify(at)).toMatchObject({ ok: true });
  await at.service.start();
  expect(await verify(at)).toMatchObject({ ok: true, unsealed: 0, entries: 630 });
});

test('the sealer refuses to sign a history that contradicts what it signed', async () => {
  const at = await openLedger();
  await at.append(300);
  await at.service.start();
  // The superuser rewrites the head and goes on as if nothing had been.
  await at.pool.query('update ledger_heads set peaks = set_byte(peaks, 20, (get_byte(peaks, 20) + 1) % 256)');
  const forger = (await import('../../src/platform/ledger-log.ts')).createLedgerLog({
    pool: at.pool,
    clock: at.clock,
  });
  await forger.append(at.postId, at.pool, () => [sampleEntry(1)]);
  expect(await at.service.sealNow()).toBe('failed');
  expect(at.troubles.join()).toContain('ledger-forked');
  expect((await verify(at)).ok).toBe(false);
});

test('a database that lost sealed entries is told of, not sealed over', async () => {
  const at = await openLedger();
  await at.append(300);
  await at.service.start();
  await at.service.stop();
  await at.pool.query('delete from ledger_entries where seq >= 290');
  const again = at.makeService();
  await at.pool.query('update ledger_heads set size = 290');
  await again.start();
  await again.stop();
  expect(at.troubles.join()).toContain('ledger-forked');
});

test('without its key a sealed ledger is not sealed by a new one', async () => {
  const at = await openLedger();
  await at.append(3);
  await at.service.start();
  await at.service.stop();
  rmSync(join(at.dataDir, 'keys'), { recursive: true });
  const again = at.makeService();
  await again.start();
  await again.stop();
  expect(at.troubles.join()).toContain('ledger-key-missing');
  expect(existsSync(join(at.dataDir, 'keys'))).toBe(false);
});

test('erased bodies keep the ledger valid, and are told from stolen ones', async () => {
  const at = await openLedger();
  await at.append(40);
  await at.service.start();
  expect(await at.service.eraseBody('usr_1', [3, 5, 5, 17], 'Request of the person, GDPR 17')).toEqual({
    erased: [3, 5, 17],
  });
  await at.service.sealNow();
  expect(await verify(at)).toMatchObject({ ok: true, entries: 41 });
  expect((await at.service.entry(5)).body).toBeNull();
  await expect(at.service.eraseBody('usr_1', [40], 'x')).rejects.toMatchObject({
    code: 'erasure-of-erasure',
  });
  await expect(at.service.eraseBody('usr_1', [5], 'x')).rejects.toMatchObject({ code: 'erased-already' });
  await expect(at.service.eraseBody('usr_1', [4_000], 'x')).rejects.toMatchObject({ code: 'entry-unknown' });
  const made = await at.service.evidence('usr_1', { seqs: [3, 4, 5] });
  expect(made.seqs).toEqual([3, 4, 5]);
  await at.pool.query('delete from ledger_bodies where seq = 9');
  expect(await verify(at)).toMatchObject({ ok: false, firstBad: 9 });
});

test('an exported bundle is checked by sh and OpenSSL alone, and 20 tampered ones are refused', async () => {
  const at = await openLedger();
  await at.append(600);
  await at.service.start();
  const folder = await newFolder();
  const printed: string[] = [];
  const deps = { ...at, db: at.pool };
  const out = join(folder, 'bundle');
  expect(
    await exportEvidenceCommand(['--seqs', '3,299', '--out', out], deps, (line) => printed.push(line)),
  ).toBe(0);
  await run('sh', [join(out, 'verify.sh')], { cwd: '/' });
  expect(await exportEvidenceCommand(['--seqs', '3', '--out', out], deps, (line) => printed.push(line))).toBe(
    1,
  );
  expect(printed.join('\n')).toContain('is not empty');
  expect(await exportEvidenceCommand(['--out', out], deps, (line) => printed.push(line))).toBe(2);
  const names = (await import('node:fs')).readdirSync(out, { recursive: true, encoding: 'utf8' });
  const files = names
    .filter((name) => /\.(leaf|body|salt|tlog-proof|sig)$|^checkpoint/.test(name))
    .toSorted();
  expect(files.length).toBeGreaterThan(9);
  let refused = 0;
  for (let i = 0; i < 20; i++) {
    const copy = join(folder, `tampered ${i}`);
    await cp(out, copy, { recursive: true });
    const path = join(copy, files[i % files.length] ?? '');
    const bytes = readFileSync(path);
    const byte = (i * 37 + 5) % bytes.length;
    bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (i % 7));
    writeFileSync(path, bytes);
    await run('sh', [join(copy, 'verify.sh')], { cwd: '/' }).catch(() => (refused += 1));
  }
  expect(refused).toBe(20);
  const exported = await at.service.page({
    before: null,
    limit: 5,
    kinds: ['evidence.exported'],
    actor: null,
    thread: null,
    from: null,
    to: null,
  });
  expect(exported.entries[0]?.body).toMatchObject({ seqs: [3, 299] });
});

test('the tar of a bundle unpacks with tar and verifies', async () => {
  const at = await openLedger();
  await at.append(10);
  await at.service.start();
  const { bytes, fileName } = await at.service.evidence('usr_1', { fromSeq: 2, toSeq: 6 });
  expect(fileName).toBe('evidence-2-6.tar');
  const folder = await newFolder();
  writeFileSync(join(folder, fileName), bytes);
  await run('tar', ['-xf', fileName], { cwd: folder });
  const { stdout } = await run('sh', [join(folder, 'evidence-2-6', 'verify.sh')], { cwd: '/' });
  expect(stdout).toContain('10 entries');
  await expect(at.service.evidence('usr_1', { alarm: 'A-0412' })).rejects.toMatchObject({
    code: 'evidence-alarm-unknown',
  });
  await expect(at.service.evidence('usr_1', { fromSeq: 0, toSeq: 10_000 })).rejects.toMatchObject({
    code: 'evidence-too-large',
  });
  await expect(at.service.evidence('usr_1', { fromSeq: 9, toSeq: 2 })).rejects.toMatchObject({
    code: 'evidence-empty',
  });
});

test('tiles are served as C2SP tlog-tiles says, partial ones of any width', async () => {
  const at = await openLedger();
  await at.append(600);
  await at.service.start();
  expect((await at.service.tile('0/000')).length).toBe(256 * 32);
  expect((await at.service.tile('0/002.p/88')).length).toBe(88 * 32);
  expect(await at.service.tile('0/002.p/5')).toEqual(
    (await at.service.tile('0/002.p/88')).subarray(0, 5 * 32),
  );
  expect((await at.service.tile('1/000.p/2')).length).toBe(64);
  expect((await at.service.tile('entries/000.p/3')).readUInt16BE(0)).toBeGreaterThan(50);
  for (const path of [
    '0/002',
    '0/002.p/89',
    '0/003.p/1',
    '2/000.p/1',
    '../keys',
    'entries/003.p/1',
    '1/000.p/3',
  ])
    await expect(at.service.tile(path)).rejects.toMatchObject({ code: 'tile-unknown' });
  expect((await at.service.checkpoint()).toString()).toMatch(/^post1\.invalid\/pst_test\n600\n/);
  expect(await at.service.keyText()).toMatch(/^post1\.invalid\/pst_test\+[0-9a-f]{8}\+/);
});

test('the log is paged newest first by kind, actor, thread and time', async () => {
  const at = await openLedger();
  for (let i = 0; i < 10; i++) await at.append(55);
  await at.service.start();
  const all = (
    await at.pool.query(
      'select seq, at, kind, actor, subjects[1] thread from ledger_entries order by seq desc',
    )
  ).rows as {
    seq: number;
    at: string;
    kind: string;
    actor: string;
    thread: string | null;
  }[];
  const none = { before: null, limit: 37, kinds: null, actor: null, thread: null, from: null, to: null };
  const walk = async (filter: Partial<Parameters<TestLedger['service']['page']>[0]>) => {
    const seqs: number[] = [];
    let before: number | null = null;
    do {
      const page = await at.service.page({ ...none, ...filter, before });
      seqs.push(...page.entries.map((entry) => entry.seq));
      before = page.next;
    } while (before !== null);
    return seqs;
  };
  const expected = (fits: (row: (typeof all)[number]) => boolean) => all.filter(fits).map((row) => row.seq);
  const [from, to] = [all[300]?.at ?? '', all[100]?.at ?? ''];
  expect(await walk({})).toEqual(expected((row) => row.kind !== 'signal.received'));
  expect(await walk({ kinds: 'all' })).toEqual(expected(() => true));
  expect(await walk({ kinds: ['task.done', 'alarm.closed'] })).toEqual(
    expected((row) => row.kind === 'task.done' || row.kind === 'alarm.closed'),
  );
  expect(await walk({ actor: 'usr_2' })).toEqual(
    expected((row) => row.actor === 'usr_2' && row.kind !== 'signal.received'),
  );
  expect(await walk({ actor: 'usr_2', kinds: 'all' })).toEqual(expected((row) => row.actor === 'usr_2'));
  expect(await walk({ actor: 'usr_2', kinds: ['signal.received'] })).toEqual(
    expected((row) => row.actor === 'usr_2' && row.kind === 'signal.received'),
  );
  expect(await walk({ thread: 'alm_3', kinds: ['alarm.raised'] })).toEqual(
    expected((row) => row.thread === 'alm_3' && row.kind === 'alarm.raised'),
  );
  expect(await walk({ from, to, kinds: 'all' })).toEqual(expected((row) => row.at >= from && row.at <= to));
  expect(await walk({ from, actor: 'system' })).toEqual(
    expected((row) => row.at >= from && row.actor === 'system' && row.kind !== 'signal.received'),
  );
  expect(await walk({ from: '2030-01-01T00:00:00.000Z' })).toEqual([]);
  expect(await walk({ to: '2020-01-01T00:00:00.000Z' })).toEqual([]);
});

test('a thousand seals cost as much each at the end as at the beginning, and leave few files', async () => {
  const at = await openLedger();
  await at.append(1);
  await at.service.start();
  const took: number[] = [];
  for (let i = 0; i < 1_000; i++) {
    await at.append(1);
    const started = performance.now();
    expect(await at.service.sealNow()).toBe('sealed');
    took.push(performance.now() - started);
  }
  const median = (part: number[]): number => part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
  expect(median(took.slice(-200))).toBeLessThan(3 * median(took.slice(0, 200)) + 5);
  expect(await verify(at)).toMatchObject({ ok: true, checkpoints: 1_001 });
  // One tile's width of partial files for hashes and for entries, and the full ones.
  expect(readdirSync(ledgerDir(at), { recursive: true }).length).toBeLessThan(600);
}, 120_000);

test('post1 verify prints the first bad index and ends with 1', async () => {
  const at = await openLedger();
  await at.append(20);
  await at.service.start();
  const printed: string[] = [];
  const deps = { db: at.pool, postId: at.postId, dataDir: at.dataDir };
  expect(await verifyCommand([], deps, (line) => printed.push(line))).toBe(0);
  expect(printed.join('\n')).toContain('OK: every entry');
  await at.pool.query("update ledger_entries set actor = 'usr_x' where seq = 13");
  expect(await verifyCommand([], deps, (line) => printed.push(line))).toBe(1);
  expect(printed.join('\n')).toContain('First bad index: 13');
});
