import './lib/node-version.mjs';
import { existsSync, readdirSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { runScript, say, Stop } from './lib/say.mjs';
import { runTool } from './lib/tool.mjs';

/* npm run bench -- <name> [--short]: one JSON line a figure on stdout, progress on stderr. */

await runScript(async () => {
  const [name, ...args] = process.argv.slice(2);
  const names = benchNames();
  if (name === undefined) {
    say(`Which one? npm run bench -- <name>, where <name> is one of: ${names.join(', ') || '(none yet)'}`);
    return 0;
  }
  if (!names.includes(name)) {
    throw new Stop(`There is no benchmark "${name}". Choose one of: ${names.join(', ') || '(none yet)'}.`);
  }
  await ensureInstalled();
  await ensureBuilt();
  const chromium = findChromium();
  if (chromium !== undefined) process.env.CHROMIUM = chromium;
  return runTool(`bench-${name}`, `bench/${name}.ts`, args);
});

/** A benchmark is a file in bench/; what several share stands in bench/lib/. */
function benchNames() {
  if (!existsSync(inRoot('bench'))) return [];
  return readdirSync(inRoot('bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}
