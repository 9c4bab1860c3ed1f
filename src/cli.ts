/** `npm run post1 -- <command>`: the administrator's tool. Works beside a running Post One, or without one. */
import type { Pool } from 'pg';
import { join } from 'node:path';
import { PANEL_HELP, panelCommand } from './cli/panel.ts';
import { UsageFault } from './cli/usage.ts';
import { USER_HELP, userCommand } from './cli/user.ts';
import { readConfig, SettingsRefused, type Config } from './config.ts';
import { Refusal } from './kernel/refusal.ts';
import { toInstant } from './kernel/time.ts';
import { createIdentity } from './modules/identity/service.ts';
import { exportEvidenceCommand, verifyCommand } from './modules/ledger/service-commands.ts';
import type { Post } from './modules/site/model.ts';
import { listPosts } from './modules/site/store.ts';
import { systemClock } from './platform/clock.ts';
import { createLedgerLog } from './platform/ledger-log.ts';
import { createLog } from './platform/log.ts';
import { connectDatabase } from './platform/postgres/connect.ts';
import { StartRefused } from './platform/postgres/start-refused.ts';
import { createTransact, type Transact } from './platform/transact.ts';

const HELP = `post1: the administrator's tool

  post1 panel ...              plays an alarm panel over SIA DC-09
  post1 verify                 hashes the whole ledger again and names the first bad entry
  post1 export-evidence ...    writes a bundle that OpenSSL alone can check
  post1 user ...               people who sign in

  DEMO=1 works on the demo post. DATA_DIR and DATABASE_URL are read as by npm start.
  post1 <command> --help says more.`;

interface Desk {
  readonly pool: Pool;
  readonly config: Config;
  readonly post: Post;
  readonly transact: Transact;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs `work` with the database of this installation: that of the running server, or started for the moment. */
async function atDesk(work: (desk: Desk) => Promise<number>): Promise<number> {
  const settings = readConfig(process.env);
  const config = settings.demo ? { ...settings, dataDir: join(settings.dataDir, 'demo') } : settings;
  const log = createLog(
    () => toInstant(systemClock.nowMs()),
    () => undefined,
  );
  const database = await connectDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    log,
    join: true,
  });
  try {
    const { pool } = database;
    const [post] = await listPosts(pool).catch(() => []);
    if (!post)
      throw new UsageFault('There is no post in this database yet. Start Post One once with npm start.');
    const ledger = createLedgerLog({ pool, clock: systemClock });
    return await work({ pool, config, post, transact: createTransact({ pool, ledger, clock: systemClock }) });
  } finally {
    await database.close();
  }
}

async function main(): Promise<number> {
  const [command, ...args] = process.argv.slice(2);
  switch (command) {
    case 'panel':
      return panelCommand(args, systemClock, print);
    case 'user':
      if (args.includes('--help')) return say(USER_HELP);
      return atDesk(({ pool, post, transact }) =>
        userCommand(
          args,
          createIdentity({ db: pool, transact, clock: systemClock, postId: post.id, demoSignIn: null }),
          print,
        ),
      );
    case 'verify':
      return atDesk((desk) =>
        verifyCommand(args, { db: desk.pool, postId: desk.post.id, dataDir: desk.config.dataDir }, print),
      );
    case 'export-evidence':
      return atDesk((desk) =>
        exportEvidenceCommand(
          args,
          {
            db: desk.pool,
            transact: desk.transact,
            clock: systemClock,
            postId: desk.post.id,
            dataDir: desk.config.dataDir,
          },
          print,
        ),
      );
    case 'help':
    case '--help':
    case undefined:
      return say(HELP);
    default:
      process.stderr.write(`There is no command "${command}".\n\n${HELP}\n`);
      return 2;
  }
}

function say(text: string): number {
  print(text);
  return 0;
}

/** What people did wrong is said in a sentence; only a fault of ours shows its stack. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const plain =
    error instanceof UsageFault ||
    error instanceof Refusal ||
    error instanceof StartRefused ||
    error instanceof SettingsRefused;
  const usage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ?? false;
  if (usage) return `${error.message}\n\n${process.argv[2] === 'panel' ? PANEL_HELP : HELP}`;
  return plain ? error.message : (error.stack ?? error.message);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(
      error instanceof UsageFault || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1,
    );
  },
);
