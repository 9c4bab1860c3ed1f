import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runScript } from './lib/say.mjs';
import { runTool } from './lib/tool.mjs';

/*
 * npm run faults [-- --short] [-- names]: kills, cuts, fills and stalls (test/faults/main.ts). Its last line
 * is `N passed, N failed`.
 */

await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const chromium = findChromium();
  if (chromium !== undefined) process.env.CHROMIUM = chromium;
  return runTool('faults', 'test/faults/main.ts', process.argv.slice(2));
});
