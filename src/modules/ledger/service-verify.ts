/**
 * Hashes a post's whole ledger again and compares what stands in the database with itself, with the signed
 * checkpoints, and with the files beside the database, which a database superuser cannot reach.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { HASH_BYTES, leafHash } from '../../wire/tlog/merkle.ts';
import type { VerifierKey } from '../../wire/tlog/note-keys.ts';
import { openSeal, type Seal } from './checkpoint-text.ts';
import { ledgerFolder, readPending, readPublished } from './service-files.ts';
import { createFaults, type Faults, type VerifyReport } from './verify-faults.ts';
import { createFileCheck, type FileCheck } from './service-verify-files.ts';
import { createCheckpointCheck, type CheckpointCheck } from './service-verify-checkpoints.ts';
import { exactInstant, leafOf } from './store.ts';
import * as read from './store-verify.ts';
import { createTileEdge, type TileEdge } from './tile-edge.ts';

const SALT_BYTES = 32;
const MAX_ORPHANS = 50;

export interface VerifyDeps {
  /** A pool: verified within one snapshot of its own. A client: verified as it sees the database now. */
  readonly db: pg.Pool | pg.PoolClient;
  readonly postId: string;
  readonly dataDir: string;
  /** Null: signatures cannot be checked, which is a fault as soon as there is one. */
  readonly key: VerifierKey | null;
}

/** Re-hashes everything of one post, in flat memory. Never throws for what it finds; says it in the report. */
export async function verifyLedger(deps: VerifyDeps): Promise<VerifyReport> {
  // Files first: the database may only be ahead of them, never behind.
  const folder = ledgerFolder(deps.dataDir, deps.postId);
  const published = await readPublished(folder);
  const pending = await readPending(folder);
  if (!('totalCount' in deps.db)) return verifyWithin(deps.db, deps, folder, published, pending);
  const client = await deps.db.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    return await verifyWithin(client, deps, folder, published, pending);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function verifyWithin(
  db: read.Snapshot,
  deps: VerifyDeps,
  folder: string,
  publishedNote: Buffer | undefined,
  pendingNote: Buffer | undefined,
): Promise<VerifyReport> {
  const { postId, key } = deps;
  const faults = createFaults();
  const published = openFile(faults, 'checkpoint', publishedNote, key);
  const pending = openFile(faults, 'checkpoint.next', pendingNote, key);
  const edge = createTileEdge();
  const files = published ? createFileCheck({ folder, seal: published, faults }) : null;
  const rows = read.allCheckpoints(db, postId);
  const checkpoints = await createCheckpointCheck({ rows, key, published, pending, faults });
  const log = await checkEntries(db, postId, { edge, files, checkpoints, faults });
  await files?.finish(edge, log.isTree);
  await checkpoints.finish(edge.size, log.isTree);
  await checkHead(db, postId, log, edge, faults);
  for (const seq of await read.orphanBodies(db, postId, MAX_ORPHANS))
    faults.add(seq, 'orphan-body', `Number ${seq} has a text but no entry.`);
  for (const row of await read.strangers(db))
    faults.add(
      row.lowest,
      'unknown-post',
      `The table ${row.table} has rows of ${JSON.stringify(row.postId)}, which is no post; the lowest is ${row.lowest}.`,
    );
  const sealed = Math.max(published?.size ?? 0, checkpoints.newestSize());
  return faults.report({
    entries: log.count,
    checkpoints: checkpoints.count(),
    unsealed: Math.max(0, log.count - sealed),
    files: published ? 'checked' : 'absent',
  });
}

function openFile(
  faults: Faults,
  name: string,
  note: Buffer | undefined,
  key: VerifierKey | null,
): Seal | null {
  if (note === undefined) return null;
  if (key === null) {
    faults.add(
      null,
      'key-missing',
      `The file ${name} cannot be checked: put the folder keys back into the data folder.`,
    );
    return null;
  }
  const seal = openSeal(note, key);
  if (seal.ok) return seal.value;
  faults.add(
    null,
    'file-checkpoint-invalid',
    `The file ${name} beside the ledger cannot be believed: ${seal.fault}`,
  );
  return null;
}

interface Scan {
  readonly edge: TileEdge;
  readonly files: FileCheck | null;
  readonly checkpoints: CheckpointCheck;
  readonly faults: Faults;
}

interface ScanResult {
  readonly count: number;
  readonly lastAt: string | null;
  /** False when numbers are missing or doubled, so that no tree stands over them. */
  readonly isTree: boolean;
}

async function checkEntries(db: read.Snapshot, postId: string, scan: Scan): Promise<ScanResult> {
  const { edge, faults } = scan;
  const erased = erasedSeqs(await read.erasures(db, postId));
  let expected = 0;
  let count = 0;
  let lastAt: string | null = null;
  let isTree = true;
  for await (const page of read.allEntries(db, postId))
    for (const row of page) {
      const seq = Number(row.seq);
      if (seq < 0) {
        faults.add(seq, 'entry-extra', `There is an entry ${seq}; a log begins with 0.`);
        continue;
      }
      count += 1;
      if (seq !== expected) {
        if (isTree) await scan.files?.compareEdge(edge);
        isTree = false;
        if (seq < expected) {
          faults.add(
            seq,
            'entry-extra',
            `There is more than one entry ${seq}, or one that no log of ours has.`,
          );
          continue;
        }
        faults.add(expected, 'entry-missing', `Entry ${expected} is missing; the next one is ${seq}.`);
      }
      expected = seq + 1;
      const data = leafOf(postId, row);
      if (row.at < (lastAt ?? ''))
        faults.add(seq, 'time-backwards', `Entry ${seq} is older than the one before it.`);
      lastAt = row.at;
      checkRow(faults, seq, row, data, erased);
      if (!isTree) continue;
      const leaf = data === null ? row.leaf_hash : leafHash(data);
      const full = edge.append(leaf.length === HASH_BYTES ? leaf : leafHash(leaf), data ?? Buffer.alloc(0));
      if (full.length > 0) await scan.files?.compare(full, edge);
      if (edge.size === scan.files?.size) await scan.files.compareEdge(edge);
      if (scan.checkpoints.isDue(edge.size)) await scan.checkpoints.atSize(edge);
    }
  return { count, lastAt, isTree };
}

function checkRow(
  faults: Faults,
  seq: number,
  row: read.CheckedRow,
  data: Buffer | null,
  erased: ReadonlySet<number>,
): void {
  if (data === null || !leafHash(data).equals(row.leaf_hash))
    faults.add(seq, 'entry-altered', `The fields of entry ${seq} are not those of its hash.`);
  if (row.body === null || row.salt === null) {
    if (!erased.has(seq) || row.kind === 'body.erased')
      faults.add(seq, 'body-missing', `Entry ${seq} has no text, and no entry says that it was erased.`);
    return;
  }
  const digest = createHash('sha256').update(row.salt).update(row.body).digest();
  if (row.salt.length !== SALT_BYTES || !digest.equals(row.body_digest))
    faults.add(seq, 'body-altered', `The text of entry ${seq} is not the one that was recorded.`);
  else if (erased.has(seq))
    faults.add(seq, 'body-not-erased', `Entry ${seq} has its text although it was erased: erase it again.`);
}

/** Numbers that `body.erased` entries name. An altered one is reported where it stands. */
function erasedSeqs(bodies: readonly string[]): Set<number> {
  const seqs = new Set<number>();
  for (const text of bodies) {
    const body = parseJson(text);
    if (typeof body !== 'object' || body === null || !('erased' in body) || !Array.isArray(body.erased))
      continue;
    for (const seq of body.erased as unknown[]) if (typeof seq === 'number') seqs.add(seq);
  }
  return seqs;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function checkHead(
  db: read.Snapshot,
  postId: string,
  log: ScanResult,
  edge: TileEdge,
  faults: Faults,
): Promise<void> {
  const heads = await read.checkedHeads(db, postId);
  const [head] = heads;
  if (heads.length !== 1 || head === undefined) {
    faults.add(
      log.count,
      'head-missing',
      `The log of ${log.count} entries has ${heads.length} heads instead of one.`,
    );
    return;
  }
  const size = Number(head.size);
  if (size !== log.count)
    faults.add(
      Math.max(0, Math.min(size, log.count)),
      'head-size',
      `The head counts ${size} entries, and there are ${log.count}: entry ${Math.min(size, log.count)} is the first not accounted for.`,
    );
  else if (log.isTree && !edge.rangeBytes().equals(head.peaks))
    faults.addVague(log.count, 'head-differs', `The head of ${log.count} entries is not the tree over them.`);
  const odd = exactInstant(head.last_at) === null;
  if (odd || (log.lastAt !== null && head.last_at !== log.lastAt))
    faults.addVague(
      log.count,
      'head-time',
      `The head of ${log.count} entries has another time than the newest entry.`,
    );
}
