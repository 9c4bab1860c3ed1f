import { expect, test } from 'vitest';
import { plainText, readQuestion, textOf, wordsOf } from './search-words.ts';

const finds = (question: string, text: string): boolean => {
  const plain = plainText(text);
  const words = new Set(wordsOf(plain));
  const asked = readQuestion(question);
  return (
    asked.words.length > 0 &&
    asked.words.every((word) => words.has(word)) &&
    asked.runs.every((run) => plain.includes(run))
  );
};

test('Latin words are found without case and diacritics, whole', () => {
  expect(finds('CAFE', 'Delivery for the Café.')).toBe(true);
  expect(finds('café', 'delivery for the CAFE')).toBe(true);
  expect(finds('gate north', 'North gate opened')).toBe(true);
  expect(finds('gat', 'North gate opened')).toBe(false);
  expect(finds('gate south', 'North gate opened')).toBe(false);
  expect(finds('A-0412', 'See A-0412, again')).toBe(true);
});

test('Korean is found with and without particles, and only where the letters stand together', () => {
  expect(finds('정문', '정문에서 차량 확인')).toBe(true);
  expect(finds('정문에서', '정문에서 차량 확인')).toBe(true);
  expect(finds('차량 정문', '정문에서 차량을 확인')).toBe(true);
  expect(finds('정문에서', '정문 앞 차량')).toBe(false);
  expect(finds('정문에', '정문 그리고 후문에')).toBe(false);
  expect(finds('문', '정문에서')).toBe(true);
  expect(finds('정문'.normalize('NFD'), '정문에서')).toBe(true);
  expect(finds('cctv 확인', 'CCTV확인 완료')).toBe(true);
});

test('Chinese and Japanese are found by parts, half-width kana too', () => {
  expect(finds('大使馆', '美国大使馆正门')).toBe(true);
  expect(finds('ガード', 'ｶﾞｰﾄﾞが来た')).toBe(true);
  expect(finds('カード', 'ガードが来た')).toBe(false);
});

test('Arabic is found whatever the form of alef, ya and ta marbuta, with vowels and tatweel, article or not', () => {
  expect(finds('البوابه', 'فُتِحَتِ البَوّابَةُ الرئيسية')).toBe(true);
  expect(finds('بوابة', 'عند البوابة')).toBe(true);
  expect(finds('البوابة', 'بوابة السفارة')).toBe(true);
  expect(finds('انذار', 'إنـذار في المبنى')).toBe(true);
  expect(finds('مبنى', 'في المبني')).toBe(true);
  expect(finds('حارس', 'السائق وحارس')).toBe(true);
  expect(finds('٤١٢', 'A 412')).toBe(true);
  expect(finds('حارس', 'بوابة السفارة')).toBe(false);
});

test('A question of signs alone asks for nothing', () => {
  expect(readQuestion(' !? - ').words).toEqual([]);
});

test('The words of people are taken from a body, its ids are not', () => {
  const text = textOf({
    alarm: { id: 'alm_1', number: 412, title: { en: 'Door forced', ko: '문 강제 개방' }, source: 'dc09:1' },
    byName: 'Kim',
  });
  expect(text).toContain('문 강제 개방');
  expect(text).toContain('A-0412');
  expect(text).not.toContain('alm_1');
  expect(text).not.toContain('Kim');
  expect(textOf(null)).toBe('');
});
