const POLYNOMIAL = 0xa001;

const table = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** CRC-16/ARC of `bytes`, from `from` to before `to`: 0 to 65535 ("123456789" gives 0xBB3D). ANSI/SIA DC-09 5.5.1. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return crc;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** 0 to 65535 as four capital hex digits, as CRC and length stand in a frame. */
export const hex4 = (value: number): string => `${HEX[value >>> 8] ?? ''}${HEX[value & 0xff] ?? ''}`;
