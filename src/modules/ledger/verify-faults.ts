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
  /** The smallest index shown to be wrong; null when all is well. */
  readonly firstBad: number | null;
  /** At most MAX_FAULTS, the lowest index first. */
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
    /** The smallest exact index so far. */
    smallest: (): number | null => smallest?.index ?? null,
    report(rest: Pick<VerifyReport, 'entries' | 'checkpoints' | 'unsealed' | 'files'>): VerifyReport {
      const known = smallest?.index ?? Infinity;
      const kept = vague.map((fault) => (known < fault.size ? { ...fault, index: fault.size } : fault));
      const all = [...(smallest ? [smallest] : []), ...exact.filter((f) => f !== smallest), ...kept]
        .map(({ index, what, says }) => ({ index, what, says }))
        .toSorted((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
      return {
        ok: all.length === 0,
        ...rest,
        firstBad: all.find((fault) => fault.index !== null)?.index ?? null,
        faults: all.slice(0, MAX_FAULTS),
      };
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
