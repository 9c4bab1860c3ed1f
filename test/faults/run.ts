/** What a case is given. */
export interface Run {
  /** The run's folder. */
  readonly room: string;
  readonly short: boolean;
  readonly kills: number;
  readonly cuts: number;
}

/** A case that cannot be played here; counted neither as passed nor as failed, and said aloud. */
export interface Skipped {
  readonly skipped: string;
}

/** Resolves to a line with figures, or throws what is wrong. */
export type Case = (run: Run) => Promise<string | Skipped>;
