import { expect, test } from 'vitest';
import { SIGNAL_KINDS } from '../../technical/model.ts';
import { TASK_STATES } from '../../dispatch/model.ts';
import { ROLES } from '../../identity/model.ts';
import { CAUSES, OUTCOMES } from '../model.ts';
import { readableKind } from './log-words.ts';
import { stepRefusals } from '../model-steps.ts';
import en from './words/en.json' with { type: 'json' };
import steps from './words/steps-en.json' with { type: 'json' };

const ALARM_KINDS = [
  'raised',
  'joined',
  'restored',
  'acknowledged',
  'acknowledgement-undone',
  'taken',
  'assigned',
  'silenced',
  'step-done',
  'step-undone',
  'timer-started',
  'noted',
  'judged',
  'dispatched',
  'closed',
  'shelved',
  'unshelved',
  'shelf-ended',
  'escalated',
  'acknowledgement-expired',
  'acknowledged-by-rule',
  'offered',
  'offer-accepted',
  'offer-expired',
];

const SOP_KINDS = [
  'adopted',
  'step-skipped',
  'skip-seen',
  'drafted',
  'draft-saved',
  'draft-discarded',
  'document-added',
  'issued',
  'withdrawn',
  'signed',
];

const INCIDENT_KINDS = [
  'opened',
  'alarm-linked',
  'alarm-unlinked',
  'commander-changed',
  'person-added',
  'person-removed',
  'step-done',
  'step-undone',
  'step-skipped',
  'noted',
  'resolved',
  'reopened',
  'report-completed',
];

test('every kind, cause, outcome, role and log line that the models name has words', () => {
  const wanted = [
    ...SIGNAL_KINDS.map((kind) => `watch.kind.${kind}`),
    ...OUTCOMES.map((outcome) => `watch.outcome.${outcome}`),
    ...Object.values(CAUSES).flatMap((causes) => causes.map((cause) => `watch.cause.${cause}`)),
    ...ROLES.map((role) => `watch.role.${role}`),
    ...ALARM_KINDS.map((kind) => `log.alarm.${kind}`),
    ...SOP_KINDS.map((kind) => `log.sop.${kind}`),
    ...INCIDENT_KINDS.map((kind) => `log.incident.${kind}`),
    ...TASK_STATES.map((state) => `log.task.${state}`),
  ];
  expect(wanted.filter((id) => !(id in en))).toEqual([]);
});

test('every refusal of a step has words, in English as the server says it', () => {
  const english: Readonly<Record<string, string>> = steps;
  const silent = Object.entries(stepRefusals).filter(
    ([code, { says }]) => english[`refusal.${code}`] !== says,
  );
  expect(silent.map(([code]) => code)).toEqual([]);
});

test('a kind without words is still readable', () => {
  expect(readableKind('person.pin-changed')).toBe('Person: pin changed');
});
