import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, wrapRegion } from './encode.ts';
import { createFramer } from './frame.ts';
import type { FrameOutcome } from './frame.ts';

const file = new URL('../../../test/frames/dc09/frames.json', import.meta.url);
const { frames } = JSON.parse(readFileSync(file, 'utf8')) as {
  frames: { frameHex: string; expect: { parse?: string } }[];
};
const vectorFrames = frames
  .filter(({ expect: want }) => want.parse === undefined)
  .map(({ frameHex }) => Buffer.from(frameHex, 'hex'));

/** A frame whose two raw CRC bytes are as wanted: found by trying sequence and area numbers. */
function binaryFrameWith(accept: (high: number, low: number) => boolean): Buffer {
  for (let number = 0; number < 90_000; number++) {
    const sequence = String(number % 10_000).padStart(4, '0');
    const region = Buffer.from(`"SIA-DCS"${sequence}L0#1234[#1234|Nri${Math.floor(number / 10_000)}/BA1]`);
    const bytes = wrapRegion(region, 'binary');
    if (accept(bytes[1] ?? 0, bytes[2] ?? 0)) return bytes;
  }
  throw new Error('no such frame');
}

const LF = 0x0a;
const CR = 0x0d;
const awkward = [
  binaryFrameWith((high) => high === LF),
  binaryFrameWith((high) => high === CR),
  binaryFrameWith((_, low) => low === LF),
  binaryFrameWith((_, low) => low === CR),
  binaryFrameWith((high) => high === 0x22),
  binaryFrameWith((high) => high === 0x5b),
  binaryFrameWith((high) => high === 0),
];
const all = [...vectorFrames, ...awkward];

function pushAll(bytes: Buffer, cuts: readonly number[]): FrameOutcome[] {
  const framer = createFramer();
  const outcomes: FrameOutcome[] = [];
  const bounds = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  for (let i = 1; i < bounds.length; i++) {
    outcomes.push(...framer.push(bytes.subarray(bounds[i - 1], bounds[i])));
  }
  outcomes.push(...framer.finish());
  return outcomes;
}

const framesOf = (outcomes: readonly FrameOutcome[]): string[] =>
  outcomes.filter(({ kind }) => kind === 'frame').map(({ bytes }) => bytes.toString('hex'));

const hexOf = (list: readonly Buffer[]): string[] => list.map((bytes) => bytes.toString('hex'));

describe('cutting a stream into frames', () => {
  test('each frame comes out whole: alone, doubled, byte by byte, and all in one chunk', () => {
    for (const bytes of all) {
      expect(framesOf(pushAll(bytes, []))).toEqual(hexOf([bytes]));
      expect(framesOf(pushAll(Buffer.concat([bytes, bytes]), []))).toEqual(hexOf([bytes, bytes]));
      const everywhere = Array.from(bytes, (_, index) => index);
      expect(framesOf(pushAll(bytes, everywhere))).toEqual(hexOf([bytes]));
    }
    expect(framesOf(pushAll(Buffer.concat(all), []))).toEqual(hexOf(all));
  });

  test('any split of any run of frames gives the same frames', () => {
    const run = fc.array(fc.constantFrom(...all), { maxLength: 6 });
    const cuts = fc.array(fc.nat(4000), { maxLength: 12 });
    fc.assert(
      fc.property(run, cuts, (list, at) => {
        expect(framesOf(pushAll(Buffer.concat(list), at))).toEqual(hexOf(list));
      }),
      { numRuns: 300 },
    );
  });

  test('any split of spoiled bytes gives the same frames as no split', () => {
    const piece = fc.oneof(
      fc.constantFrom(...all),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.constantFrom(...all), fc.nat(), fc.nat(255))
        .map(([bytes, at, value]) =>
          Buffer.from(bytes).fill(value, at % bytes.length, (at % bytes.length) + 1),
        ),
      fc.tuple(fc.constantFrom(...all), fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length)),
    );
    const cuts = fc.array(fc.nat(4000), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), cuts, (pieces, at) => {
        const bytes = Buffer.concat(pieces);
        expect(framesOf(pushAll(bytes, at))).toEqual(framesOf(pushAll(bytes, [])));
      }),
      { numRuns: 500 },
    );
  });

  test('a frame after garbage or after an unfinished frame is found', () => {
    for (const bytes of all) {
      const garbage = Buffer.from('hello 0"\n\nXX0012\n');
      expect(framesOf(pushAll(Buffer.concat([garbage, bytes]), []))).toEqual(hexOf([bytes]));
      const unfinished = encodeFrame({ token: 'NULL', sequence: '0000', account: '77' }).subarray(0, -3);
      const outcomes = pushAll(Buffer.concat([unfinished, bytes]), []);
      expect(outcomes).toMatchObject([
        { kind: 'noise', reason: 'unfinished' },
        { kind: 'frame', bytes },
      ]);
    }
  });

  test('a SurGard heartbeat and other lines are noise, told once each', () => {
    const heartbeat = Buffer.from('\nSR0001L0001    006969XX    [ID00000000]\r');
    const outcomes = createFramer().push(heartbeat);
    expect(outcomes).toEqual([
      { kind: 'noise', reason: 'not-dc09', bytes: heartbeat, length: heartbeat.length },
    ]);
    expect(createFramer().push(Buffer.from('\r\n \0'))).toEqual([]);
  });

  test('a sample of noise has at most 64 bytes, and finish tells what was left', () => {
    const framer = createFramer();
    expect(framer.push(Buffer.alloc(500, 'x'))).toEqual([]);
    expect(framer.finish()).toMatchObject([{ kind: 'noise', length: 500, bytes: Buffer.alloc(64, 'x') }]);
    framer.push(encodeFrame({ token: 'NULL', sequence: '0000', account: '77' }).subarray(0, -1));
    expect(framer.finish()).toMatchObject([{ kind: 'noise', reason: 'unfinished' }]);
    expect(framer.pendingBytes()).toBe(0);
  });

  test('an endless unfinished frame holds bounded memory, costs linear time, and the next frame is found', () => {
    const framer = createFramer({ maxBytes: 1000 });
    const start = Buffer.from('\nABCD0040"SIA-DCS"');
    const filler = Buffer.alloc(64 * 1024, 'A');
    const begun = performance.now();
    let noiseBytes = 0;
    const count = (outcomes: FrameOutcome[]): void => {
      for (const outcome of outcomes) if (outcome.kind === 'noise') noiseBytes += outcome.length;
    };
    count(framer.push(start));
    for (let i = 0; i < 100; i++) {
      count(framer.push(filler));
      expect(framer.pendingBytes()).toBeLessThanOrEqual(1000);
    }
    for (let i = 0; i < 100_000; i++) count(framer.push(filler.subarray(0, 1)));
    expect(performance.now() - begun).toBeLessThan(3000);
    const [last] = all;
    if (!last) throw new Error('no frame');
    const outcomes = framer.push(last);
    count(outcomes);
    expect(framesOf(outcomes)).toEqual(hexOf([last]));
    expect(noiseBytes).toBe(start.length + 100 * filler.length + 100_000);
  });

  test('every byte of a stream is told, as a frame or as noise, save blanks between them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (raw) => {
        const bytes = Buffer.from(raw);
        const told = pushAll(bytes, [7, 30, 31]).reduce(
          (sum, outcome) => sum + (outcome.kind === 'frame' ? outcome.bytes.length : outcome.length),
          0,
        );
        const blanks = raw.filter((byte) => [0, LF, CR, 0x20].includes(byte)).length;
        expect(told).toBeLessThanOrEqual(bytes.length);
        expect(told).toBeGreaterThanOrEqual(bytes.length - blanks);
      }),
    );
  });
});
