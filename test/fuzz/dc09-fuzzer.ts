import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptBlocks, padFor } from '../../src/wire/dc09/cipher.ts';
import { wrapRegion } from '../../src/wire/dc09/encode.ts';
import type { meaning } from '../../src/wire/dc09/codes.ts';
import type { decodeFrame } from '../../src/wire/dc09/decode.ts';
import type { createFramer } from '../../src/wire/dc09/frame.ts';
import { instrument } from './coverage.ts';

/*
 * Coverage-guided fuzzing of the DC-09 framer and decoder. An input that takes a branch, or takes one a new
 * order of times, joins the corpus. Half of the mutants get a right CRC and length, and some a right
 * encryption, since blind mutants would never get past those.
 */

const SOURCE = `
  export { createFramer } from './src/wire/dc09/frame.ts';
  export { decodeFrame } from './src/wire/dc09/decode.ts';
  export { meaning } from './src/wire/dc09/codes.ts';
`;

interface Target {
  readonly createFramer: typeof createFramer;
  readonly decodeFrame: typeof decodeFrame;
  readonly meaning: typeof meaning;
}

const MAX_CORPUS = 4000;
const MAX_INPUT_BYTES = 16 * 1024;
const MAX_REGION_BYTES = 0xfff;
const FRAMER_BYTES = 4105;
const SLOW_MS = 50;
/** From here on an input is measured again, so that the figure is the input's and not the machine's. */
const SUSPECT_MS = 5;
const MAX_HEAP_GROWTH_MB = 256;
const KEYS = [Buffer.alloc(16, 'A'), Buffer.alloc(32, 'k')];
const TOKENS = [
  '"SIA-DCS"',
  '"*SIA-DCS"',
  '"ADM-CID"',
  '"*NULL"',
  '"NAK"',
  '#4F39',
  'R1',
  'L0',
  '[',
  ']',
  '|',
  '^',
];
const WORDS = [
  ...TOKENS,
  'Nri1/',
  'BA12',
  '1130 01 005',
  '18160201000D',
  '[X006E07.7]',
  '[Y49N06.6]',
  '[I\xfc]',
  '_',
];

/** What a run of the fuzzer found; it throws on the first input that breaks a promise. */
export interface FuzzReport {
  readonly fuzz: 'dc09';
  readonly seconds: number;
  readonly execs: number;
  readonly execs_per_s: number;
  readonly corpus: number;
  readonly branches: number;
  readonly branches_hit: number;
  readonly accepted: number;
  readonly slowest_ms: number;
  readonly heap_growth_mb: number;
}

/** A small seeded generator (mulberry32): the same seed gives the same inputs. Returns 0 to limit - 1. */
function createChance(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, limit);
  };
}

function seedCorpus(): Buffer[] {
  const folder = join(process.cwd(), 'test/frames/dc09');
  const text = readFileSync(join(folder, 'frames.json'), 'utf8');
  const { frames } = JSON.parse(text) as { frames: { frameHex: string }[] };
  const seeds = frames.map(({ frameHex }) => Buffer.from(frameHex, 'hex'));
  for (const kind of ['valid', 'invalid']) {
    for (const name of readdirSync(join(folder, kind))) {
      const lines = readFileSync(join(folder, kind, name), 'utf8').split('\n');
      seeds.push(Buffer.from(lines.filter((line) => !line.startsWith('#')).join(''), 'hex'));
    }
  }
  return seeds;
}

type Chance = (limit: number) => number;

function mutateOnce(bytes: Buffer, other: Buffer, chance: Chance): Buffer {
  const at = chance(bytes.length + 1);
  const upTo = Math.min(bytes.length, at + 1 + chance(8));
  const splice = (middle: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(upTo)]);
  switch (chance(8)) {
    case 0: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << chance(8));
      return changed;
    }
    case 1:
      return splice(Buffer.from([chance(256)]));
    case 2:
      return splice(Buffer.alloc(0));
    case 3:
      return splice(Buffer.from(WORDS[chance(WORDS.length)] ?? '', 'latin1'));
    case 4:
      return splice(other.subarray(chance(other.length), chance(other.length) + chance(64)));
    case 5: {
      const piece = bytes.subarray(at, upTo);
      return splice(Buffer.alloc(piece.length * (2 + chance(400)), piece.length > 0 ? piece : 'A'));
    }
    case 6:
      return Buffer.concat([bytes, other]);
    default:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(chance(other.length))]);
  }
}

function regionOf(bytes: Buffer): Buffer {
  const start = bytes.indexOf(0x22);
  const end = bytes.lastIndexOf(0x0d);
  return bytes.subarray(Math.max(0, start), end > start ? end : undefined);
}

/** A mutant, at times with its CRC and length made right, at times encrypted. */
function mutant(parent: Buffer, other: Buffer, chance: Chance): Buffer {
  const how = chance(4);
  let bytes = how < 2 ? parent : regionOf(parent);
  for (let times = 1 + chance(4); times > 0; times--) bytes = mutateOnce(bytes, other, chance);
  if (how < 2) return bytes.subarray(0, MAX_INPUT_BYTES);
  const crcFormat = chance(3) === 0 ? 'binary' : 'hex';
  const bracket = bytes.indexOf('[');
  if (how === 3 && bracket >= 0) {
    let content = bytes.subarray(bracket + 1, bracket + 1500);
    if (chance(2) === 0) content = Buffer.concat([content, Buffer.from(']_07:15:30,11-22-2026')]);
    const zeros = Buffer.alloc(16 - (content.length % 16), chance(2) === 0 ? '0' : 0);
    const padded = Buffer.concat([chance(4) === 0 ? zeros : padFor(content.length), content]);
    const hex = encryptBlocks(padded, KEYS[chance(2)] ?? Buffer.alloc(16)).toString('hex');
    const head = bytes
      .toString('latin1', 0, bracket + 1)
      .replace(/^"(?!\*)/, '"*')
      .slice(0, 200);
    bytes = Buffer.from(head + hex, 'latin1');
  }
  return wrapRegion(bytes.subarray(0, MAX_REGION_BYTES), crcFormat, chance(6) === 0);
}

/** Feeds one input as a stream cut at `cut`, and as one frame. Returns how many frames were accepted. */
function feed(target: Target, input: Buffer, cut: number): number {
  const settings = { keys: KEYS, decimalLength: cut % 2 === 0 };
  const framer = target.createFramer({ maxBytes: FRAMER_BYTES });
  const outcomes = [...framer.push(input.subarray(0, cut)), ...framer.push(input.subarray(cut))];
  if (framer.pendingBytes() > FRAMER_BYTES + 64) throw new Error('the framer holds more than it may');
  outcomes.push(...framer.finish());
  let accepted = 0;
  const candidates = [input, ...outcomes.filter(({ kind }) => kind === 'frame').map(({ bytes }) => bytes)];
  for (const bytes of candidates) {
    const read = target.decodeFrame(bytes, () => settings);
    if (!read.ok && read.fault.sentence.length < 20) throw new Error('a fault without a sentence');
    if (!read.ok) continue;
    accepted++;
    for (const event of read.value.sia?.events ?? []) target.meaning(event);
    if (read.value.contactId) target.meaning(read.value.contactId);
  }
  return accepted;
}

/** The fastest of three runs: a pause of the machine is not a slow input. */
function steadyMs(target: Target, input: Buffer, cut: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const begun = performance.now();
    feed(target, input, cut);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

/**
 * Fuzzes for `seconds`, and on a busy machine until `atLeast` inputs were tried; throws with the input in hex
 * on a throw, a slow input or memory that grows.
 */
export function fuzzDc09(options: { seconds: number; atLeast?: number; seed?: number }): FuzzReport {
  const chance = createChance(options.seed ?? 1);
  const code = instrument<Target>(SOURCE, 'dc09');
  const corpus = seedCorpus();
  let execs = 0;
  let accepted = 0;
  let slowestMs = 0;
  const run = (input: Buffer, cut: number): void => {
    const begun = performance.now();
    try {
      accepted += feed(code.exports, input, cut);
    } catch (cause) {
      throw new Error(`this input broke the codec: ${input.toString('hex')}`, { cause });
    }
    let tookMs = performance.now() - begun;
    if (tookMs > SUSPECT_MS) tookMs = steadyMs(code.exports, input, cut);
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > SLOW_MS) throw new Error(`this input took ${tookMs} ms: ${input.toString('hex')}`);
    execs++;
  };
  for (const seed of corpus) run(seed, 0);
  code.sawNews();
  const heapBefore = process.memoryUsage().heapUsed;
  const begun = performance.now();
  const endMs = begun + options.seconds * 1000;
  while (performance.now() < endMs || execs < (options.atLeast ?? 0)) {
    const parent = corpus[chance(corpus.length)] ?? Buffer.alloc(0);
    const other = corpus[chance(corpus.length)] ?? Buffer.alloc(0);
    const input = mutant(parent, other, chance);
    run(input, chance(input.length));
    if (!code.sawNews()) continue;
    if (corpus.length < MAX_CORPUS) corpus.push(Buffer.from(input));
    else corpus[chance(MAX_CORPUS)] = Buffer.from(input);
  }
  const seconds = (performance.now() - begun) / 1000;
  const heapGrowthMb = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  if (heapGrowthMb > MAX_HEAP_GROWTH_MB) throw new Error(`the heap grew by ${heapGrowthMb} MB`);
  return {
    fuzz: 'dc09',
    seconds: Number(seconds.toFixed(1)),
    execs,
    execs_per_s: Math.round(execs / seconds),
    corpus: corpus.length,
    branches: code.branches,
    branches_hit: code.branchesHit(),
    accepted,
    slowest_ms: Number(slowestMs.toFixed(2)),
    heap_growth_mb: Number(heapGrowthMb.toFixed(1)),
  };
}
