import './lib/node-version.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/paths.mjs';
import { runScript } from './lib/say.mjs';
import { runTool } from './lib/tool.mjs';

/* node scripts/tool.mjs <name> [arguments]: runs scripts/<name>.ts, such as new-module or dump-schema. */

await runScript(async () => {
  const [name, ...args] = process.argv.slice(2);
  await ensureInstalled();
  process.chdir(root);
  return runTool(name, `scripts/${name}.ts`, args);
});
