/* What a benchmark says: figures on stdout, one JSON line each; progress on stderr. */

/** One measured figure. `ratio` is value / limit; a limit is what the same run measured, or a stated bound. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly against: string;
  /** Anything else worth knowing, such as percentiles. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Prints a figure of benchmark `bench`. */
export function report(bench: string, figure: Figure): void {
  const { detail, ...rest } = figure;
  process.stdout.write(
    `${JSON.stringify({
      bench,
      ...rest,
      value: rounded(figure.value),
      limit: rounded(figure.limit),
      ratio: rounded(figure.value / figure.limit),
      ...detail,
    })}\n`,
  );
}

/** A line of progress. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The value below which `share` (0 to 1) of the values lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Ends the run as an error: the figure must not be believed. */
export function mustBe(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`This run does not count: ${sentence}`);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `test` holds; throws with `what` after `limitMs`. Returns the milliseconds it took. */
export async function until(
  what: string,
  limitMs: number,
  test: () => Promise<boolean> | boolean,
  everyMs = 50,
): Promise<number> {
  const started = performance.now();
  while (!(await test())) {
    if (performance.now() - started > limitMs)
      throw new Error(`${what}: not within ${Math.round(limitMs / 1000)} s`);
    await pause(everyMs);
  }
  return performance.now() - started;
}
