import { expect, test } from 'vitest';
import {
  currentLanguage,
  directionOf,
  missingKeys,
  registerWords,
  shipWords,
  showLanguage,
} from './words.ts';

test('a missing or empty key is named', () => {
  expect(missingKeys({ a: 'A', b: 'B', c: 'C' }, { a: 'x', c: '' })).toEqual(['b', 'c']);
});

test('messages are ICU: plurals and selections follow the language', () => {
  const { say } = registerWords('test', {
    'test.guards': '{n, plural, one {# guard} other {# guards}}',
  });
  expect(say('test.guards', { n: 1 })).toBe('1 guard');
  expect(say('test.guards', { n: 3 })).toBe('3 guards');
});

test('a language that the post has not falls back to English, and its direction is known', async () => {
  const { say } = registerWords('test-two', { 'test.go': 'Go' });
  shipWords({ './words/ko.json': () => Promise.resolve({ 'test.go': '가세요' }) });
  await showLanguage('ko');
  expect(say('test.go')).toBe('가세요');
  await showLanguage('ar');
  expect(currentLanguage()).toBe('ar');
  expect(say('test.go')).toBe('Go');
  expect(directionOf('ar')).toBe('rtl');
  expect(directionOf('ko')).toBe('ltr');
  await showLanguage('../../secret');
  expect(currentLanguage()).toBe('ar');
  await showLanguage('en');
});
