/** One thing that is not as it was sealed. */
export interface VerifyFault {
  /** Number of the entry; for heads and checkpoints the size at which they disagree; null for files alone. */
  readonly index: number | null;
  /** A stable code such as `entry-altered`. */
  readonly what: string;
  /** One English sentence. */
  readonly says: string;
}

/** What a verification found. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  /**
   * The smallest entry shown to be wrong; when all entries are well, the smallest size at which heads or
   * checkpoints disagree; null when all is well or only a key or a file is missing.
   */
  readonly firstBad: number | null;
  /** At most MAX_FAULTS: that of `firstBad`, then by index. */
  readonly faults: readonly VerifyFault[];
  /** Entries after the newest checkpoint: not sealed yet. */
  readonly unsealed: number;
  /** Whether there were files beside the database to compare with. */
  readonly files: 'checked' | 'absent';
}

export const MAX_FAULTS = 50;
/** Kept while looking; beyond it only the smallest index is still followed. */
const MAX_KEPT = 1_000;

/** Gathers faults: exact ones name an entry, vague ones say that a tree up to some size is not the right one. */
export function createFaults() {
  const exact: VerifyFault[] = [];
  const vague: (VerifyFault & { readonly size: number })[] = [];
  let smallest: VerifyFault | null = null;

  return {
    add(index: number | null, what: string, says: string): void {
      const fault = { index, what, says };
      if (exact.length < MAX_KEPT) exact.push(fault);
      if (index !== null && (smallest?.index ?? Infinity) > index) smallest = fault;
    },
    /**
     * The first `size` entries are not what they should be, or something that stands for them is not; `index`
     * is where the wrong may begin. When an exact fault below `size` explains it, it is told at `size`.
     */
    addVague(size: number, what: string, says: string, index = size): void {
      if (vague.length < MAX_KEPT) vague.push({ index, what, says, size });
    },
    report(rest: Pick<VerifyReport, 'entries' | 'checkpoints' | 'unsealed' | 'files'>): VerifyReport {
      const known = smallest?.index ?? Infinity;
      const told = vague.map((fault) => (known < fault.size ? { ...fault, index: fault.size } : fault));
      // A head or checkpoint says nothing about entries below its size: it is named first only when alone.
      const begins = told.filter((fault) => (fault.index ?? 0) < fault.size);
      const firstBad = lowest([...(smallest ? [smallest] : []), ...begins]) ?? lowest(told);
      const all = [...(smallest ? [smallest] : []), ...exact.filter((f) => f !== smallest), ...told]
        .map(({ index, what, says }) => ({ index, what, says }))
        .toSorted((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
      const first = all.findIndex((fault) => fault.index === firstBad);
      const faults = [...all.slice(first, first + 1), ...all.filter((_, at) => at !== first)];
      return { ok: all.length === 0, ...rest, firstBad, faults: faults.slice(0, MAX_FAULTS) };
    },
  };
}

function lowest(faults: readonly VerifyFault[]): number | null {
  let found: number | null = null;
  for (const { index } of faults) if (index !== null && (found === null || index < found)) found = index;
  return found;
}

export type Faults = ReturnType<typeof createFaults>;
