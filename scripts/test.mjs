import './lib/node-version.mjs';
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { partLine, runChecks, runUnit, timed } from './lib/checks.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { ensurePowerCutTools } from './lib/power-cut-tools.mjs';
import { runNode } from './lib/run.mjs';
import { runScript, say, seconds, Stop } from './lib/say.mjs';
import { runVitest } from './lib/vitest.mjs';

/*
 * npm test: everything CI runs, in parts; `-- --part contract` runs one. A failed part does not stop the next,
 * so that one run shows every failure. The last line of stdout is `N passed, N failed`, the sum of the parts.
 */

const FAILURES_SHOWN_MAX = 300;

const parts = {
  check: { run: () => runChecks({ unit: false }) },
  unit: { run: runUnit },
  contract: { needsBuild: true, run: runContractAndSim },
  faults: { needsBuild: true, run: runFaults },
  e2e: { needsBuild: true, needsChromium: true, run: runEndToEnd },
};

await runScript(async () => {
  const chosen = choose();
  const startedAtMs = performance.now();
  await ensureInstalled();
  const results = [];
  const done = (result) => {
    results.push(result);
    console.log(partLine(result));
  };

  const built = chosen.some((name) => parts[name].needsBuild) ? await timed('build', build) : undefined;
  if (built !== undefined) done(built);
  for (const name of chosen) {
    const part = parts[name];
    if (part.needsBuild && built.failed > 0) {
      done({ name, passed: 0, failed: 1, failures: ['not run, because the build failed'], tookMs: 0 });
    } else if (name === 'check') {
      for (const result of await part.run()) done(result);
    } else {
      done(await timed(name, part.run));
    }
  }
  return summary(results, performance.now() - startedAtMs);
});

function choose() {
  let values;
  try {
    ({ values } = parseArgs({ options: { part: { type: 'string', multiple: true } } }));
  } catch (error) {
    throw new Stop(`${error.message}. Use: npm test [-- --part ${Object.keys(parts).join('|')}]`);
  }
  const chosen = values.part ?? Object.keys(parts);
  for (const name of chosen) {
    if (!Object.hasOwn(parts, name)) {
      throw new Stop(`There is no part "${name}". Choose one of: ${Object.keys(parts).join(', ')}.`);
    }
  }
  return chosen;
}

async function build() {
  await ensureBuilt();
  return { passed: 1, failed: 0, failures: [] };
}

/** The list at the end names every failure again: in a long log it is what one looks for. */
function summary(results, tookMs) {
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const failures = results.flatMap(({ name, failures: lines }) => lines.map((line) => `${name}: ${line}`));
  if (failures.length > 0) console.log(`\nWhat failed:\n${failures.slice(0, FAILURES_SHOWN_MAX).join('\n')}`);
  console.log(`\nAll parts in ${seconds(tookMs)}:`);
  for (const result of results) console.log(`  ${partLine(result)}`);
  if (skipped > 0) console.log(`  ${skipped} skipped: the parts above say why.`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/**
 * The contract files take turns, so the simulated days run beside them on the other core, each with a database of
 * its own. On an external one they share a template, and take turns as well.
 */
async function runContractAndSim() {
  if (process.env.DATABASE_URL) return runProjects('contract', ['contract', 'sim']);
  const [contract, sim] = await Promise.all([
    runProjects('contract', ['contract']),
    runProjects('sim', ['sim']),
  ]);
  return {
    passed: contract.passed + sim.passed,
    failed: contract.failed + sim.failed,
    skipped: (contract.skipped ?? 0) + (sim.skipped ?? 0),
    failures: [...contract.failures, ...sim.failures],
    note: contract.note,
  };
}

/** Runs those of the Vitest projects that have a test file by now. */
async function runProjects(name, projects) {
  const folders = { contract: ['test/contract', 'test/flow'], sim: ['test/sim'] };
  const present = projects.filter((project) => folders[project].some(hasTests));
  if (present.length === 0) return { passed: 0, failed: 1, failures: [`${name} has no test file`] };
  const result = await runVitest(
    name,
    present.flatMap((project) => ['--project', project]),
    { echo: true },
  );
  const database = process.env.DATABASE_URL ? 'DATABASE_URL' : 'the embedded Postgres';
  return { ...result, note: `on ${database}` };
}

async function runFaults() {
  if (!existsSync(inRoot('test/faults/main.ts'))) {
    return { passed: 0, failed: 1, failures: ['test/faults/main.ts is missing'] };
  }
  const why = await ensurePowerCutTools();
  if (why !== undefined) say(`Power cuts are skipped: ${why}`);
  const { stdout, code } = await runNode(inRoot('scripts/faults.mjs'), ['--short'], { echo: true });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const counts = /^(\d+) passed, (\d+) failed$/.exec(last);
  if (counts === null) {
    return {
      passed: 0,
      failed: 1,
      failures: [`ended with ${code} and without its count; last line: ${last}`],
    };
  }
  const [passed, failed] = [Number(counts[1]), Number(counts[2])];
  const note = why === undefined ? undefined : 'power cuts skipped';
  if (code !== 0 && failed === 0) return { passed, failed: 1, failures: [`ended with ${code}`], note };
  return { passed, failed, failures: failed > 0 ? [`${failed} failed, see above`] : [], note };
}

async function runEndToEnd() {
  if (!hasTests('test/e2e')) return { passed: 0, failed: 1, failures: ['test/e2e has no test file'] };
  const { path, why } = await ensureChromium();
  if (path === undefined) return { passed: 0, failed: 1, failures: [why] };
  return runVitest('e2e', ['--config', 'vitest.e2e.config.ts'], { env: { CHROMIUM: path }, echo: true });
}

function hasTests(folder) {
  if (!existsSync(inRoot(folder))) return false;
  return readdirSync(inRoot(folder), { recursive: true }).some((file) => String(file).endsWith('.test.ts'));
}
