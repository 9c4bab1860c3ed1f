import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { runScript } from './lib/say.mjs';
import { runInFront } from './lib/tool.mjs';

/* npm run post1 -- <command>: the admin tool (panel, verify, export-evidence, backup, user ...). */

await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt(['server']);
  return runInFront(inRoot('dist/server/post1.mjs'), process.argv.slice(2));
});
