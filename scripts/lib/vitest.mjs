import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { runNode } from './run.mjs';

const MESSAGE_LINES_MAX = 12;

/**
 * Runs Vitest with the arguments and counts: `{ passed, failed, skipped, failures, output }`. A file that does
 * not load, or an error outside every test, counts as one failure; so does a run that found no test.
 */
export async function runVitest(name, args, { env = {}, echo = false } = {}) {
  const reportFile = inRoot('test-results', `${name}.json`);
  mkdirSync(inRoot('test-results'), { recursive: true });
  rmSync(reportFile, { force: true });
  const { code, output } = await runNode(
    inRoot('node_modules/vitest/vitest.mjs'),
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
    { env: { NO_COLOR: '1', FORCE_COLOR: undefined, ...env }, echo },
  );
  const result = count(readReport(reportFile), output);
  if (code !== 0 && result.failed === 0) {
    result.failed = 1;
    result.failures.push(`Vitest ended with ${code} and named no failed test.`);
  }
  return { ...result, output };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function count(report, output) {
  const result = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const fail = (what) => {
    result.failed += 1;
    result.failures.push(what);
  };
  if (report === undefined) {
    fail(`Vitest wrote no report: ${output.trim().split('\n').at(-1) ?? 'no output'}`);
    return result;
  }
  for (const file of report.testResults) {
    const path = relative(root, file.name);
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') result.passed += 1;
      else if (test.status === 'failed') {
        failedHere += 1;
        fail(`${path}: ${test.fullName}: ${head(test.failureMessages.join('\n'))}`);
      } else result.skipped += 1;
    }
    if (file.status === 'failed' && failedHere === 0) fail(`${path}: ${head(file.message)}`);
  }
  if (result.passed + result.failed + result.skipped === 0) fail('No test was found.');
  return result;
}

/** The sentence and the difference, without the stack. */
const head = (text) =>
  (text ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(0, MESSAGE_LINES_MAX)
    .join('\n    ');
