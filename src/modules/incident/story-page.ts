/** The story of one alarm as a page to read beside its evidence: plain HTML, pictures from the same folder. */
import { escapeHtml as escape } from '../../kernel/html.ts';
import type { Instant } from '../../kernel/time.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import { lineOf } from './report-lines.ts';

export interface StoryPicture {
  /** Path within the bundle. */
  readonly file: string;
  readonly camera: string;
  readonly takenAt: Instant;
  readonly sha256: string;
}

export interface StoryInput {
  readonly title: string;
  readonly postName: string;
  readonly entries: readonly LedgerEntry[];
  readonly pictures: readonly StoryPicture[];
  /** Pictures that the exporter may not take out. */
  readonly withheld: number;
  readonly localTime: (at: Instant) => string;
  readonly timeZone: string;
}

export function storyPage(story: StoryInput): string {
  const rows = story.entries.flatMap((entry) => {
    const line = lineOf(entry);
    if (line === null) return [];
    const cells = [String(entry.seq), entry.at, story.localTime(entry.at), line.who, line.what];
    return [`<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`];
  });
  const figures = story.pictures.map(
    (picture) =>
      `<figure><img src="${escape(picture.file)}" alt="${escape(picture.camera)}" width="640">
<figcaption>${escape(picture.camera)}, ${escape(picture.takenAt)} (${escape(story.localTime(picture.takenAt))}). SHA-256 ${escape(picture.sha256)}</figcaption></figure>`,
  );
  const withheld =
    story.withheld === 0
      ? ''
      : `<p>${story.withheld} more kept, not exported: the exporter has no right to export from these cameras.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(story.title)}</title></head>
<body>
<h1>${escape(story.title)}</h1>
<p>${escape(story.postName)}. Times: Zulu, then ${escape(story.timeZone)}. The number is that of the entry in this bundle; VERIFY.md says how to check it.</p>
<table border="1" cellpadding="4">
<thead><tr><th>Entry</th><th>Zulu</th><th>Local</th><th>Who</th><th>What</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
<h2>Pictures</h2>
${figures.length === 0 ? '<p>None.</p>' : figures.join('\n')}
${withheld}
</body></html>
`;
}
