import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { chmod, lchown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartRefused } from './start-refused.ts';

/*
 * Postgres refuses to run as root. As root we therefore start it
 *   'namespace'     in a user namespace that shows root as user 1000 (files stay root's), or, where the system
 *                   forbids that (many containers),
 *   'unprivileged'  as user 65534 with copied programs and a data folder that belongs to that user.
 * Everyone else runs it as themselves ('self').
 */

const UNPRIVILEGED_ID = 65_534;
const PROBE_TIMEOUT_MS = 5000;
const OUTPUT_CHARACTERS_MAX = 16_384;

export type RunAs = 'self' | 'namespace' | 'unprivileged';

/** Finds out how Postgres can be started here. */
export async function chooseRunAs(): Promise<RunAs> {
  if (process.getuid === undefined || process.getuid() !== 0) return 'self';
  const works = await new Promise<boolean>((resolve) => {
    execFile('unshare', [...NAMESPACE, '--', 'true'], { timeout: PROBE_TIMEOUT_MS }, (error) =>
      resolve(error === null),
    );
  });
  return works ? 'namespace' : 'unprivileged';
}

const NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000'];

/** The user that files of the cluster must belong to; undefined on Windows. */
export function ownerFor(runAs: RunAs): number | undefined {
  return runAs === 'unprivileged' ? UNPRIVILEGED_ID : process.getuid?.();
}

/** Starts a Postgres program. `unshare` replaces itself by it, so the child's pid is the program's pid. */
export function spawnAs(runAs: RunAs, program: string, words: string[], options: SpawnOptions): ChildProcess {
  const settings: SpawnOptions = { ...options, env: plainEnvironment() };
  if (runAs === 'namespace') return spawn('unshare', [...NAMESPACE, '--', program, ...words], settings);
  if (runAs === 'unprivileged') {
    return spawn(program, words, { ...settings, uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID });
  }
  return spawn(program, words, settings);
}

/** Runs a program to its end. Returns its exit code (-1 if it could not start) and the end of what it wrote. */
export function runAsToEnd(runAs: RunAs, program: string, words: string[], cwd: string) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    const child = spawnAs(runAs, program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (bytes: Buffer) => {
      output = (output + bytes.toString('utf8')).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** Only what Postgres needs: PGDATA, PGPORT, LANG and the like of the operator's shell must not leak in.
 * The clock tests (libfaketime) reach Postgres through LD_PRELOAD and FAKETIME. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    TZ: 'UTC',
    LC_ALL: 'C',
  };
  for (const [name, value] of Object.entries(process.env)) {
    if (/^(SystemRoot|TEMP|TMP|LD_PRELOAD|FAKETIME\w*|DONT_FAKE_MONOTONIC)$/i.test(name))
      environment[name] = value;
  }
  return environment;
}

/**
 * Gives the tree to the user that runs Postgres when it belongs to another one (a cluster made as a normal
 * user and now started as root, or the other way round). Refuses when we may not.
 */
export async function ensureOwner(root: string, owner: number | undefined): Promise<void> {
  if (owner === undefined || !existsSync(root)) return;
  const current = lstatSync(root).uid;
  if (current === owner) return;
  if (process.getuid?.() !== 0) {
    throw new StartRefused(
      'data-dir-foreign',
      `The database folder ${root} belongs to user ${current}, not to you (user ${owner}): start Post One as that user, or run "chown -R ${owner} ${root}" as root.`,
    );
  }
  if (!lstatSync(root).isDirectory()) return lchown(root, owner, owner);
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else await lchown(join(folder, entry.name), owner, owner);
    }
    // The root comes last: if we are interrupted, the next start sees that it is not done.
    if (folder !== root) await lchown(folder, owner, owner);
  }
  await lchown(root, owner, owner);
}

/** Lets user 65534 pass through the data folder (not list it), and refuses when a parent keeps it out. */
export async function openPathFor(dataDir: string): Promise<void> {
  const { mode } = await stat(dataDir);
  await chmod(dataDir, (mode & 0o777) | 0o011);
  for (let parent = dirname(dataDir); ; parent = dirname(parent)) {
    if (((await stat(parent)).mode & 0o001) === 0) {
      throw new StartRefused(
        'data-dir-closed',
        `Started as root, the database must run as an unprivileged user, who cannot reach ${dataDir} through ${parent}: start Post One as an ordinary user, or set DATA_DIR to a folder outside ${parent} such as /var/lib/post-one.`,
      );
    }
    if (parent === dirname(parent)) return;
  }
}
