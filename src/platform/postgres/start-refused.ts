/** Thrown when the database cannot be used. The message is one sentence for the operator: what and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  /** Stable word for health pages and tests, such as `data-dir-in-use`. */
  readonly code: string;
  constructor(code: string, says: string, cause?: unknown) {
    super(says, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
