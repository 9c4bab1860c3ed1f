import { expect, test } from 'vitest';
import { atSpeed, HOUR_MS, hourOf, playbackAt, reachOf, seek, SPEEDS, tick, toggle } from './playback.ts';

const NOW = Date.parse('2026-11-22T06:00:00.000Z');
const BEGAN = '2026-10-22T00:00:00.000Z';
const reach = reachOf(BEGAN, NOW);
const start = Date.parse('2026-11-21T05:03:07.123Z');

test('it begins paused at the moment itself, in its hour', () => {
  const playback = playbackAt(start, reach);
  expect(playback).toEqual({ atMs: start, hourMs: hourOf(start), playing: false, speed: 1 });
  expect(new Date(playback.hourMs).toISOString()).toBe('2026-11-21T05:00:00.000Z');
  expect(tick(playback, 500, reach)).toBe(playback);
});

test('one second of real time is one, two, ten or sixty seconds of the replay', () => {
  for (const speed of SPEEDS) {
    const playing = atSpeed(toggle(playbackAt(start, reach), reach), speed);
    expect(tick(playing, 1_000, reach).atMs - start).toBe(speed * 1_000);
  }
});

test('a hundred small steps make the same way as one', () => {
  let playing = atSpeed(toggle(playbackAt(start, reach), reach), 10);
  for (let n = 0; n < 100; n++) playing = tick(playing, 10, reach);
  expect(playing.atMs).toBe(start + 10_000);
});

test('a page that slept, or a clock that went back, skips nothing', () => {
  const playing = atSpeed(toggle(playbackAt(start, reach), reach), 60);
  expect(tick(playing, 3_600_000, reach).atMs).toBe(start + 60_000);
  expect(tick(playing, -500, reach).atMs).toBe(start);
});

test('past the end of the hour the scrubber shows the next one, and it plays on', () => {
  const late = seek(
    atSpeed(toggle(playbackAt(start, reach), reach), 60),
    hourOf(start) + HOUR_MS - 10,
    reach,
  );
  const next = tick(late, 1_000, reach);
  expect(next.hourMs).toBe(hourOf(start) + HOUR_MS);
  expect(next.playing).toBe(true);
});

test('it stops three seconds before now, where the live board begins, and cannot be played there', () => {
  const near = seek(toggle(playbackAt(start, reach), reach), NOW - 4_000, reach);
  const ended = tick(near, 1_000, reach);
  expect(ended).toMatchObject({ atMs: NOW - 3_000, playing: false });
  expect(toggle(ended, reach).playing).toBe(false);
  expect(seek(ended, NOW + HOUR_MS, reach).atMs).toBe(NOW - 3_000);
});

test('nothing lies before the record', () => {
  expect(playbackAt(0, reach).atMs).toBe(Date.parse(BEGAN));
  expect(reachOf(null, NOW)).toEqual({ firstMs: 0, lastMs: NOW - 3_000 });
});
