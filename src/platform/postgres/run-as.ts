import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { chmod, lchown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartRefused } from './start-refused.ts';

/*
 * Postgres refuses to run as root. As root we therefore start it
 *   'user'       as the owner of the data folder, when that is not root; or
 *   'namespace'  in a user namespace that shows root as user 1000 (files stay root's); or, where the system
 *                forbids that (many containers),
 *   'user'       as user 65534, with a cluster that belongs to that user.
 * Everyone else runs it as themselves ('self').
 */

const NOBODY = 65_534;
const NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000'];
const PROBE_TIMEOUT_MS = 5000;
const OUTPUT_CHARACTERS_MAX = 16_384;

/** How Postgres is started, and the user and group that its files belong to (undefined on Windows). */
export interface RunAs {
  readonly kind: 'self' | 'namespace' | 'user';
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Root without user namespaces: user 65534. */
export const AS_NOBODY: RunAs = { kind: 'user', uid: NOBODY, gid: NOBODY };

/** Finds out how Postgres can be started for this data folder. */
export async function chooseRunAs(dataDir: string): Promise<RunAs> {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid !== 0) return { kind: 'self', uid, gid };
  const folder = await stat(dataDir);
  if (folder.uid !== 0) return { kind: 'user', uid: folder.uid, gid: folder.gid };
  const works = await new Promise<boolean>((resolve) => {
    execFile('unshare', [...NAMESPACE, '--', 'true'], { timeout: PROBE_TIMEOUT_MS }, (error) =>
      resolve(error === null),
    );
  });
  return works ? { kind: 'namespace', uid, gid } : AS_NOBODY;
}

/** Starts a Postgres program. `unshare` replaces itself by it, so the child's pid is the program's pid. */
export function spawnAs(runAs: RunAs, program: string, words: string[], options: SpawnOptions): ChildProcess {
  const settings: SpawnOptions = { ...options, env: plainEnvironment() };
  if (runAs.kind === 'namespace') return spawn('unshare', [...NAMESPACE, '--', program, ...words], settings);
  if (runAs.kind === 'user') return spawn(program, words, { ...settings, uid: runAs.uid, gid: runAs.gid });
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
export async function ensureOwner(root: string, runAs: RunAs): Promise<void> {
  const { uid, gid } = runAs;
  if (uid === undefined || gid === undefined) return;
  const there = lstatSync(root, { throwIfNoEntry: false });
  if (there === undefined || there.uid === uid) return;
  if (process.getuid?.() !== 0) {
    throw new StartRefused(
      'data-dir-foreign',
      `The database folder ${root} belongs to user ${there.uid}, not to you (user ${uid}): start Post One as that user, or run "chown -R ${uid} ${root}" as root.`,
    );
  }
  if (!there.isDirectory()) return lchown(root, uid, gid);
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else await lchown(join(folder, entry.name), uid, gid);
    }
    // The root comes last: if we are interrupted, the next start sees that it is not done.
    if (folder !== root) await lchown(folder, uid, gid);
  }
  await lchown(root, uid, gid);
}

/** True when the user of `runAs` can read and run the program at `path`. */
export async function canRun(runAs: RunAs, path: string): Promise<boolean> {
  if (runAs.kind === 'self') return true;
  const program = await stat(path);
  const open = program.uid === runAs.uid ? 0o500 : 0o005;
  return (program.mode & open) === open && (await closedParent(runAs, path)) === undefined;
}

/** Lets the user of `runAs` pass through the data folder (not list it); refuses when a parent keeps it out. */
export async function openPathFor(runAs: RunAs, dataDir: string): Promise<void> {
  const folder = await stat(dataDir);
  if (folder.uid !== runAs.uid) await chmod(dataDir, (folder.mode & 0o777) | 0o011);
  const closed = await closedParent(runAs, dataDir);
  if (closed === undefined) return;
  throw new StartRefused(
    'data-dir-closed',
    `Started as root, the database must run as user ${runAs.uid}, who cannot reach ${dataDir} through ${closed}: start Post One as an ordinary user, or set DATA_DIR to a folder outside ${closed} such as /var/lib/post-one.`,
  );
}

/** The first folder above `path` that the user may not pass. */
async function closedParent(runAs: RunAs, path: string): Promise<string | undefined> {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    const { mode, uid } = await stat(parent);
    if ((mode & (uid === runAs.uid ? 0o100 : 0o001)) === 0) return parent;
    if (parent === dirname(parent)) return undefined;
  }
}
