import { expect, test } from 'vitest';
import { MAX_GEOJSON_BYTES, readGeoJson } from './geojson.ts';

const near = { lat: 37.5, lon: 127 };
const feature = (type: string, coordinates: unknown, properties: unknown = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const read = (...features: unknown[]) =>
  readGeoJson(JSON.stringify({ type: 'FeatureCollection', features }), near);
const ring = [
  [127, 37.5],
  [127.001, 37.5],
  [127.001, 37.501],
  [127, 37.5],
];

test('outlines, lines and places become things; a known kind and name are kept, the ring is opened', () => {
  const got = read(
    feature('Polygon', [ring], { kind: 'zone', name: 'Consular' }),
    feature('MultiLineString', [ring, ring]),
    feature('Point', [127, 37.5, 12], { kind: 'camera', name: 'C1\u0007' }),
    feature('Point', [127, 37.5], { kind: 'building' }),
  );
  expect(got).toMatchObject({ ok: true, left: 0 });
  if (!got.ok) return;
  expect(got.objects.map((one) => [one.kind, one.name, one.shape.length])).toEqual([
    ['zone', 'Consular', 3],
    ['wall', '', 4],
    ['wall', '', 4],
    ['camera', 'C1', 1],
    ['label', '', 1],
  ]);
});

test('what we cannot draw is counted, and the rest is taken', () => {
  const got = read(feature('GeometryCollection', []), feature('Point', [127, 37.5]));
  expect(got).toMatchObject({ ok: true, left: 1 });
});

test.each([
  ['no JSON', '{', 'not-json', 0],
  ['no features', '[]', 'not-features', 0],
  ['too large', ' '.repeat(MAX_GEOJSON_BYTES + 1), 'too-large', 0],
])('a file that is %s is refused', (_what, text, fault, at) => {
  expect(readGeoJson(text, near)).toEqual({ ok: false, fault, feature: at });
});

test('a wrong feature is named by its number', () => {
  const point = feature('Point', [127, 37.5]);
  expect(read(point, { type: 'Feature' })).toMatchObject({ fault: 'no-shape', feature: 2 });
  expect(read(point, feature('Point', ['127', 37.5]))).toMatchObject({ fault: 'bad-numbers', feature: 2 });
  expect(read(feature('LineString', [[127, 37.5]]))).toMatchObject({ fault: 'too-few-points', feature: 1 });
  expect(read(feature('Polygon', [null]))).toMatchObject({ fault: 'bad-numbers', feature: 1 });
});

test('exchanged latitude and longitude are found out, before the compound lies in the sea', () => {
  expect(read(feature('Point', [37.5, 127]))).toMatchObject({ fault: 'bad-numbers' });
  expect(readGeoJson(JSON.stringify(feature('Point', [48.2, 16.3])), { lat: 48.2, lon: 16.3 })).toMatchObject(
    {
      fault: 'far-away',
    },
  );
});

test('more things than a floor holds are refused', () => {
  expect(read(...Array.from({ length: 2_001 }, () => feature('Point', [127, 37.5])))).toMatchObject({
    fault: 'too-many',
  });
});
