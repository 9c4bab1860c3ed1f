import { inRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { seconds } from './say.mjs';
import { runVitest } from './vitest.mjs';

/*
 * What `npm run check` checks. The quick ones run one after the other beside the unit tests: two cores, two
 * queues. Each gives `{ name, passed, failed, failures, tookMs }`.
 */

const tools = [
  // By its full path: the alias typescript-cruise may have taken the name .bin/tsc.
  {
    name: 'types',
    file: 'node_modules/typescript/bin/tsc',
    args: ['--noEmit', '--pretty', 'false', '-p', '.'],
  },
  { name: 'lint', file: 'node_modules/oxlint/bin/oxlint', args: ['--deny-warnings', '-f', 'unix'] },
  { name: 'layers', file: 'scripts/layers.mjs', args: [] },
  {
    name: 'format',
    file: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
  },
];

const FAILURE_LINES_MAX = 60;

/** Runs types, lint, layers, format and the unit tests; `unit: false` leaves the tests out. */
export async function runChecks({ unit = true } = {}) {
  const [checked, tested] = await Promise.all([runTools(), unit ? [await timed('unit', runUnit)] : []]);
  return [...checked, ...tested];
}

/** Unit tests: beside the code, and test/unit. */
export const runUnit = () => runVitest('unit', ['--project', 'unit']);

/** Adds a part's name and time; what it throws is a failure of that part, so that the others still run. */
export async function timed(name, work) {
  const startedAtMs = performance.now();
  let result;
  try {
    result = await work();
  } catch (error) {
    result = { passed: 0, failed: 1, failures: [error?.message ?? String(error)] };
  }
  return { name, ...result, tookMs: performance.now() - startedAtMs };
}

/** One line a part: `types      ok     1 passed              2.2 s`. */
export function partLine({ name, passed, failed, skipped = 0, note, tookMs }) {
  const verdict = failed === 0 ? 'ok' : 'FAILED';
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return `${name.padEnd(10)} ${verdict.padEnd(7)} ${counts.padEnd(34)} ${seconds(tookMs)}${note ? `  ${note}` : ''}`;
}

async function runTools() {
  const results = [];
  for (const tool of tools) results.push(await timed(tool.name, () => runTool(tool)));
  return results;
}

async function runTool({ file, args }) {
  const { code, output } = await runNode(inRoot(file), args);
  if (code === 0) return { passed: 1, failed: 0, failures: [] };
  const lines = output.trim().split('\n');
  const shown = lines.slice(0, FAILURE_LINES_MAX);
  if (lines.length > shown.length) shown.push(`... and ${lines.length - shown.length} lines more`);
  return { passed: 0, failed: 1, failures: shown };
}
