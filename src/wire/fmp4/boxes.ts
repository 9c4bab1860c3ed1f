/**
 * Fragmented MP4 (ISO/IEC 14496-12) as far as sharing a live stream needs it: top-level boxes cut out of a byte
 * stream, and the codec's name (RFC 6381) out of the movie box, as Media Source Extensions want it.
 */
export interface Box {
  /** Four letters: `ftyp`, `moov`, `moof`, `mdat`. */
  readonly type: string;
  readonly bytes: Buffer;
}

export type BoxesRead =
  | { readonly ok: true; readonly boxes: readonly Box[] }
  | { readonly ok: false; readonly fault: 'too-long' | 'not-mp4' };

const HEAD_BYTES = 8;

/** A reader that keeps the unfinished box between chunks; no box may be longer than `maxBytes`. */
export function createBoxReader(maxBytes: number): (chunk: Buffer) => BoxesRead {
  let kept: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    kept.push(chunk);
    bytes += chunk.length;
    const boxes: Box[] = [];
    while (bytes >= HEAD_BYTES) {
      if ((kept[0]?.length ?? 0) < HEAD_BYTES) kept = [Buffer.concat(kept)];
      const head = kept[0] as Buffer;
      const [length, type] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
      // Sizes 0 (to the end) and 1 (64 bit) do not occur in a live fragment that we asked for.
      if (length < HEAD_BYTES || !/^[\w ]{4}$/.test(type)) return { ok: false, fault: 'not-mp4' };
      if (length > maxBytes) return { ok: false, fault: 'too-long' };
      if (bytes < length) break;
      const all = kept.length === 1 ? head : Buffer.concat(kept);
      boxes.push({ type, bytes: all.subarray(0, length) });
      kept = all.length > length ? [all.subarray(length)] : [];
      bytes -= length;
    }
    return { ok: true, boxes };
  };
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase();

/** The codec of the first video track in a movie box: `avc1.64001F`, `hvc1.1.6.L93.B0`, or null. */
export function codecOf(moov: Buffer): string | null {
  const avc = moov.indexOf('avcC');
  if (avc >= 0 && moov.length >= avc + 8)
    return `avc1.${hex(moov[avc + 5] ?? 0)}${hex(moov[avc + 6] ?? 0)}${hex(moov[avc + 7] ?? 0)}`;
  const hevc = moov.indexOf('hvcC');
  if (hevc >= 0 && moov.length >= hevc + 17) return hevcName(moov.subarray(hevc + 4));
  return null;
}

/** ISO/IEC 14496-15 annex E.3, from the HEVC decoder configuration record. */
function hevcName(record: Buffer): string {
  const profile = record[1] ?? 0;
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  // The compatibility flags are written with their bits in reverse order.
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit++)
    if (record.readUInt32BE(2) & (1 << (31 - bit))) compatibility |= 1 << bit;
  const constraints = [...record.subarray(6, 12)];
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const tier = (profile >> 5) & 1 ? 'H' : 'L';
  return [
    'hvc1',
    `${space}${profile & 31}`,
    (compatibility >>> 0).toString(16).toUpperCase(),
    `${tier}${record[12] ?? 0}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}
