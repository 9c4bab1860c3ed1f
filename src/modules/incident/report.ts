/** The after-action report as a page to print, written from the ledger: plain HTML without styles, as the handover. */
import { escapeHtml as escape } from '../../kernel/html.ts';
import { spokenNumber } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import type { Incident, IncidentStep } from './model.ts';
import { lineOf } from './report-lines.ts';
import { templateOf } from './templates.ts';

/** Kinds from which the key times are read. */
export const KEY_KINDS: readonly string[] = [
  'alarm.raised',
  'alarm.acknowledged',
  'alarm.acknowledgement-undone',
  'task.sent',
  'task.there',
  'alarm.closed',
];

/** When an alarm was raised, answered, and so on; null where it did not happen. */
export interface KeyTimes {
  readonly number: number;
  readonly title: string;
  readonly raised: Instant | null;
  readonly acknowledged: Instant | null;
  readonly dispatched: Instant | null;
  readonly arrived: Instant | null;
  readonly closed: Instant | null;
}

/** The time that an entry claims, such as a phone's own time of arrival, else when it was written. */
const timeOf = (entry: LedgerEntry): Instant => {
  const at = entry.body?.['at'];
  return typeof at === 'string' ? at : entry.at;
};

/** Key times of each linked alarm, read from entries in the order of the ledger. */
export function keyTimesOf(incident: Pick<Incident, 'alarms'>, entries: readonly LedgerEntry[]): KeyTimes[] {
  return incident.alarms.map((alarm) => {
    const own = entries.filter((entry) => entry.subjects[0] === alarm.id);
    const first = (kind: string): Instant | null => {
      const found = own.find((entry) => entry.kind === kind);
      return found ? timeOf(found) : null;
    };
    return {
      number: alarm.number,
      title: alarm.title.en,
      raised: first('alarm.raised'),
      acknowledged: firstAnswer(own),
      dispatched: first('task.sent'),
      arrived: first('task.there'),
      closed: first('alarm.closed'),
    };
  });
}

/** The first acknowledgement that was not taken back. */
function firstAnswer(entries: readonly LedgerEntry[]): Instant | null {
  const answers: Instant[] = [];
  for (const entry of entries) {
    if (entry.kind === 'alarm.acknowledged') answers.push(timeOf(entry));
    if (entry.kind === 'alarm.acknowledgement-undone') answers.pop();
  }
  return answers[0] ?? null;
}

export interface ReportInput {
  readonly incident: Incident;
  /** The timeline, oldest first. */
  readonly entries: readonly LedgerEntry[];
  /** The timeline was longer than the page takes. */
  readonly cut: boolean;
  /** Entries of KEY_KINDS. */
  readonly keyEntries: readonly LedgerEntry[];
}

const paragraphs = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<p>${escape(line)}</p>`)
    .join('');

const row = (tag: 'th' | 'td', cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => (tag === 'th' ? `<th scope="col" align="left">${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`;

const table = (caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? '<p>None.</p>'
    : `<table border="1" cellpadding="4" cellspacing="0"><caption>${caption}</caption><thead>${row('th', head)}</thead><tbody>
${rows.map((cells) => row('td', cells)).join('\n')}
</tbody></table>`;

function stepText(step: IncidentStep): string {
  if (step.state === 'done') return `Done by ${escape(step.byName ?? '')}`;
  if (step.state === 'skipped')
    return `Skipped by ${escape(step.byName ?? '')}: ${escape(step.reason ?? '')}`;
  return 'Still to do';
}

/** HTML of the page; `local` writes an instant in the post's time, Zulu stands beside it. */
export function reportHtml(
  input: ReportInput,
  post: { readonly name: string; readonly timeZone: string },
  local: (at: Instant) => string,
): string {
  const { incident } = input;
  const zulu = (at: Instant): string => `${at.slice(0, 19).replace('T', ' ')}Z`;
  const time = (at: Instant | null): string =>
    at === null ? '-' : `${escape(local(at))}<br>${escape(zulu(at))}`;
  const number = spokenNumber('I', incident.number);
  const title = `After-action report ${number}, ${escape(incident.title)}`;
  const keyTimes = keyTimesOf(incident, input.keyEntries).map((times) => [
    `${spokenNumber('A', times.number)} ${escape(times.title)}`,
    ...[times.raised, times.acknowledged, times.dispatched, times.arrived, times.closed].map(time),
  ]);
  const steps = incident.steps.map((step, i) => [
    String(i + 1),
    escape(step.text.en),
    stepText(step),
    time(step.at),
  ]);
  const people = incident.people.map((person) => [escape(person.name), escape(person.part)]);
  const lines = input.entries.flatMap((entry) => {
    const line = lineOf(entry);
    return line === null ? [] : [[time(entry.at), escape(line.who), escape(line.what)]];
  });
  const completed =
    incident.reportAt === null
      ? '<p><strong>Draft: nobody has completed this report yet.</strong></p>'
      : `<p>Completed ${escape(local(incident.reportAt))} (${zulu(incident.reportAt)}) by ${escape(incident.reportByName ?? '')}.</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg"><title>${title}</title></head><body>
<h1>${title}</h1>
<p>${escape(post.name)}. ${escape(templateOf(incident.kind).title.en)}. Times: local (${escape(post.timeZone)}) above, Zulu below.</p>
${completed}
<h2>Summary</h2>${incident.summary === '' ? '<p>Not written yet.</p>' : paragraphs(incident.summary)}
<h2>Key times</h2>
${table(
  'The incident',
  ['Opened', 'Opened by', 'Commander', 'Resolved', 'Resolved by'],
  [
    [
      time(incident.openedAt),
      escape(incident.openedByName),
      escape(incident.commander?.name ?? 'None'),
      time(incident.resolvedAt),
      escape(incident.resolvedByName ?? '-'),
    ],
  ],
)}
<h2>Alarms</h2>
${table('Each alarm', ['Alarm', 'Raised', 'Acknowledged', 'First dispatched', 'First arrived', 'Closed'], keyTimes)}
<h2>People involved</h2>
${table('People', ['Name', 'Part'], people)}
<h2>Steps</h2>
${table('Steps', ['No.', 'Step', 'How it ended', 'When'], steps)}
<h2>Timeline</h2>
${table('From the log', ['When', 'Who', 'What'], lines)}
${input.cut ? `<p>The timeline is longer than this page: only its first ${input.entries.length} entries are shown. The log has the rest.</p>` : ''}
<h2>Lessons</h2>${incident.lessons === '' ? '<p>Not written yet.</p>' : paragraphs(incident.lessons)}
</body></html>`;
}
