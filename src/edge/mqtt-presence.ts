/**
 * Who is there: the broker, each Frigate and Zigbee2MQTT, each camera and device.
 *
 * Unknown: not heard yet. Present: heard, or said to be online. Doubtful: a retained message says offline, which
 * may be old; after a grace without a better word it counts as lost. Lost: said live to be offline, or the broker
 * was away too long; only an `online`, or a word from a source that has no availability topic, ends it.
 */
import type { SourceFact } from '../wire/mqtt-sources/fact.ts';

/** Sources announced to the list of sources; more are read all the same. */
const MAX_SOURCES = 4_000;
export const BROKER = 'mqtt:broker';
/** The broker's own watchdog in the list of sources, should this file's timers fail. */
const BROKER_SUPERVISION_S = 90;
const PULSE_EVERY_MS = 10_000;

/** What the bridge needs of the technical module. */
export interface SourceBook {
  heard(source: string): void;
  sourceLost(source: string, text: string): void;
  expectSource(source: string, name: string, supervisionS: number | null): void;
}

export interface Presence {
  brokerUp(): void;
  brokerDown(): void;
  /** Anything came from the broker. `nowMs`: monotonic. */
  pulse(nowMs: number): void;
  /** Takes what a kept message says about who is there. */
  note(facts: readonly SourceFact[], retained: boolean): void;
  stop(): void;
}

export function createPresence(book: SourceBook, lostAfterMs: number): Presence {
  const expected = new Set<string>();
  const offline = new Set<string>();
  const doubtful = new Map<string, NodeJS.Timeout>();
  let brokerTimer: NodeJS.Timeout | null = null;
  let pulsedMs = Number.NEGATIVE_INFINITY;
  book.expectSource(BROKER, 'MQTT broker', BROKER_SUPERVISION_S);
  brokerDown();

  function brokerDown(): void {
    brokerTimer ??= setTimeout(() => {
      const text = `No connection to the MQTT broker for ${Math.round(lostAfterMs / 1000)} s. Check the broker, the network and MQTT_URL.`;
      book.sourceLost(BROKER, text);
    }, lostAfterMs);
    brokerTimer.unref();
  }

  function heard(source: string): void {
    book.heard(source);
    // After `heard`, which announces the end of a loss: to expect a source anew would forget that it was lost.
    introduce(source);
  }

  function introduce(source: string): void {
    if (expected.has(source) || expected.size >= MAX_SOURCES) return;
    expected.add(source);
    book.expectSource(source, source.slice('mqtt:'.length), null);
  }

  function online(source: string): void {
    clearTimeout(doubtful.get(source));
    doubtful.delete(source);
    offline.delete(source);
    heard(source);
  }

  function lost(source: string): void {
    clearTimeout(doubtful.get(source));
    doubtful.delete(source);
    introduce(source);
    book.sourceLost(
      source,
      `${source.slice('mqtt:'.length)} reports that it is offline. Check its power and its network.`,
    );
  }

  function wentOffline(source: string, retained: boolean): void {
    if (offline.size >= MAX_SOURCES && !offline.has(source)) return;
    const known = offline.has(source);
    offline.add(source);
    if (!retained) lost(source);
    else if (!known) {
      const timer = setTimeout(() => lost(source), lostAfterMs);
      timer.unref();
      doubtful.set(source, timer);
    }
  }

  return {
    brokerUp() {
      if (brokerTimer) clearTimeout(brokerTimer);
      brokerTimer = null;
      book.heard(BROKER);
    },
    brokerDown,
    pulse(nowMs) {
      if (nowMs - pulsedMs < PULSE_EVERY_MS) return;
      pulsedMs = nowMs;
      book.heard(BROKER);
    },
    note(facts, retained) {
      const spoke = new Set<string>();
      for (const fact of facts) {
        const source = `mqtt:${fact.source}`;
        if (fact.what === 'availability') {
          if (!fact.online) wentOffline(source, retained);
          else if (!retained || offline.has(source)) online(source);
        } else if (!retained && !offline.has(source)) spoke.add(source);
      }
      for (const source of spoke) heard(source);
    },
    stop() {
      if (brokerTimer) clearTimeout(brokerTimer);
      for (const timer of doubtful.values()) clearTimeout(timer);
      doubtful.clear();
    },
  };
}
