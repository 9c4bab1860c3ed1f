/** `post1 panel`: plays an alarm panel over DC-09 against any receiver. */
import { parseArgs } from 'node:util';
import { demoPanels } from '../demo/devices.ts';
import { nextDemoSignal, startDemoScript, type DemoSignal } from '../demo/script.ts';
import {
  contactIdBody,
  createDialler,
  siaBody,
  type Dialler,
  type DialOutcome,
} from '../edge/panel-dialler.ts';
import type { Clock } from '../kernel/time.ts';
import { parseKey } from '../wire/dc09/key.ts';
import { UsageFault } from './usage.ts';

export const PANEL_HELP = `post1 panel: plays an alarm panel over SIA DC-09

  post1 panel --account 1001 --code BA --point 5            one burglary alarm, SIA format
  post1 panel --account 1001 --code 1130 --point 5          the same as Contact ID (qualifier and event)
  post1 panel --account 1003 --key <key> --code HA          encrypted (AES-128/192/256)
  post1 panel --account 1001 --supervise 30                 only heartbeats, each 30 s, until stopped
  post1 panel --flood 5000 --links 275 --seconds 10         a flood from 275 accounts
  post1 panel --script demo                                 the demo's script, with supervision

  --host 127.0.0.1  --port 10000  --udp  --binary-crc  --receiver R  --line L
  --text "words"  --partition 1  --repeat N  --every SECONDS  --timeout-ms 5000  --no-timestamp
  --until-stdin-closes   ends when the process that started it ends
  --begin-on-input       a script: heartbeats at once, alarms after the first line of input`;

const MAX_LINKS = 1_000;
const MAX_FLOOD = 1_000_000;

const OPTIONS = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: process.env['DC09_PORT'] ?? '10000' },
  udp: { type: 'boolean', default: false },
  account: { type: 'string', default: '1001' },
  key: { type: 'string' },
  code: { type: 'string' },
  point: { type: 'string', default: '1' },
  text: { type: 'string', default: '' },
  partition: { type: 'string', default: '1' },
  repeat: { type: 'string', default: '1' },
  every: { type: 'string', default: '1' },
  supervise: { type: 'string' },
  flood: { type: 'string' },
  links: { type: 'string', default: '1' },
  seconds: { type: 'string', default: '10' },
  script: { type: 'string' },
  receiver: { type: 'string' },
  line: { type: 'string' },
  'binary-crc': { type: 'boolean', default: false },
  'no-timestamp': { type: 'boolean', default: false },
  'timeout-ms': { type: 'string', default: '5000' },
  'until-stdin-closes': { type: 'boolean', default: false },
  'begin-on-input': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function whole(values: Values, name: keyof Values & string, min: number, max: number): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < min || value > max)
    throw new UsageFault(`--${name} must be a number from ${min} to ${max}.`);
  return value;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function keyOf(text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const read = parseKey(text);
  if (!read.ok) throw new UsageFault(read.fault);
  return read.value[0]?.key ?? null;
}

/** Runs the command; resolves to the exit code. Prints one line for each message and its answer. */
export async function panelCommand(
  args: readonly string[],
  clock: Clock,
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) {
    print(PANEL_HELP);
    return 0;
  }
  const dial = (account: string, key: Buffer | null): Dialler =>
    createDialler({
      host: values.host,
      port: whole(values, 'port', 1, 65_535),
      transport: values.udp ? 'udp' : 'tcp',
      account,
      key,
      clock,
      crcFormat: values['binary-crc'] ? 'binary' : 'hex',
      receiver: values.receiver ?? null,
      line: values.line ?? '0',
      timeoutMs: whole(values, 'timeout-ms', 50, 60_000),
      timestamp: !values['no-timestamp'],
    });
  // Whoever started us holds our input: when that process dies, however it dies, we end too.
  if (values['until-stdin-closes']) process.stdin.resume().on('end', () => process.exit(0));
  if (values.script !== undefined)
    return playScript(values.script, dial, clock, print, values['begin-on-input']);
  if (values.flood !== undefined) return flood(values, dial, print);
  const dialler = dial(values.account, keyOf(values.key));
  try {
    if (values.supervise !== undefined)
      return await supervise(dialler, whole(values, 'supervise', 1, 86_400), print);
    if (values.code === undefined)
      throw new UsageFault(
        'Say what to send: --code BA (SIA) or --code 1130 (Contact ID), --supervise, --flood or --script demo. See post1 panel --help.',
      );
    let bad = 0;
    for (let i = 0; i < whole(values, 'repeat', 1, 100_000); i++) {
      if (i > 0) await pause(whole(values, 'every', 0, 86_400) * 1000);
      const outcome = await dialler.send(
        messageOf(values.account, values.code, values.point, values.text, values.partition),
      );
      print(`${values.account} ${values.code} ${values.point}: ${outcome}`);
      if (outcome !== 'acknowledged') bad += 1;
    }
    return bad === 0 ? 0 : 1;
  } finally {
    dialler.close();
  }
}

/** A four-digit code is Contact ID (`1130`: new burglary), two letters are SIA. */
export function messageOf(
  account: string,
  code: string,
  point: string,
  text: string,
  partition: string,
): { token: 'SIA-DCS' | 'ADM-CID'; dataBlock: string } {
  const cid = /^([136])(\d{3})$/.exec(code);
  if (cid)
    return {
      token: 'ADM-CID',
      dataBlock: contactIdBody(account, cid[1] as '1' | '3' | '6', cid[2] ?? '', partition, point),
    };
  if (!/^[A-Z]{2}$/.test(code))
    throw new UsageFault(
      `--code ${code} is neither two capital letters (SIA, BA) nor qualifier and event (Contact ID, 1130).`,
    );
  return { token: 'SIA-DCS', dataBlock: siaBody(account, code, point, text, partition) };
}

async function supervise(dialler: Dialler, everyS: number, print: (line: string) => void): Promise<number> {
  for (;;) {
    print(`NULL: ${await dialler.send({ token: 'NULL' })}`);
    await pause(everyS * 1000);
  }
}

async function flood(
  values: Values,
  dial: (account: string, key: Buffer | null) => Dialler,
  print: (line: string) => void,
): Promise<number> {
  const total = whole(values, 'flood', 1, MAX_FLOOD);
  const links = whole(values, 'links', 1, MAX_LINKS);
  const spacingMs = (whole(values, 'seconds', 0, 86_400) * 1000) / total;
  const counts = new Map<DialOutcome, number>();
  const startedMs = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: links }, async (_, link) => {
      const dialler = dial(String(9000 + link), null);
      for (let i = next++; i < total; i = next++) {
        await pause(Math.max(0, startedMs + i * spacingMs - performance.now()));
        const outcome = await dialler.send(
          messageOf(String(9000 + link), 'BA', String((i % 200) + 1), `flood ${i}`, '1'),
        );
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
      dialler.close();
    }),
  );
  print(
    JSON.stringify({
      sent: total,
      links,
      seconds: Math.round(performance.now() - startedMs) / 1000,
      ...Object.fromEntries(counts),
    }),
  );
  return counts.get('acknowledged') === total ? 0 : 1;
}

/** Heartbeats of the demo's panels, well within their supervision time. */
const DEMO_HEARTBEAT_S = 60;

async function playScript(
  name: string,
  dial: (account: string, key: Buffer | null) => Dialler,
  clock: Clock,
  print: (line: string) => void,
  waits: boolean,
): Promise<number> {
  if (name !== 'demo') throw new UsageFault(`There is no script "${name}". There is: demo.`);
  const diallers = new Map(
    demoPanels.map((panel) => [panel.account, dial(panel.account, keyOf(panel.keys[0]))]),
  );
  const heartbeat = async (): Promise<void> => {
    for (const [account, dialler] of diallers)
      print(`${account} NULL: ${await dialler.send({ token: 'NULL' })}`);
  };
  await heartbeat();
  setInterval(() => void heartbeat(), DEMO_HEARTBEAT_S * 1000).unref();
  // The panels are there from the start; their alarms begin when somebody looks.
  if (waits) await new Promise((resolve) => process.stdin.once('data', resolve));
  const startedMs = clock.monotonicMs();
  let state = startDemoScript(Math.floor(clock.nowMs() / 1000));
  for (;;) {
    const step: { signal: DemoSignal; state: typeof state } = nextDemoSignal(state);
    state = step.state;
    await pause(Math.max(0, startedMs + step.signal.afterS * 1000 - clock.monotonicMs()));
    const { account, code, point, text } = step.signal;
    const outcome = await diallers.get(account)?.send(messageOf(account, code, point, text, '1'));
    print(`${account} ${code} ${point} ${text}: ${outcome ?? 'no such panel'}`);
  }
}
