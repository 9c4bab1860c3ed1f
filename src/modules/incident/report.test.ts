import { expect, test } from 'vitest';
import type { AlarmId, IncidentId } from '../../kernel/id.ts';
import { localTimeOf } from '../../kernel/time.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import type { Incident } from './model.ts';
import { paperHtml } from '../../kernel/paper.ts';
import { keyTimesOf, reportPaper } from './report.ts';
import { lineOf } from './report-lines.ts';

const minute = (n: number): string => `2026-11-02T12:${String(n).padStart(2, '0')}:00.000Z`;
let seq = 0;
const entry = (
  kind: string,
  n: number,
  body: Record<string, unknown> | null = {},
  thread = 'alm_1',
): LedgerEntry => ({
  seq: seq++,
  at: minute(n),
  kind,
  actor: 'usr_kim',
  subjects: [thread],
  marking: 'U',
  body,
});
const incident: Incident = {
  id: 'inc_1' as IncidentId,
  number: 7,
  state: 'resolved',
  kind: 'fire',
  title: 'Smoke <script>',
  commander: null,
  people: [{ key: 1, name: 'Ms Oh', part: 'Caller' }],
  nextPerson: 2,
  alarms: [{ id: 'alm_1' as AlarmId, number: 412, title: { en: 'Fire, kitchen' } }],
  steps: [
    {
      text: { en: 'Call the fire brigade' },
      state: 'skipped',
      byName: 'Kim',
      at: minute(3),
      reason: 'Already here',
    },
  ],
  openedAt: minute(1),
  openedByName: 'Kim',
  resolvedAt: minute(40),
  resolvedByName: 'Marsh',
  summary: '',
  lessons: '',
  reportAt: null,
  reportByName: null,
  revision: 9,
};
const entries = [
  entry('alarm.raised', 0, { alarm: { number: 412, title: { en: 'Fire, kitchen' } } }),
  entry('alarm.acknowledged', 1, { byName: 'Kim' }),
  entry('alarm.acknowledgement-undone', 2, { byName: 'Kim' }),
  entry('alarm.acknowledged', 3, { byName: 'Marsh' }),
  entry('task.sent', 4, { task: { callSign: 'Rover 2', alarmNumber: 412 } }),
  // The phone was without network: it says it later than it happened.
  entry('task.there', 9, { at: minute(6) }),
  entry('alarm.closed', 12, { outcome: 'real', cause: 'fire', finding: 'Toast', byName: 'Kim' }),
  entry('alarm.raised', 1, { alarm: { number: 999, title: { en: 'Another' } } }, 'alm_2'),
];

test('key times are read from the ledger: an undone answer is none, and a phone says when it arrived', () => {
  expect(keyTimesOf(incident, entries)).toEqual([
    {
      number: 412,
      title: 'Fire, kitchen',
      raised: minute(0),
      acknowledged: minute(3),
      dispatched: minute(4),
      arrived: minute(6),
      closed: minute(12),
    },
  ]);
  expect(keyTimesOf(incident, [])[0]).toMatchObject({ raised: null, arrived: null });
});

test('the page shows local and Zulu time, the timeline and the steps, and is a draft until somebody completes it', () => {
  const post = { name: 'Embassy Hanseong', timeZone: 'Asia/Seoul' };
  const input = { incident, entries, cut: false, keyEntries: entries };
  const html = paperHtml(reportPaper(input, post, localTimeOf(post.timeZone)));
  expect(html).toContain('After-action report I-0007');
  expect(html).toContain('2026-11-02 21:00:00<br>2026-11-02 12:00:00Z');
  expect(html).toContain('Rover 2 sent to A-0412');
  expect(html).toContain('Skipped by Kim: Already here');
  expect(html).toContain('Draft: nobody has completed this report yet.');
  expect(html).not.toContain('<script>');
  const written = { ...incident, summary: 'Toast\nburnt', reportAt: minute(50), reportByName: 'Marsh' };
  const done = paperHtml(
    reportPaper({ ...input, incident: written, cut: true }, post, localTimeOf(post.timeZone)),
  );
  expect(done).not.toContain('Draft');
  expect(done).toContain('<p>Toast</p><p>burnt</p>');
  expect(done).toContain('by Marsh');
  expect(done).toContain('only its first 8 entries');
});

test('an erased entry says that it was erased, and an unknown kind is still a line', () => {
  expect(lineOf(entry('alarm.noted', 1, null))?.what).toContain('erased');
  expect(lineOf(entry('alarm.dreamt', 1, { text: 'of sheep', byName: 'Kim' }))).toEqual({
    who: 'Kim',
    what: 'alarm.dreamt of sheep',
  });
});
