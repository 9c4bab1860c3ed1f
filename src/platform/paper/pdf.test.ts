import { expect, test } from 'vitest';
import type { LongRows, Paper } from '../../kernel/paper.ts';
import { writePdf } from './pdf.ts';

const write = async (paper: Paper<LongRows>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of writePdf(paper, { printedAt: '2026-11-26T19:52:00.000Z' })) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
};
const columns = ['No.', 'What'].map((title) => ({ title, share: 1 }));
const pagesOf = (file: string): number => Number(/\/Count (\d+)/.exec(file)?.[1]);

test('a row longer than a page goes on on the next ones, and an empty paper has one page', async () => {
  const long = 'The driver waited. '.repeat(1_500);
  const rows = [
    ['1', 'short'],
    ['2', long],
  ];
  const file = await write({
    title: 'Log',
    facts: [],
    blocks: [{ kind: 'table', caption: 'Entries', columns, rows }],
  });
  expect(pagesOf(file)).toBeGreaterThan(8);
  expect(pagesOf(await write({ title: '', facts: [], blocks: [] }))).toBe(1);
});

test('the file says its title and language, and holds only fonts with the letters that it uses', async () => {
  const file = await write({ title: 'Watch log', facts: ['정문', 'بوابة', '🔥'], blocks: [] });
  expect(file.startsWith('%PDF-1.7')).toBe(true);
  expect(file).toContain('(Watch log)');
  expect(file).toContain('/Lang (en)');
  for (const name of ['inter-latin-600', 'noto-sans-kr-118-400', 'noto-sans-arabic-arabic-400'])
    expect(file).toContain(name);
  expect(file.length).toBeLessThan(40_000);
});
