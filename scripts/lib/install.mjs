import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { run, runNode } from './run.mjs';
import { say, saying, Stop } from './say.mjs';

const PROGRESS_MS = 15_000;

/*
 * --ignore-scripts: nothing of ours needs an install script (esbuild runs from its platform package, the links
 * of the embedded Postgres are made at start), and some test packages would compile C++ in theirs.
 */
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the packages when they are missing or older than package-lock.json. Says nothing when they stand. */
export async function ensureInstalled() {
  const why = whyInstall();
  if (why === undefined) return;
  await saying(`Installing packages (${why}; about a minute) ...`, install);
}

function whyInstall() {
  const installed = inRoot('node_modules', '.package-lock.json');
  // npm writes this file last, so an interrupted install has none.
  if (!existsSync(installed)) return 'first start';
  if (statSync(inRoot('package-lock.json')).mtimeMs <= statSync(installed).mtimeMs) return undefined;
  // A checkout touches the lock file without changing a version; only a change is worth a minute.
  return sameVersions(inRoot('package-lock.json'), installed) ? undefined : 'package-lock.json has changed';
}

function sameVersions(wantedFile, installedFile) {
  const wanted = JSON.parse(readFileSync(wantedFile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed[path];
    return there === undefined ? optional === true : there.version === version;
  });
}

async function install() {
  const startedAtMs = performance.now();
  const ticker = setInterval(
    () => say(`  still installing, ${Math.round((performance.now() - startedAtMs) / 1000)} s`),
    PROGRESS_MS,
  );
  try {
    let { code, output } = await runNpm(['ci', ...FLAGS]);
    if (code !== 0 && /code EUSAGE/.test(output)) ({ code, output } = await installBesideLock());
    if (code === 0) return;
    if (code === 127)
      throw new Stop('npm was not found: install Node together with npm, then run this again.');
    throw new Stop(
      `${output.trim()}\nThe packages could not be installed (npm ended with ${code}): ` +
        'check the connection to the package registry and the free disk space, then run this again.',
    );
  } finally {
    clearInterval(ticker);
  }
}

/**
 * A registry that does not hold the packages of every platform makes `npm ci` refuse a sound lock file. What is
 * in the lock file is installed all the same, and the file is left as it was.
 */
async function installBesideLock() {
  say('  npm ci finds the lock file incomplete for this registry; installing what it names ...');
  const file = inRoot('package-lock.json');
  const kept = readFileSync(file);
  try {
    return await runNpm(['install', ...FLAGS]);
  } finally {
    writeFileSync(file, kept);
  }
}

function runNpm(args) {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return runNode(npm, args);
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
}
