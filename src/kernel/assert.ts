/** A bug in our own code: the request dies and the watch is told. Never used for bad input. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Throws a Bug with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** Returns `value` when it is neither null nor undefined; throws a Bug otherwise. */
export function present<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new Bug(message);
  return value;
}

/** Marks a switch over a closed union as complete at compile time. */
export function never(value: never): never {
  throw new Bug(`unexpected value ${JSON.stringify(value)}`);
}
