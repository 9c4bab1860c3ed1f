import { expect, test } from 'vitest';
import { placeLabels, textWidth } from './label-places.ts';

const spots = [
  { x: 100, y: 100 },
  { x: 100, y: 60 },
];

test('the second label goes to its other spot, the third is left out', () => {
  const wish = (id: string) => ({ id, text: 'Rover 2', spots, must: false });
  const places = placeLabels([wish('a'), wish('b'), wish('c')], []);
  expect(places.get('a')).toEqual(spots[0]);
  expect(places.get('b')).toEqual(spots[1]);
  expect(places.has('c')).toBe(false);
});

test('a label that must be shown is shown, and symbols are kept free', () => {
  const symbol = { x: 90, y: 85, width: 24, height: 24 };
  const places = placeLabels(
    [{ id: 'a', text: 'Rover 2', spots: [spots[0] ?? { x: 0, y: 0 }], must: true }],
    [symbol],
  );
  expect(places.get('a')).toEqual(spots[0]);
  expect(placeLabels([{ id: 'b', text: 'Gate', spots, must: false }], [symbol]).get('b')).toEqual(spots[1]);
});

test('Hangul is wider than Latin', () => {
  expect(textWidth('본관')).toBeGreaterThan(textWidth('ab'));
});
