/**
 * The pages of one PDF: a place to write at, page breaks, and the foot of each page.
 *
 * A page is given away when the next begins, so only one is held. How many there are is known at the end alone:
 * each foot shows one small drawing, the same for all, that is written last.
 */
import type { PDFDocument } from 'pdfkit';
import type { DocumentFont, Reference } from 'pdfkit';
import type { Face } from './faces.ts';
import { num, type Ink, type Style } from './ink.ts';
import type { Line } from './lines.ts';

const POINTS_A_MM = 72 / 25.4;
export const PAGE_WIDTH = 595.28;
export const PAGE_HEIGHT = 841.89;
export const MARGIN = 18 * POINTS_A_MM;
export const TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN;
/** Where the text must end: the foot stands below. */
const TEXT_END = PAGE_HEIGHT - MARGIN - 26;
const FOOT: Style = { size: 7.5, weight: 400, grey: 0.35 };
/** A space of the foot. */
const FOOT_GAP = 2.2;
const FOOT_Y = PAGE_HEIGHT - MARGIN;
/** Room for "page n of m" and the time of printing; the title is cut to what is left. */
const FOOT_TAIL = 180;
/** Leading: a line of Arabic with its vowel signs needs it. */
const LEADING = 1.5;
const ASCENT = 1.08;

export const leadingOf = (style: Style): number => style.size * LEADING;

export type Sheet = ReturnType<typeof createSheet>;

export function createSheet(
  doc: PDFDocument,
  ink: Ink,
  foot: { readonly title: string; readonly printed: string },
) {
  let y = MARGIN;
  let pages = 0;
  let onPage: () => void = () => undefined;
  const total = doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [-2, -20, 300, 20] });
  /** A text in one line. */
  const one = (words: string): Line<Face> =>
    ink.lines(words, Number.MAX_SAFE_INTEGER, FOOT)[0] ?? { pieces: [], width: 0, rightToLeft: false };
  const title = cut(foot.title);

  function cut(text: string): string {
    const wide = TEXT_WIDTH - FOOT_TAIL;
    const fits = (part: string): boolean => one(part).width <= wide;
    if (fits(text)) return text;
    const letters = [...text];
    while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
    return `${letters.join('').trimEnd()}…`;
  }

  const use = (font: DocumentFont): void => {
    doc.page.fonts[font.id] ??= font.ref();
  };

  function drawFoot(): void {
    let x = MARGIN;
    for (const words of [title, `  ·  page ${pages} of`]) {
      const line = one(words);
      doc.addContent(ink.draw(line, x, FOOT_Y, FOOT, use));
      x += line.width + (words === title ? 0 : FOOT_GAP);
    }
    doc.page.xobjects['Total'] = total;
    doc.addContent(`q 1 0 0 1 ${num(x)} ${num(FOOT_Y)} cm /Total Do Q`);
    sheet.rule(FOOT_Y - 11, 0.8, 0.4);
  }

  function turn(): void {
    doc.addPage();
    pages += 1;
    y = MARGIN;
    drawFoot();
    onPage();
  }

  /** The small drawing: how many pages, and when they were printed. */
  function finishFoot(): void {
    const fonts: Record<string, Reference> = {};
    const drawn = ink.draw(one(`${pages}  ·  printed ${foot.printed}`), 0, 0, FOOT, (font) => {
      fonts[font.id] = font.ref();
    });
    total.data['Resources'] = { Font: fonts };
    total.end(drawn);
  }

  const sheet = {
    get y() {
      return y;
    },
    pages: () => pages,
    /** What every further page begins with, such as the head of a table. */
    onPage(draw: () => void): void {
      onPage = draw;
    },
    /** Points left on this page. */
    left: (): number => TEXT_END - y,
    turn,
    /** Turns the page unless so many points are left. */
    need(height: number): void {
      if (y + height > TEXT_END && y > MARGIN) turn();
    },
    down(height: number): void {
      y += height;
    },
    /** One line in a column that begins at `x`; what is written from the right stands at its right edge. */
    write(line: Line<Face>, x: number, width: number, style: Style, top = y): void {
      const start = line.rightToLeft ? x + width - line.width : x;
      doc.addContent(ink.draw(line, start, top + style.size * ASCENT, style, use));
    },
    /** A thin line across the text. */
    rule(at: number, grey: number, thick: number): void {
      const [from, to] = [MARGIN, PAGE_WIDTH - MARGIN];
      doc.addContent(`${num(grey)} G ${num(thick)} w ${num(from)} ${num(at)} m ${num(to)} ${num(at)} l S`);
    },
    /** An empty square to tick, or a bar beside a notice. */
    box(x: number, top: number, width: number, height: number, fill: boolean): void {
      const how = fill ? '0 g' : '0.25 G 0.7 w';
      doc.addContent(`${how} ${[x, top, width, height].map(num).join(' ')} re ${fill ? 'f' : 'S'}`);
    },
    finishFoot,
  };
  turn();
  return sheet;
}
