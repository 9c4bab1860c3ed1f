import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensureDir,
  explainFileError,
  readFileIfThere,
  syncFolder,
  syncTree,
  writeFileDurably,
} from '../files.ts';
import type { Binaries } from './binaries.ts';
import { ensureOwner, runAsToEnd } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { StartRefused } from './start-refused.ts';

/*
 * The cluster's folder. initdb works in pgdata.new-*, which is flushed and then renamed to pgdata: so pgdata is
 * always whole, and a half one of a killed run is simply thrown away.
 */

/** macOS allows 103 bytes for a socket path, Linux 107. */
const SOCKET_PATH_BYTES_MAX = 103;
const PASSWORD_FILE = 'postgres-password';

export const DATABASE_USER = 'post_one';
export const DATABASE_NAME = 'post_one';
/** Only part of the socket's name: nothing listens on TCP. Windows has no such sockets and listens here. */
export const DATABASE_PORT = process.platform === 'win32' ? 28_432 : 5432;

/** Everything the supervisor must know about the cluster on disk. */
export interface Cluster {
  readonly pgdata: string;
  /** Folder of the Unix socket, or 127.0.0.1 on Windows. */
  readonly host: string;
  readonly socketFile: string;
  readonly password: string | undefined;
  /** True when this start made the cluster. */
  readonly created: boolean;
  /** True when the settings on disk differ from those of the last start. */
  readonly settingsChanged: boolean;
}

/** Makes or checks the cluster under `dataDir` (absolute, real path). Idempotent; survives a kill at any point. */
export async function prepareCluster(dataDir: string, binaries: Binaries, runAs: RunAs): Promise<Cluster> {
  const pgdata = join(dataDir, 'pgdata');
  const password = process.platform === 'win32' ? await keptPassword(dataDir) : undefined;
  const created = !hasCluster(pgdata);
  if (created) await createCluster(dataDir, pgdata, binaries, runAs, password);
  await checkVersion(pgdata, binaries);
  await ensureOwner(pgdata, runAs);
  const host = process.platform === 'win32' ? '127.0.0.1' : socketFolder(dataDir);
  if (process.platform !== 'win32') {
    await ensureDir(host);
    await ensureOwner(host, runAs);
  }
  const settingsChanged = await writeSettings(pgdata, host);
  // The settings were written by us, and must be readable for the user that runs Postgres.
  if (runAs.kind === 'user') await ownSettings(pgdata, runAs);
  return {
    pgdata,
    host,
    socketFile: join(host, `.s.PGSQL.${DATABASE_PORT}`),
    password,
    created,
    settingsChanged,
  };
}

function hasCluster(pgdata: string): boolean {
  if (existsSync(join(pgdata, 'PG_VERSION')) && existsSync(join(pgdata, 'global', 'pg_control'))) return true;
  if (!existsSync(pgdata) || readdirSync(pgdata).length === 0) return false;
  throw new StartRefused(
    'cluster-broken',
    `The database folder ${pgdata} is damaged (PG_VERSION or global/pg_control is missing): restore a backup into it, or move the folder away to start with an empty database.`,
  );
}

async function createCluster(
  dataDir: string,
  pgdata: string,
  binaries: Binaries,
  runAs: RunAs,
  password: string | undefined,
): Promise<void> {
  // A new name each time: the initdb of a killed run may still be writing into its own.
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith('pgdata.new'))) {
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
  const unfinished = `${pgdata}.new-${randomBytes(4).toString('hex')}`;
  await ensureDir(unfinished);
  await ensureOwner(unfinished, runAs);
  const words = ['-D', unfinished, '-U', DATABASE_USER, '--encoding=UTF8', '--no-sync', '--no-instructions'];
  words.push(...(password === undefined ? ['--auth=trust'] : authByPassword(dataDir)));
  // Bytes order the texts (fast, the same everywhere); C.UTF-8 knows which letters are letters.
  let made = await runAsToEnd(
    runAs,
    binaries.initdb,
    [...words, '--locale=C', '--lc-ctype=C.UTF-8'],
    dataDir,
  );
  if (made.code !== 0 && /invalid locale/i.test(made.output)) {
    made = await runAsToEnd(runAs, binaries.initdb, [...words, '--locale=C'], dataDir);
  }
  if (made.code !== 0) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw new StartRefused('initdb-failed', explainInitdb(made.output, dataDir));
  }
  await syncTree(unfinished);
  // An empty pgdata (a mount point, a folder made by hand) gives way.
  await rename(unfinished, pgdata);
  await syncFolder(dataDir);
}

function explainInitdb(output: string, dataDir: string): string {
  if (/no space left|quota exceeded/i.test(output)) return explainFileError({ code: 'ENOSPC' }, dataDir);
  if (/read-only file system/i.test(output)) return explainFileError({ code: 'EROFS' }, dataDir);
  if (/permission denied/i.test(output)) return explainFileError({ code: 'EACCES' }, dataDir);
  const lastLine = output.trim().split('\n').filter(Boolean).at(-1) ?? 'no output';
  return `The database could not be created in ${dataDir} (${lastLine}): check the disk and DATA_DIR, then start again.`;
}

async function checkVersion(pgdata: string, binaries: Binaries): Promise<void> {
  const onDisk = (await readFileIfThere(join(pgdata, 'PG_VERSION')))?.toString('utf8').trim() ?? '';
  const major = binaries.packageVersion.split('.')[0] ?? '';
  if (onDisk === major || major === 'unknown') return;
  throw new StartRefused(
    'cluster-version',
    `The database in ${pgdata} was made by Postgres ${onDisk}, and this installation brings Postgres ${major}: start the Post One that made it, back up with "npm run post1 -- backup", and restore the backup here.`,
  );
}

/** A private folder whose socket path fits: under DATA_DIR, or under the system's temporary folder by hash. */
function socketFolder(dataDir: string): string {
  const near = join(dataDir, 'run');
  if (fits(near)) return near;
  const user = process.getuid?.() ?? 0;
  const name = `post-one-${user}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  const far = [tmpdir(), '/tmp'].map((folder) => join(folder, name)).find(fits);
  if (far === undefined) {
    throw new StartRefused(
      'socket-path',
      `The path ${dataDir} is too long for a socket: set DATA_DIR to a shorter one.`,
    );
  }
  try {
    mkdirSync(far, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const there = lstatSync(far);
  // Anyone may create names in /tmp: a folder or link laid there by another user is not to be trusted.
  const trusted = there.isDirectory() && (there.uid === user || user === 0) && (there.mode & 0o077) === 0;
  if (trusted) return far;
  throw new StartRefused(
    'socket-folder-foreign',
    `The folder ${far} belongs to someone else or is open to others: remove it, or set DATA_DIR to a shorter path.`,
  );
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${DATABASE_PORT}.lock`)) <= SOCKET_PATH_BYTES_MAX;
}

/** Settings that must hold whatever `alter system` or a hand-edited file says: given on the command line. */
export function commandLineSettings(cluster: Pick<Cluster, 'host'>): string[] {
  const windows = process.platform === 'win32';
  const settings = [
    'fsync=on',
    'synchronous_commit=on',
    'full_page_writes=on',
    `port=${DATABASE_PORT}`,
    `listen_addresses=${windows ? '127.0.0.1' : ''}`,
    `unix_socket_directories=${windows ? '' : quoted(cluster.host)}`,
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

/** The setting is a list: quoted, a comma or a space in a folder's name does not split it. */
const quoted = (folder: string): string => `"${folder.replaceAll('"', '""')}"`;

const SETTINGS = `# Written by Post One at each start: changes made here are lost.
shared_buffers = 256MB
max_connections = 60
wal_level = replica
wal_compression = pglz
max_wal_size = 1GB
autovacuum = on
jit = off
ssl = off
unix_socket_permissions = 0700
logging_collector = off
log_destination = stderr
log_timezone = UTC
timezone = UTC
log_line_prefix = '%m [%p] '
log_min_duration_statement = 5s
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
`;

async function writeSettings(pgdata: string, host: string): Promise<boolean> {
  const access =
    process.platform === 'win32'
      ? `host all ${DATABASE_USER} 127.0.0.1/32 scram-sha-256\n`
      : // The socket's folder is closed (0700): whoever reaches the socket could read the data files as well.
        `local all ${DATABASE_USER} trust\nlocal replication ${DATABASE_USER} trust\n`;
  const changedSettings = await replaceIfDifferent(join(pgdata, 'postgresql.conf'), `${SETTINGS}# ${host}\n`);
  const changedAccess = await replaceIfDifferent(join(pgdata, 'pg_hba.conf'), access);
  return changedSettings || changedAccess;
}

async function replaceIfDifferent(path: string, text: string): Promise<boolean> {
  if ((await readFileIfThere(path))?.toString('utf8') === text) return false;
  await writeFileDurably(path, text);
  return true;
}

async function ownSettings(pgdata: string, runAs: RunAs): Promise<void> {
  for (const name of ['postgresql.conf', 'pg_hba.conf']) await ensureOwner(join(pgdata, name), runAs);
}

/** The password of the Windows cluster, made once and kept in the data folder. */
export async function keptPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, PASSWORD_FILE);
  const kept = (await readFileIfThere(path))?.toString('utf8').trim();
  if (kept !== undefined && kept !== '') return kept;
  const made = randomBytes(24).toString('base64url');
  await writeFileDurably(path, `${made}\n`);
  await chmod(path, 0o600);
  return made;
}

function authByPassword(dataDir: string): string[] {
  return ['--auth=scram-sha-256', `--pwfile=${join(dataDir, PASSWORD_FILE)}`];
}
