import { expect, test } from 'vitest';
import { MAX_EVENT_CHARS, createPlace, createSseReader, readEntries } from './live-reader.ts';

const entry = (seq: number, prev?: number) => ({
  seq,
  ...(prev === undefined ? {} : { prev }),
  at: '2026-11-02T12:04:33.120Z',
  kind: 'alarm.opened',
  actor: null,
  subjects: [],
  body: {},
});

function read(pieces: readonly string[]): [string, string][] {
  const events: [string, string][] = [];
  const reader = createSseReader((name, data) => events.push([name, data]));
  for (const piece of pieces) reader.take(piece);
  return events;
}

test('events come whole however the text is cut', () => {
  const text =
    'event: beat\ndata: {"seq":1}\n\n: note\nid: 4\nevent: entries\r\ndata: [1,\r\ndata: 2]\r\n\r\ndata:x\n\n';
  const expected = [
    ['beat', '{"seq":1}'],
    ['entries', '[1,\n2]'],
    ['message', 'x'],
  ];
  expect(read([text])).toEqual(expected);
  expect(read([...text])).toEqual(expected);
  for (let cut = 1; cut < text.length; cut++)
    expect(read([text.slice(0, cut), text.slice(cut)])).toEqual(expected);
});

test('an event without an end is refused at the limit', () => {
  const reader = createSseReader(() => {});
  expect(reader.take('data: '.padEnd(MAX_EVENT_CHARS, 'x'))).toBe(true);
  expect(reader.take('xx')).toBe(false);
});

test('what was seen is dropped, and what was missed is told', () => {
  const place = createPlace(10);
  expect(place.take([entry(9), entry(10), entry(11, 8)])).toEqual({ fresh: [entry(11, 8)], gap: false });
  expect(place.take([entry(11, 8), entry(14, 11)])).toEqual({ fresh: [entry(14, 11)], gap: false });
  expect(place.take([entry(20, 17)]).gap).toBe(true);
  expect(place.last()).toBe(20);
  expect(place.take([entry(22)]).gap).toBe(false);
});

test('what is not an entry is left out', () => {
  expect(readEntries(JSON.stringify([entry(1), null, 3, { seq: 'x', kind: 'y' }]))).toEqual([entry(1)]);
});
