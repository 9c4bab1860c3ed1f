import { expect, test } from 'vitest';
import { findCommands } from './command-palette.tsx';
import { steadyOrder } from './steady-order.ts';
import { figureOf } from './sound.ts';

test('drawn rows keep their order while the wanted one changes', () => {
  expect(steadyOrder(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual(['a', 'b', 'c']);
});

test('a new row comes in behind the row before it, or first', () => {
  expect(steadyOrder(['a', 'b'], ['x', 'a', 'y', 'z', 'b'])).toEqual(['x', 'a', 'y', 'z', 'b']);
  expect(steadyOrder(['b', 'a'], ['a', 'n', 'b'])).toEqual(['b', 'a', 'n']);
});

test('a row that is gone leaves, and none is doubled', () => {
  expect(steadyOrder(['a', 'b', 'c'], ['c', 'd'])).toEqual(['c', 'd']);
  expect(steadyOrder([], ['a', 'b'])).toEqual(['a', 'b']);
});

test('commands are found by all typed words, those that begin with the first before others', () => {
  const run = () => {};
  const commands = [
    { id: '1', label: 'Open map', run },
    { id: '2', label: 'Go to map', hint: 'Compound', run },
    { id: '3', label: 'Map of floors', run },
  ];
  expect(findCommands(commands, 'map').map((one) => one.id)).toEqual(['3', '1', '2']);
  expect(findCommands(commands, 'map COMP').map((one) => one.id)).toEqual(['2']);
});

test('no two priorities sound alike, and P4 is silent', () => {
  expect(figureOf(1)?.every).toBe(1);
  expect(figureOf(2)?.notes.length).toBe(3);
  expect(figureOf(2)?.every).toBe(10);
  expect(figureOf(3)?.every).toBeNull();
  expect(figureOf(4)).toBeNull();
});
