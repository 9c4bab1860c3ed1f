/**
 * How each source is doing. Heartbeats are kept here in memory and not in the ledger (ADR 0008): only a path
 * that was lost and one that came back are facts of the record.
 *
 * A supervised source is live while it was heard within its time, then lost, then live again when heard.
 * After a start the time runs from the start, since nobody knows what was missed.
 */
import { toInstant, type Clock } from '../../kernel/time.ts';
import type { SourceState } from './model.ts';

/** Sources and accounts remembered; strangers past that are only counted. */
const MAX_SOURCES = 5_000;
/** A source without supervision is quiet when nothing came for a day. */
const QUIET_AFTER_MS = 24 * 3_600_000;
/** So many faults in FAULT_WINDOW_MS make a technical alarm. */
export const FAULTS_FOR_ALARM = 3;
const FAULT_WINDOW_MS = 10 * 60_000;

interface Source {
  name: string;
  /** Wall clock in ms; an Instant only when somebody asks, since every frame is heard. */
  heardAtMs: number | null;
  heardMs: number;
  supervisionS: number | null;
  known: boolean;
  lost: boolean;
  faults: number;
  lastFault: string | null;
  recentFaults: number[];
  alarmedFaultsMs: number;
}

export interface Sources {
  expect(source: string, name: string, supervisionS: number | null): void;
  /** Something came. Returns true when the source was lost until now. */
  heard(source: string): boolean;
  lostSince(source: string): boolean;
  markLost(source: string): void;
  /** Counts a fault. Returns true when there were enough to raise an alarm (once in ten minutes). */
  fault(source: string, sentence: string): boolean;
  /** Supervised sources that were silent too long and were not lost yet; they are now. */
  overdue(): readonly { source: string; name: string; silentS: number }[];
  /** What people call a source; itself where nobody named it. */
  nameOf(source: string): string;
  list(): readonly SourceState[];
}

export function createSources(clock: Clock): Sources {
  const sources = new Map<string, Source>();
  const startMs = clock.monotonicMs();

  function of(id: string): Source | null {
    let source = sources.get(id);
    if (!source) {
      if (sources.size >= MAX_SOURCES) return null;
      source = {
        name: id,
        heardAtMs: null,
        heardMs: startMs,
        supervisionS: null,
        known: false,
        lost: false,
        faults: 0,
        lastFault: null,
        recentFaults: [],
        alarmedFaultsMs: Number.NEGATIVE_INFINITY,
      };
      sources.set(id, source);
    }
    return source;
  }

  function state(s: Source, nowMs: number): SourceState['state'] {
    if (s.lost) return 'lost';
    if (s.heardAtMs === null) return 'unknown';
    return s.supervisionS === null && nowMs - s.heardMs > QUIET_AFTER_MS ? 'quiet' : 'live';
  }

  return {
    expect(id, name, supervisionS) {
      const source = of(id);
      if (!source) return;
      if (!source.known && source.heardAtMs === null) source.heardMs = clock.monotonicMs();
      Object.assign(source, { name, supervisionS, known: true });
    },
    heard(id) {
      const source = of(id);
      if (!source) return false;
      source.heardMs = clock.monotonicMs();
      source.heardAtMs = clock.nowMs();
      const was = source.lost;
      source.lost = false;
      return was;
    },
    lostSince: (id) => sources.get(id)?.lost ?? false,
    markLost(id) {
      const source = of(id);
      if (source) source.lost = true;
    },
    fault(id, sentence) {
      const source = of(id);
      if (!source) return false;
      const now = clock.monotonicMs();
      source.faults += 1;
      source.lastFault = sentence;
      source.recentFaults = [...source.recentFaults.filter((at) => now - at < FAULT_WINDOW_MS), now].slice(
        -FAULTS_FOR_ALARM,
      );
      if (source.recentFaults.length < FAULTS_FOR_ALARM || now - source.alarmedFaultsMs < FAULT_WINDOW_MS)
        return false;
      source.alarmedFaultsMs = now;
      return true;
    },
    overdue() {
      const now = clock.monotonicMs();
      const found: { source: string; name: string; silentS: number }[] = [];
      for (const [id, s] of sources)
        if (s.known && !s.lost && s.supervisionS !== null && now - s.heardMs > s.supervisionS * 1000) {
          s.lost = true;
          found.push({ source: id, name: s.name, silentS: Math.round((now - s.heardMs) / 1000) });
        }
      return found;
    },
    nameOf: (id) => {
      const source = sources.get(id);
      if (source?.known) return source.name;
      return id.startsWith('dc09:') ? `panel ${id.slice('dc09:'.length)}` : id;
    },
    list() {
      const now = clock.monotonicMs();
      return [...sources]
        .filter(([, s]) => s.known || s.faults > 0)
        .map(([id, s]) => ({
          source: id,
          name: s.name,
          state: state(s, now),
          lastHeardAt: s.heardAtMs === null ? null : toInstant(s.heardAtMs),
          faults: s.faults,
          lastFault: s.lastFault,
        }));
    },
  };
}
