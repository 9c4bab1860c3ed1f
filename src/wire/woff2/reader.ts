/** Reads numbers in the two packed forms of WOFF2 and in those of every font; past the end is a bug of the file. */
import { assert } from '../../kernel/assert.ts';

const MORE_255 = 253;
const MOST_255 = 255;
const TWICE_255 = 254;
/** Bytes of a UIntBase128 at most. */
const MAX_BASE_128 = 5;

/** A cursor over bytes. */
export class FontReader {
  readonly #bytes: Buffer;
  at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  u8(): number {
    return this.#bytes.readUInt8(this.at++);
  }
  u16(): number {
    this.at += 2;
    return this.#bytes.readUInt16BE(this.at - 2);
  }
  i16(): number {
    this.at += 2;
    return this.#bytes.readInt16BE(this.at - 2);
  }
  u32(): number {
    this.at += 4;
    return this.#bytes.readUInt32BE(this.at - 4);
  }
  take(length: number): Buffer {
    assert(this.at + length <= this.#bytes.length, 'the font file ends too early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
  /** 255UInt16, WOFF2 section 4.1. */
  packed255(): number {
    const first = this.u8();
    if (first === MORE_255) return this.u16();
    if (first === MOST_255) return this.u8() + MORE_255;
    if (first === TWICE_255) return this.u8() + 2 * MORE_255;
    return first;
  }
  /** UIntBase128, WOFF2 section 4.1. */
  base128(): number {
    let value = 0;
    for (let i = 0; i < MAX_BASE_128; i++) {
      const byte = this.u8();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    assert(false, 'a length in the font file has no end');
  }
}
