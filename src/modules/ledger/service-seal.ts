/**
 * The sealer signs what the log holds, and keeps it outside the database.
 *
 * Asleep: nothing to seal, or another process holds the lock. Loading: reads the edge of the tree from the files
 * of the last published checkpoint, and finishes what a crash left between signing and publishing. Ready: the
 * edge stands at the last published checkpoint. Sealing: takes in new entries, then, each on disk before the
 * next: tiles and bundles; checkpoint.next, signed; the row in ledger_checkpoints; checkpoint. Any error: the
 * edge is forgotten and read again. Refusing: the database contradicts what was signed; nothing is signed until
 * a person has looked and restarted.
 */
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { leafHash } from '../../wire/tlog/merkle.ts';
import { verifierOf, type SigningKey } from '../../wire/tlog/note-keys.ts';
import { openSeal, signSeal, type Seal } from './checkpoint-text.ts';
import {
  ledgerFolder,
  publishPending,
  readEdge,
  readPending,
  readPublished,
  removeOutgrown,
  writeLogFiles,
  writePending,
} from './service-files.ts';
import { loadLedgerKey, makeLedgerKey, publicKeyPath } from './service-key.ts';
import * as store from './store.ts';
import { createTileEdge, type LogFile, type TileEdge } from './tile-edge.ts';

/** Entries read at once, and the most files held back before they are written. */
const PAGE = 1_024;
/** One checkpoint takes in at most so many; the next one goes on. */
const MAX_ENTRIES_A_SEAL = 16 * PAGE;

export type LedgerTrouble =
  | 'ledger-forked'
  | 'ledger-checkpoint-missing'
  | 'ledger-key-missing'
  | 'ledger-sealed-elsewhere'
  | 'ledger-files-damaged'
  | 'ledger-seal-failed';

/** Why nothing is signed; `says` tells a person what to do. */
export class SealRefused extends Error {
  override readonly name = 'SealRefused';
  readonly code: LedgerTrouble;
  constructor(code: LedgerTrouble, says: string) {
    super(says);
    this.code = code;
  }
}

const forked = (says: string): SealRefused =>
  new SealRefused(
    'ledger-forked',
    `${says} Nothing more is sealed. Keep the data folder as it is, run "npm run post1 -- verify", and restore a backup.`,
  );

/** Points where a test ends the process. */
export type SealStep = 'tiles' | 'pending' | 'row' | 'published';

export interface SealerDeps {
  readonly db: pg.Pool;
  readonly postId: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly onTrouble: (code: LedgerTrouble, says: string) => void;
  readonly onStep?: (step: SealStep) => void;
}

export interface Sealer {
  /** Seals all that is committed now. `elsewhere`: another process seals this post. Throws SealRefused. */
  seal(): Promise<'sealed' | 'nothing' | 'elsewhere'>;
  /** Size of the newest published checkpoint of this process, 0 before the first. */
  sealedSize(): number;
  /** Gives the lock back. */
  close(): Promise<void>;
}

interface State {
  readonly key: SigningKey;
  edge: TileEdge;
  last: Seal | null;
}

export function createSealer(deps: SealerDeps): Sealer {
  const { postId } = deps;
  const folder = ledgerFolder(deps.dataDir, postId);
  let client: pg.PoolClient | null = null;
  let state: State | null = null;
  let refused: SealRefused | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const step = (name: SealStep): void => deps.onStep?.(name);

  /** Forgets the session and with it the lock: what we know of the files may be old when we have it again. */
  function drop(which: pg.PoolClient): void {
    if (client !== which) return;
    client = null;
    state = null;
    which.release(true);
  }

  async function lock(): Promise<pg.PoolClient | null> {
    if (client) return client;
    const fresh = await deps.db.connect();
    const got = await store.lockSealing(fresh, postId).catch((error: unknown) => {
      fresh.release(true);
      throw error;
    });
    if (!got) {
      fresh.release();
      return null;
    }
    // A session in our hands that ends tells us alone, not the pool.
    fresh.on('error', () => drop(fresh));
    return (client = fresh);
  }

  /** Appends committed entries up to `to` and writes the files that became full; returns their paths. */
  async function take(db: pg.PoolClient, edge: TileEdge, to: number): Promise<string[]> {
    const done: string[] = [];
    while (edge.size < to) {
      const full: LogFile[] = [];
      const rows = await store.readLeaves(db, postId, edge.size, Math.min(to, edge.size + PAGE));
      for (const row of rows) {
        const data = store.leafOf(postId, row);
        if (row.seq !== edge.size || data === null || !leafHash(data).equals(row.leaf_hash))
          throw forked(`Entry ${edge.size} of the ledger was altered before it was sealed.`);
        full.push(...edge.append(row.leaf_hash, data));
      }
      if (rows.length === 0) throw forked(`Entry ${edge.size} of the ledger is missing.`);
      await writeLogFiles(folder, full);
      for (const file of full) done.push(file.path);
    }
    return done;
  }

  /** Publishes a checkpoint whose edge is taken in. */
  async function publish(
    db: pg.PoolClient,
    edge: TileEdge,
    seal: Seal,
    full: readonly string[],
  ): Promise<void> {
    await writeLogFiles(folder, edge.partials());
    step('tiles');
    await writePending(folder, seal.note);
    step('pending');
    await finish(db, seal, full);
  }

  async function finish(db: pg.PoolClient, seal: Seal, full: readonly string[]): Promise<void> {
    await store.insertCheckpoint(db, postId, seal);
    step('row');
    await publishPending(folder);
    step('published');
    await removeOutgrown(folder, full);
  }

  async function load(db: pg.PoolClient): Promise<State> {
    const [published, pending, row, head] = [
      await readPublished(folder),
      await readPending(folder),
      await store.newestCheckpoint(db, postId),
      await store.readHead(db, postId),
    ];
    const stored = await loadLedgerKey(deps.dataDir, postId);
    if (stored === null && (published || pending || row))
      throw new SealRefused(
        'ledger-key-missing',
        `The ledger was sealed with a key that is not here. Put keys/ledger-${postId}.pem back into the data folder; new entries are not sealed until then.`,
      );
    const key = stored ?? (await makeLedgerKey(deps.dataDir, postId));
    const open = (note: Buffer, name: string): Seal => {
      const seal = openSeal(note, verifierOf(key));
      if (seal.ok) return seal.value;
      throw new SealRefused(
        'ledger-files-damaged',
        `The file ${name} beside the ledger cannot be believed: ${seal.fault} Restore the folder ledger/${postId} from a backup, with ${publicKeyPath('.', postId)}.`,
      );
    };
    const last = published ? open(published, 'checkpoint') : null;
    const next = pending ? open(pending, 'checkpoint.next') : null;
    const size = head?.size ?? 0;
    for (const seal of [last, next])
      if (seal && seal.size > size)
        throw forked(`The database holds ${size} entries, but ${seal.size} were sealed.`);
    const edge = await edgeAt(db, last);
    const fresh: State = { key, edge, last };
    if (next && next.size > (last?.size ?? 0)) await catchUp(db, fresh, next);
    await meetRow(db, fresh, row);
    return fresh;
  }

  /** The edge at the published checkpoint, from its files or, where they are lost, from the database. */
  async function edgeAt(db: pg.PoolClient, last: Seal | null): Promise<TileEdge> {
    if (last === null) return createTileEdge();
    const edge = await readEdge(folder, last.size);
    if (edge?.root().equals(last.root)) return edge;
    const again = createTileEdge();
    await rebuild(db, again, last);
    return again;
  }

  /** Reads the log again from its start; only what leads to a root that was signed is written. */
  async function rebuild(db: pg.PoolClient, edge: TileEdge, seal: Seal): Promise<void> {
    const trial = createTileEdge();
    for (let at = 0; at < seal.size; at += PAGE)
      for (const row of await store.readLeaves(db, postId, at, Math.min(seal.size, at + PAGE)))
        trial.append(row.leaf_hash, Buffer.alloc(0));
    if (trial.size !== seal.size || !trial.root().equals(seal.root))
      throw forked(`The first ${seal.size} entries in the database are not those that were sealed.`);
    await take(db, edge, seal.size);
    await writeLogFiles(folder, edge.partials());
  }

  /** Takes in what an older seal of ours covers, and publishes that seal. */
  async function catchUp(db: pg.PoolClient, at: State, seal: Seal): Promise<void> {
    const edge = at.edge.clone();
    // Nothing is written before the root is known to be the signed one: full tiles must never hold a fork.
    const trial = at.edge.clone();
    for (let from = trial.size; from < seal.size; from += PAGE)
      for (const row of await store.readLeaves(db, postId, from, Math.min(seal.size, from + PAGE)))
        trial.append(row.leaf_hash, Buffer.alloc(0));
    if (trial.size !== seal.size || !trial.root().equals(seal.root))
      throw forked(`The entries up to ${seal.size} in the database are not those that were sealed.`);
    const full = await take(db, edge, seal.size);
    await publish(db, edge, seal, full);
    at.edge = edge;
    at.last = seal;
  }

  /** The newest row must be the published checkpoint, or a later one of ours (files restored from a backup). */
  async function meetRow(db: pg.PoolClient, at: State, row: store.CheckpointRow | null): Promise<void> {
    const last = at.last;
    if (row === null || Number(row.size) <= (last?.size ?? 0)) {
      if (last && (await store.checkpointAt(db, postId, last.size)) === null)
        deps.onTrouble(
          'ledger-checkpoint-missing',
          `The row of the checkpoint of size ${last.size} is gone from the database: somebody removed it, or the database was restored. Run "npm run post1 -- verify".`,
        );
      return;
    }
    const seal = openSeal(row.note, verifierOf(at.key));
    if (!seal.ok || seal.value.size !== row.size)
      throw new SealRefused(
        'ledger-sealed-elsewhere',
        'The newest checkpoint in the database is not signed by the key of this data folder. Seal with the installation that holds the key, or restore its data folder here.',
      );
    await catchUp(db, at, seal.value);
  }

  async function sealOnce(): Promise<'sealed' | 'nothing' | 'elsewhere'> {
    if (refused) throw refused;
    const db = await lock();
    if (db === null) return 'elsewhere';
    try {
      const at = (state ??= await load(db));
      let outcome: 'sealed' | 'nothing' = 'nothing';
      for (;;) {
        const head = await store.readHead(db, postId);
        const size = head?.size ?? 0;
        if (size < at.edge.size)
          throw forked(`The database holds ${size} entries, but ${at.edge.size} were sealed.`);
        if (head === null || size === at.edge.size) return outcome;
        await sealTo(db, at, head);
        outcome = 'sealed';
      }
    } catch (error) {
      state = null;
      if (error instanceof SealRefused) {
        refused = error;
        deps.onTrouble(error.code, error.message);
      } else {
        drop(db);
      }
      throw error;
    }
  }

  async function sealTo(db: pg.PoolClient, at: State, head: store.HeadRow): Promise<void> {
    const size = Math.min(head.size, at.edge.size + MAX_ENTRIES_A_SEAL);
    const edge = at.edge.clone();
    const full = await take(db, edge, size);
    // The head row commits to the whole log as the database tells it: rewritten beginnings show here.
    if (size === head.size && !edge.rangeBytes().equals(head.peaks))
      throw forked(
        `The head of the ledger in the database does not continue what was sealed at ${at.last?.size ?? 0}.`,
      );
    const published = await readPublished(folder);
    if ((published?.toString() ?? null) !== (at.last?.note ?? null))
      throw new SealRefused(
        'ledger-files-damaged',
        'The file checkpoint beside the ledger was changed by another hand. Restore it from a backup, then restart.',
      );
    const what = { size, root: edge.root(), after: at.last?.size ?? 0, atMs: deps.clock.nowMs() };
    const seal = signSeal(what, at.key);
    await publish(db, edge, seal, full);
    at.edge = edge;
    at.last = seal;
  }

  return {
    seal() {
      const result = running.then(sealOnce);
      running = result.catch(() => undefined);
      return result;
    },
    sealedSize: () => state?.last?.size ?? 0,
    async close() {
      await running;
      const db = client;
      client = null;
      state = null;
      if (db === null) return;
      const broken = await store.unlockSealing(db, postId).then(
        () => false,
        () => true,
      );
      db.release(broken);
    },
  };
}
