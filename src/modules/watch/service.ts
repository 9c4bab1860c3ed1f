import type { AlarmId, UserId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Responder, Task } from '../dispatch/model.ts';
import { roleMay, type Person } from '../identity/model.ts';
import type { FileInput } from '../orders/model.ts';
import type { PlanFeature, Post, Zone } from '../site/model.ts';
import type { Device, SourceState } from '../technical/model.ts';
import {
  alarmCan,
  CAUSES,
  reduceAlarm,
  SILENCE_S,
  UNDO_S,
  watchRefusals,
  type Alarm,
  type AlarmAction,
  type AlarmEvent,
  type BoardSnapshot,
  type Outcome,
} from './model.ts';
import type { AlarmHealth } from './model-health.ts';
import * as store from './store.ts';
import { createHealth } from './service-health.ts';
import { manageCommands } from './service-manage.ts';
import { createReplay } from './service-replay.ts';
import { cardOf, cardsFor, stepCommands, type OrderBook, type StepDeps } from './service-steps.ts';
import { entryOf, raiseUnreadable, triageSignals } from './service-triage.ts';
import type { TriageWorld } from './service-triage-world.ts';

const refuse = refuser(watchRefusals);
const LATELY_MS = 10 * 60_000;

export interface WatchDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly post: Post;
  readonly zones: () => Promise<readonly Zone[]>;
  readonly plan: () => Promise<readonly PlanFeature[]>;
  readonly devices: () => Promise<readonly Device[]>;
  readonly devicePlaces: () => Promise<ReadonlyMap<string, Device>>;
  readonly sources: () => readonly SourceState[];
  readonly sourceName: (source: string) => string;
  readonly openTasks: (db: Queryable, alarmId: AlarmId | null) => Promise<readonly Task[]>;
  readonly tasksOf: (db: Queryable, alarmId: AlarmId) => Promise<readonly Task[]>;
  readonly responders: () => Promise<readonly Responder[]>;
  readonly people: () => Promise<readonly Person[]>;
  /** Throws a Refusal when the PIN is not this person's. */
  readonly personByPin: StepDeps['personByPin'];
  readonly orders: OrderBook;
  readonly newestSeq: () => Promise<number>;
  /** Number of the last entry at or before an instant; -1 where there is none. */
  readonly seqAsOf: (at: Instant) => Promise<number>;
  /** Kinds that the log has. */
  readonly logKinds: () => Promise<readonly string[]>;
  readonly onBug: (error: unknown) => void;
  /** Writes down the signal of a device in test. */
  readonly noteTested: TriageWorld['noteTested'];
  /** What keeps signals back, and how much of it there is. */
  readonly upkeep: TriageWorld['upkeep'] & { readonly counts: () => Promise<AlarmHealth['outOfUse']> };
  /** The list of doors, and whose number or card it is. */
  readonly doors: TriageWorld['doors'] & { readonly names: () => Promise<TriageWorld['doorUsers']> };
}

/** Whose the files of notes are that belong to no alarm. */
const OWN_LOG = 'log';

export type Watch = ReturnType<typeof createWatch>;

/** The alarm desk: commands change one alarm, each in one transaction; questions read. */
export function createWatch(deps: WatchDeps) {
  const { db, transact, post } = deps;
  const postId = post.id;

  /** What the board shows beside what happens: the place, the cards, and who may have an alarm. */
  async function around(
    alarms: readonly Alarm[],
  ): Promise<Pick<BoardSnapshot, 'post' | 'zones' | 'devices' | 'plan' | 'sops' | 'people'>> {
    const [zones, devices, plan, sops, people] = await Promise.all([
      deps.zones(),
      deps.devices(),
      deps.plan(),
      cardsFor(deps.orders, db, alarms),
      deps.people(),
    ]);
    const answering = people.filter((p) => p.active && roleMay(p.role, 'alarm.acknowledge'));
    return {
      post,
      zones,
      devices,
      plan,
      sops,
      people: answering.map((p) => ({ id: p.id, name: p.name, role: p.role })),
    };
  }

  async function triageWorld(): Promise<TriageWorld> {
    const zones = new Map((await deps.zones()).map((zone) => [zone.id as string, zone]));
    return {
      post,
      devices: await deps.devicePlaces(),
      zones,
      sops: await deps.orders.current(),
      sourceName: deps.sourceName,
      onBug: deps.onBug,
      noteTested: deps.noteTested,
      doors: deps.doors,
      upkeep: deps.upkeep,
      doorUsers: await deps.doors.names(),
    };
  }

  /** Locks the alarm, asks whether the action fits its state, applies the event and writes it down. */
  async function change(
    by: By,
    id: string,
    action: AlarmAction,
    makeEvent: (alarm: Alarm, tx: Transaction) => Promise<AlarmEvent> | AlarmEvent,
  ): Promise<{ alarm: Alarm }> {
    return transact({ postId, actor: by.actor, key: by.key, name: `${action}-alarm ${id}` }, async (tx) => ({
      alarm: await changeWithin(tx, id, action, makeEvent),
    }));
  }

  async function changeWithin(
    tx: Transaction,
    id: string,
    action: AlarmAction,
    makeEvent: (alarm: Alarm, tx: Transaction) => Promise<AlarmEvent> | AlarmEvent,
  ): Promise<Alarm> {
    const alarm = await store.alarmForUpdate(tx, id);
    if (!alarm) throw refuse('alarm-unknown', { id });
    if (!alarmCan(action, alarm))
      throw refuse('alarm-state', { action, open: alarm.open, acknowledged: alarm.acknowledged });
    const event = await makeEvent(alarm, tx);
    const next = reduceAlarm(alarm, event);
    if (!next) throw refuse('alarm-unknown', { id });
    await store.saveAlarms(tx, [next]);
    tx.record(entryOf(event));
    return next;
  }

  async function story(
    id: string,
  ): Promise<{ entries: readonly StoredEntry[]; steps: readonly StoryStep[] }> {
    if (!(await store.alarmById(db, postId, id))) throw refuse('alarm-unknown', { id });
    const entries = await store.storyOf(db, postId, id as AlarmId);
    return { entries, steps: storySteps(entries) };
  }

  return {
    /** Follower of `signal.received`. */
    triage: async (tx: Transaction, entries: readonly StoredEntry[]): Promise<void> =>
      triageSignals(tx, entries, await triageWorld()),
    /** What the follower does with a signal that failed again and again. */
    triageGaveUp: async (tx: Transaction, entry: StoredEntry, error: unknown): Promise<void> => {
      deps.onBug(error);
      await raiseUnreadable(tx, entry, await triageWorld());
    },

    async board(): Promise<BoardSnapshot> {
      // The sequence is read first: what commits meanwhile comes again over the live stream and changes nothing.
      const seq = await deps.newestSeq();
      const now = deps.clock.nowMs();
      const opened = store.openAlarms(db, postId);
      const [open, tasks, responders, raisedLately, beside] = await Promise.all([
        opened,
        deps.openTasks(db, null),
        deps.responders(),
        store.raisedSince(db, postId, toInstant(now - LATELY_MS)),
        opened.then((found) => around(found.alarms)),
      ]);
      return {
        ...beside,
        seq,
        at: toInstant(now),
        alarms: open.alarms,
        openCount: open.count,
        tasks,
        responders,
        sources: deps.sources(),
        raisedLately,
      };
    },

    async alarm(id: string): Promise<{ alarm: Alarm; tasks: readonly Task[]; related: readonly Alarm[] }> {
      const alarm = await store.alarmById(db, postId, id);
      if (!alarm) throw refuse('alarm-unknown', { id });
      const [tasks, related] = await Promise.all([
        deps.tasksOf(db, alarm.id),
        store.relatedAlarms(db, postId, alarm),
      ]);
      return { alarm, tasks, related };
    },
    story,
    async page(
      filter: Omit<store.AlarmFilter, 'before'> & { before: string | null },
    ): Promise<{ alarms: readonly Alarm[]; next: string | null }> {
      const cut = filter.before?.lastIndexOf(',') ?? -1;
      const before =
        filter.before && cut > 0
          ? { at: filter.before.slice(0, cut) as Instant, id: filter.before.slice(cut + 1) }
          : null;
      const alarms = await store.pageOfAlarms(db, postId, { ...filter, before });
      const last = alarms.at(-1);
      return { alarms, next: last && alarms.length === filter.limit ? `${last.raisedAt},${last.id}` : null };
    },

    acknowledgeAlarm: (by: By, id: string, revision: number) =>
      change(by, id, 'acknowledge', (alarm, tx) => {
        if (alarm.revision !== revision) throw refuse('alarm-changed', { revision: alarm.revision });
        return {
          kind: 'alarm.acknowledged',
          alarmId: alarm.id,
          at: tx.now,
          by: by.actor as UserId,
          byName: by.name,
        };
      }),
    undoAcknowledgement: (by: By, id: string) =>
      change(by, id, 'undo-acknowledge', (alarm, tx) => {
        if (
          alarm.ownerId !== by.actor ||
          alarm.acknowledgedAt === null ||
          tx.nowMs - toMs(alarm.acknowledgedAt) > (UNDO_S + 2) * 1000
        )
          throw refuse('undo-too-late');
        return {
          kind: 'alarm.acknowledgement-undone',
          alarmId: alarm.id,
          at: tx.now,
          by: by.actor as UserId,
          byName: by.name,
        };
      }),
    takeAlarm: (by: By, id: string) =>
      change(by, id, 'take', (alarm, tx) => ({
        kind: 'alarm.taken',
        alarmId: alarm.id,
        at: tx.now,
        ownerId: by.actor as UserId,
        ownerName: by.name,
        byName: by.name,
      })),
    assignAlarm: (by: By, id: string, userId: string) =>
      change(by, id, 'assign', async (alarm, tx) => {
        const person = (await deps.people()).find((p) => p.id === userId && p.active);
        if (!person || !roleMay(person.role, 'alarm.acknowledge')) throw refuse('owner-unsuitable');
        return {
          kind: 'alarm.assigned',
          alarmId: alarm.id,
          at: tx.now,
          ownerId: person.id,
          ownerName: person.name,
          byName: by.name,
        };
      }),
    silenceAlarm: (by: By, id: string) =>
      change(by, id, 'silence', (alarm, tx) => ({
        kind: 'alarm.silenced',
        alarmId: alarm.id,
        at: tx.now,
        until: toInstant(tx.nowMs + SILENCE_S * 1000),
        byName: by.name,
      })),
    async noteAlarm(by: By, id: string, text: string, input?: FileInput): Promise<{ alarm: Alarm }> {
      const file = input && (await deps.orders.keepFile(input));
      return change(by, id, 'note', async (alarm, tx) => {
        if (file) await deps.orders.ownFile(tx, alarm.id, file, by.name);
        const note = { alarmId: alarm.id, at: tx.now, text, byName: by.name };
        return { kind: 'alarm.noted', ...note, ...(file && { file }) };
      });
    },
    judgeAlarm: (by: By, id: string, evidenceLevel: 0 | 1 | 2 | 3 | 4) =>
      change(by, id, 'judge', (alarm, tx) => ({
        kind: 'alarm.judged',
        alarmId: alarm.id,
        at: tx.now,
        evidenceLevel,
        byName: by.name,
      })),

    closeAlarm: (by: By, id: string, input: { outcome: Outcome; cause: string; finding: string }) =>
      change(by, id, 'close', async (alarm, tx) => {
        if (!(CAUSES[input.outcome] as readonly string[]).includes(input.cause))
          throw refuse('cause-does-not-fit', { causes: CAUSES[input.outcome] });
        if (input.finding.trim() === '') throw refuse('finding-needed');
        const going = await deps.openTasks(tx.client, alarm.id);
        if (going.length > 0)
          throw refuse('alarm-has-open-tasks', { tasks: going.map((task) => task.number) });
        return {
          kind: 'alarm.closed',
          alarmId: alarm.id,
          at: tx.now,
          outcome: input.outcome,
          cause: input.cause,
          finding: input.finding.trim(),
          byName: by.name,
        };
      }),

    replay: createReplay({
      db,
      postId,
      clock: deps.clock,
      seqAsOf: deps.seqAsOf,
      kinds: deps.logKinds,
      around,
    }),
    health: createHealth({ db, post, clock: deps.clock, outOfUse: deps.upkeep.counts }),
    ...manageCommands({ db, transact, postId, people: deps.people, change }),
    ...stepCommands({ ...deps, postId, change }),

    /** Part of dispatch's command: locks the alarm and says who was sent. */
    async markDispatched(
      tx: Transaction,
      id: string,
      byName: string,
      what: (alarm: Alarm) => Extract<AlarmEvent, { kind: 'alarm.dispatched' }>,
    ): Promise<Alarm> {
      const alarm = await changeWithin(tx, id, 'dispatch', what);
      const card = await cardOf(deps.orders, tx.client, alarm);
      const index = card?.steps.findIndex((step) => step.kind === 'send');
      if (index === undefined || index < 0 || alarm.steps.some((step) => step.index === index)) return alarm;
      // The card's own "send somebody" is done by sending: an open box would invite a second one to go.
      const step = { index, by: tx.actor, byName, at: tx.now };
      return changeWithin(tx, id, 'step', () => ({ kind: 'alarm.step-done', alarmId: alarm.id, step }));
    },
    alarmForDispatch: async (id: string): Promise<Alarm> => {
      const alarm = await store.alarmById(db, postId, id);
      if (!alarm) throw refuse('alarm-unknown', { id });
      return alarm;
    },
    alarmsByIds: (on: Queryable, ids: readonly string[]) => store.alarmsByIds(on, postId, ids),
    accountOfAlarm: async (id: string): Promise<string | null> =>
      (await store.alarmById(db, postId, id))?.account ?? null,
    refuseUnknownAlarm: () => refuse('alarm-unknown'),
    alarmsName: store.alarmsName,
    alarmsSoFar: () => store.countAlarms(db, postId),
    lostSources: () => store.lostSources(db, postId),
    silentPlaces: () => store.silentPlaces(db, postId),
    activeBySource: (prefix: string) => store.activeBySource(db, postId, prefix),

    /** A typed note in the watch log. */
    async note(by: By, text: string, input?: FileInput): Promise<{ at: string }> {
      const file = input && (await deps.orders.keepFile(input));
      return transact({ postId, actor: by.actor, key: by.key, name: 'note' }, async (tx) => {
        if (file) await deps.orders.ownFile(tx, OWN_LOG, file, by.name);
        tx.record({
          kind: 'log.noted',
          subjects: [],
          body: { text, byName: by.name, ...(file && { file }) },
        });
        return { at: tx.now };
      });
    },
  };
}

/** Time from one entry of the story to the next, in seconds. */
export interface StoryStep {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly seconds: number;
}

/** Times between the entries of a story; exact to the millisecond. */
export function storySteps(entries: readonly Pick<StoredEntry, 'seq' | 'at' | 'kind'>[]): StoryStep[] {
  return entries.slice(1).map((entry, i) => {
    const before = entries[i] ?? entry;
    return {
      from: before.seq,
      to: entry.seq,
      kind: entry.kind,
      seconds: (toMs(entry.at) - toMs(before.at)) / 1000,
    };
  });
}
