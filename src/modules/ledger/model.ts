import type { Instant } from '../../kernel/time.ts';

/** One line of the record as it is read back: header, and the body unless it was erased. */
export interface LedgerEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  /** User id, `system`, `panel:<account>`, `machine:<id>` or `phone:<user id>`. */
  readonly actor: string;
  /** The first subject is the thread: the alarm, task or person whose story this belongs to. */
  readonly subjects: readonly string[];
  readonly marking: string;
  /** Null when the body was lawfully erased. */
  readonly body: Readonly<Record<string, unknown>> | null;
}
