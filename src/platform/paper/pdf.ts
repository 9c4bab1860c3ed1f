/** A paper as PDF on A4: black on white, heads of tables on every page, rows that stay whole where they can. */
import type { PDFDocument } from 'pdfkit';
import { NOTHING, type LongRows, type Paper, type PaperBlock, type PaperRow } from '../../kernel/paper.ts';
import type { Instant } from '../../kernel/time.ts';
import { boardFaces, type Face, type Faces } from './faces.ts';
import { createInk, type Ink, type Style } from './ink.ts';
import type { Line } from './lines.ts';
import { createSheet, leadingOf, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, TEXT_WIDTH, type Sheet } from './sheet.ts';

const TITLE: Style = { size: 18, weight: 600, grey: 0 };
const FACT: Style = { size: 9, weight: 400, grey: 0.3 };
const HEADING: Style = { size: 12, weight: 600, grey: 0 };
const BODY: Style = { size: 9.5, weight: 400, grey: 0 };
const STRONG: Style = { size: 9.5, weight: 600, grey: 0 };
const CAPTION: Style = { size: 8, weight: 400, grey: 0.3 };
const HEAD: Style = { size: 8, weight: 600, grey: 0 };
const CELL: Style = { size: 8.5, weight: 400, grey: 0 };
/** Second and further lines of a cell, such as Zulu under local time. */
const UNDER: Style = { size: 8.5, weight: 400, grey: 0.3 };
const COLUMN_GAP = 9;
const ROW_PAD = 3.5;
/** Under a heading stands at least so much, or it goes to the next page. */
const WITH_HEADING = 70;
const BOX = 8;
/** Latin, Arabic. */
const FIRST_LETTERS = [0x41, 0x627];

export interface PdfOptions {
  readonly printedAt: Instant;
  readonly faces?: Faces;
}

interface Pen {
  readonly ink: Ink;
  readonly sheet: Sheet;
}

/** The file in parts, about one a page; others are served between them. Stop asking, and the work ends. */
export async function* writePdf(paper: Paper<LongRows>, options: PdfOptions): AsyncGenerator<Buffer> {
  // By import(): a bundle keeps other imports at its top, and start-up would pay for the writer.
  const pdfkit = await import('pdfkit');
  const doc = new pdfkit.PDFDocument({
    size: [PAGE_WIDTH, PAGE_HEIGHT],
    autoFirstPage: false,
    font: null,
    margin: 0,
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    info: { Title: paper.title, Creator: 'Post One', CreationDate: new Date(options.printedAt) },
  });
  const faces = options.faces ?? (await boardFaces());
  // The first paper reads the large fonts, one at a time.
  for (const letter of FIRST_LETTERS) {
    faces.faceFor(letter, 400);
    faces.faceFor(letter, 600);
    await breathe();
  }
  const ink = createInk(doc, faces);
  const printed = `${options.printedAt.slice(0, 19).replace('T', ' ')}Z`;
  const sheet = createSheet(doc, ink, { title: paper.title, printed });
  let turned = sheet.pages();
  for await (const step of stepsOf({ ink, sheet }, paper)) {
    step();
    if (sheet.pages() === turned) continue;
    turned = sheet.pages();
    yield* written(doc);
    await breathe();
  }
  sheet.finishFoot();
  for (const font of ink.fonts()) {
    font.finalize();
    yield* written(doc);
    await breathe();
  }
  doc.end();
  yield* written(doc);
}

/** Lets requests and alarms pass. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function* written(doc: PDFDocument): Generator<Buffer> {
  const bytes: unknown = doc.read();
  if (Buffer.isBuffer(bytes)) yield bytes;
}

/** The document as small pieces of work, each at most a row or a paragraph. */
async function* stepsOf(pen: Pen, paper: Paper<LongRows>): AsyncGenerator<() => void> {
  yield () => {
    text(pen, paper.title, TITLE);
    pen.sheet.down(4);
    for (const fact of paper.facts) text(pen, fact, FACT);
    pen.sheet.down(8);
    pen.sheet.rule(pen.sheet.y, 0, 0.8);
    pen.sheet.down(6);
  };
  for (const block of paper.blocks) {
    if (block.kind === 'table') yield* tableSteps(pen, block);
    else yield () => write(pen, block);
  }
}

function write(pen: Pen, block: Exclude<PaperBlock<LongRows>, { kind: 'table' }>): void {
  const { sheet } = pen;
  switch (block.kind) {
    case 'heading':
      sheet.down(12);
      sheet.need(leadingOf(HEADING) + WITH_HEADING);
      text(pen, block.text, HEADING);
      sheet.down(3);
      return;
    case 'paragraph':
      for (const line of block.text.split('\n')) {
        text(pen, line, BODY);
        sheet.down(3);
      }
      return;
    case 'notice':
      noticeOf(pen, block.text);
      return;
    case 'checklist':
      if (block.items.length === 0) text(pen, NOTHING, BODY);
      for (const item of block.items) checkItem(pen, item);
  }
}

/** Lines one under the other, over as many pages as they need. */
function text({ ink, sheet }: Pen, words: string, style: Style, indent = 0): void {
  const width = TEXT_WIDTH - indent;
  for (const line of ink.lines(words, width, style)) {
    sheet.need(leadingOf(style));
    sheet.write(line, MARGIN + indent, width, style);
    sheet.down(leadingOf(style));
  }
}

function noticeOf(pen: Pen, words: string): void {
  const { ink, sheet } = pen;
  const height = ink.lines(words, TEXT_WIDTH - 12, STRONG).length * leadingOf(STRONG);
  sheet.down(6);
  sheet.need(height);
  sheet.box(MARGIN, sheet.y, 2.5, height, true);
  text(pen, words, STRONG, 12);
  sheet.down(6);
}

function checkItem(pen: Pen, item: string): void {
  const { sheet } = pen;
  sheet.need(leadingOf(BODY));
  sheet.box(MARGIN + 1, sheet.y + 2.6, BOX, BOX, false);
  text(pen, item, BODY, BOX + 9);
  sheet.down(2.5);
}

interface Laid {
  readonly line: Line<Face>;
  readonly style: Style;
}

async function* tableSteps(
  pen: Pen,
  table: Extract<PaperBlock<LongRows>, { kind: 'table' }>,
): AsyncGenerator<() => void> {
  const { sheet, ink } = pen;
  const all = table.columns.reduce((sum, { share }) => sum + share, 0);
  const room = TEXT_WIDTH - COLUMN_GAP * (table.columns.length - 1);
  const widths = table.columns.map(({ share }) => (room * share) / all);
  const head = table.columns.map(({ title }, i) =>
    ink.lines(title, widths[i] ?? 0, HEAD).map((line) => ({ line, style: HEAD })),
  );
  const drawHead = (): void => {
    drawRow(sheet, head, widths);
    sheet.rule(sheet.y, 0, 0.6);
  };
  let any = false;
  for await (const row of table.rows) {
    const isFirst = !any;
    any = true;
    yield () => {
      if (isFirst) {
        sheet.need(WITH_HEADING);
        text(pen, table.caption, CAPTION);
        drawHead();
        sheet.onPage(drawHead);
      }
      tableRow(pen, row, widths);
    };
  }
  yield () => {
    sheet.onPage(() => undefined);
    if (!any) text(pen, NOTHING, BODY);
    else sheet.down(6);
  };
}

function tableRow({ ink, sheet }: Pen, row: PaperRow, widths: readonly number[]): void {
  const cells = row.map((cell, i) =>
    (typeof cell === 'string' ? cell.split('\n') : cell).flatMap((part, n): Laid[] => {
      const style = n === 0 || typeof cell === 'string' ? CELL : UNDER;
      const lines = ink.lines(part, widths[i] ?? 0, style);
      // A short word of Arabic stands where its column begins, not beside the next one.
      const [only] = lines;
      if (only && lines.length === 1) return [{ line: { ...only, rightToLeft: false }, style }];
      return lines.map((line) => ({ line, style }));
    }),
  );
  const tallest = heightOf(cells);
  // A row that no page could hold begins here; another one begins where it stays whole.
  sheet.need(tallest <= PAGE_HEIGHT - 2 * MARGIN - 70 ? tallest : WITH_HEADING);
  let rest: readonly (readonly Laid[])[] = cells;
  while (heightOf(rest) > sheet.left()) {
    const fit = Math.max(1, Math.floor((sheet.left() - 2 * ROW_PAD) / leadingOf(CELL)));
    drawRow(
      sheet,
      rest.map((cell) => cell.slice(0, fit)),
      widths,
    );
    rest = rest.map((cell) => cell.slice(fit));
    sheet.turn();
  }
  drawRow(sheet, rest, widths);
  sheet.rule(sheet.y, 0.8, 0.4);
}

const heightOf = (cells: readonly (readonly Laid[])[]): number =>
  Math.max(1, ...cells.map((cell) => cell.length)) * leadingOf(CELL) + 2 * ROW_PAD;

function drawRow(sheet: Sheet, cells: readonly (readonly Laid[])[], widths: readonly number[]): void {
  let x = MARGIN;
  cells.forEach((cell, i) => {
    cell.forEach(({ line, style }, n) =>
      sheet.write(line, x, widths[i] ?? 0, style, sheet.y + ROW_PAD + n * leadingOf(CELL)),
    );
    x += (widths[i] ?? 0) + COLUMN_GAP;
  });
  sheet.down(heightOf(cells));
}
