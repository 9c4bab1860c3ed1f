import { createHash } from 'node:crypto';
import type { LinkMessage } from './mqtt-link.ts';

/** Messages remembered of those that a broker may send again. Brokers have some 20 to 100 in flight. */
const MAX_REMEMBERED = 1_000;

/** Names a message by what it says: topic and payload. */
export const printOf = (message: LinkMessage): string =>
  createHash('sha256').update(`${message.topic}\0`).update(message.payload).digest('base64url');

/** Tells a message that comes again, after it was kept, from a new one that says the same. */
export interface Redeliveries {
  /** The message was kept. `acked` false: its connection was gone by then, so the broker will send it again. */
  kept(message: LinkMessage, print: string, acked: boolean): void;
  /** True once for each message that was kept and comes again. */
  isRedelivery(message: LinkMessage, print: string): boolean;
  /** The broker forgot the session: nothing will come again. */
  forget(): void;
}

export function createRedeliveries(): Redeliveries {
  /** Kept, but the PUBACK could not be sent. */
  const owed = new Set<string>();
  /** Kept and acknowledged; the PUBACK may have been lost. Told by the broker's own mark and number. */
  const acknowledged = new Set<string>();

  function remember(set: Set<string>, entry: string): void {
    set.delete(entry);
    set.add(entry);
    if (set.size <= MAX_REMEMBERED) return;
    const oldest = set.values().next();
    if (!oldest.done) set.delete(oldest.value);
  }

  return {
    kept(message, print, acked) {
      if (message.qos === 0) return;
      if (acked) remember(acknowledged, `${message.messageId} ${print}`);
      else remember(owed, print);
    },
    isRedelivery(message, print) {
      if (message.qos === 0 || message.retained) return false;
      return owed.delete(print) || (message.dup && acknowledged.delete(`${message.messageId} ${print}`));
    },
    forget() {
      owed.clear();
      acknowledged.clear();
    },
  };
}
