import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { run, runNode } from './run.mjs';
import { say, saying } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on this machine: CHROMIUM, PATH, then Playwright's own. Undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return playwrightChromium();
}

/**
 * Finds Chromium or installs it: Debian's package when root on Debian, else Playwright's own. Gives
 * `{ path }`, or `{ why }`, a sentence for the reader.
 */
export async function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '' && !existsSync(named)) {
    return { why: `CHROMIUM names ${named}, which is not there: correct it, or unset it to search.` };
  }
  const found = findChromium();
  if (found !== undefined) return { path: found };
  if (isRootOnDebian()) {
    await installDebianPackage('chromium');
  } else {
    await saying('Downloading Chromium with Playwright (about 150 MB) ...', async () => {
      const cli = inRoot('node_modules/playwright-core/cli.js');
      const { code, output } = await runNode(cli, ['install', 'chromium']);
      if (code !== 0) say(output.trim());
    });
  }
  const path = findChromium();
  if (path !== undefined) return { path };
  return {
    why:
      'No Chromium was found and none could be installed: install the package "chromium" ' +
      '(or set CHROMIUM to the path of a Chromium or Chrome), then run this again.',
  };
}

/** True where apt-get may be used. */
export function isRootOnDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return false;
  return existsSync('/usr/bin/apt-get') && readFileSync('/etc/debian_version', 'utf8').length > 0;
}

/** Installs one Debian package; true when it succeeded. */
export async function installDebianPackage(name) {
  return saying(`Installing the Debian package ${name} ...`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
      env,
    });
    if (code !== 0) say(output.trim());
    return code === 0;
  });
}

function playwrightChromium() {
  try {
    const { chromium } = createRequire(inRoot('package.json'))('playwright-core');
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    // Not installed yet, or this platform has none.
    return undefined;
  }
}
