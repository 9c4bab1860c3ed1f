import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { LongRows, Paper, PaperRow } from '../../kernel/paper.ts';
import { createPrinter, MAX_PRINTS } from './paper.ts';

const clock = { nowMs: () => Date.UTC(2026, 10, 26), monotonicMs: () => performance.now() };
/** A paper of so many rows, and how many of them were asked for. */
function longPaper(count: number): { paper: Paper<LongRows>; asked: () => number; ended: () => boolean } {
  let asked = 0;
  let ended = false;
  async function* rows(): AsyncGenerator<PaperRow> {
    try {
      for (; asked < count; asked++) yield [String(asked), 'round of the wall'];
    } finally {
      ended = true;
    }
  }
  const columns = ['No.', 'What'].map((title) => ({ title, share: 1 }));
  const paper = {
    title: 'Log',
    facts: [],
    blocks: [{ kind: 'table', caption: 'Entries', columns, rows: rows() } as const],
  };
  return { paper, asked: () => asked, ended: () => ended };
}
const make = (paper: Paper<LongRows>) => async () => ({ paper, fileName: 'log' });
const until = async (check: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(check()).toBe(true);
};

test('no more papers at once than stated; a reader who goes away ends the work and makes room', async () => {
  const print = createPrinter(clock);
  const long = longPaper(1_000_000);
  const replies = [await print(make(long.paper))];
  while (replies.length < MAX_PRINTS) replies.push(await print(make(longPaper(10).paper)));
  await expect(print(make(longPaper(1).paper))).rejects.toMatchObject({ code: 'paper-busy', status: 503 });
  const stream = replies[0]?.bytes as Readable;
  for await (const _ of stream) break;
  await until(long.ended);
  // Pages are set as fast as they are taken, and no faster.
  expect(long.asked()).toBeLessThan(500);
  expect((await print(make(longPaper(1).paper))).fileName).toBe('log.pdf');
});

test('what fails before the first page makes room, and so does a reader who takes nothing', async () => {
  const print = createPrinter(clock, { atOnce: 1, idleMs: 20 });
  const fault = async () => {
    throw new Error('no such incident');
  };
  await expect(print(fault)).rejects.toThrow('no such incident');
  const { bytes } = await print(make(longPaper(1_000_000).paper));
  let told = '';
  (bytes as Readable).on('error', (error) => (told = error.message));
  await until(() => told.includes('Nobody took'));
  for await (const part of (await print(make(longPaper(1).paper))).bytes as Readable)
    expect(part).toBeInstanceOf(Buffer);
});

test('others are served between two pages', { timeout: 30_000 }, async () => {
  const { bytes } = await createPrinter(clock)(make(longPaper(3_000).paper));
  let [pages, turns] = [0, 0];
  const timer = setInterval(() => (turns += 1), 0);
  for await (const _ of bytes as Readable) pages += 1;
  clearInterval(timer);
  expect(pages).toBeGreaterThan(60);
  expect(turns).toBeGreaterThan(pages / 4);
});
