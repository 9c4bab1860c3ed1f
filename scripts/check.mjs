import './lib/node-version.mjs';
import { partLine, runChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runScript, seconds } from './lib/say.mjs';

/* npm run check: types, lint, layers, format, unit tests. Under two minutes on two cores. */

await runScript(async () => {
  await ensureInstalled();
  const startedAtMs = performance.now();
  const parts = await runChecks();
  for (const part of parts) for (const failure of part.failures) console.log(`${part.name}: ${failure}`);
  for (const part of parts) console.log(partLine(part));
  const failed = parts.filter((part) => part.failed > 0).map(({ name }) => name);
  const took = seconds(performance.now() - startedAtMs);
  console.log(
    failed.length === 0 ? `All checks passed in ${took}.` : `Not yet: ${failed.join(', ')} (${took}).`,
  );
  return failed.length === 0 ? 0 : 1;
});
