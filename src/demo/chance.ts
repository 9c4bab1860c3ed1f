import type { Id } from '../kernel/id.ts';

/** Seeded chance: the same seed gives the same story on every machine. Not for secrets. */
export interface Chance {
  /** 0 <= x < 1. */
  readonly next: () => number;
  /** From `low` to just under `high`. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** One of `from`, as often as its weight says. */
  readonly weighted: <T extends { readonly weight: number }>(from: readonly T[]) => T;
  /** Durations as people make them: half are under `median`, a few are long. */
  readonly lognormal: (median: number, sigma: number) => number;
}

/** One step of mulberry32 (public domain, Tommy Ettinger): next state and a number from 0 to 1. */
export function mulberry(state: number): { readonly state: number; readonly value: number } {
  const next = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { state: next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 };
}

/** A stream of chance from a whole-number seed. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    const drawn = mulberry(state);
    state = drawn.state;
    return drawn.value;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (from) => at(from, Math.floor(next() * from.length)),
    weighted: (from) => {
      let rest = next() * from.reduce((sum, one) => sum + one.weight, 0);
      return from.find((one) => (rest -= one.weight) < 0) ?? at(from, from.length - 1);
    },
    // Box-Muller; 1 - x keeps the logarithm away from zero.
    lognormal: (median, sigma) =>
      median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
  };
}

function at<T>(from: readonly T[], index: number): T {
  const found = from[index];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
}

/** Makes ids; `newId` of the kernel fits too. */
export type MakeId = <Kind extends string>(prefix: string, nowMs: number) => Id<Kind>;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids of the kernel's shape from a seed: prefix, 9 characters of milliseconds, 10 of chance. */
export function seededIds(seed: number): MakeId {
  const { next } = chance(seed);
  return <Kind extends string>(prefix: string, nowMs: number) => {
    let time = '';
    for (let rest = Math.floor(nowMs), i = 0; i < 9; i++, rest = Math.floor(rest / 32)) {
      time = (ALPHABET[rest % 32] ?? '') + time;
    }
    let tail = '';
    for (let i = 0; i < 10; i++) tail += ALPHABET[Math.floor(next() * 32)] ?? '';
    return `${prefix}_${time}${tail}` as Id<Kind>;
  };
}
