/**
 * Incidents: several alarms, or something that no sensor saw, told as one story under one commander.
 *
 * Open: alarms come and go, steps are done or skipped with a reason, people are named, notes are written. Resolved:
 * only when no step, task or alarm of it is open; its alarms are free for another incident, and a person completes
 * the report. Reopened with a reason, it is open again and its report is a draft.
 */
import { newId, spokenNumber, type IncidentId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Task } from '../dispatch/model.ts';
import { roleMay, type Person } from '../identity/model.ts';
import type { FileInput, KeptFile } from '../orders/model.ts';
import type { Alarm } from '../watch/model.ts';
import {
  incidentCan,
  incidentRefusals,
  isSettled,
  MAX_INVOLVED,
  MAX_LINKED_ALARMS,
  MAX_TIMELINE,
  reduceIncident,
  stillOpen,
  type Incident,
  type IncidentAction,
  type IncidentEvent,
  type IncidentStep,
  type IncidentWhole,
} from './model.ts';
import { KEY_KINDS, type ReportInput } from './report.ts';
import * as store from './store.ts';
import { templateOf, type TemplateKind } from './templates.ts';

const refuse = refuser(incidentRefusals);

export interface IncidentDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly people: () => Promise<readonly Person[]>;
  /** These alarms as they are now; unknown ones are left out. */
  readonly alarms: (db: Queryable, ids: readonly string[]) => Promise<readonly Alarm[]>;
  /** Every open task of the post. */
  readonly openTasks: (db: Queryable) => Promise<readonly Task[]>;
  /** Writes the bytes of a file; its row comes with the command that names it. */
  readonly keepFile: (input: FileInput) => Promise<KeptFile>;
  readonly ownFile: (tx: Transaction, ownerId: string, file: KeptFile, byName: string) => Promise<void>;
}

export interface NewIncident {
  readonly kind: TemplateKind;
  readonly title: string;
  /** Who opens it, unless named. */
  readonly commanderId: string | null;
  readonly alarmIds: readonly string[];
}

export type IncidentService = ReturnType<typeof createIncident>;

const alarmNumbers = (numbers: readonly number[]): string =>
  numbers.map((n) => spokenNumber('A', n)).join(', ');

const record = (tx: Transaction, event: IncidentEvent, more: readonly string[] = []): void => {
  const { kind, ...body } = event;
  const id = event.kind === 'incident.opened' ? event.incident.id : event.incidentId;
  tx.record({ kind, subjects: [id, ...more], body });
};

export function createIncident(deps: IncidentDeps) {
  const { db, transact, postId } = deps;

  async function known(id: string, on: Queryable = db): Promise<Incident> {
    const incident = await store.incidentById(on, postId, id);
    if (!incident) throw refuse('incident-unknown', { id });
    return incident;
  }

  /** Locks the incident, asks whether the action fits its state, applies the event and writes it down. */
  const change = (
    by: By,
    id: string,
    action: IncidentAction,
    target: string,
    makeEvent: (
      incident: Incident,
      tx: Transaction,
      common: CommonOf,
    ) => Promise<IncidentEvent> | IncidentEvent,
  ): Promise<{ incident: Incident }> =>
    transact(
      { postId, actor: by.actor, key: by.key, name: `${action}-incident ${id} ${target}`.trim() },
      async (tx) => {
        const incident = await store.incidentForUpdate(tx, id);
        if (!incident) throw refuse('incident-unknown', { id });
        if (!incidentCan(action, incident.state))
          throw refuse(incident.state === 'open' ? 'incident-not-resolved' : 'incident-resolved');
        const common = {
          incidentId: incident.id,
          incidentNumber: incident.number,
          at: tx.now,
          byName: by.name,
        };
        const event = await makeEvent(incident, tx, common);
        const next = reduceIncident(incident, event) ?? incident;
        await store.saveIncident(tx, next);
        record(tx, event, 'alarmId' in event ? [event.alarmId] : []);
        return { incident: next };
      },
    );

  async function personToCommand(userId: string): Promise<Person> {
    const person = (await deps.people()).find((each) => each.id === userId && each.active);
    if (!person || !roleMay(person.role, 'incident.command')) throw refuse('incident-commander-unsuitable');
    return person;
  }

  async function alarmToLink(tx: Transaction, id: string): Promise<Alarm> {
    const [alarm] = await deps.alarms(tx.client, [id]);
    if (!alarm) throw refuse('incident-alarm-unknown', { id });
    return alarm;
  }

  /** Makes the link, or says which open incident has the alarm. */
  async function hold(
    tx: Transaction,
    incidentId: IncidentId,
    alarm: Pick<Alarm, 'id' | 'number'>,
  ): Promise<void> {
    if (await store.linkAlarm(tx, incidentId, alarm.id)) return;
    const holder = await store.incidentOfAlarm(tx.client, postId, alarm.id);
    throw refuse('incident-alarm-taken', {
      alarm: spokenNumber('A', alarm.number),
      incident: spokenNumber('I', holder?.number ?? 0),
    });
  }

  async function whole(incident: Incident): Promise<IncidentWhole> {
    const ids = new Set<string>(incident.alarms.map((alarm) => alarm.id));
    const [alarms, tasks] = await Promise.all([
      deps.alarms(db, [...ids]),
      ids.size === 0 ? [] : deps.openTasks(db),
    ]);
    return { incident, alarms, openTasks: tasks.filter((task) => ids.has(task.alarmId)) };
  }

  const threadsOf = (incident: Incident): readonly string[] => [
    incident.id,
    ...incident.alarms.map((alarm) => alarm.id),
  ];

  async function timelineOf(incident: Incident): Promise<{ entries: readonly StoredEntry[]; cut: boolean }> {
    const entries = await store.threads(db, postId, threadsOf(incident), null, MAX_TIMELINE + 1);
    return { entries: entries.slice(0, MAX_TIMELINE), cut: entries.length > MAX_TIMELINE };
  }

  async function refuseWhileOpen(tx: Transaction, incident: Incident): Promise<void> {
    const ids = new Set<string>(incident.alarms.map((alarm) => alarm.id));
    // A closed alarm stays closed and takes no task, so what is read here still holds at the commit.
    const alarms = await deps.alarms(tx.client, [...ids]);
    const tasks = ids.size === 0 ? [] : await deps.openTasks(tx.client);
    const open = stillOpen(
      incident,
      alarms,
      tasks.filter((task) => ids.has(task.alarmId)),
    );
    if (isSettled(open)) return;
    const named = {
      steps: open.steps.join(', '),
      tasks: open.tasks.map((n) => spokenNumber('T', n)).join(', '),
      alarms: alarmNumbers(open.alarms),
    };
    if (open.steps.length > 0) throw refuse('incident-steps-open', named);
    if (open.tasks.length > 0) throw refuse('incident-tasks-open', named);
    throw refuse('incident-alarms-open', named);
  }

  function stepOf(incident: Incident, index: number, settled: boolean): IncidentStep {
    const step = incident.steps[index];
    if (!step) throw refuse('incident-step-unknown');
    if (settled && step.state === 'open') throw refuse('incident-step-not-settled');
    if (!settled && step.state !== 'open') throw refuse('incident-step-settled');
    return step;
  }

  return {
    /** A page of the list: open ones first, of each the newest first. `before`: `<1 or 0>,<number>` of the last one. */
    async page(filter: {
      state: 'all' | 'open';
      before: string | null;
      limit: number;
    }): Promise<{ incidents: readonly Incident[]; next: string | null }> {
      const [open, number] = filter.before?.split(',') ?? [];
      const before = number === undefined ? null : { open: open === '1', number: Number(number) };
      const incidents = await store.pageOfIncidents(db, postId, { ...filter, before });
      const last = incidents.at(-1);
      const more = last && incidents.length === filter.limit;
      return { incidents, next: more ? `${last.state === 'open' ? 1 : 0},${last.number}` : null };
    },
    incident: async (id: string): Promise<IncidentWhole> => whole(await known(id)),
    timeline: async (id: string) => timelineOf(await known(id)),
    ofAlarm: async (alarmId: string): Promise<{ incident: Incident | null }> => ({
      incident: await store.incidentOfAlarm(db, postId, alarmId),
    }),

    /** Everything that the report page says. */
    async report(id: string): Promise<ReportInput> {
      const incident = await known(id);
      const [timeline, keyEntries] = await Promise.all([
        timelineOf(incident),
        // Asked for by themselves: a timeline that is cut must not lose the end of an alarm.
        store.threads(db, postId, threadsOf(incident), KEY_KINDS, MAX_TIMELINE),
      ]);
      return { incident, ...timeline, keyEntries };
    },

    /** Refuses: incident-alarm-unknown, incident-alarm-taken, incident-commander-unsuitable. */
    async open(by: By, input: NewIncident): Promise<{ incident: Incident }> {
      const opener = (await deps.people()).find((each) => each.id === by.actor) ?? null;
      const commander = input.commanderId === null ? opener : await personToCommand(input.commanderId);
      return transact({ postId, actor: by.actor, key: by.key, name: 'open-incident' }, async (tx) => {
        const number = await tx.nextNumber('incident');
        const ids = [...new Set(input.alarmIds)].toSorted();
        const alarms = await deps.alarms(tx.client, ids);
        if (alarms.length !== ids.length) throw refuse('incident-alarm-unknown');
        const incident: Incident = {
          id: newId<'incident'>('inc', tx.nowMs),
          number,
          state: 'open',
          kind: input.kind,
          title: input.title.trim(),
          commander:
            commander && roleMay(commander.role, 'incident.command')
              ? { id: commander.id, name: commander.name }
              : null,
          people: [],
          nextPerson: 1,
          alarms: alarms.map(({ id, number: n, title }) => ({ id, number: n, title })),
          steps: templateOf(input.kind).steps.map((text) => ({
            text,
            state: 'open',
            byName: null,
            at: null,
            reason: null,
          })),
          openedAt: tx.now,
          openedByName: by.name,
          resolvedAt: null,
          resolvedByName: null,
          summary: '',
          lessons: '',
          reportAt: null,
          reportByName: null,
          revision: 1,
        };
        await store.saveIncident(tx, incident);
        for (const id of ids) await hold(tx, incident.id, alarms.find((alarm) => alarm.id === id) as Alarm);
        const common = { incidentId: incident.id, incidentNumber: number, at: tx.now, byName: by.name };
        record(tx, { kind: 'incident.opened', ...common, incident }, ids);
        return { incident };
      });
    },

    linkAlarm: (by: By, id: string, alarmId: string) =>
      change(by, id, 'link', alarmId, async (incident, tx, common) => {
        if (incident.alarms.length >= MAX_LINKED_ALARMS) throw refuse('incident-full');
        const alarm = await alarmToLink(tx, alarmId);
        await hold(tx, incident.id, alarm);
        const { number: alarmNumber, title: alarmTitle } = alarm;
        return { kind: 'incident.alarm-linked', ...common, alarmId: alarm.id, alarmNumber, alarmTitle };
      }),
    unlinkAlarm: (by: By, id: string, alarmId: string) =>
      change(by, id, 'unlink', alarmId, async (incident, tx, common) => {
        const alarm = incident.alarms.find((each) => each.id === alarmId);
        if (!alarm) throw refuse('incident-alarm-not-linked');
        await store.unlinkAlarm(tx, incident.id, alarm.id);
        return { kind: 'incident.alarm-unlinked', ...common, alarmId: alarm.id, alarmNumber: alarm.number };
      }),
    changeCommander: (by: By, id: string, userId: string) =>
      change(by, id, 'command', userId, async (_incident, _tx, common) => {
        const { id: commanderId, name: commanderName } = await personToCommand(userId);
        return { kind: 'incident.commander-changed', ...common, commanderId, commanderName };
      }),
    addPerson: (by: By, id: string, input: { name: string; part: string }) =>
      change(by, id, 'people', 'add', (incident, _tx, common) => {
        if (incident.people.length >= MAX_INVOLVED) throw refuse('incident-full');
        const personName = input.name.trim();
        const part = input.part.trim();
        return { kind: 'incident.person-added', ...common, key: incident.nextPerson, personName, part };
      }),
    removePerson: (by: By, id: string, key: number) =>
      change(by, id, 'people', `remove ${key}`, (incident, _tx, common) => {
        const person = incident.people.find((each) => each.key === key);
        if (!person) throw refuse('incident-person-unknown');
        return { kind: 'incident.person-removed', ...common, key, personName: person.name };
      }),

    /** Marks a step done, skips it with a reason, or takes either back. */
    setStep: (by: By, id: string, index: number, to: IncidentStep['state'], reason: string | null) =>
      change(by, id, 'step', `${index} ${to}`, (incident, _tx, common) => {
        const { text: stepText } = stepOf(incident, index, to === 'open');
        const why = reason?.trim() ?? '';
        if (to === 'done') return { kind: 'incident.step-done', ...common, index, stepText };
        if (to === 'open') return { kind: 'incident.step-undone', ...common, index, stepText };
        if (why === '') throw refuse('incident-skip-reason');
        return { kind: 'incident.step-skipped', ...common, index, stepText, reason: why };
      }),
    async note(by: By, id: string, text: string, input?: FileInput): Promise<{ incident: Incident }> {
      const file = input && (await deps.keepFile(input));
      return change(by, id, 'note', '', async (incident, tx, common) => {
        if (file) await deps.ownFile(tx, incident.id, file, by.name);
        return { kind: 'incident.noted', ...common, text: text.trim(), ...(file && { file }) };
      });
    },

    /** Refuses while a step is to do, a task is under way or an alarm is open. */
    resolve: (by: By, id: string) =>
      change(by, id, 'resolve', '', async (incident, tx, common) => {
        await refuseWhileOpen(tx, incident);
        await store.releaseAlarms(tx, incident.id);
        return { kind: 'incident.resolved', ...common };
      }),
    reopen: (by: By, id: string, reason: string) =>
      change(by, id, 'reopen', '', async (incident, tx, common) => {
        await store.forgetLinks(tx, incident.id);
        for (const alarm of incident.alarms.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
          await hold(tx, incident.id, alarm);
        return { kind: 'incident.reopened', ...common, reason: reason.trim() };
      }),
    completeReport: (by: By, id: string, input: { summary: string; lessons: string }) =>
      change(by, id, 'report', '', (_incident, _tx, common) => ({
        kind: 'incident.report-completed',
        ...common,
        summary: input.summary.trim(),
        lessons: input.lessons.trim(),
      })),
  };
}

interface CommonOf {
  readonly incidentId: IncidentId;
  readonly incidentNumber: number;
  readonly at: string;
  readonly byName: string;
}
