/** The process: reads settings, starts Post One, says where it is, stops it when told. */
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFolders, compose } from './compose.ts';
import { readConfig, SettingsRefused, type Config } from './config.ts';
import { toInstant } from './kernel/time.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { StartRefused } from './platform/postgres/start-refused.ts';

const VERSION = '0.1.0';
/** A stop that takes longer is cut short: the ledger is safe on disk at any moment. */
const STOP_WITHIN_MS = 20_000;

async function main(): Promise<void> {
  const settings = readConfig(process.env);
  // The demo keeps to a folder of its own, so that trying it never touches a real post.
  const config: Config = settings.demo ? { ...settings, dataDir: join(settings.dataDir, 'demo') } : settings;
  const here = dirname(fileURLToPath(import.meta.url));
  const log = createLog(() => toInstant(systemClock.nowMs()));
  let panel: ChildProcess | null = null;
  const running = await compose({
    config,
    clock: systemClock,
    log,
    version: VERSION,
    ...builtFolders(dirname(here)),
    onFirstView: () => panel?.stdin?.write('begin\n'),
  });
  const { dc09Port } = running;
  if (config.demo) panel = playDemoPanels(here, config.host, dc09Port);
  say(running.port, dc09Port, config, running.setupCode);

  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    panel?.kill();
    void running.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** The demo's panels are a process of their own and dial in as any panel does: there is no back door. */
function playDemoPanels(here: string, host: string, port: number): ChildProcess {
  const script = ['--script', 'demo', '--until-stdin-closes', '--begin-on-input'];
  const panels = spawn(
    process.execPath,
    [join(here, 'post1.mjs'), 'panel', ...script, '--host', host, '--port', String(port)],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  // When they have ended, there is nobody to tell to begin; the console shows their paths as lost.
  panels.stdin?.on('error', () => undefined);
  return panels;
}

function say(port: number, dc09Port: number, config: Config, setupCode: string | null): void {
  const address = `http://${config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host}:${port}/`;
  const lines = ['', `Post One is ready:  ${address}`];
  if (config.demo) lines.push('Demo post Embassy Hanseong. Open the page and press "Try the demo post".');
  if (setupCode)
    lines.push(`First sign-in code: ${setupCode}   (one use, 24 hours; it creates the administrator)`);
  lines.push(`Alarm panels:       SIA DC-09, TCP and UDP, port ${dc09Port}`, 'Stop with Ctrl C.', '');
  process.stdout.write(`${lines.join('\n')}\n`);
}

process.on('unhandledRejection', (error) => {
  process.stderr.write(
    `${JSON.stringify({ level: 'error', what: 'unhandled', error: String(error), stack: error instanceof Error ? error.stack : undefined })}\n`,
  );
});

main().catch((error: unknown) => {
  const sentence = error instanceof SettingsRefused || error instanceof StartRefused;
  process.stderr.write(
    `\nPost One did not start.\n${error instanceof Error ? (sentence ? error.message : (error.stack ?? error.message)) : String(error)}\n\n`,
  );
  process.exit(1);
});
