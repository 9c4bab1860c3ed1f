import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from './decode.ts';
import { createFramer } from './frame.ts';
import type { AccountSettings } from './message.ts';

/*
 * Every file of test/frames/dc09/{valid,invalid} is a test. Lines with `# name: value` say what it is about and
 * what to expect (JSON); the others are the octets in hex. `keys` are hex, separated by blanks.
 */

interface Fixture {
  readonly about: string;
  readonly settings: AccountSettings;
  readonly expected: Record<string, unknown>;
  readonly bytes: Buffer;
}

const folder = new URL('../../../test/frames/dc09/', import.meta.url);

function readFixture(path: string): Fixture {
  const notes = new Map<string, string>();
  const hex: string[] = [];
  for (const line of readFileSync(new URL(path, folder), 'utf8').split('\n')) {
    const note = /^# (\w+): (.*)$/.exec(line);
    if (note) notes.set(note[1] ?? '', note[2] ?? '');
    else hex.push(line.trim());
  }
  const keys = (notes.get('keys') ?? '').split(' ').filter((text) => text !== '');
  return {
    about: notes.get('about') ?? '',
    settings: {
      keys: keys.map((text) => Buffer.from(text, 'hex')),
      decimalLength: notes.get('decimal') === 'yes',
    },
    expected: JSON.parse(notes.get('expect') ?? 'null') as Record<string, unknown>,
    bytes: Buffer.from(hex.join(''), 'hex'),
  };
}

const listed = (kind: string): [string, Fixture][] =>
  readdirSync(new URL(`${kind}/`, folder))
    .filter((name) => name.endsWith('.hex'))
    .map((name) => [name, readFixture(`${kind}/${name}`)]);

describe('frames that must be read', () => {
  test.each(listed('valid'))('%s', (_, { about, settings, expected, bytes }) => {
    expect(about).not.toBe('');
    expect(createFramer().push(bytes)).toEqual([{ kind: 'frame', bytes }]);
    const result = decodeFrame(bytes, () => settings);
    expect(result).toMatchObject({ ok: true, value: expected });
  });
});

describe('bytes that must be refused and explained', () => {
  test.each(listed('invalid'))('%s', (_, { about, settings, expected, bytes }) => {
    expect(about).not.toBe('');
    const framer = createFramer();
    const outcomes = [...framer.push(bytes), ...framer.finish()];
    if ('noise' in expected) {
      expect(outcomes).toMatchObject([{ kind: 'noise', reason: expected['noise'] }]);
      return;
    }
    expect(outcomes).toEqual([{ kind: 'frame', bytes }]);
    const result = decodeFrame(bytes, () => settings);
    expect(result).toMatchObject({ ok: false, fault: expected });
    if (!result.ok) expect(result.fault.sentence).toMatch(/\w{3,}.*\.$/);
  });
});
