/**
 * A document to be printed, as data: what it says and in which order, not how it looks. A module builds it; it
 * becomes HTML here (plain, so it prints in any browser and any century) and PDF in platform/paper.
 */
import { escapeHtml as escape } from './html.ts';
import type { Instant } from './time.ts';

/** Text of one cell; more than one line where a list is given, such as local time above Zulu. */
export type PaperCell = string | readonly string[];
export type PaperRow = readonly PaperCell[];

export interface PaperColumn {
  readonly title: string;
  /** Share of the width on a fixed page, against the other columns. */
  readonly share: number;
}

export interface PaperTable<Rows> {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly PaperColumn[];
  /** A table without rows says "None." */
  readonly rows: Rows;
}

export type PaperBlock<Rows = readonly PaperRow[]> =
  | { readonly kind: 'heading'; readonly text: string }
  /** Each line of the text is a paragraph of its own. */
  | { readonly kind: 'paragraph'; readonly text: string }
  /** Something the reader must not miss, such as that this is a draft. */
  | { readonly kind: 'notice'; readonly text: string }
  /** Things to tick off with a pen; an empty list says "None." */
  | { readonly kind: 'checklist'; readonly items: readonly string[] }
  | PaperTable<Rows>;

/** Rows of a long table may come a few at a time; HTML takes lists alone. */
export type LongRows = readonly PaperRow[] | AsyncIterable<PaperRow>;

export interface Paper<Rows = readonly PaperRow[]> {
  readonly title: string;
  /** Sentences under the title: whose paper it is and what its times mean. */
  readonly facts: readonly string[];
  readonly blocks: readonly PaperBlock<Rows>[];
}

export const heading = (text: string): PaperBlock<never> => ({ kind: 'heading', text });
export const paragraph = (text: string): PaperBlock<never> => ({ kind: 'paragraph', text });
export const notice = (text: string): PaperBlock<never> => ({ kind: 'notice', text });

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/**
 * Words of a person within a sentence of ours: they keep their own direction, and the time or number beside them
 * keeps its own. Unicode isolates (UAX 9), where they make a difference.
 */
export const apart = (words: string): string =>
  RIGHT_TO_LEFT.test(words) ? `\u{2068}${words}\u{2069}` : words;

/** How a paper is handed out. */
export const PAPER_FORMATS = ['html', 'pdf'] as const;

/** An instant as it may stand in the name of a file: `20261122T1904Z`. */
export const fileTime = (at: Instant): string => `${at.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;

/** What stands where a list or table has nothing. */
export const NOTHING = 'None.';

/** The paper as an HTML page without styles. */
export function paperHtml(paper: Paper): string {
  const title = escape(paper.title);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg"><title>${title}</title></head><body>
<h1>${title}</h1>
${[...paper.facts.map((fact) => `<p>${escape(fact)}</p>`), ...paper.blocks.map(blockHtml)].join('\n')}
</body></html>`;
}

function blockHtml(block: PaperBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escape(block.text)}</h2>`;
    case 'paragraph':
      return block.text
        .split('\n')
        .map((line) => `<p>${escape(line)}</p>`)
        .join('');
    case 'notice':
      return `<p><strong>${escape(block.text)}</strong></p>`;
    case 'checklist':
      if (block.items.length === 0) return `<p>${NOTHING}</p>`;
      return `<ul>${block.items.map((item) => `<li>[ ] ${escape(item)}</li>`).join('')}</ul>`;
    case 'table':
      return tableHtml(block);
  }
}

const cellHtml = (cell: PaperCell): string =>
  typeof cell === 'string' ? escape(cell) : cell.map(escape).join('<br>');

function tableHtml({ caption, columns, rows }: PaperTable<readonly PaperRow[]>): string {
  if (rows.length === 0) return `<p>${NOTHING}</p>`;
  const head = columns.map(({ title }) => `<th scope="col" align="left">${escape(title)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${cellHtml(cell)}</td>`).join('')}</tr>`);
  return `<table border="1" cellpadding="4" cellspacing="0"><caption>${escape(caption)}</caption><thead><tr>${head}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table>`;
}
