import { expect, test } from 'vitest';
import type { AlarmId, IncidentId, UserId } from '../../kernel/id.ts';
import {
  incidentCan,
  incidentRefusals,
  isSettled,
  reduceIncident,
  stillOpen,
  type Incident,
  type IncidentEvent,
} from './model.ts';
import { TEMPLATES, TEMPLATE_KINDS, templateOf } from './templates.ts';

const AT = '2026-11-02T12:00:00.000Z';
const opened: Incident = {
  id: 'inc_1' as IncidentId,
  number: 7,
  state: 'open',
  kind: 'fire',
  title: 'Smoke in the chancery',
  commander: null,
  people: [],
  nextPerson: 1,
  alarms: [],
  steps: [0, 1].map((n) => ({
    text: { en: `Step ${n}` },
    state: 'open' as const,
    byName: null,
    at: null,
    reason: null,
  })),
  openedAt: AT,
  openedByName: 'Kim',
  resolvedAt: null,
  resolvedByName: null,
  summary: '',
  lessons: '',
  reportAt: null,
  reportByName: null,
  revision: 1,
};
const common = { incidentId: opened.id, incidentNumber: 7, at: AT, byName: 'Kim' };
const after = (...events: IncidentEvent[]): Incident =>
  events.reduce<Incident>((incident, event) => reduceIncident(incident, event) ?? incident, opened);
const alarmId = 'alm_1' as AlarmId;
const linked = {
  kind: 'incident.alarm-linked',
  ...common,
  alarmId,
  alarmNumber: 412,
  alarmTitle: { en: 'Fire, kitchen' },
} as const;
const stepText = { en: 'Step 0' };

test('opening is the first state, and nothing happens to an incident that is not there', () => {
  expect(reduceIncident(null, { kind: 'incident.opened', ...common, incident: opened })).toEqual(opened);
  expect(reduceIncident(null, linked)).toBeNull();
});

test('alarms are linked once each and taken out again; every change raises the revision', () => {
  const twice = after(linked, linked);
  expect(twice.alarms).toEqual([{ id: alarmId, number: 412, title: { en: 'Fire, kitchen' } }]);
  expect(twice.revision).toBe(3);
  const out = after(linked, { kind: 'incident.alarm-unlinked', ...common, alarmId, alarmNumber: 412 });
  expect(out.alarms).toEqual([]);
});

test('a step is done, skipped with its reason, or to do again; the other steps stay', () => {
  const done = after({ kind: 'incident.step-done', ...common, index: 0, stepText });
  expect(done.steps).toEqual([{ ...opened.steps[0], state: 'done', byName: 'Kim', at: AT }, opened.steps[1]]);
  const skipped = after({
    kind: 'incident.step-skipped',
    ...common,
    index: 1,
    stepText,
    reason: 'No lift here',
  });
  expect(skipped.steps[1]).toMatchObject({ state: 'skipped', reason: 'No lift here', byName: 'Kim' });
  const undone = after(
    { kind: 'incident.step-skipped', ...common, index: 1, stepText, reason: 'No lift here' },
    { kind: 'incident.step-undone', ...common, index: 1, stepText },
  );
  expect(undone.steps).toEqual(opened.steps);
});

test('a person taken off the list leaves no key to be used again', () => {
  const added = { kind: 'incident.person-added', ...common, personName: 'Ms Oh', part: 'Caller' } as const;
  const people = after(
    { ...added, key: 1 },
    { kind: 'incident.person-removed', ...common, key: 1, personName: 'Ms Oh' },
    { ...added, key: 2 },
  );
  expect(people.people).toEqual([{ key: 2, name: 'Ms Oh', part: 'Caller' }]);
  expect(people.nextPerson).toBe(3);
});

test('the commander changes, and a note changes nothing but the revision', () => {
  const commanderId = 'usr_1' as UserId;
  const commanded = after({
    kind: 'incident.commander-changed',
    ...common,
    commanderId,
    commanderName: 'Marsh',
  });
  expect(commanded.commander).toEqual({ id: commanderId, name: 'Marsh' });
  expect(after({ kind: 'incident.noted', ...common, text: 'x' })).toEqual({ ...opened, revision: 2 });
});

test('resolved, reported, reopened: the words of the report stay, and it must be completed anew', () => {
  const resolved = { kind: 'incident.resolved', ...common } as const;
  const report = {
    kind: 'incident.report-completed',
    ...common,
    summary: 'Toast burnt',
    lessons: 'Move the toaster',
  } as const;
  expect(after(resolved, report)).toMatchObject({
    state: 'resolved',
    resolvedAt: AT,
    summary: 'Toast burnt',
    reportByName: 'Kim',
  });
  expect(
    after(resolved, report, { kind: 'incident.reopened', ...common, reason: 'Smoke again' }),
  ).toMatchObject({
    state: 'open',
    resolvedAt: null,
    summary: 'Toast burnt',
    lessons: 'Move the toaster',
    reportAt: null,
    reportByName: null,
  });
});

test('what keeps it open is named: steps from one, tasks, and alarms that are open', () => {
  const half = after({ kind: 'incident.step-done', ...common, index: 0, stepText });
  const open = stillOpen(
    half,
    [
      { number: 412, open: true },
      { number: 413, open: false },
    ],
    [{ number: 31 }],
  );
  expect(open).toEqual({ steps: [2], tasks: [31], alarms: [412] });
  expect(isSettled(open)).toBe(false);
  const whole = reduceIncident(half, {
    kind: 'incident.step-skipped',
    ...common,
    index: 1,
    stepText,
    reason: 'x',
  });
  expect(isSettled(stillOpen(whole ?? opened, [{ number: 413, open: false }], []))).toBe(true);
});

test('a resolved incident takes notes, a report and a reopening, and nothing else', () => {
  const all = ['link', 'unlink', 'command', 'people', 'step', 'note', 'resolve', 'reopen', 'report'] as const;
  expect(all.filter((action) => incidentCan(action, 'resolved'))).toEqual(['note', 'reopen', 'report']);
  expect(all.filter((action) => !incidentCan(action, 'open'))).toEqual(['reopen', 'report']);
});

test('every template has its words in every language, and four to eight steps', () => {
  expect(TEMPLATES.map((template) => template.kind)).toEqual(TEMPLATE_KINDS);
  for (const template of TEMPLATES) {
    expect(templateOf(template.kind)).toBe(template);
    expect(template.steps.length, template.kind).toBeGreaterThanOrEqual(4);
    expect(template.steps.length, template.kind).toBeLessThanOrEqual(8);
    for (const words of [template.title, ...template.steps])
      expect([words.en !== '', /[가-힣]/.test(words['ko'] ?? '')], words.en).toEqual([true, true]);
    for (const words of [template.title, ...template.steps])
      expect(Object.keys(words).sort(), words.en).toEqual(['ar', 'en', 'es', 'fr', 'ko']);
  }
});

test('every refusal is a sentence that says what to do', () => {
  for (const [code, { says }] of Object.entries(incidentRefusals))
    expect(says, code).toMatch(/^[A-Z{].{15,}\.$/);
});
