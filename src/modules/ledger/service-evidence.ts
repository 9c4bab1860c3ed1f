/** Evidence bundles: disclosed entries with proofs up to the published checkpoint, for readers without our code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuser } from '../../kernel/refusal.ts';
import { errorCode } from '../../platform/files.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transact } from '../../platform/transact.ts';
import { evidenceBundle, type DisclosedEntry } from '../../wire/tlog/evidence.ts';
import {
  HASH_BYTES,
  leafHash,
  proveInclusion,
  verifyInclusion,
  type ReadHash,
} from '../../wire/tlog/merkle.ts';
import { readHashFromTiles, TILE_WIDTH, tilePath, type Tile } from '../../wire/tlog/tiles.ts';
import { openSeal } from './checkpoint-text.ts';
import { ledgerRefusals, MAX_EVIDENCE_ENTRIES, type LedgerEntry } from './model.ts';
import { ledgerFolder, readPublished } from './service-files.ts';
import { loadVerifierKey } from './service-key.ts';
import * as store from './store.ts';

const refuse = refuser(ledgerRefusals);
const MAX_TILES_KEPT = 2_000;

/** What to disclose: the story of an alarm (`A-0412` or its id), a range with both ends, or single entries. */
export type EvidenceSelection =
  | { readonly alarm: string }
  | { readonly fromSeq: number; readonly toSeq: number }
  | { readonly seqs: readonly number[] };

export interface Evidence {
  /** For a folder or file: `evidence-A-0412`. */
  readonly name: string;
  readonly alarmId: string | null;
  readonly seqs: readonly number[];
  /** Size of the checkpoint that the proofs lead to. */
  readonly size: number;
  /** By path within the bundle's folder. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface EvidenceDeps {
  readonly db: Queryable;
  readonly postId: string;
  readonly dataDir: string;
}

/** What goes with the entries of an alarm: pictures and a page to read (names as the bundle wants them). */
export type Attach = (
  alarmId: string,
  entries: readonly LedgerEntry[],
) => Promise<ReadonlyMap<string, Buffer>>;

/** Makes a bundle in memory. Refuses what is unknown, too much, not sealed yet or not as it was sealed. */
export async function makeEvidence(
  deps: EvidenceDeps,
  selection: EvidenceSelection,
  attach?: Attach,
): Promise<Evidence> {
  const { db, postId, dataDir } = deps;
  const { alarmId, seqs } = await selectSeqs(deps, selection);
  const folder = ledgerFolder(dataDir, postId);
  const [key, note] = [await loadVerifierKey(dataDir, postId), await readPublished(folder)];
  const seal = key && note ? openSeal(note, key) : null;
  if (key === null || !seal?.ok) throw refuse('not-sealed');
  const rows = await store.disclosedRows(db, postId, seqs);
  if (rows.length === 0) throw refuse('evidence-empty');
  const { size, root } = seal.value;
  if (rows.some((row) => Number(row.seq) >= size)) throw refuse('evidence-unsealed');
  const readHash = hashesOnDisk(folder, size);
  const proofs = new Map<number, Buffer[]>();
  const entries = rows.map((row): DisclosedEntry => {
    const index = Number(row.seq);
    const leaf = store.leafOf(postId, row);
    const proof = proveInclusion(index, size, readHash);
    if (leaf === null || !verifyInclusion(index, size, leafHash(leaf), proof, root))
      throw refuse('evidence-altered', { seq: index });
    proofs.set(index, proof);
    return { index, leaf, body: row.body === null ? null : Buffer.from(row.body), salt: row.salt };
  });
  const more = alarmId === null ? undefined : await attach?.(alarmId, rows.map(toEntry));
  const first = entries[0]?.index ?? 0;
  const last = entries.at(-1)?.index ?? first;
  const what = 'alarm' in selection ? selection.alarm.replaceAll(/[^\w-]/g, '') : `${first}-${last}`;
  return {
    name: `evidence-${what}`,
    alarmId,
    seqs: entries.map((entry) => entry.index),
    size,
    files: evidenceBundle({ entries, proofs, checkpoint: seal.value.note, key, ...(more ? { more } : {}) }),
  };
}

const toEntry = (row: store.DisclosedRow): LedgerEntry => ({
  seq: Number(row.seq),
  at: row.at,
  kind: row.kind,
  actor: row.actor,
  subjects: row.subjects.filter((subject) => subject !== null),
  marking: row.marking,
  body: row.body === null ? null : (JSON.parse(row.body) as LedgerEntry['body']),
});

async function selectSeqs(
  deps: EvidenceDeps,
  selection: EvidenceSelection,
): Promise<{ alarmId: string | null; seqs: number[] }> {
  const limit = MAX_EVIDENCE_ENTRIES;
  let alarmId: string | null = null;
  let seqs: number[] = [];
  if ('alarm' in selection) {
    alarmId = await store.findAlarm(deps.db, deps.postId, selection.alarm);
    if (alarmId === null) throw refuse('evidence-alarm-unknown');
    seqs = await store.storySeqs(deps.db, deps.postId, alarmId, limit + 1);
  } else if ('seqs' in selection) seqs = [...new Set(selection.seqs)];
  else {
    const count = selection.toSeq - selection.fromSeq + 1;
    if (count > limit) throw refuse('evidence-too-large');
    seqs = Array.from({ length: Math.max(0, count) }, (_, i) => selection.fromSeq + i);
  }
  if (seqs.length > limit) throw refuse('evidence-too-large');
  if (seqs.length === 0) throw refuse('evidence-empty');
  return { alarmId, seqs };
}

/** Subtree hashes from the tiles beside the ledger. Read at once, since a proof asks hash after hash. */
function hashesOnDisk(folder: string, size: number): ReadHash {
  const kept = new Map<string, Buffer>();
  return readHashFromTiles(size, (tile) => {
    const path = tilePath(tile);
    const known = kept.get(path);
    if (known) return known;
    if (kept.size >= MAX_TILES_KEPT) kept.clear();
    const bytes = readTile(folder, tile);
    kept.set(path, bytes);
    return bytes;
  });
}

function readTile(folder: string, tile: Tile): Buffer {
  // A tile that filled up since the checkpoint was read stands under its full name.
  for (const width of [tile.width, TILE_WIDTH])
    try {
      const bytes = readFileSync(join(folder, tilePath({ ...tile, width })));
      if (bytes.length >= tile.width * HASH_BYTES) return bytes;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  throw refuse('evidence-altered', { file: tilePath(tile) });
}

/** Writes down who took which entries out of the house. */
export async function recordExport(
  deps: { readonly transact: Transact; readonly postId: string },
  actor: string,
  made: Evidence,
): Promise<void> {
  await deps.transact({ postId: deps.postId, actor, name: 'export-evidence' }, async (tx) => {
    tx.record({
      kind: 'evidence.exported',
      subjects: made.alarmId === null ? [] : [made.alarmId],
      body: { name: made.name, seqs: made.seqs, checkpointSize: made.size },
    });
  });
}
