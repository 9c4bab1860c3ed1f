/**
 * One lasting session with the broker, over as many connections as it takes.
 *
 * Down: no connection; the next attempt waits for a pause that grows. Connecting: CONNECT is sent. Up: subscribed;
 * each message goes to `onMessage` one after the other, and its PUBACK leaves when that promise resolves. Rejected:
 * the connection is dropped without a PUBACK, so that the broker sends the message again on the next one.
 * Stopped: `offline` is said, the session stays with the broker and keeps what arrives.
 *
 * Each connection is a new client object, and what belongs to an old one is ignored. MQTT 3.1.1 with
 * clean session off: every broker speaks it, and its sessions do not expire by themselves.
 */
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Log } from '../platform/log.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_S = 30;
const STOP_WITHIN_MS = 2_000;
const SUBSCRIPTION_REFUSED = 128;
/** A connection that held for so long was a good one. */
const GOOD_AFTER_MS = 30_000;

export interface LinkMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retained: boolean;
  readonly dup: boolean;
  readonly messageId: number;
  /** True when the connection it came by is gone: no PUBACK can be sent for it any more. */
  isStale(): boolean;
}

export interface LinkSettings {
  readonly url: string;
  readonly clientId: string;
  readonly stateTopic: string;
  readonly filters: ReadonlyMap<string, 0 | 1>;
  readonly pauseMs: { readonly min: number; readonly max: number };
}

export interface MqttLink {
  start(): void;
  stop(): Promise<void>;
  isUp(): boolean;
  /** A message was kept: pauses begin at their shortest again. */
  resetPause(): void;
}

export function createMqttLink(
  settings: LinkSettings,
  on: {
    /** Resolves when the message may be acknowledged. */
    readonly message: (message: LinkMessage) => Promise<void>;
    /** `resumed`: the broker still had our session. */
    readonly up: (resumed: boolean) => void;
    readonly down: () => void;
    /** A sign of life of the broker. */
    readonly pulse: () => void;
    readonly refused: (sentence: string) => void;
    readonly log: Log;
  },
): MqttLink {
  let client: MqttClient | null = null;
  let up = false;
  let stopped = true;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;

  function again(): void {
    if (stopped || timer) return;
    const pause = Math.min(settings.pauseMs.max, settings.pauseMs.min * 2 ** Math.min(failures, 20));
    failures += 1;
    timer = setTimeout(() => {
      timer = null;
      open();
    }, pause);
  }

  /** Ends `old` without a DISCONNECT and goes on with a new connection. */
  function drop(old: MqttClient): void {
    if (client !== old) return;
    client = null;
    if (up) {
      up = false;
      on.down();
    }
    old.end(true);
    again();
  }

  function open(): void {
    const state = { topic: settings.stateTopic, qos: 1, retain: true } as const;
    const mine = connect(settings.url, {
      clientId: settings.clientId,
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      resubscribe: false,
      will: { ...state, payload: Buffer.from('offline') },
    });
    client = mine;
    mine.handleMessage = (packet, done) => void take(mine, packet, done);
    mine.on('connect', (connack) => {
      if (client !== mine) return;
      up = true;
      setTimeout(() => {
        if (client === mine) failures = 0;
      }, GOOD_AFTER_MS).unref();
      on.up(connack.sessionPresent);
      mine.publish(state.topic, 'online', { qos: 1, retain: true }, (error) => {
        if (error && client === mine) on.log.warn('mqtt.state-not-published', { reason: error.message });
      });
      subscribe(mine);
    });
    mine.on('packetreceive', () => {
      if (client === mine && up) on.pulse();
    });
    mine.on('error', (error) => {
      const code = (error as { code?: unknown }).code;
      if (client === mine && (code === 4 || code === 5))
        on.refused('The broker refused the user name or password. Correct them in MQTT_URL.');
      on.log.warn('mqtt.error', {
        reason: typeof code === 'string' || typeof code === 'number' ? code : error.name,
      });
      drop(mine);
    });
    mine.on('close', () => drop(mine));
  }

  function subscribe(mine: MqttClient): void {
    const wanted = Object.fromEntries([...settings.filters].map(([filter, qos]) => [filter, { qos }]));
    mine.subscribe(wanted, (error, granted) => {
      if (client !== mine) return;
      const refused = (granted ?? []).filter((grant) => (grant.qos as number) === SUBSCRIPTION_REFUSED);
      for (const { topic } of refused)
        on.refused(`The broker refused the subscription to ${topic}. Allow it in the broker's access list.`);
      if (!error || refused.length > 0) return;
      on.refused('The broker did not accept the subscriptions. Check its access list.');
      drop(mine);
    });
  }

  /** Calls `done`, which sends the PUBACK and lets the next message in, only after the message was kept. */
  async function take(
    mine: MqttClient,
    packet: IPublishPacket,
    done: (error?: Error) => void,
  ): Promise<void> {
    const message: LinkMessage = {
      topic: packet.topic,
      payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
      qos: packet.qos,
      retained: packet.retain,
      dup: packet.dup,
      messageId: packet.messageId ?? 0,
      isStale: () => client !== mine || !mine.connected,
    };
    try {
      await on.message(message);
    } catch {
      // Counted and logged by the receiver.
      drop(mine);
      return;
    }
    if (!message.isStale()) done();
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      open();
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      timer = null;
      const last = client;
      client = null;
      const wasUp = up;
      up = false;
      if (!last) return;
      if (!wasUp) {
        last.end(true);
        return;
      }
      await new Promise<void>((resolve) => {
        const late = setTimeout(() => {
          last.end(true);
          resolve();
        }, STOP_WITHIN_MS);
        // QoS 0: the pump may stand behind a message that is not ours to acknowledge any more.
        last.publish(settings.stateTopic, 'offline', { qos: 0, retain: true }, () =>
          last.end(false, () => {
            clearTimeout(late);
            resolve();
          }),
        );
      });
    },
    isUp: () => up,
    resetPause() {
      failures = 0;
    },
  };
}
