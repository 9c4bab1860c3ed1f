import { expect, test } from 'vitest';
import { fitProjection, middleOf, pathOf } from './projection.ts';

test('north is up, the middle is in the middle, and everything fits', () => {
  const corners = [
    { lat: 37.57, lon: 126.97 },
    { lat: 37.572, lon: 126.974 },
  ];
  const projection = fitProjection(corners, 800, 400);
  const points = corners.map((corner) => projection?.toPoint(corner) ?? { x: -1, y: -1 });
  expect(middleOf(points).x).toBeCloseTo(400);
  expect(middleOf(points).y).toBeCloseTo(200);
  expect(points[0]?.y).toBeGreaterThan(points[1]?.y ?? Infinity);
  for (const point of points) {
    expect(point.x).toBeGreaterThan(0);
    expect(point.x).toBeLessThan(800);
    expect(point.y).toBeGreaterThan(0);
    expect(point.y).toBeLessThan(400);
  }
});

test('nothing to fit gives no projection, and one point gives a small street', () => {
  expect(fitProjection([], 800, 400)).toBeNull();
  expect(fitProjection([{ lat: 0, lon: 0 }], 800, 400)?.toPoint({ lat: 0, lon: 0 })).toEqual({
    x: 400,
    y: 200,
  });
  expect(
    pathOf(
      [
        { x: 0, y: 0 },
        { x: 10, y: 5 },
      ],
      true,
    ),
  ).toBe('M0.0 0.0L10.0 5.0Z');
});
