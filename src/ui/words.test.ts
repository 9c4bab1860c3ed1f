import { expect, test } from 'vitest';
import { compileWord } from './compile-word.ts';
import { directionOf, localeOf } from './direction.ts';
import {
  currentLanguage,
  missingKeys,
  registerWords,
  shipTerms,
  shipWords,
  showLanguage,
  showTerms,
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
  await showLanguage('fa');
  expect(currentLanguage()).toBe('fa');
  expect(say('test.go')).toBe('Go');
  expect(directionOf('ar')).toBe('rtl');
  expect(directionOf('ko')).toBe('ltr');
  await showLanguage('../../secret');
  expect(currentLanguage()).toBe('fa');
  await showLanguage('en');
});

test('Arabic counts in Latin digits and keeps each value apart from the words around it', async () => {
  const { say } = registerWords('test-three', { 'test.sent': '{who} sent, {n, number}' });
  const arabic = compileWord('أُوفد {who}، {n, number}', 'rtl');
  shipWords({ './words/ar.json': () => Promise.resolve({ 'test.sent': arabic }) });
  expect(localeOf('ar')).toBe('ar-u-nu-latn');
  expect(arabic).toEqual(['أُوفد ', '\u2068', ['who'], '\u2069', '، ', ['n', 'number']]);
  expect(compileWord('{n, plural, one {{who}} other {#}}', 'rtl')).toEqual([
    ['n', 'plural', { one: ['\u2068', ['who'], '\u2069'], other: ['#'] }],
  ]);
  await showLanguage('ar');
  expect(say('test.sent', { who: 'Rover 2', n: 1234 })).toBe('أُوفد \u2068Rover 2\u2069، 1,234');
  await showLanguage('en');
});

test('a terminology pack says its words in the language shown, else those of the app, and goes again', async () => {
  const { say } = registerWords('test-four', { 'test.rso': 'RSO', 'test.post': 'Post' });
  shipTerms({
    '../../ui/terms/un-en.json': () => Promise.resolve({ 'test.rso': 'Chief Security Adviser' }),
    '../../ui/terms/un-ko.json': () => Promise.resolve({ 'test.rso': '수석보안자문관' }),
    '../../ui/terms/ngo-en.json': () => Promise.reject(new Error('not reachable')),
  });
  await showTerms('un');
  expect([say('test.rso'), say('test.post')]).toEqual(['Chief Security Adviser', 'Post']);
  await showLanguage('ko');
  expect(say('test.rso')).toBe('수석보안자문관');
  await showLanguage('en');
  await showTerms('ngo');
  expect(say('test.rso')).toBe('RSO');
  await showTerms('un');
  expect(say('test.rso')).toBe('Chief Security Adviser');
  await showTerms(null);
  expect(say('test.rso')).toBe('RSO');
});
