import './lib/node-version.mjs';
import './lib/typescript-alias.mjs';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/paths.mjs';
import { runScript, say, Stop } from './lib/say.mjs';

/* Checks who imports whom (.dependency-cruiser.mjs). `--root folder` checks another tree, `--json` prints JSON. */

await runScript(async () => {
  const { values } = parseArgs({ options: { root: { type: 'string' }, json: { type: 'boolean' } } });
  const baseDir = values.root === undefined ? root : resolve(values.root);
  if (!existsSync(join(baseDir, 'src')))
    throw new Stop(`${baseDir} has no folder src: there is nothing to check.`);

  const { cruise, getAvailableTranspilers } = await import('dependency-cruiser');
  const typescript = getAvailableTranspilers().find(({ name }) => name === 'typescript');
  // Without it TypeScript files are skipped in silence, and an unread tree breaks no rule.
  if (typescript?.available !== true) {
    throw new Stop('dependency-cruiser found no TypeScript it can read: run npm ci, then this again.');
  }

  const { default: config } = await import('../.dependency-cruiser.mjs');
  const { options, ...ruleSet } = config;
  const { output } = await cruise(['src'], { ...options, ruleSet, validate: true, baseDir });
  const { violations, totalCruised } = output.summary;
  if (totalCruised === 0) throw new Stop(`No source file was found in ${join(baseDir, 'src')}.`);

  if (values.json) process.stdout.write(`${JSON.stringify(violations)}\n`);
  else report(violations, ruleSet.forbidden, totalCruised);
  return violations.length === 0 ? 0 : 1;
});

function report(violations, rules, fileCount) {
  for (const rule of rules) {
    const broken = violations.filter((violation) => violation.rule.name === rule.name);
    if (broken.length === 0) continue;
    say(`${rule.name}: ${rule.comment}`);
    for (const { from, to, cycle } of broken) {
      say(`  ${from} -> ${cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ')}`);
    }
  }
  say(`${fileCount} files read, ${violations.length} imports against the rules.`);
}
