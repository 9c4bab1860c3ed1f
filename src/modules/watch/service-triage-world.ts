/** What triage asks of its neighbours. */
import type { Instant } from '../../kernel/time.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Denial, DoorEvent } from '../doors/model.ts';
import type { Sop } from '../orders/model.ts';
import type { Post, Zone } from '../site/model.ts';
import type { Device, Signal } from '../technical/model.ts';
import type { UpkeepBook } from './service-triage-upkeep.ts';

export interface TriageWorld {
  readonly post: Post;
  readonly devices: ReadonlyMap<string, Device>;
  readonly zones: ReadonlyMap<string, Zone>;
  readonly sops: readonly Sop[];
  /** What people call a source. */
  readonly sourceName: (source: string) => string;
  readonly onBug: (error: unknown) => void;
  /** Writes down the signal of a device in test. */
  readonly noteTested: (tx: Transaction, device: Device, signal: Signal) => Promise<void>;
  /** Whose number or card it is, by `userKey`. */
  readonly doorUsers: ReadonlyMap<string, string>;
  readonly doors: DoorBook;
  readonly upkeep: UpkeepBook;
}

/** What the list of doors keeps for triage. */
export interface DoorBook {
  denialsSince(tx: Transaction, doors: readonly string[], since: Instant): Promise<Map<string, Denial[]>>;
  noteEvents(tx: Transaction, events: readonly DoorEvent[]): Promise<void>;
}
