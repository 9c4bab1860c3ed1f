/** A day by its seed: what comes over the wires, in which order, and who presses what in between. */
import { toInstant } from '../../src/kernel/time.ts';
import type { IncomingSignal, SignalChange, SignalKind } from '../../src/modules/technical/model.ts';
import { createChance, type Chance } from './chance.ts';
import { guardActs, officerActs } from './people.ts';
import { places, type Place } from './place.ts';
import { createWorld, Violation, type Parts, type Sent, type World } from './world.ts';

const STEPS = 140;
const MAX_SENT = 400;
const WEIGHTS = {
  begins: 26,
  ends: 16,
  kin: 3,
  again: 8,
  wraps: 4,
  unknown: 5,
  note: 3,
  flood: 1,
  officer: 34,
  guard: 14,
} as const;

export interface Day {
  readonly seed: number;
  readonly hash: string;
  readonly alarms: number;
  readonly signals: number;
  readonly trace: readonly string[];
  readonly violation: string | null;
}

/** Plays one day. Same parts and seed: same day, to the last byte. */
export function playDay(seed: number, parts: Parts): Day {
  const chance = createChance(seed);
  const world = createWorld(parts);
  const wires = createWires(world, chance);
  let violation: string | null = null;
  try {
    for (let step = 0; step < STEPS; step++) {
      world.pass(chance.yes(0.06) ? chance.int(60_000, 1_500_000) : chance.int(0, 9_000));
      const what = chance.weighted(WEIGHTS);
      if (what === 'officer') officerActs(world, chance);
      else if (what === 'guard') guardActs(world, chance);
      else wires[what]();
    }
    world.checkReplay();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
  }
  return {
    seed,
    hash: world.hash(),
    alarms: world.alarms.size,
    signals: wires.count(),
    trace: world.trace,
    violation,
  };
}

function createWires(world: World, chance: Chance) {
  const sequences = new Map<string, number>();
  const sent: { message: Sent; at: string }[] = [];
  let keys = 0;
  let count = 0;

  function sequenceOf(source: string): string {
    // Near its end at the start of the day, so that it goes from 9999 to 0001 within it.
    const next = ((sequences.get(source) ?? chance.int(9_900, 9_990)) % 9_999) + 1;
    sequences.set(source, next);
    return String(next).padStart(4, '0');
  }

  function message(place: Place, kind: SignalKind, change: SignalChange, code = kind as string): Sent {
    const signal: IncomingSignal = {
      protocol: place.protocol,
      source: place.source,
      point: place.point,
      kind,
      change,
      code,
      description: kind,
      authenticated: false,
      occurredAt: place.timed ? toInstant(Math.floor(Date.parse(world.now()) / 1000) * 1000) : null,
      ...(place.names === 'sequence' ? { sequence: sequenceOf(place.source) } : {}),
    };
    return { signal, key: place.names === 'key' ? `key-${String(++keys)}` : null };
  }

  function send(made: Sent): void {
    count += 1;
    if (sent.length < MAX_SENT) sent.push({ message: made, at: world.now() });
    world.receive(made);
  }

  const wires = {
    count: () => count,
    begins(): void {
      const place = chance.pick(places);
      send(message(place, chance.pick(place.kinds), 'active'));
    },
    ends(): void {
      const active = [...world.alarms.values()].filter((alarm) => alarm.open && alarm.active);
      const alarm = active.length > 0 && chance.yes(0.85) ? chance.pick(active) : null;
      const place =
        places.find((p) => p.source === alarm?.source && p.point === alarm.point) ?? chance.pick(places);
      send(message(place, alarm?.kind ?? chance.pick(place.kinds), 'restored'));
    },
    /** A restore with a sibling's code, or with one that says no kind. */
    kin(): void {
      send(
        message(chance.pick(places), chance.pick(['other', 'door-held', 'intrusion', 'panic']), 'restored'),
      );
    },
    /** The panel heard no answer on its first path and sends the very same on the second. */
    again(): void {
      const last = sent.at(-chance.int(1, Math.min(6, sent.length)));
      if (last) send(last.message);
    },
    /** The sequence number came round: the same bytes, long after. */
    wraps(): void {
      const old = sent[chance.int(0, Math.max(0, sent.length - 1))];
      if (!old) return;
      world.pass(11 * 60_000);
      send(old.message);
    },
    unknown(): void {
      const place = chance.pick(places);
      send(message(place, chance.pick(['other', 'unreadable']), 'active', 'ZX'));
    },
    note(): void {
      const place = chance.pick(places);
      send(
        message(
          place,
          chance.pick(['opening', 'closing', 'test', 'access-granted']),
          chance.pick(['active', 'note']),
        ),
      );
    },
    flood(): void {
      for (let i = chance.int(15, 50); i > 0; i--) {
        world.pass(chance.int(0, 40));
        if (chance.yes(0.15)) wires.again();
        else if (chance.yes(0.25)) wires.ends();
        else wires.begins();
      }
    },
  };
  return wires;
}
