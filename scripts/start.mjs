import './lib/node-version.mjs';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { runNode } from './lib/run.mjs';
import { runScript, Stop } from './lib/say.mjs';

/*
 * npm start, npm run demo: install when needed, build when needed, then become the server. The server runs in
 * this very process: every signal, the exit code and a kill -9 reach it and not a wrapper around it.
 */

await runScript(async () => {
  await ensureInstalled();
  // In a process of its own, so that no bundler stays in the server's memory.
  const { code } = await runNode(inRoot('scripts/build.mjs'), [], { show: true });
  if (code !== 0) throw new Stop('Post One was not started: the build did not succeed.');
  if (process.argv.includes('--demo')) process.env.DEMO = '1';
  const main = inRoot('dist/server/main.mjs');
  process.argv = [process.argv[0], main, ...process.argv.slice(2).filter((word) => word !== '--demo')];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(main).href);
});
