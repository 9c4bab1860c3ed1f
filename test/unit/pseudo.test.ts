import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { valuesOf } from '../../src/kernel/message-values.ts';
import { outsideMarks, pseudo } from '../support/pseudo.ts';

test('every English message has its like in the pseudo-language, with the same values and about a third longer', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^([a-z]+-)?en\.json$/.test(basename(file)),
  );
  const messages = files.flatMap((file) =>
    Object.values(JSON.parse(readFileSync(join('src', file), 'utf8')) as Record<string, string>),
  );
  expect(messages.length).toBeGreaterThan(1_000);
  for (const message of messages)
    expect(valuesOf(compileMessageOrThrow(pseudo(message))), message).toEqual(
      valuesOf(compileMessageOrThrow(message)),
    );
  const [english, longer] = [messages, messages.map(pseudo)].map((texts) => texts.join('').length);
  const growth = (longer ?? 0) / (english ?? 1);
  expect(growth).toBeGreaterThan(1.3);
  expect(growth).toBeLessThan(1.7);
});

test('what stands outside the marks is seen, also around and between them', () => {
  expect(pseudo('Save {n, plural, one {# row} other {# rows}}')).toBe(
    '[!!! Šååṽéé {n, plural, one {# ŕööŵ} other {# ŕööŵš}} !!!]',
  );
  expect(outsideMarks('[!!! Šååṽéé [!!! å !!!] !!!]')).toBe('');
  expect(outsideMarks('Save: [!!! å !!!], now').trim()).toBe('Save: , now');
});
