import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as connectSocket, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { createMqttBridge, type MqttBridge } from '../../src/edge/mqtt-bridge.ts';
import type { IncomingSignal } from '../../src/modules/technical/model.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** Stands where the technical module stands: keeps signals by key, and fails when told to. */
export function recordingTechnical() {
  const kept = new Map<string, IncomingSignal>();
  const calls: string[] = [];
  const marks: string[] = [];
  const faults: string[] = [];
  let mode: 'keep' | 'refuse' | 'keep-then-fail' | 'hold' = 'keep';
  let poison: ((signal: IncomingSignal) => boolean) | null = null;
  let release: () => void = () => undefined;
  let held = Promise.resolve();
  return {
    kept: (): readonly string[] => [...kept.values()].map((s) => `${s.source} ${s.kind} ${s.change}`),
    signals: (): readonly IncomingSignal[] => [...kept.values()],
    calls,
    marks,
    faults,
    become(next: typeof mode): void {
      mode = next;
      if (next === 'hold') held = new Promise((resolve) => (release = resolve));
      else release();
    },
    poison(test: typeof poison): void {
      poison = test;
    },
    async receiveSignals(
      signals: readonly IncomingSignal[],
      raw: Buffer,
      key: string | null,
    ): Promise<unknown> {
      if (key === null || signals.length !== 1 || raw.length === 0) throw new Error('a key names one signal');
      const [signal] = signals;
      if (!signal) throw new Error('no signal');
      const name = `${signal.source} ${key}`;
      calls.push(name);
      if (mode === 'hold') await held;
      if (mode === 'refuse' || poison?.(signal)) throw new Error('disk full');
      if (!kept.has(name)) kept.set(name, signal);
      if (mode === 'keep-then-fail') throw new Error('connection lost after commit');
      return [{ id: name, repeat: false }];
    },
    heard: (source: string): void => void marks.push(`heard ${source}`),
    sourceLost: (source: string, text: string): void => void marks.push(`lost ${source}: ${text}`),
    expectSource: (source: string): void => void marks.push(`expect ${source}`),
    fault: (source: string, sentence: string): void => void faults.push(`${source}: ${sentence}`),
  };
}
export type Recording = ReturnType<typeof recordingTechnical>;

export interface Broker {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
  /** The same broker again on the same port; its sessions are as it kept them. */
  restart(): Promise<void>;
}

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Aedes, embedded. Its sessions outlive `stop`, since only the sockets are closed. */
export async function startAedes(): Promise<Broker> {
  const aedes = await Aedes.createBroker({ heartbeatInterval: 60_000 });
  const sockets = new Set<Socket>();
  const serve = (): Server =>
    createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      aedes.handle(socket);
    });
  let server: Server | null = serve();
  const port = await listen(server, 0);
  const shut = async (): Promise<void> => {
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    server = null;
  };
  return {
    name: 'aedes',
    url: `mqtt://127.0.0.1:${port}`,
    stop: shut,
    async restart() {
      await shut();
      await sleep(100);
      server = serve();
      await listen(server, port);
    },
  };
}

/** Mosquitto of Debian with a password file and a database of its own, so that a restart keeps its sessions. */
export async function startMosquitto(): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'post-one-mqtt-'));
  const probe = createServer();
  const port = await listen(probe, 0);
  probe.close();
  const passwords = join(folder, 'passwords');
  writeFileSync(passwords, '');
  spawnSync('mosquitto_passwd', ['-b', passwords, 'post', 'right']);
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(
    join(folder, 'conf'),
    `${user}listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\npersistence true\npersistence_location ${folder}/\n`,
  );
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn('mosquitto', ['-c', join(folder, 'conf')], { stdio: 'ignore' });
    for (let i = 0; i < 100; i++) {
      const socket = connectSocket(port, '127.0.0.1');
      const open = await Promise.race([
        once(socket, 'connect').then(
          () => true,
          () => false,
        ),
        sleep(500, false),
      ]);
      socket.destroy();
      if (open) return;
      await sleep(50);
    }
    throw new Error('mosquitto did not open its port');
  };
  const end = async (): Promise<void> => {
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  await start();
  return {
    name: 'mosquitto',
    url: `mqtt://post:right@127.0.0.1:${port}`,
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
    async restart() {
      await end();
      await start();
    },
  };
}

/** Waits until `test` holds; fails after five seconds with what `seen` gives. */
export async function until(test: () => boolean, seen: () => unknown = () => ''): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (test()) return;
    await sleep(10);
  }
  throw new Error(`not reached; seen: ${JSON.stringify(seen())}`);
}

/** Long enough for a message on loopback to have had its effect, where the point is that it has none. */
export const settle = (): Promise<void> => sleep(150);

export function startBridge(
  url: string,
  technical: Recording,
  more: Partial<Parameters<typeof createMqttBridge>[0]> = {},
): MqttBridge {
  return createMqttBridge({
    url,
    postId: 'p1',
    clientId: 'post1-p1',
    technical,
    mappings: [],
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    pauseMs: { min: 20, max: 200 },
    brokerLostAfterMs: 300,
    ...more,
  });
}

export const publisher = (url: string): Promise<MqttClient> => connectAsync(url, { reconnectPeriod: 50 });
