import { expect, test } from 'vitest';
import { floodsOf } from './service-health.ts';

const tens = (...alarms: (number | null)[]) =>
  alarms.flatMap((count, index) => (count === null ? [] : [{ atMs: index * 600_000, alarms: count }]));

test('a flood begins over ten alarms in ten minutes and ends under five', () => {
  expect(floodsOf(tens(10, 10, 10))).toEqual({ floods: 0, tensInFlood: 0 });
  expect(floodsOf(tens(3, 11, 7, 5, 4, 9))).toEqual({ floods: 1, tensInFlood: 3 });
});

test('ten quiet minutes part two floods, also where nothing was raised at all', () => {
  expect(floodsOf(tens(20, null, 20))).toEqual({ floods: 2, tensInFlood: 2 });
  expect(floodsOf(tens(20, 8, null, 8, 30))).toEqual({ floods: 2, tensInFlood: 3 });
  expect(floodsOf([])).toEqual({ floods: 0, tensInFlood: 0 });
});
