/** The after-action report as a paper to print, written from the ledger. */
import { spokenNumber } from '../../kernel/id.ts';
import {
  apart,
  heading,
  notice,
  paragraph,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperColumn,
  type PaperRow,
} from '../../kernel/paper.ts';
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

const KEY_TIMES: readonly PaperColumn[] = [
  { title: 'Alarm', share: 26 },
  { title: 'Raised', share: 15 },
  { title: 'Acknowledged', share: 15 },
  { title: 'First dispatched', share: 15 },
  { title: 'First arrived', share: 15 },
  { title: 'Closed', share: 15 },
];
const WHOLE: readonly PaperColumn[] = [
  { title: 'Opened', share: 21 },
  { title: 'Opened by', share: 20 },
  { title: 'Commander', share: 20 },
  { title: 'Resolved', share: 21 },
  { title: 'Resolved by', share: 20 },
];
const PEOPLE: readonly PaperColumn[] = [
  { title: 'Name', share: 40 },
  { title: 'Part', share: 60 },
];
const STEPS: readonly PaperColumn[] = [
  { title: 'No.', share: 6 },
  { title: 'Step', share: 41 },
  { title: 'How it ended', share: 34 },
  { title: 'When', share: 21 },
];
const TIMELINE: readonly PaperColumn[] = [
  { title: 'When', share: 21 },
  { title: 'Who', share: 20 },
  { title: 'What', share: 60 },
];

function stepText(step: IncidentStep): string {
  if (step.state === 'done') return `Done by ${apart(step.byName ?? '')}`;
  if (step.state === 'skipped') return `Skipped by ${apart(step.byName ?? '')}: ${apart(step.reason ?? '')}`;
  return 'Still to do';
}

const zulu = (at: Instant): string => `${at.slice(0, 19).replace('T', ' ')}Z`;
const written = (text: string): PaperBlock => paragraph(text === '' ? 'Not written yet.' : text);
const table = (caption: string, columns: readonly PaperColumn[], rows: readonly PaperRow[]): PaperBlock => ({
  kind: 'table',
  caption,
  columns,
  rows,
});

/** The report as a paper; `local` writes an instant in the post's time, Zulu stands beside it. */
export function reportPaper(
  input: ReportInput,
  post: { readonly name: string; readonly timeZone: string },
  local: (at: Instant) => string,
): Paper {
  const { incident } = input;
  const time = (at: Instant | null): PaperCell => (at === null ? '-' : [local(at), zulu(at)]);
  const keyTimes = keyTimesOf(incident, input.keyEntries).map((times) => [
    `${spokenNumber('A', times.number)} ${times.title}`,
    ...[times.raised, times.acknowledged, times.dispatched, times.arrived, times.closed].map(time),
  ]);
  const steps = incident.steps.map((step, i) => [String(i + 1), step.text.en, stepText(step), time(step.at)]);
  const lines = input.entries.flatMap((entry) => {
    const line = lineOf(entry);
    return line === null ? [] : [[time(entry.at), line.who, line.what]];
  });
  const { reportAt, openedAt, resolvedAt } = incident;
  const cut = `The timeline is longer than this page: only its first ${input.entries.length} entries are shown. The log has the rest.`;
  return {
    title: `After-action report ${spokenNumber('I', incident.number)}, ${incident.title}`,
    facts: [
      `${post.name}. ${templateOf(incident.kind).title.en}. Times: local (${post.timeZone}) above, Zulu below.`,
    ],
    blocks: [
      reportAt === null
        ? notice('Draft: nobody has completed this report yet.')
        : paragraph(`Completed ${local(reportAt)} (${zulu(reportAt)}) by ${incident.reportByName ?? ''}.`),
      heading('Summary'),
      written(incident.summary),
      heading('Key times'),
      table('The incident', WHOLE, [
        [
          time(openedAt),
          incident.openedByName,
          incident.commander?.name ?? 'None',
          time(resolvedAt),
          incident.resolvedByName ?? '-',
        ],
      ]),
      heading('Alarms'),
      table('Each alarm', KEY_TIMES, keyTimes),
      heading('People involved'),
      table(
        'People',
        PEOPLE,
        incident.people.map((person) => [person.name, person.part]),
      ),
      heading('Steps'),
      table('Steps', STEPS, steps),
      heading('Timeline'),
      table('From the log', TIMELINE, lines),
      ...(input.cut ? [paragraph(cut)] : []),
      heading('Lessons'),
      written(incident.lessons),
    ],
  };
}
