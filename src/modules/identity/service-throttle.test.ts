import { expect, test } from 'vitest';
import { createThrottle } from './service-throttle.ts';

test('four wrong tries are free, then each one waits twice as long, up to five minutes', () => {
  let now = 0;
  const throttle = createThrottle(() => now);
  const waits: number[] = [];
  for (let i = 0; i < 14; i++) {
    throttle.wrong(['a']);
    waits.push(throttle.waitS(['a']));
  }
  expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  now = 300_000;
  expect(throttle.waitS(['a'])).toBe(0);
});

test('a right try forgets the wrong ones, and other names are not held up', () => {
  const throttle = createThrottle(() => 0);
  for (let i = 0; i < 8; i++) throttle.wrong(['a']);
  expect(throttle.waitS(['b'])).toBe(0);
  throttle.right(['a']);
  expect(throttle.waitS(['a'])).toBe(0);
});
