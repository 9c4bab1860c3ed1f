/** Checks each checkpoint row while the tree grows past its size, and the seals that stand in files. */
import type { VerifierKey } from '../../wire/tlog/note-keys.ts';
import { openSeal, type Seal } from './checkpoint-text.ts';
import { exactInstant, type CheckpointRow } from './store.ts';
import type { TileEdge } from './tile-edge.ts';
import type { Faults } from './verify-faults.ts';

export interface CheckpointCheck {
  /** True when `atSize` has something to say at this size. */
  isDue(size: number): boolean;
  atSize(edge: TileEdge): Promise<void>;
  /** After the last entry; `size` is the tree's, meaningless where there is no tree. */
  finish(size: number, isTree: boolean): Promise<void>;
  count(): number;
  /** Size of the newest row whose signature holds. */
  newestSize(): number;
}

/** `rows` come smallest first; `published` and `pending` are the opened files, or null. */
export async function createCheckpointCheck(deps: {
  readonly rows: AsyncGenerator<CheckpointRow[]>;
  readonly key: VerifierKey | null;
  readonly published: Seal | null;
  readonly pending: Seal | null;
  readonly faults: Faults;
}): Promise<CheckpointCheck> {
  const { key, faults, published } = deps;
  const fileSeals = [deps.published, deps.pending].filter((seal) => seal !== null);
  let page: CheckpointRow[] = [];
  let at = 0;
  let count = 0;
  let next: { readonly size: number; readonly seal: Seal | null } | null = null;
  let before = { row: 0, seal: 0 };
  let newest = 0;
  let lastGood = 0;
  let hasDiffered = false;
  let isPublishedFound = false;

  async function advance(): Promise<void> {
    if (at === page.length) {
      const more = await deps.rows.next();
      page = more.done ? [] : more.value;
      at = 0;
    }
    const row = page[at];
    at += 1;
    next = null;
    if (row === undefined) return;
    count += 1;
    const size = Number(row.size);
    next = { size, seal: checkRow(size, row) };
  }

  function checkRow(size: number, row: CheckpointRow): Seal | null {
    if (count > 1 && size === before.row)
      faults.addVague(size, 'checkpoint-extra', `There is more than one checkpoint of size ${size}.`);
    const previous = before;
    before = { row: size, seal: before.seal };
    if (key === null) {
      if (count === 1)
        faults.add(
          null,
          'key-missing',
          'The key of the ledger is not in the data folder, so no signature can be checked. Put the folder keys back.',
        );
      return null;
    }
    const opened = openSeal(row.note, key);
    if (!opened.ok) {
      faults.addVague(
        size,
        'checkpoint-forged',
        `The checkpoint of size ${size} is not ours. ${opened.fault}`,
      );
      return null;
    }
    const seal = opened.value;
    newest = Math.max(newest, seal.size);
    if (published && seal.size === published.size) isPublishedFound = true;
    if (seal.size !== size || !seal.root.equals(row.root) || seal.at !== exactInstant(row.at)) {
      const says = `The row of the checkpoint of size ${size} is not the one that was signed.`;
      faults.addVague(size, 'checkpoint-altered', says);
      if (seal.size !== size) return null;
    }
    if (seal.after !== previous.seal && seal.after !== previous.row)
      faults.addVague(
        seal.after,
        'checkpoint-missing',
        `The checkpoint of size ${seal.after}, which the one of size ${seal.size} follows, is missing.`,
      );
    before = { row: size, seal: seal.size };
    return seal;
  }

  function compare(edge: TileEdge, seal: Seal): void {
    if (seal.root.equals(edge.root())) {
      lastGood = seal.size;
      return;
    }
    if (hasDiffered) return;
    hasDiffered = true;
    faults.addVague(
      seal.size,
      'tree-differs',
      `The first ${seal.size} entries are not those that were sealed; the first ${lastGood} are.`,
      lastGood,
    );
  }

  await advance();
  return {
    isDue: (size) => (next !== null && next.size <= size) || fileSeals.some((seal) => seal.size === size),
    async atSize(edge) {
      for (const seal of fileSeals) if (seal.size === edge.size) compare(edge, seal);
      while (next !== null && next.size <= edge.size) {
        if (next.seal && next.size === edge.size) compare(edge, next.seal);
        await advance();
      }
    },
    async finish(size, isTree) {
      let sealed = 0;
      while (next !== null) {
        if (next.seal) sealed = Math.max(sealed, next.size);
        await advance();
      }
      for (const seal of fileSeals) sealed = Math.max(sealed, seal.size);
      if (isTree && sealed > size)
        faults.add(
          size,
          'log-cut',
          `The log ends after ${size} entries, but ${sealed} were sealed: entry ${size} is the first that is missing.`,
        );
      if (published && !isPublishedFound)
        faults.addVague(
          published.size,
          'checkpoint-missing',
          `The checkpoint of size ${published.size} stands beside the ledger, but its row is missing.`,
        );
    },
    count: () => count,
    newestSize: () => newest,
  };
}
