import type { AlarmId, IncidentId, UserId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Task } from '../dispatch/model.ts';
import type { KeptFile } from '../orders/model.ts';
import type { Names } from '../site/model.ts';
import type { Alarm } from '../watch/model.ts';
import type { TemplateKind } from './templates.ts';

/** open -> resolved, and back only with a reason: what was resolved too early is reopened, not opened anew. */
export const INCIDENT_STATES = ['open', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** One step of the template: to do, done, or left out with a reason. */
export interface IncidentStep {
  readonly text: Names;
  readonly state: 'open' | 'done' | 'skipped';
  readonly byName: string | null;
  readonly at: Instant | null;
  /** Why it was skipped. */
  readonly reason: string | null;
}

/** An alarm that is part of the incident, as it was called when it was linked. */
export interface LinkedAlarm {
  readonly id: AlarmId;
  readonly number: number;
  readonly title: Names;
}

/** Somebody who had a part in it: staff, police, a visitor. Not a user of Post One. */
export interface InvolvedPerson {
  /** Place in the order of naming; never used twice. */
  readonly key: number;
  readonly name: string;
  readonly part: string;
}

/** The story of one or several alarms, or of something that no sensor saw, under one commander. */
export interface Incident {
  readonly id: IncidentId;
  /** Said aloud: `I-0007`. */
  readonly number: number;
  readonly state: IncidentState;
  readonly kind: TemplateKind;
  /** As the person who opened it called it. */
  readonly title: string;
  readonly commander: { readonly id: UserId; readonly name: string } | null;
  readonly people: readonly InvolvedPerson[];
  /** The key that the next person gets. */
  readonly nextPerson: number;
  readonly alarms: readonly LinkedAlarm[];
  readonly steps: readonly IncidentStep[];
  readonly openedAt: Instant;
  readonly openedByName: string;
  readonly resolvedAt: Instant | null;
  readonly resolvedByName: string | null;
  /** What happened, and what is to be learned: by a person, once it is resolved. */
  readonly summary: string;
  readonly lessons: string;
  /** When the report was completed; null until then, and again after a reopening. */
  readonly reportAt: Instant | null;
  readonly reportByName: string | null;
  /** Rises with every change. */
  readonly revision: number;
}

export const MAX_LINKED_ALARMS = 200;
export const MAX_INVOLVED = 100;
/** Entries in one timeline; the log has them all. */
export const MAX_TIMELINE = 2_000;

export type IncidentAction =
  'link' | 'unlink' | 'command' | 'people' | 'step' | 'note' | 'resolve' | 'reopen' | 'report';

/** Which action is possible in which state: the screen and the service ask this one table. */
const CAN = {
  link: ['open'],
  unlink: ['open'],
  command: ['open'],
  people: ['open'],
  step: ['open'],
  note: ['open', 'resolved'],
  resolve: ['open'],
  reopen: ['resolved'],
  report: ['resolved'],
} as const satisfies Record<IncidentAction, readonly IncidentState[]>;

export const incidentCan = (action: IncidentAction, state: IncidentState): boolean =>
  (CAN[action] as readonly IncidentState[]).includes(state);

interface Common {
  readonly incidentId: IncidentId;
  readonly incidentNumber: number;
  readonly at: Instant;
  readonly byName: string;
}

/** What goes into the ledger; the incident is the thread. */
export type IncidentEvent =
  | (Common & { readonly kind: 'incident.opened'; readonly incident: Incident })
  | (Common & {
      readonly kind: 'incident.alarm-linked';
      readonly alarmId: AlarmId;
      readonly alarmNumber: number;
      readonly alarmTitle: Names;
    })
  | (Common & {
      readonly kind: 'incident.alarm-unlinked';
      readonly alarmId: AlarmId;
      readonly alarmNumber: number;
    })
  | (Common & {
      readonly kind: 'incident.commander-changed';
      readonly commanderId: UserId;
      readonly commanderName: string;
    })
  | (Common & {
      readonly kind: 'incident.person-added';
      readonly key: number;
      readonly personName: string;
      readonly part: string;
    })
  | (Common & { readonly kind: 'incident.person-removed'; readonly key: number; readonly personName: string })
  | (Common & {
      readonly kind: 'incident.step-done' | 'incident.step-undone';
      readonly index: number;
      readonly stepText: Names;
    })
  | (Common & {
      readonly kind: 'incident.step-skipped';
      readonly index: number;
      readonly stepText: Names;
      readonly reason: string;
    })
  | (Common & { readonly kind: 'incident.noted'; readonly text: string; readonly file?: KeptFile })
  | (Common & { readonly kind: 'incident.resolved' })
  | (Common & { readonly kind: 'incident.reopened'; readonly reason: string })
  | (Common & {
      readonly kind: 'incident.report-completed';
      readonly summary: string;
      readonly lessons: string;
    });

const settled = (
  incident: Incident,
  index: number,
  how: Omit<IncidentStep, 'text'>,
): readonly IncidentStep[] => incident.steps.map((step, i) => (i === index ? { ...step, ...how } : step));

/** The next state; the same function on the server and in the browser. Null: there is none yet. */
export function reduceIncident(incident: Incident | null, event: IncidentEvent): Incident | null {
  if (event.kind === 'incident.opened') return event.incident;
  if (incident === null) return null;
  const next = { ...incident, revision: incident.revision + 1 };
  const { at, byName } = event;
  switch (event.kind) {
    case 'incident.alarm-linked': {
      const alarm = { id: event.alarmId, number: event.alarmNumber, title: event.alarmTitle };
      return { ...next, alarms: [...incident.alarms.filter((each) => each.id !== alarm.id), alarm] };
    }
    case 'incident.alarm-unlinked':
      return { ...next, alarms: incident.alarms.filter((alarm) => alarm.id !== event.alarmId) };
    case 'incident.commander-changed':
      return { ...next, commander: { id: event.commanderId, name: event.commanderName } };
    case 'incident.person-added': {
      const person = { key: event.key, name: event.personName, part: event.part };
      return { ...next, people: [...incident.people, person], nextPerson: event.key + 1 };
    }
    case 'incident.person-removed':
      return { ...next, people: incident.people.filter((person) => person.key !== event.key) };
    case 'incident.step-done':
      return { ...next, steps: settled(incident, event.index, { state: 'done', byName, at, reason: null }) };
    case 'incident.step-skipped': {
      const { reason } = event;
      return { ...next, steps: settled(incident, event.index, { state: 'skipped', byName, at, reason }) };
    }
    case 'incident.step-undone': {
      const open = { state: 'open', byName: null, at: null, reason: null } as const;
      return { ...next, steps: settled(incident, event.index, open) };
    }
    case 'incident.noted':
      return next;
    case 'incident.resolved':
      return { ...next, state: 'resolved', resolvedAt: at, resolvedByName: byName };
    case 'incident.reopened':
      // The words of the report stay as a draft: somebody has to complete it anew.
      return {
        ...next,
        state: 'open',
        resolvedAt: null,
        resolvedByName: null,
        reportAt: null,
        reportByName: null,
      };
    case 'incident.report-completed': {
      const { summary, lessons } = event;
      return { ...next, summary, lessons, reportAt: at, reportByName: byName };
    }
  }
}

/** What keeps an incident from being resolved: numbers of steps (from 1), of tasks, of alarms. */
export interface StillOpen {
  readonly steps: readonly number[];
  readonly tasks: readonly number[];
  readonly alarms: readonly number[];
}

export function stillOpen(
  incident: Pick<Incident, 'steps'>,
  alarms: readonly Pick<Alarm, 'number' | 'open'>[],
  openTasks: readonly Pick<Task, 'number'>[],
): StillOpen {
  return {
    steps: incident.steps.flatMap((step, i) => (step.state === 'open' ? [i + 1] : [])),
    tasks: openTasks.map((task) => task.number),
    alarms: alarms.filter((alarm) => alarm.open).map((alarm) => alarm.number),
  };
}

export const isSettled = (open: StillOpen): boolean =>
  open.steps.length + open.tasks.length + open.alarms.length === 0;

/** One incident with what its screen shows beside it. */
export interface IncidentWhole {
  readonly incident: Incident;
  /** The linked alarms as they are now. */
  readonly alarms: readonly Alarm[];
  readonly openTasks: readonly Task[];
}

export const incidentRefusals = catalogue({
  'incident-unknown': { status: 404, says: 'There is no such incident. Reload the list.' },
  'incident-resolved': {
    status: 409,
    says: 'This incident is resolved. Reopen it first, with a reason.',
  },
  'incident-not-resolved': { status: 409, says: 'This incident is open. Resolve it first.' },
  'incident-alarm-unknown': { status: 404, says: 'There is no such alarm. Reload the board.' },
  'incident-alarm-taken': {
    status: 409,
    says: '{alarm} belongs to {incident}, which is open. Take it out there first.',
  },
  'incident-alarm-not-linked': { status: 404, says: 'This alarm is not part of the incident. Reload it.' },
  'incident-person-unknown': { status: 404, says: 'This person is no longer named here. Reload it.' },
  'incident-step-unknown': { status: 404, says: 'The incident has no such step. Reload it.' },
  'incident-step-settled': {
    status: 409,
    says: 'This step is done or skipped already. Take that back first.',
  },
  'incident-step-not-settled': { status: 409, says: 'This step is still to do. Reload the incident.' },
  'incident-skip-reason': { status: 422, says: 'Say why the step is skipped: the reason is kept.' },
  'incident-commander-unsuitable': {
    status: 422,
    says: 'This person cannot command an incident. Choose a watch officer, guard commander, deputy or RSO.',
  },
  'incident-full': {
    status: 409,
    says: 'An incident holds at most 200 alarms and 100 people. Open another one.',
  },
  'incident-steps-open': {
    status: 409,
    says: 'Still to do: step {steps}. Do each step, or skip it with a reason.',
  },
  'incident-tasks-open': {
    status: 409,
    says: 'Somebody is still on the way: {tasks}. End or cancel the tasks first.',
  },
  'incident-alarms-open': { status: 409, says: 'Still open: {alarms}. Close the alarms first.' },
});
