import { isDeepStrictEqual } from 'node:util';
import { newId, type AlarmId, type ResponderId, type TaskId } from '../../kernel/id.ts';
import type { Position } from '../../kernel/geo.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Person } from '../identity/model.ts';
import type { Post } from '../site/model.ts';
import type { IncomingSignal } from '../technical/model.ts';
import type { Alarm } from '../watch/model.ts';
import {
  dispatchRefusals,
  reduceTask,
  taskCan,
  type RankedResponder,
  type Responder,
  type ResponderState,
  type Task,
  type TaskAction,
  type TaskEvent,
} from './model.ts';
import { rankResponders } from './rank.ts';
import { orderOf, radioOf } from './spoken.ts';
import * as store from './store.ts';

const refuse = refuser(dispatchRefusals);
const RECENT_MS = 12 * 3_600_000;
/** The phone's own time of an act is kept when it lies within this of ours; else ours counts. */
const MAX_CLAIM_BACK_MS = 24 * 3_600_000;
/** Responders whose position is held; more than any post has. */
const MAX_POSITIONS = 5_000;

export interface DispatchDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly post: Post;
  readonly alarm: (id: string) => Promise<Alarm>;
  readonly markDispatched: (
    tx: Transaction,
    id: string,
    byName: string,
    what: (alarm: Alarm) => {
      kind: 'alarm.dispatched';
      alarmId: AlarmId;
      at: Instant;
      taskId: TaskId;
      callSign: string;
      byName: string;
    },
  ) => Promise<Alarm>;
  readonly person: (id: string) => Promise<Person | null>;
  readonly receiveSignal: (
    signal: IncomingSignal,
    raw: Buffer,
    key: string | null,
  ) => Promise<{ id: string; repeat: boolean }>;
}

/** Where a responder was last known to be. */
export interface Fix {
  readonly responderId: ResponderId;
  readonly position: Position;
  readonly positionAt: Instant;
}

export type ResponderChange = Partial<Pick<Responder, 'kind' | 'armed' | 'qualifications' | 'onDuty'>>;

export type Dispatch = ReturnType<typeof createDispatch>;

/** What an alarm of this kind asks of whoever goes. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  duress: ['armed'],
  'hold-up': ['armed'],
  panic: ['armed'],
  intrusion: ['armed'],
  'door-forced': ['armed'],
  perimeter: [],
  fire: ['fire'],
  gas: ['fire'],
  medical: ['first-aid'],
};

const STATE_AFTER: Readonly<Record<TaskEvent['kind'], ResponderState>> = {
  'task.sent': 'going',
  'task.accepted': 'going',
  'task.there': 'there',
  'task.done': 'free',
  'task.declined': 'free',
  'task.cancelled': 'free',
};

/** Sending people and hearing back from them. */
export function createDispatch(deps: DispatchDeps) {
  const { db, transact, post } = deps;
  const postId = post.id;
  /** Where people are is not a fact of the record: the newest fix is held here, and written with the next state. */
  const fixes = new Map<string, Fix>();
  const placed = (responder: Responder): Responder => {
    const fix = fixes.get(responder.id);
    return fix && (responder.positionAt === null || fix.positionAt > responder.positionAt)
      ? { ...responder, position: fix.position, positionAt: fix.positionAt }
      : responder;
  };

  function record(tx: Transaction, task: Task, event: TaskEvent): void {
    const { kind, ...body } = event;
    tx.record({ kind, subjects: [task.alarmId, task.id, task.responderId], body });
  }

  async function setState(tx: Transaction, responderId: ResponderId, state: ResponderState): Promise<void> {
    const responder = await store.responderForUpdate(tx, responderId);
    if (!responder || responder.state === state) return;
    const next = { ...placed(responder), state };
    await store.saveResponder(tx, next);
    tx.record({ kind: 'responder.changed', subjects: [responderId], body: { responder: next } });
  }

  /** Our time, or the phone's claim when that is not later and not too old. */
  function claimed(tx: Transaction, at: Instant | null, notBefore: Instant): Instant {
    if (at === null) return tx.now;
    const ms = toMs(at);
    if (Number.isNaN(ms) || ms > tx.nowMs || tx.nowMs - ms > MAX_CLAIM_BACK_MS || at < notBefore)
      return tx.now;
    return toInstant(ms);
  }

  async function answer(
    by: By,
    id: string,
    action: Exclude<TaskAction, 'cancel'>,
    asResponder: ResponderId | null,
    input: { at: Instant | null; finding: string | null },
  ): Promise<{ task: Task }> {
    return transact({ postId, actor: by.actor, key: by.key, name: `${action}-task ${id}` }, async (tx) => {
      const task = await store.taskForUpdate(tx, id);
      if (!task) throw refuse('task-unknown');
      if (asResponder !== null && task.responderId !== asResponder) throw refuse('task-not-yours');
      if (!taskCan(action, task.state)) throw refuse('task-state', { state: task.state });
      const at = claimed(tx, input.at, task.sentAt);
      const kind = (
        { accept: 'task.accepted', there: 'task.there', done: 'task.done', decline: 'task.declined' } as const
      )[action];
      const event: TaskEvent = {
        kind,
        taskId: task.id,
        at,
        ...(input.finding === null ? {} : { finding: input.finding }),
      };
      const next = reduceTask(task, event) ?? task;
      await store.saveTask(tx, next);
      record(tx, next, event);
      await setState(tx, task.responderId, STATE_AFTER[kind]);
      return { task: next };
    });
  }

  const dispatch = {
    responders: async () => (await store.listResponders(db, postId)).map(placed),
    openTasks: (on: Queryable, alarmId: AlarmId | null) => store.openTasks(on, postId, alarmId),
    tasksOf: (on: Queryable, alarmId: AlarmId) => store.tasksOf(on, alarmId),
    responderOfUser: async (userId: string) => {
      const found = await store.responderOfUser(db, postId, userId);
      return found && placed(found);
    },
    /** The newest fix of each responder that has reported one since the start. */
    fixes: (): readonly Fix[] => [...fixes.values()],

    async ranked(alarmId: string): Promise<{ ranked: readonly RankedResponder[] }> {
      const [alarm, responders] = await Promise.all([deps.alarm(alarmId), store.listResponders(db, postId)]);
      return {
        ranked: rankResponders({
          responders,
          to: alarm.position,
          needs: NEEDS[alarm.kind] ?? [],
          now: toInstant(deps.clock.nowMs()),
        }),
      };
    },

    /** Sends a responder to an alarm. Refuses: responder-unknown, responder-off, responder-already-sent. */
    async send(by: By, alarmId: string, responderId: string): Promise<{ task: Task; alarm: Alarm }> {
      return transact(
        { postId, actor: by.actor, key: by.key, name: `dispatch ${alarmId} ${responderId}` },
        async (tx) => {
          let task: Task | null = null;
          const responder = await store.responderForUpdate(tx, responderId);
          if (!responder) throw refuse('responder-unknown');
          if (!responder.onDuty || responder.state === 'off') throw refuse('responder-off');
          const number = await tx.nextNumber('task');
          const alarm = await deps.markDispatched(tx, alarmId, by.name, (found) => {
            task = newTask(tx, found, responder, number, by);
            return {
              kind: 'alarm.dispatched',
              alarmId: found.id,
              at: tx.now,
              taskId: task.id,
              callSign: responder.callSign,
              byName: by.name,
            };
          });
          const open = await store.openTasks(tx.client, postId, alarm.id);
          if (open.some((t) => t.responderId === responder.id)) throw refuse('responder-already-sent');
          if (task === null) throw refuse('task-unknown');
          const sent: Task = task;
          await store.saveTask(tx, sent);
          record(tx, sent, { kind: 'task.sent', task: sent });
          await setState(tx, responder.id, 'going');
          return { task: sent, alarm };
        },
      );
    },
    answer,
    async cancel(by: By, id: string, reason: string): Promise<{ task: Task }> {
      return transact({ postId, actor: by.actor, key: by.key, name: `cancel-task ${id}` }, async (tx) => {
        const task = await store.taskForUpdate(tx, id);
        if (!task) throw refuse('task-unknown');
        if (!taskCan('cancel', task.state)) throw refuse('task-state', { state: task.state });
        const event: TaskEvent = { kind: 'task.cancelled', taskId: task.id, at: tx.now, finding: reason };
        const next = reduceTask(task, event) ?? task;
        await store.saveTask(tx, next);
        record(tx, next, event);
        await setState(tx, task.responderId, 'free');
        return { task: next };
      });
    },

    async tasksForPhone(responder: Responder | null): Promise<readonly Task[]> {
      return responder
        ? store.tasksOfResponder(db, responder.id, toInstant(deps.clock.nowMs() - RECENT_MS))
        : [];
    },

    /** Where a responder is. Older than what is known, or from the future, is ignored. */
    position(responderId: ResponderId, position: Position, at: Instant): void {
      const nowMs = deps.clock.nowMs();
      const positionAt = toInstant(Math.min(toMs(at), nowMs));
      const known = fixes.get(responderId);
      if (known ? known.positionAt >= positionAt : fixes.size >= MAX_POSITIONS) return;
      fixes.set(responderId, { responderId, position, positionAt });
    },

    async phoneNote(
      by: By,
      kind: 'guard.radio-check' | 'guard.reported',
      userId: string,
      body: Readonly<Record<string, unknown>>,
    ): Promise<void> {
      await transact({ postId, actor: by.actor, key: by.key, name: kind }, async (tx) => {
        tx.record({ kind, subjects: [userId], body: { ...body, byName: by.name } });
        return {};
      });
    },

    /** Duress from a person: goes the way of every signal. `source` is `desk:<seat>` or `phone:<user id>`. */
    async duress(
      by: By,
      source: string,
      protocol: 'desk' | 'phone',
      input: { position: Position | null; text: string | null; quiet: boolean; at: Instant | null },
    ): Promise<{ accepted: true; signalId: string }> {
      const signal: IncomingSignal = {
        protocol,
        source,
        point: 'duress',
        kind: 'duress',
        change: 'active',
        code: 'DURESS',
        description: 'Duress',
        text: input.text ?? by.name,
        authenticated: true,
        occurredAt: input.at === null ? null : toInstant(toMs(input.at)),
        ...(input.position ? { position: input.position } : {}),
      };
      const received = await deps.receiveSignal(
        signal,
        Buffer.from(JSON.stringify({ ...input, by: by.actor })),
        by.key,
      );
      return { accepted: true, signalId: received.id };
    },
    /** Whoever may be sent becomes a responder when added, and stands down when switched off. Follows `person.*`. */
    async followPeople(tx: Transaction, userIds: readonly string[]): Promise<void> {
      for (const userId of new Set(userIds)) {
        const person = await deps.person(userId);
        const known = await store.responderOfUser(tx.client, postId, userId);
        if (!person || (!known && !SENT_ROLES.has(person.role))) continue;
        const onDuty = person.active && SENT_ROLES.has(person.role) && known?.stoodDown !== true;
        const next: Responder = {
          ...(known ?? newResponder(tx, person)),
          name: person.name,
          language: person.language,
          callSign: person.callSign ?? known?.callSign ?? person.name,
          onDuty,
          state: onDuty ? (known && known.state !== 'off' ? known.state : 'free') : 'off',
        };
        if (known && isDeepStrictEqual(known, next)) continue;
        await store.saveResponder(tx, next);
        tx.record({ kind: 'responder.changed', subjects: [next.id], body: { responder: next } });
      }
    },
    /** Armed, trained, of which kind, on duty: what ranking and the phone go by. */
    async changeResponder(by: By, id: string, change: ResponderChange): Promise<{ responder: Responder }> {
      return transact({ postId, actor: by.actor, key: by.key, name: 'changeResponder' }, async (tx) => {
        const found = await store.responderForUpdate(tx, id);
        if (!found) throw refuse('responder-unknown', { id });
        const { onDuty, ...details } = change;
        const before = placed(found);
        if (onDuty === false && ['going', 'there'].includes(before.state)) throw refuse('responder-has-task');
        const next: Responder = {
          ...before,
          ...details,
          ...(onDuty === undefined
            ? {}
            : {
                onDuty,
                stoodDown: !onDuty,
                state: !onDuty ? 'off' : before.state === 'off' ? 'free' : before.state,
              }),
        };
        await store.saveResponder(tx, next);
        tx.record({
          kind: 'responder.changed',
          subjects: [id],
          body: { responder: next, fields: Object.keys(change), byName: by.name },
        });
        return { responder: next };
      });
    },
    saveResponder: store.saveResponder,
  };
  return dispatch;
}

/** Roles whose bearers are sent to alarms. */
const SENT_ROLES: ReadonlySet<string> = new Set(['guard', 'guard-commander', 'protective-agent']);

function newResponder(tx: Transaction, person: Person): Responder {
  return {
    id: newId<'responder'>('rsp', tx.nowMs),
    userId: person.id,
    callSign: person.callSign ?? person.name,
    name: person.name,
    language: person.language,
    kind: person.role === 'guard-commander' ? 'commander' : 'rover',
    armed: false,
    qualifications: [],
    onDuty: true,
    state: 'free',
    position: null,
    positionAt: null,
  };
}

function newTask(tx: Transaction, alarm: Alarm, responder: Responder, number: number, by: By): Task {
  return {
    id: newId<'task'>('tsk', tx.nowMs),
    number,
    alarmId: alarm.id,
    alarmNumber: alarm.number,
    responderId: responder.id,
    callSign: responder.callSign,
    state: 'sent',
    order: orderOf(alarm),
    radio: radioOf(alarm, responder.callSign),
    priority: alarm.priority,
    position: alarm.position,
    sentAt: tx.now,
    sentBy: by.name,
    acceptedAt: null,
    thereAt: null,
    endedAt: null,
    finding: null,
  };
}
