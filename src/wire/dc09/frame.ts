import { assert } from '../../kernel/assert.ts';

/*
 * Cuts a byte stream into DC-09 frames. States:
 * - idle:   no LF seen. Every byte is noise. Ends at an LF.
 * - header: an LF and up to nine bytes that may still become `LF crc 0LLL "`. Ends when the header is whole
 *           (body) or cannot be one (the LF was noise; the bytes after it are looked at again).
 * - body:   after the opening quote. A CR ends the frame. An LF that begins another whole header means that
 *           the frame before was never finished. `maxBytes` ends it too, as noise.
 * Nearly all frames arrive whole, in a chunk of their own: those are cut out without going through the states.
 * The two bytes of a binary CRC lie in the header, which is cut by length, so they may hold any value. A body
 * holds neither CR nor LF (DC-09), so the first CR after the header is the end whatever the length field says:
 * waiting for a wrong length would hold back an alarm whose CRC is right.
 */

/** The longest frame that a three-digit length can announce: 4095 octets, LF, hex CRC, length and CR. */
export const MAX_FRAME_BYTES = 4095 + 10;

const NOISE_SAMPLE_BYTES = 64;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const ZERO = 0x30;
const HEX_HEADER_BYTES = 10;
const BINARY_HEADER_BYTES = 8;
const FIRST_CAPACITY = 256;

/** Why bytes were not a frame. */
export type NoiseReason = 'not-dc09' | 'unfinished' | 'too-long';

/** `bytes` of a frame are its complete octets, LF to CR; of noise, the first 64 at most. */
export type FrameOutcome =
  | { readonly kind: 'frame'; readonly bytes: Buffer }
  | { readonly kind: 'noise'; readonly reason: NoiseReason; readonly bytes: Buffer; readonly length: number };

/** Feed `push` in arrival order. `finish` ends the stream (or datagram) and reports what was left. */
export interface Framer {
  push(chunk: Buffer): FrameOutcome[];
  finish(): FrameOutcome[];
  pendingBytes(): number;
}

type HeaderVerdict = 'hex' | 'binary' | 'maybe' | 'no';

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function allAlphanumeric(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isAlphanumeric(bytes[i] ?? 0)) return false;
  return true;
}

function couldBe(bytes: Buffer, zeroAt: number, have: number): boolean {
  if (have > zeroAt && bytes[zeroAt] !== ZERO) return false;
  if (!allAlphanumeric(bytes, zeroAt + 1, Math.min(zeroAt + 4, have))) return false;
  return have <= zeroAt + 4 || bytes[zeroAt + 4] === QUOTE;
}

/**
 * Judges the first `have` bytes of a possible frame: `LF 4 hex 0LLL "` or `LF 2 raw 0LLL "`.
 * The length digits may be wrong ones; the decoder says so in a sentence.
 */
export function judgeHeader(bytes: Buffer, have: number): HeaderVerdict {
  if (have > 0 && bytes[0] !== LF) return 'no';
  const binary = couldBe(bytes, 3, have);
  if (binary && have >= BINARY_HEADER_BYTES) return 'binary';
  const hex = allAlphanumeric(bytes, 1, Math.min(5, have)) && couldBe(bytes, 5, have);
  if (hex && have >= HEX_HEADER_BYTES) return 'hex';
  return hex || binary ? 'maybe' : 'no';
}

interface Noise {
  sample: Buffer;
  length: number;
  blank: boolean;
  lineEnded: boolean;
}

const noNoise = (): Noise => ({
  sample: Buffer.alloc(NOISE_SAMPLE_BYTES),
  length: 0,
  blank: true,
  lineEnded: false,
});

const isBlank = (byte: number): boolean => byte === 0 || byte === LF || byte === CR || byte === 0x20;

/** Cuts a stream into frames; holds at most `maxBytes` (default: the longest legal frame) whatever arrives. */
export function createFramer(options: { maxBytes?: number } = {}): Framer {
  const maxBytes = options.maxBytes ?? MAX_FRAME_BYTES;
  assert(maxBytes >= 32, 'a framer needs room for at least 32 bytes');
  let held = Buffer.alloc(Math.min(FIRST_CAPACITY, maxBytes));
  let used = 0;
  let inBody = false;
  /** Where in the body an LF stands that may begin the next frame; -1 when none. */
  let restartAt = -1;
  let noise = noNoise();
  let outcomes: FrameOutcome[] = [];

  function hold(byte: number): void {
    if (used === held.length) {
      const larger = Buffer.alloc(Math.min(held.length * 2, maxBytes));
      held.copy(larger, 0, 0, used);
      held = larger;
    }
    held[used++] = byte;
  }

  function dropFirst(count: number): void {
    held.copyWithin(0, count, used);
    used -= count;
  }

  function flushNoise(): void {
    if (noise.length > 0 && !noise.blank) {
      const bytes = Buffer.from(noise.sample.subarray(0, Math.min(noise.length, NOISE_SAMPLE_BYTES)));
      outcomes.push({ kind: 'noise', reason: 'not-dc09', bytes, length: noise.length });
    }
    if (noise.length > 0) noise = noNoise();
  }

  function addNoise(byte: number): void {
    if (noise.length < NOISE_SAMPLE_BYTES) noise.sample[noise.length] = byte;
    noise.length++;
    noise.blank &&= isBlank(byte);
    noise.lineEnded ||= byte === CR;
    if (noise.length >= maxBytes) flushNoise();
  }

  /** Turns the first `count` held bytes into one outcome of their own. */
  function discard(count: number, reason: NoiseReason): void {
    flushNoise();
    const bytes = Buffer.from(held.subarray(0, Math.min(count, NOISE_SAMPLE_BYTES)));
    outcomes.push({ kind: 'noise', reason, bytes, length: count });
    dropFirst(count);
  }

  /** The first LF is not a header: it and all up to the next possible one are noise. At most ten bytes. */
  function retryHeader(): void {
    while (used > 0 && judgeHeader(held, used) === 'no') {
      addNoise(held[0] ?? 0);
      dropFirst(1);
    }
  }

  function pushHeader(byte: number): void {
    hold(byte);
    retryHeader();
    const verdict = judgeHeader(held, used);
    if (verdict !== 'hex' && verdict !== 'binary') return;
    flushNoise();
    inBody = true;
    restartAt = -1;
  }

  function leaveBody(): void {
    inBody = false;
    restartAt = -1;
  }

  function endFrame(length: number): void {
    outcomes.push({ kind: 'frame', bytes: Buffer.from(held.subarray(0, length)) });
    const rest = Buffer.from(held.subarray(length, used));
    used = 0;
    leaveBody();
    // At most nine bytes, read while it was still open whether they begin the next frame.
    for (const byte of rest) pushByte(byte);
  }

  /** Decides whether the LF at `restartAt` begins the next frame, as soon as enough bytes are there. */
  function checkRestart(): void {
    const verdict = judgeHeader(held.subarray(restartAt, used), used - restartAt);
    if (verdict === 'maybe') return;
    if (verdict !== 'no') {
      discard(restartAt, 'unfinished');
      restartAt = -1;
      return;
    }
    const window = held.subarray(0, used);
    const endAt = window.indexOf(CR, restartAt + 1);
    if (endAt >= 0) endFrame(endAt + 1);
    else {
      restartAt = window.indexOf(LF, restartAt + 1);
      if (restartAt >= 0) checkRestart();
    }
  }

  function pushBody(byte: number): void {
    hold(byte);
    // A binary CRC behind an unfinished frame may hold a CR in its two bytes: wait until that is decided.
    const undecided = restartAt >= 0 && used - restartAt <= 3;
    if (byte === CR && !undecided) return endFrame(used);
    if (restartAt >= 0) checkRestart();
    else if (byte === LF) restartAt = used - 1;
    if (!inBody || used < maxBytes) return;
    discard(restartAt > 0 ? restartAt : used, 'too-long');
    leaveBody();
  }

  function pushByte(byte: number): void {
    if (inBody) pushBody(byte);
    else if (used > 0 || byte === LF) pushHeader(byte);
    else addNoise(byte);
  }

  /**
   * Where the whole frame ends that stands at `from` in the chunk, or -1 when the states must decide: nothing is
   * held, header and CR are there, and no LF between them could begin another frame.
   */
  function wholeFrame(chunk: Buffer, from: number): number {
    if (used > 0 || inBody || noise.length > 0 || chunk[from] !== LF) return -1;
    const verdict = judgeHeader(chunk.subarray(from, from + HEX_HEADER_BYTES), chunk.length - from);
    if (verdict !== 'hex' && verdict !== 'binary') return -1;
    const bodyAt = from + (verdict === 'hex' ? HEX_HEADER_BYTES : BINARY_HEADER_BYTES);
    const end = chunk.indexOf(CR, bodyAt) + 1;
    if (end === 0 || end - from > maxBytes) return -1;
    const nextLine = chunk.indexOf(LF, bodyAt);
    return nextLine < 0 || nextLine >= end ? end : -1;
  }

  return {
    push(chunk) {
      outcomes = [];
      for (let at = 0; at < chunk.length;) {
        const end = wholeFrame(chunk, at);
        if (end < 0) pushByte(chunk[at++] ?? 0);
        else {
          outcomes.push({ kind: 'frame', bytes: Buffer.from(chunk.subarray(at, end)) });
          at = end;
        }
      }
      if (noise.lineEnded) flushNoise();
      return outcomes;
    },
    finish() {
      outcomes = [];
      if (inBody) discard(used, 'unfinished');
      else for (let i = 0; i < used; i++) addNoise(held[i] ?? 0);
      used = 0;
      leaveBody();
      flushNoise();
      return outcomes;
    },
    pendingBytes: () => used + Math.min(noise.length, NOISE_SAMPLE_BYTES),
  };
}
