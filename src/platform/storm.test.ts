import { expect, test } from 'vitest';
import { createStorm } from './storm.ts';

function stormAt() {
  let ms = 0;
  const storm = createStorm({ nowMs: () => ms, monotonicMs: () => ms });
  return { storm, pass: (by: number) => void (ms += by) };
}

test('a storm is three hundred signals in a second, and ends a second or two after the last of them', () => {
  const { storm, pass } = stormAt();
  pass(5_000);
  storm.count(299);
  expect(storm.on()).toBe(false);
  storm.count(1);
  expect(storm.on()).toBe(true);
  pass(1_000);
  expect(storm.on()).toBe(true);
  pass(1_000);
  expect(storm.on()).toBe(false);
});

test('a queue before the disk is a storm, however few were written', () => {
  const { storm } = stormAt();
  let queue = 0;
  storm.watch(() => queue > 50);
  expect(storm.on()).toBe(false);
  queue = 51;
  expect(storm.on()).toBe(true);
});
