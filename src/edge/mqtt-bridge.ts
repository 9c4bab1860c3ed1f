/**
 * From an MQTT broker to the ledger: Frigate, Zigbee2MQTT and mapped topics.
 *
 * Messages are handled one after the other, so that states follow in order. Waiting: in the queue. Handling: read,
 * compared with what was known, its changes handed to the technical module. Kept: all changes are on disk; only now
 * the state moves on and the PUBACK leaves. Failed, QoS 1: no PUBACK, the connection is dropped, the broker sends it
 * again. Failed, QoS 0: it stays first in the queue and is tried again, since nobody else has it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../kernel/id.ts';
import { toInstant, type Clock } from '../kernel/time.ts';
import { SIGNAL_KINDS, type IncomingSignal, type SignalKind } from '../modules/technical/model.ts';
import type { Log } from '../platform/log.ts';
import { createChangeTracker, type Change } from '../wire/mqtt-sources/changes.ts';
import {
  decodeMessage,
  DEFAULT_SOURCES,
  filtersOf,
  type SourceSettings,
} from '../wire/mqtt-sources/decode.ts';
import { parseMappings, type TopicMapping } from '../wire/mqtt-sources/mapping.ts';
import { createMqttLink, type LinkMessage } from './mqtt-link.ts';
import { BROKER, createPresence, type SourceBook } from './mqtt-presence.ts';
import { createRedeliveries, printOf } from './mqtt-redelivery.ts';

export const MAPPING_FILE = 'mqtt-mappings.json';
/** Messages of QoS 0 that wait here; past that the network waits. */
const MAX_WAITING_MESSAGES = 1_000;
/** Failed messages whose keys are remembered, so that a write that did happen is not done again. */
const MAX_FAILED = 1_000;
/** A write that takes longer counts as failed; its key makes the second try harmless. */
const WRITE_WITHIN_MS = 20_000;
/** After so many failures of one message it is written down as unreadable instead. */
const UNREADABLE_AFTER = 3;
const STOP_WITHIN_MS = 5_000;

export interface MqttTechnical extends SourceBook {
  /** Resolves when the signals are on disk. */
  receiveSignals(signals: readonly IncomingSignal[], raw: Buffer, key: string | null): Promise<unknown>;
  fault(source: string, sentence: string): void;
}

export interface MqttBridge {
  /** Finishes the message in hand, says `offline`, leaves the session with the broker. */
  stop(): Promise<void>;
  isConnected(): boolean;
  waiting(): number;
}

interface Job {
  readonly message: LinkMessage;
  readonly print: string;
  /** Ends the caller's wait: QoS 1 when kept or failed, QoS 0 when there is room. */
  readonly settle: (error?: unknown) => void;
}

/** Connects to `url` at once and keeps at it. `activeAtStart`: alarms of MQTT sources still active, by kind. */
export function createMqttBridge(deps: {
  readonly url: string;
  readonly postId: string;
  /** Fixed over restarts, and used by nobody else: the broker keeps our messages under it. */
  readonly clientId: string;
  readonly technical: MqttTechnical;
  readonly mappings: readonly TopicMapping[];
  readonly log: Log;
  readonly clock: Clock;
  readonly activeAtStart?: readonly { readonly source: string; readonly kind: string }[];
  readonly sources?: Partial<SourceSettings>;
  readonly pauseMs?: { readonly min: number; readonly max: number };
  readonly brokerLostAfterMs?: number;
}): MqttBridge {
  const { technical, clock, log } = deps;
  const settings: SourceSettings = { ...DEFAULT_SOURCES, ...deps.sources, mappings: deps.mappings };
  const authenticated = /^(mqtts|wss):/.test(deps.url) || /^\w+:\/\/[^/@]+@/.test(deps.url);
  const pauseMs = deps.pauseMs ?? { min: 500, max: 10_000 };
  const tracker = createChangeTracker(
    (deps.activeAtStart ?? []).map((at) => ({ ...at, source: at.source.replace(/^mqtt:/, '') })),
  );
  const presence = createPresence(technical, deps.brokerLostAfterMs ?? 30_000);
  const redeliveries = createRedeliveries();
  const failed = new Map<string, { readonly key: string; readonly times: number }>();
  const queue: Job[] = [];
  let working = false;
  let stopping = false;
  let wake: (() => void) | null = null;

  const link = createMqttLink(
    {
      url: deps.url,
      clientId: deps.clientId,
      stateTopic: `post1/${deps.postId}/state`,
      filters: filtersOf(settings),
      pauseMs,
    },
    {
      message: accept,
      up(resumed) {
        if (!resumed) forgetSession();
        presence.brokerUp();
        log.info('mqtt.connected', { resumed });
      },
      down() {
        presence.brokerDown();
        log.warn('mqtt.disconnected');
      },
      pulse: () => presence.pulse(clock.monotonicMs()),
      refused: (sentence) => technical.fault(BROKER, sentence),
      log,
    },
  );

  /** The broker will send nothing again, so an equal message is a new one. What waits here keeps its key. */
  function forgetSession(): void {
    redeliveries.forget();
    const here = new Set(queue.map((job) => job.print));
    for (const print of failed.keys()) if (!here.has(print)) failed.delete(print);
  }

  function accept(message: LinkMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error as Error));
      queue.push({ message, print: printOf(message), settle });
      if (message.qos === 0 && queue.length < MAX_WAITING_MESSAGES) resolve();
      if (!working) void work();
    });
  }

  async function work(): Promise<void> {
    working = true;
    for (let job = queue[0]; job && !stopping; job = queue[0]) {
      const done = await attempt(job);
      if (!done && job.message.qos === 0) await pause(job);
      else queue.shift();
    }
    working = false;
  }

  /** True when the message needs nothing more. */
  async function attempt(job: Job): Promise<boolean> {
    const { message, print } = job;
    // The broker sends it again on the new connection: handled there, in its order.
    if (message.qos > 0 && message.isStale()) {
      job.settle();
      return true;
    }
    try {
      if (!redeliveries.isRedelivery(message, print)) await handle(message, print);
      failed.delete(print);
      redeliveries.kept(message, print, !message.isStale());
      job.settle();
      return true;
    } catch (error) {
      noteFailure(print);
      log.error('mqtt.not-kept', error, { qos: message.qos, times: failed.get(print)?.times ?? 0 });
      if (message.qos > 0) job.settle(error);
      return false;
    }
  }

  async function handle(message: LinkMessage, print: string): Promise<void> {
    const decoded = decodeMessage(settings, message.topic, message.payload);
    if (!decoded.ok) {
      technical.fault(`mqtt:${decoded.fault.source}`, decoded.fault.says);
      return;
    }
    const plan = tracker.plan(decoded.value, message.retained, clock.monotonicMs());
    if (plan.changes.length > 0) {
      await keep(plan.changes, message.payload, print);
      link.resetPause();
    }
    plan.commit();
    presence.note(decoded.value, message.retained);
  }

  async function keep(changes: readonly Change[], raw: Buffer, print: string): Promise<void> {
    const earlier = failed.get(print);
    const key = earlier?.key ?? newId<'mqtt-message'>('mqm', clock.nowMs());
    if (!earlier) remember(print, key, 0);
    try {
      for (const change of changes)
        await write(
          toSignal(change, authenticated),
          raw,
          change.key ?? `${key}/${change.code}/${change.change}`,
        );
    } catch (error) {
      if ((failed.get(print)?.times ?? 0) + 1 < UNREADABLE_AFTER) throw error;
      // Either nothing can be written, then this fails too; or this one message cannot, and must not block the rest.
      for (const change of changes)
        await write(asUnreadable(change, authenticated), raw, `${key}/unreadable`);
      log.error('mqtt.unreadable', error);
    }
  }

  /** One signal a call: a key names exactly one signal. */
  async function write(signal: IncomingSignal, raw: Buffer, key: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The signal was not written in time.')), WRITE_WITHIN_MS);
    });
    await Promise.race([technical.receiveSignals([signal], raw, key), late]).finally(() =>
      clearTimeout(timer),
    );
  }

  function noteFailure(print: string): void {
    const entry = failed.get(print);
    if (entry) remember(print, entry.key, entry.times + 1);
  }

  function remember(print: string, key: string, times: number): void {
    failed.set(print, { key, times });
    if (failed.size <= MAX_FAILED) return;
    const oldest = failed.keys().next();
    if (!oldest.done) failed.delete(oldest.value);
  }

  function pause(job: Job): Promise<void> {
    const times = failed.get(job.print)?.times ?? 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(pauseMs.max, pauseMs.min * 2 ** Math.min(times, 20)));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  link.start();
  return {
    async stop() {
      stopping = true;
      wake?.();
      const untilMs = clock.monotonicMs() + STOP_WITHIN_MS;
      while (working && clock.monotonicMs() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, 10));
      presence.stop();
      if (queue.length > 0) log.warn('mqtt.stopped-with-messages-waiting', { waiting: queue.length });
      await link.stop();
    },
    isConnected: () => link.isUp(),
    waiting: () => queue.length,
  };
}

const isKind = (word: string): word is SignalKind => (SIGNAL_KINDS as readonly string[]).includes(word);

function toSignal(change: Change, authenticated: boolean): IncomingSignal {
  return {
    protocol: 'mqtt',
    source: `mqtt:${change.source}`,
    point: '',
    kind: isKind(change.kind) ? change.kind : 'other',
    change: change.change,
    code: change.code,
    description: change.description,
    ...(change.text === '' ? {} : { text: change.text }),
    authenticated,
    occurredAt: change.atMs === null ? null : toInstant(change.atMs),
  };
}

function asUnreadable(change: Change, authenticated: boolean): IncomingSignal {
  const { text: _text, ...signal } = toSignal(change, authenticated);
  return {
    ...signal,
    kind: 'unreadable',
    change: 'active',
    code: 'unreadable',
    description: 'Message that could not be kept',
    occurredAt: null,
  };
}

/**
 * Reads `mqtt-mappings.json` in the data folder: which other MQTT topics mean what. No file: no mappings.
 * Throws an Error whose message has one sentence a line, each naming its row, when the file is faulty.
 */
export async function readMappings(dataDir: string): Promise<readonly TopicMapping[]> {
  const text = await readFile(join(dataDir, MAPPING_FILE), 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw new Error(`${MAPPING_FILE} cannot be read. Give the user of Post One the right to read it.`, {
      cause: error,
    });
  });
  if (text === null) return [];
  const mappings = parseMappings(text, SIGNAL_KINDS);
  if (mappings.ok) return mappings.value;
  throw new Error(mappings.fault.map((sentence) => `${MAPPING_FILE}: ${sentence}`).join('\n'));
}
