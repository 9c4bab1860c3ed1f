import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runScript } from './lib/say.mjs';

/* npm run build [-- server console guard]: builds what has changed. */

await runScript(async () => {
  await ensureInstalled();
  const names = process.argv.slice(2);
  await ensureBuilt(names.length > 0 ? names : undefined);
});
