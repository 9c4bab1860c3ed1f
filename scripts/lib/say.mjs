/*
 * Scripts speak on stderr, so that stdout stays free for what was asked for (figures, JSON, a report).
 * What cannot be repaired here is a Stop: one sentence that says what to do, and no stack.
 */

/** Ends a script with a sentence for the reader; anything else that is thrown is a bug and keeps its stack. */
export class Stop extends Error {}

/** One line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Says `line` now, and how long it took when `work` is done; gives back what `work` gave. */
export async function saying(line, work) {
  const startedAtMs = performance.now();
  say(line);
  const result = await work();
  say(`  done in ${seconds(performance.now() - startedAtMs)}`);
  return result;
}

/** Milliseconds as `4.2 s`. */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Runs a script's main function: a Stop becomes its sentence and exit code 1. */
export async function runScript(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    say(error instanceof Stop ? error.message : error && error.stack ? error.stack : String(error));
    process.exitCode = 1;
  }
}
