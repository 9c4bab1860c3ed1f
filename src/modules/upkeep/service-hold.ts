/** What triage asks while it decides: is this signal kept back, and what is written down of it. */
import { toInstant } from '../../kernel/time.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import type { Device, Signal } from '../technical/model.ts';
import { breaksThrough, covers, holding, letGo, type Upkeep } from './model.ts';
import { lockCovering, saveUpkeep } from './store.ts';

export interface Holder {
  /** True: kept back, no alarm. `priority`: as triage judged it. `about`: its title, were it an alarm. */
  holds(signal: Signal, device: Device | null, priority: number, about: () => Names): boolean;
  /** A condition ended: it will not rise when the upkeep is over. */
  restored(signal: Signal, device: Device | null): void;
  /** Writes down what was kept back: one entry for the same thing in one batch. */
  save(): Promise<void>;
}

interface Note {
  readonly upkeep: Upkeep;
  readonly signal: Signal;
  readonly device: Device | null;
  readonly about: Names;
  times: number;
}

/** Locks what is open, so that nothing ends while its signals are decided. */
export async function openHolder(tx: Transaction): Promise<Holder> {
  const open = new Map((await lockCovering(tx, toInstant(tx.nowMs))).map((each) => [each.id, each]));
  const changed = new Set<Upkeep['id']>();
  const notes = new Map<string, Note>();
  return {
    holds(signal, device, priority, about) {
      if (open.size === 0 || breaksThrough(signal.kind, priority)) return false;
      for (const upkeep of open.values()) {
        if (!covers(upkeep, signal, device)) continue;
        const next = holding(upkeep, signal);
        if (next === null) continue;
        open.set(next.id, next);
        changed.add(next.id);
        const key = `${next.id}|${signal.source}/${signal.point}|${signal.kind}`;
        const before = notes.get(key);
        if (before) before.times += 1;
        else notes.set(key, { upkeep: next, signal, device, about: about(), times: 1 });
        return true;
      }
      return false;
    },
    restored(signal) {
      for (const upkeep of open.values()) {
        const next = letGo(upkeep, signal);
        if (next === upkeep) continue;
        open.set(next.id, next);
        changed.add(next.id);
      }
    },
    async save() {
      for (const id of changed) {
        const upkeep = open.get(id);
        if (upkeep) await saveUpkeep(tx, upkeep);
      }
      for (const { upkeep, signal, device, about, times } of notes.values())
        tx.record({
          kind: 'upkeep.held',
          subjects: [upkeep.id, signal.id, ...(device === null ? [] : [device.id])],
          body: { what: upkeep.kind, about, times, at: signal.receivedAt },
        });
    },
  };
}
