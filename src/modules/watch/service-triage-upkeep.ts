/** What triage asks of maintenance, out of service and bypass. */
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import type { Device, Signal } from '../technical/model.ts';
import type { Priority } from './model.ts';
import type { Decision } from './policy.ts';
import { deviceOf, titleFor, type NamingWorld } from './service-triage-titles.ts';

/** What keeps signals back while something is in maintenance, out of service or bypassed. */
export interface UpkeepBook {
  openHolder(tx: Transaction): Promise<UpkeepHolder>;
}
export interface UpkeepHolder {
  holds(signal: Signal, device: Device | null, priority: Priority, about: () => Names): boolean;
  restored(signal: Signal, device: Device | null): void;
  save(): Promise<void>;
}

/** The signals of an entry: one that came in, or what still stood when its upkeep ended. */
export function signalsOf(entry: StoredEntry): readonly (Signal | null)[] {
  if (entry.kind === 'upkeep.ended') return (entry.body?.['standing'] ?? []) as readonly Signal[];
  return [entry.body as unknown as Signal | null];
}

/** Is it kept back, because its place is in maintenance, out of service or bypassed? Never priority 1. */
export function keptBack(
  holder: UpkeepHolder,
  signal: Signal,
  decision: Decision,
  world: NamingWorld,
): boolean {
  if (decision.do === 'restore' || decision.do === 'note' || decision.reason === 'unreadable') return false;
  const priority = decision.do === 'open' ? decision.priority : decision.alarm.priority;
  return holder.holds(signal, deviceOf(signal, world), priority, () =>
    titleFor(signal, signal.kind, decision.reason, world),
  );
}
