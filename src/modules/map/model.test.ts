import { expect, test } from 'vitest';
import { distanceM } from '../../kernel/geo.ts';
import { cornersOf, faultOf, type MapObject } from './model.ts';

const centre = { lat: 37.5, lon: 127 };

test('a picture keeps its shape on the ground, and turns clockwise', () => {
  const [upperLeft, upperRight, lowerRight] = cornersOf({
    centre,
    widthM: 100,
    bearingDeg: 0,
    widthPx: 200,
    heightPx: 100,
  });
  expect(distanceM(upperLeft, upperRight)).toBeCloseTo(100, 0);
  expect(distanceM(upperRight, lowerRight)).toBeCloseTo(50, 0);
  expect(upperLeft.lat > lowerRight.lat && upperLeft.lon < lowerRight.lon).toBe(true);
  const [turned, turnedRight] = cornersOf({
    centre,
    widthM: 100,
    bearingDeg: 90,
    widthPx: 200,
    heightPx: 100,
  });
  // Turned to the east, its upper edge runs from north to south.
  expect(turned.lat > turnedRight.lat).toBe(true);
  expect(turned.lon).toBeCloseTo(turnedRight.lon, 6);
  expect(turned.lon > centre.lon).toBe(true);
});

test('a drawing with more points than a screen can carry is refused', () => {
  const shape = Array.from({ length: 500 }, () => centre);
  const objects = Array.from({ length: 41 }, (_, i): MapObject => ({
    id: `obj_${i}`,
    kind: 'wall',
    name: '',
    shape,
    bound: null,
  }));
  expect(faultOf(objects, { zones: new Set(), devices: new Set() })?.code).toBe('floor-full');
  expect(faultOf(objects.slice(1), { zones: new Set(), devices: new Set() })).toBeNull();
});
