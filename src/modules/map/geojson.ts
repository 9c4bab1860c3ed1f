import { distanceM, type Position } from '../../kernel/geo.ts';
import {
  MAX_NAME,
  MAX_OBJECTS,
  OBJECT_KINDS,
  POINTS_OF,
  SHAPE_OF,
  type MapObject,
  type ObjectKind,
} from './model.ts';

/* GeoJSON (RFC 7946) to things of a floor. Pure; never throws: a file of the office may hold anything. */

export const MAX_GEOJSON_BYTES = 2_000_000;
/** Past this the file is of another place, or has latitude and longitude exchanged. */
const FAR_M = 50_000;

export type GeoJsonFault =
  | 'not-json'
  | 'not-features'
  | 'too-large'
  | 'too-many'
  | 'no-shape'
  | 'bad-numbers'
  | 'too-few-points'
  | 'far-away';
export type GeoJsonRead =
  | { readonly ok: true; readonly objects: readonly Omit<MapObject, 'id'>[]; readonly left: number }
  /** `feature` counts from 1; 0 is the file as a whole. */
  | { readonly ok: false; readonly fault: GeoJsonFault; readonly feature: number };

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a FeatureCollection or one Feature. Points, lines and polygons are taken (of a polygon its outer ring,
 * of a Multi- each part); other geometries are counted in `left`. `kind` and `name` of the properties are used
 * when we know them. `near` is where the compound lies: a file from far away is refused.
 */
export function readGeoJson(text: string, near: Position | null): GeoJsonRead {
  const fail = (fault: GeoJsonFault, feature = 0): GeoJsonRead => ({ ok: false, fault, feature });
  if (text.length > MAX_GEOJSON_BYTES) return fail('too-large');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('not-json');
  }
  const features = featuresOf(parsed);
  if (features === null) return fail('not-features');
  if (features.length > MAX_OBJECTS) return fail('too-many');
  const objects: Omit<MapObject, 'id'>[] = [];
  let left = 0;
  for (const [i, feature] of features.entries()) {
    const geometry = isObject(feature) ? feature['geometry'] : null;
    if (!isObject(feature) || !isObject(geometry)) return fail('no-shape', i + 1);
    const parts = partsOf(geometry);
    if (parts === null) left += 1;
    for (const { shape, points } of parts ?? []) {
      const positions = positionsOf(points, shape);
      if (positions === null) return fail('bad-numbers', i + 1);
      const kind = kindOf(feature['properties'], shape);
      const [least, most] = POINTS_OF[shape];
      if (positions.length < least || positions.length > most) return fail('too-few-points', i + 1);
      const first = positions[0];
      if (near && first && distanceM(near, first) > FAR_M) return fail('far-away', i + 1);
      objects.push({ kind, name: nameOf(feature['properties']), shape: positions, bound: null });
    }
    if (objects.length > MAX_OBJECTS) return fail('too-many');
  }
  return { ok: true, objects, left };
}

function featuresOf(parsed: unknown): readonly unknown[] | null {
  if (!isObject(parsed)) return null;
  if (parsed['type'] === 'Feature') return [parsed];
  return parsed['type'] === 'FeatureCollection' && Array.isArray(parsed['features'])
    ? parsed['features']
    : null;
}

type Part = { readonly shape: 'point' | 'line' | 'area'; readonly points: unknown };

function partsOf(geometry: Json): readonly Part[] | null {
  const at = geometry['coordinates'];
  const list = Array.isArray(at) ? (at as unknown[]) : [];
  const ring = (polygon: unknown): unknown => (Array.isArray(polygon) ? (polygon as unknown[])[0] : null);
  switch (geometry['type']) {
    case 'Point':
      return [{ shape: 'point', points: [at] }];
    case 'MultiPoint':
      return list.map((point) => ({ shape: 'point', points: [point] }));
    case 'LineString':
      return [{ shape: 'line', points: at }];
    case 'MultiLineString':
      return list.map((points) => ({ shape: 'line', points }));
    case 'Polygon':
      return [{ shape: 'area', points: ring(at) }];
    case 'MultiPolygon':
      return list.map((polygon) => ({ shape: 'area', points: ring(polygon) }));
    default:
      return null;
  }
}

function positionsOf(points: unknown, shape: Part['shape']): readonly Position[] | null {
  if (!Array.isArray(points)) return null;
  const positions: Position[] = [];
  for (const point of points as unknown[]) {
    const [lon, lat] = Array.isArray(point) ? (point as unknown[]) : [];
    if (typeof lon !== 'number' || typeof lat !== 'number') return null;
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
    positions.push(rounded({ lat, lon }));
  }
  const [first] = positions;
  const last = positions.at(-1);
  // A ring of GeoJSON repeats its first point; ours do not.
  if (shape === 'area' && positions.length > 1 && first?.lat === last?.lat && first?.lon === last?.lon)
    positions.pop();
  return positions;
}

/** To 1 cm: more digits say nothing, and the drawing tool refuses them. */
export const rounded = ({ lat, lon }: Position): Position => ({
  lat: Math.round(lat * 1e7) / 1e7,
  lon: Math.round(lon * 1e7) / 1e7,
});

const BY_SHAPE = { point: 'label', line: 'wall', area: 'building' } as const;

function kindOf(properties: unknown, shape: Part['shape']): ObjectKind {
  const kind = isObject(properties) ? properties['kind'] : null;
  const known = OBJECT_KINDS.find((each) => each === kind);
  return known !== undefined && SHAPE_OF[known] === shape ? known : BY_SHAPE[shape];
}

/** Neither a control character nor half of a pair: the server refuses both in names. */
const isPlain = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0;
  return code > 0x1f && code !== 0x7f && !(code >= 0xd800 && code <= 0xdfff);
};

function nameOf(properties: unknown): string {
  const name = isObject(properties) ? properties['name'] : null;
  return typeof name === 'string' ? [...name].filter(isPlain).join('').slice(0, MAX_NAME) : '';
}
