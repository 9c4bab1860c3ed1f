/** The log as a paper: one row an entry, read in pages while it is written, so memory stays flat. */
import type { LongRows, Paper, PaperColumn, PaperRow } from '../../kernel/paper.ts';
import { localTimeOf, type Instant } from '../../kernel/time.ts';
import type { LedgerEntry } from './model.ts';
import { textOf } from './search-words.ts';
import type { ExportFilter, ExportPages } from './service-export.ts';

/** What the ledger does not know of the papers of its post. */
export interface PaperLook {
  readonly postName: string;
  readonly timeZone: string;
  /** Who did what, in English; null where an entry has no sentence of its own. */
  readonly sentenceOf: (entry: LedgerEntry) => { readonly who: string; readonly what: string } | null;
}

const COLUMNS: readonly PaperColumn[] = [
  { title: 'No.', share: 9 },
  { title: 'When', share: 21 },
  { title: 'Who', share: 18 },
  { title: 'What', share: 54 },
];

/** How many entries the pages have; null where there are more than `most`. */
export async function countEntries(pageAfter: ExportPages, most: number): Promise<number | null> {
  let count = 0;
  let before: number | null = null;
  do {
    const { entries, next } = await pageAfter(before);
    count += entries.length;
    if (count > most) return null;
    before = next;
  } while (before !== null);
  return count;
}

const zulu = (at: Instant): string => `${at.slice(0, 19).replace('T', ' ')}Z`;

/** The filter as a sentence, so that who reads the paper knows what is not in it. */
function filterSentence(filter: ExportFilter, local: (at: Instant) => string): string {
  const { kinds, actor, thread, from, to, q = null } = filter;
  const parts = [
    kinds === null ? 'everything but signals' : kinds === 'all' ? 'every kind' : `kinds ${kinds.join(', ')}`,
    actor === null ? null : `by ${actor}`,
    thread === null ? null : `about ${thread}`,
    from === null ? null : `from ${local(from)} (${zulu(from)})`,
    to === null ? null : `until ${local(to)} (${zulu(to)})`,
    q === null ? null : `with the words "${q}"`,
  ];
  return `Filter: ${parts.filter((part) => part !== null).join('; ')}.`;
}

function whatOf(entry: LedgerEntry, look: PaperLook): readonly [string, string] {
  const { who, what } = look.sentenceOf(entry) ?? { who: entry.actor, what: entry.kind };
  if (entry.body === null) return [who, what];
  const { corrects, reason, text } = entry.body;
  if (entry.kind === 'log.corrected' && typeof corrects === 'number')
    return [who, `Corrects No. ${corrects}: ${String(text)}\nReason: ${String(reason)}`];
  // An entry without a sentence of its own shows every text that it has.
  if (what !== entry.kind && !what.startsWith(`${entry.kind} `)) return [who, what];
  return [who, `${entry.kind} ${textOf(entry.body).replaceAll(' \n ', ', ')}`.trim()];
}

/** The paper of `count` entries. */
export function logPaper(
  count: number,
  filter: ExportFilter,
  look: PaperLook,
  pageAfter: ExportPages,
): Paper<LongRows> {
  const local = localTimeOf(look.timeZone);
  async function* rows(): AsyncGenerator<PaperRow> {
    let before: number | null = null;
    // What was written since the count is left out: the paper has as many entries as it says.
    let left = count;
    do {
      const { entries, next } = await pageAfter(before);
      for (const entry of entries.slice(0, left)) {
        const [who, what] = whatOf(entry, look);
        yield [String(entry.seq), [local(entry.at), zulu(entry.at)], who, what];
      }
      left -= entries.length;
      before = left > 0 ? next : null;
    } while (before !== null);
  }
  return {
    title: `Watch log, ${look.postName}`,
    facts: [
      `Times: local (${look.timeZone}) above, Zulu below. Newest first.`,
      `${filterSentence(filter, local)} ${count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`}.`,
    ],
    blocks: [{ kind: 'table', caption: 'Entries', columns: COLUMNS, rows: rows() }],
  };
}
