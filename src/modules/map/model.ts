import type { Position } from '../../kernel/geo.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';

/** What may be drawn on a floor. */
export const OBJECT_KINDS = [
  'building',
  'zone',
  'wall',
  'road',
  'door',
  'camera',
  'post',
  'checkpoint',
  'label',
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** A place, a line of two points or more, or an outline of three corners or more (the first not repeated). */
export type ShapeKind = 'point' | 'line' | 'area';
export const SHAPE_OF: Readonly<Record<ObjectKind, ShapeKind>> = {
  building: 'area',
  zone: 'area',
  wall: 'line',
  road: 'line',
  door: 'point',
  camera: 'point',
  post: 'point',
  checkpoint: 'point',
  label: 'point',
};
/** Fewest and most points of a shape. */
export const MAX_POINTS = 500;
export const POINTS_OF: Readonly<Record<ShapeKind, readonly [number, number]>> = {
  point: [1, 1],
  line: [2, MAX_POINTS],
  area: [3, MAX_POINTS],
};
/** What stands for a device or a zone: a zone for an outline, a device for a place; walls and words for nothing. */
export const bindsTo = (kind: ObjectKind): 'zone' | 'device' | null => {
  if (kind === 'zone') return 'zone';
  return SHAPE_OF[kind] === 'point' && kind !== 'label' ? 'device' : null;
};

export const MAX_FLOORS = 60;
export const MAX_OBJECTS = 2_000;
export const MAX_NAME = 80;
/** Most points of all shapes of one floor: what a drawing of 2,000 things needs, and a screen can carry. */
export const MAX_FLOOR_POINTS = 20_000;

/** A drawn thing of a floor. `bound` is the id of the zone or device that it stands for. */
export interface MapObject {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly shape: readonly Position[];
  readonly bound: string | null;
}

/** Where a picture lies on the ground: its middle, how wide it is, and where its upper edge looks (0 = north). */
export interface Placement {
  readonly centre: Position;
  readonly widthM: number;
  readonly bearingDeg: number;
}

export const IMAGE_TYPES = ['image/png', 'image/jpeg'] as const;
export const MAX_IMAGE_BYTES = 5_000_000;
/** Past this many pixels a side a graphics card may refuse the picture. */
export const MAX_IMAGE_PX = 8_192;

export interface FloorImage extends Placement {
  readonly sha256: string;
  readonly type: (typeof IMAGE_TYPES)[number];
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Floor {
  readonly id: string;
  readonly name: Names;
  readonly level: number;
  readonly revision: number;
  readonly objects: readonly MapObject[];
  readonly image: FloorImage | null;
  readonly changedAt: Instant;
  readonly changedBy: string;
}

/** A city map in one PMTiles file. `there` is false when the file is gone from the disk. */
export interface Basemap {
  readonly id: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tiles: 'vector' | 'raster';
  readonly minZoom: number;
  readonly maxZoom: number;
  /** West, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number];
  readonly loadedAt: Instant;
  readonly loadedBy: string;
  readonly there: boolean;
}

/** Largest city map: a metropolis at z15 takes some 300 MB. */
export const MAX_BASEMAP_BYTES = 4_000_000_000;
/** Part of a file that one request may bring. */
export const CHUNK_BYTES = 1_048_576;
/** Part of a file that one request may ask for. */
export const MAX_RANGE_BYTES = 4 * 1_048_576;

export interface MapView {
  readonly floors: readonly Floor[];
  readonly basemap: Basemap | null;
}

const METRES_PER_DEGREE = 111_195;

/** A point so many metres east and north of another; flat, good to 1 in 1,000 within 10 km. */
export function moved(from: Position, eastM: number, northM: number): Position {
  const narrow = Math.max(0.01, Math.cos((from.lat * Math.PI) / 180));
  return {
    lat: from.lat + northM / METRES_PER_DEGREE,
    lon: from.lon + eastM / (METRES_PER_DEGREE * narrow),
  };
}

/** The corners of a picture on the ground: upper left, upper right, lower right, lower left. */
export function cornersOf(
  image: Placement & { readonly widthPx: number; readonly heightPx: number },
): readonly [Position, Position, Position, Position] {
  const half = image.widthM / 2;
  const halfHigh = (half * image.heightPx) / Math.max(1, image.widthPx);
  const turn = (image.bearingDeg * Math.PI) / 180;
  const at = (x: number, y: number) =>
    moved(image.centre, x * Math.cos(turn) + y * Math.sin(turn), y * Math.cos(turn) - x * Math.sin(turn));
  return [at(-half, halfHigh), at(half, halfHigh), at(half, -halfHigh), at(-half, -halfHigh)];
}

/** The middle of a shape: the mean of its points. */
export function middle(shape: readonly Position[]): Position {
  const n = Math.max(1, shape.length);
  const sum = shape.reduce((all, p) => ({ lat: all.lat + p.lat, lon: all.lon + p.lon }), { lat: 0, lon: 0 });
  return { lat: sum.lat / n, lon: sum.lon / n };
}

/** Why a drawing cannot be kept, or null: `object` is the first that is wrong. */
export function faultOf(
  objects: readonly MapObject[],
  known: { readonly zones: ReadonlySet<string>; readonly devices: ReadonlySet<string> },
): { readonly code: keyof typeof mapRefusals; readonly object: MapObject | null } | null {
  if (objects.length > MAX_OBJECTS) return { code: 'floor-full', object: null };
  if (objects.reduce((sum, each) => sum + each.shape.length, 0) > MAX_FLOOR_POINTS)
    return { code: 'floor-full', object: null };
  const ids = new Set<string>();
  const bound = new Set<string>();
  for (const object of objects) {
    const [least, most] = POINTS_OF[SHAPE_OF[object.kind]];
    if (object.shape.length < least || object.shape.length > most) return { code: 'shape-malformed', object };
    if (ids.has(object.id)) return { code: 'object-twice', object };
    ids.add(object.id);
    if (object.bound === null) continue;
    const target = bindsTo(object.kind);
    const there = target === 'zone' ? known.zones : target === 'device' ? known.devices : null;
    if (there?.has(object.bound) !== true) return { code: 'bound-unknown', object };
    if (bound.has(object.bound)) return { code: 'bound-twice', object };
    bound.add(object.bound);
  }
  return null;
}

/** What changed between two drawings, by id. */
export function changesOf(
  before: readonly MapObject[],
  after: readonly MapObject[],
): { readonly added: number; readonly changed: number; readonly removed: number } {
  const old = new Map(before.map((object) => [object.id, JSON.stringify(sorted(object))]));
  let added = 0;
  let changed = 0;
  for (const object of after) {
    const was = old.get(object.id);
    if (was === undefined) added += 1;
    else if (was !== JSON.stringify(sorted(object))) changed += 1;
    old.delete(object.id);
  }
  return { added, changed, removed: old.size };
}

/** jsonb gives fields back in its own order. */
const sorted = (o: MapObject) => [o.kind, o.name, o.bound, o.shape.map((p) => [p.lat, p.lon])];

export const mapRefusals = catalogue({
  'floor-unknown': { status: 404, says: 'There is no such floor. Reload the list of floors.' },
  'floors-full': { status: 409, says: 'The post has as many floors as it can hold. Remove one first.' },
  'floor-name-taken': {
    status: 409,
    says: 'Another floor has this English name. Choose a name that tells them apart.',
  },
  'floor-changed': {
    status: 409,
    says: '{byName} saved this floor meanwhile. Your drawing is kept here: load theirs, then draw again what is missing.',
  },
  'floor-full': {
    status: 422,
    says: 'A floor holds at most 2,000 things with 20,000 points. Draw less, or simplify the shapes.',
  },
  'shape-malformed': {
    status: 422,
    says: 'The shape of "{name}" has too few or too many points: one for a place, two or more for a line, three or more for an outline, at most 500. Draw it again.',
  },
  'object-twice': { status: 422, says: 'Two things have the same id. Reload the floor and draw again.' },
  'bound-unknown': {
    status: 422,
    says: '"{name}" stands for a zone or device that is gone. Choose another, or none.',
  },
  'bound-twice': {
    status: 422,
    says: '"{name}" stands for a zone or device that another thing on this floor stands for. Choose another.',
  },
  'image-kind-unknown': {
    status: 422,
    says: 'Only PNG and JPEG pictures can be a plan. Open the file in a picture program and save it as PNG.',
  },
  'image-broken': {
    status: 422,
    says: 'The picture cannot be read: its beginning is damaged. Save it again as PNG.',
  },
  'image-too-large': {
    status: 413,
    says: 'The picture is too large: at most 5 MB and 8,192 pixels a side. Make it smaller.',
  },
  'image-unknown': { status: 404, says: 'This floor has no picture. Reload the floor.' },
  'basemap-unknown': { status: 404, says: 'This city map is not loaded. Reload the page.' },
  'basemap-not-pmtiles': {
    status: 422,
    says: 'This is no PMTiles file of version 3. Make one with Protomaps or tippecanoe, and load that.',
  },
  'basemap-packed': {
    status: 422,
    says: 'The tiles are packed in a way that browsers cannot open. Make the file with gzip or no compression.',
  },
  'basemap-cut': {
    status: 422,
    says: 'The file ends before its tiles do: it was cut while copied. Copy it again, then load it.',
  },
  'basemap-too-large': { status: 413, says: 'A city map has at most 4 GB. Cut out the city that you need.' },
  'basemap-no-room': {
    status: 409,
    says: 'The disk has no room for this file. Free some space on the server first.',
  },
  'basemap-busy': {
    status: 409,
    says: 'Somebody is loading a city map now. Wait until it is done, then try again.',
  },
  'upload-unknown': { status: 404, says: 'This upload has ended. Choose the file again.' },
  'upload-out-of-order': { status: 409, says: 'A part of the file is missing. Choose the file again.' },
  'range-needed': {
    status: 422,
    says: 'Ask for a part of the file with a Range header, such as bytes=0-16383, of at most 4 MB.',
  },
});
