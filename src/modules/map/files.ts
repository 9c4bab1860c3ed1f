import { MAX_IMAGE_PX, type Basemap, type FloorImage } from './model.ts';

/* What the first bytes of a file say. Pure; never throws: bad bytes are normal. */

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export type ImageHead =
  | { readonly ok: true; readonly image: Pick<FloorImage, 'type' | 'widthPx' | 'heightPx'> }
  | { readonly ok: false; readonly code: 'image-kind-unknown' | 'image-broken' | 'image-too-large' };

/**
 * Kind and size of a picture. PNG: IHDR (W3C PNG, 11.2.1). JPEG: the first start of frame (ITU-T T.81, B.2.2).
 * Returns pixels, or the refusal's code. Nothing else is taken: an SVG can carry scripts and outside links.
 */
export function readImage(bytes: Uint8Array): ImageHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PNG.every((byte, at) => bytes[at] === byte)) {
    if (bytes.length < 33 || view.getUint32(12) !== 0x49484452) return { ok: false, code: 'image-broken' };
    return sized('image/png', view.getUint32(16), view.getUint32(20));
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(view);
  return { ok: false, code: 'image-kind-unknown' };
}

function readJpeg(view: DataView): ImageHead {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5));
    if (marker === 0xd9 || marker === 0xda) break;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return { ok: false, code: 'image-broken' };
}

function sized(type: FloorImage['type'], widthPx: number, heightPx: number): ImageHead {
  if (widthPx === 0 || heightPx === 0) return { ok: false, code: 'image-broken' };
  if (widthPx > MAX_IMAGE_PX || heightPx > MAX_IMAGE_PX) return { ok: false, code: 'image-too-large' };
  return { ok: true, image: { type, widthPx, heightPx } };
}

/** Bytes of a PMTiles header. */
export const PMTILES_HEAD = 127;
const MAGIC = 'PMTiles';
const GZIP = 2;

export type PmtilesHead =
  | { readonly ok: true; readonly map: Pick<Basemap, 'tiles' | 'minZoom' | 'maxZoom' | 'bounds'> }
  | { readonly ok: false; readonly code: 'basemap-not-pmtiles' | 'basemap-packed' | 'basemap-cut' };

/**
 * The header of a PMTiles archive (PMTiles specification 3.4, section 3): 127 bytes, little endian.
 * `fileBytes` is the length of the file: every part that the header names must lie inside.
 */
export function readPmtiles(head: Uint8Array, fileBytes: number): PmtilesHead {
  if (head.length < PMTILES_HEAD) return { ok: false, code: 'basemap-not-pmtiles' };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = String.fromCharCode(...head.subarray(0, MAGIC.length));
  if (magic !== MAGIC || view.getUint8(7) !== 3) return { ok: false, code: 'basemap-not-pmtiles' };
  for (const at of [8, 24, 40, 56]) {
    const end = view.getBigUint64(at, true) + view.getBigUint64(at + 8, true);
    if (end > BigInt(fileBytes)) return { ok: false, code: 'basemap-cut' };
  }
  const packed = (at: number) => view.getUint8(at) > GZIP || view.getUint8(at) === 0;
  if (packed(97) || packed(98)) return { ok: false, code: 'basemap-packed' };
  const type = view.getUint8(99);
  if (type < 1 || type > 4) return { ok: false, code: 'basemap-not-pmtiles' };
  const degrees = (at: number) => view.getInt32(at, true) / 1e7;
  return {
    ok: true,
    map: {
      tiles: type === 1 ? 'vector' : 'raster',
      minZoom: view.getUint8(100),
      maxZoom: view.getUint8(101),
      bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
    },
  };
}

/** `bytes=a-b` with both ends, as HTTP has it (RFC 9110, 14.1.2); null for anything else. */
export function readRange(header: string | null): { readonly start: number; readonly end: number } | null {
  const found = /^bytes=(\d{1,12})-(\d{1,12})$/.exec(header ?? '');
  if (found === null) return null;
  const [start, end] = [Number(found[1]), Number(found[2])];
  return start <= end ? { start, end } : null;
}
