/** The steps of an alarm's card: done, chosen, confirmed by a second person, pictured, waited for, or skipped. */
import { newId, type UserId } from '../../kernel/id.ts';
import { Refusal, refuser } from '../../kernel/refusal.ts';
import { toInstant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By as Actor, Transact, Transaction } from '../../platform/transact.ts';
import { roleMay, type Person } from '../identity/model.ts';
import {
  MAX_PHOTOS_OF_ALARM,
  type FileInput,
  type KeptFile,
  type Sop,
  type SopStep,
} from '../orders/model.ts';
import { type Alarm, type AlarmAction, type AlarmEvent } from './model.ts';
import { asksFor, stepRefusals, type StepDone, type StepSkip } from './model-steps.ts';
import * as store from './store-steps.ts';

const refuse = refuser(stepRefusals);

export interface By extends Actor {
  readonly seat: string;
}
export interface StepInput {
  readonly done: boolean;
  readonly choice: string | null;
  /** Who confirms a two-person step, by PIN. */
  readonly second: { readonly userId: string; readonly pin: string } | null;
}

/** What the desk asks of standing orders. */
export interface OrderBook {
  readonly current: () => Promise<readonly Sop[]>;
  readonly cards: (
    on: Queryable,
    pins: readonly { readonly id: string; readonly version: number | null }[],
  ) => Promise<readonly Sop[]>;
  /** Writes the bytes of a file; its row comes with the command that names it. */
  readonly keepFile: (input: FileInput) => Promise<KeptFile>;
  readonly ownFile: (tx: Transaction, ownerId: string, file: KeptFile, byName: string) => Promise<void>;
}

export interface StepDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly orders: OrderBook;
  /** Throws a Refusal when the PIN is not this person's. */
  readonly personByPin: (userId: string, pin: string, seat: string) => Promise<Person>;
  readonly change: (
    by: Actor,
    id: string,
    action: AlarmAction,
    makeEvent: (alarm: Alarm, tx: Transaction) => Promise<AlarmEvent> | AlarmEvent,
  ) => Promise<{ alarm: Alarm }>;
}

/** The card that an alarm was opened with, or null. */
export async function cardOf(
  orders: Pick<OrderBook, 'cards'>,
  on: Queryable,
  alarm: Pick<Alarm, 'sopId' | 'sopVersion'>,
): Promise<Sop | null> {
  if (alarm.sopId === null) return null;
  return (await orders.cards(on, [{ id: alarm.sopId, version: alarm.sopVersion ?? null }]))[0] ?? null;
}

/** The cards in force and those that these alarms were opened with. */
export async function cardsFor(
  orders: Pick<OrderBook, 'cards' | 'current'>,
  on: Queryable,
  alarms: readonly Pick<Alarm, 'sopId' | 'sopVersion'>[],
): Promise<readonly Sop[]> {
  const current = await orders.current();
  const there = new Set(current.map((sop) => `${sop.id} ${sop.version}`));
  const pins = new Map<string, { id: string; version: number | null }>();
  for (const { sopId, sopVersion = null } of alarms)
    if (sopId !== null && !there.has(`${sopId} ${sopVersion}`))
      pins.set(`${sopId} ${sopVersion}`, { id: sopId, version: sopVersion });
  if (pins.size === 0) return current;
  const more = await orders.cards(on, [...pins.values()]);
  return [...current, ...more.filter((sop) => !there.has(`${sop.id} ${sop.version}`))];
}

export function stepCommands(deps: StepDeps) {
  const { db, transact, postId, orders, change } = deps;

  async function stepOf(tx: Transaction, alarm: Alarm, index: number): Promise<SopStep> {
    const step = (await cardOf(orders, tx.client, alarm))?.steps[index];
    if (!step) throw refuse('step-unknown');
    return step;
  }

  async function secondPerson(by: By, second: StepInput['second']): Promise<Person | null> {
    if (second === null) return null;
    if (second.userId === by.actor) throw refuse('step-second-same');
    const person = await deps.personByPin(second.userId, second.pin, by.seat).catch((error: unknown) => {
      // The console takes `pin-wrong` as a question about whose action it is.
      if (error instanceof Refusal && error.code === 'pin-wrong') throw refuse('step-second-pin-wrong');
      throw error;
    });
    if (!roleMay(person.role, 'alarm.step')) throw refuse('step-second-unsuitable');
    return person;
  }

  function doneStep(tx: Transaction, by: By, step: SopStep, at: StepDone | undefined, more: Done): StepDone {
    const { index, choice, second } = more;
    const asks = asksFor(step);
    if (asks === 'choice' && !step.choices?.some((one) => one.en === choice))
      throw refuse('step-needs-choice');
    if (asks === 'second' && second === null) throw refuse('step-needs-second-person');
    if (asks === 'photo' && (at?.photos ?? []).length === 0) throw refuse('step-needs-photo');
    const byName = second === null ? by.name : `${by.name}, ${second.name}`;
    return {
      index,
      by: by.actor,
      byName,
      at: tx.now,
      ...(asks === 'choice' && choice !== null ? { choice } : {}),
      ...(second === null ? {} : { secondId: second.id }),
      ...(at?.photos ? { photos: at.photos } : {}),
    };
  }

  return {
    /** Marks a step of the card done or not done. A two-person step names a second person with their PIN. */
    async setStep(by: By, id: string, index: number, input: StepInput): Promise<{ alarm: Alarm }> {
      const second = await secondPerson(by, input.second);
      return change(by, id, 'step', async (alarm, tx) => {
        const step = await stepOf(tx, alarm, index);
        if (!input.done)
          return { kind: 'alarm.step-undone', alarmId: alarm.id, index, at: tx.now, byName: by.name };
        const before = alarm.steps.find((each) => each.index === index);
        const made = doneStep(tx, by, step, before, { index, choice: input.choice, second });
        return { kind: 'alarm.step-done', alarmId: alarm.id, step: made };
      });
    },

    /** Leaves a step out, with the reason; supervisors are told until one of them has seen it. */
    skipStep: (by: By, id: string, index: number, why: string): Promise<{ alarm: Alarm }> =>
      change(by, id, 'step', async (alarm, tx) => {
        const reason = why.trim();
        if (reason === '') throw refuse('step-reason');
        const { text } = await stepOf(tx, alarm, index);
        if (alarm.steps.some((each) => each.index === index)) throw refuse('step-settled');
        const skip: StepSkip = {
          id: newId<'skip'>('skp', tx.nowMs),
          alarmId: alarm.id,
          alarmNumber: alarm.number,
          alarmTitle: alarm.title,
          index,
          stepText: text,
          reason,
          by: by.actor,
          byName: by.name,
          at: tx.now,
        };
        await store.insertSkip(tx, skip);
        return {
          kind: 'sop.step-skipped',
          alarmId: alarm.id,
          at: tx.now,
          alarmNumber: alarm.number,
          step: { index, by: by.actor, byName: by.name, at: tx.now, skipped: reason },
          stepText: text,
          reason,
          byName: by.name,
        };
      }),

    /** Lets the wait of a timer step begin; begun again it starts anew. */
    startTimer: (by: By, id: string, index: number): Promise<{ alarm: Alarm }> =>
      change(by, id, 'step', async (alarm, tx) => {
        const { timerS } = await stepOf(tx, alarm, index);
        if (timerS === undefined) throw refuse('step-no-timer');
        if (alarm.steps.some((each) => each.index === index)) throw refuse('step-settled');
        const endsAt = toInstant(tx.nowMs + timerS * 1000);
        const timer = { index, startedAt: tx.now, endsAt, byName: by.name };
        return { kind: 'alarm.timer-started', alarmId: alarm.id, at: tx.now, timer, index, byName: by.name };
      }),

    /** Adds a picture to a photo step, which is done by it. */
    async addPhoto(by: By, id: string, index: number, input: FileInput): Promise<{ alarm: Alarm }> {
      const file = await orders.keepFile(input);
      return change(by, id, 'step', async (alarm, tx) => {
        const step = await stepOf(tx, alarm, index);
        if (step.kind !== 'photo' || !file.type.startsWith('image/')) throw refuse('step-no-photo');
        const photos = alarm.steps.flatMap((each) => each.photos ?? []);
        if (photos.length >= MAX_PHOTOS_OF_ALARM) throw refuse('step-photos-full');
        await orders.ownFile(tx, alarm.id, file, by.name);
        const earlier = alarm.steps.find((each) => each.index === index)?.photos ?? [];
        const { sha256: _sha256, ...shown } = file;
        const done = { index, by: by.actor, byName: by.name, at: tx.now, photos: [...earlier, shown] };
        return { kind: 'alarm.step-done', alarmId: alarm.id, step: done };
      });
    },

    /** Skipped steps that no supervisor has seen yet; not those of the one who asks. */
    skips: async (userId: string | null): Promise<readonly StepSkip[]> =>
      (await store.unseenSkips(db, postId)).filter((skip) => skip.by !== userId),
    seeSkip: (by: Actor, id: string): Promise<Record<string, never>> =>
      transact({ postId, actor: by.actor, key: by.key, name: `seeSkip ${id}` }, async (tx) => {
        const skip = await store.skipForUpdate(tx, id);
        if (!skip) throw refuse('skip-unknown', { id });
        if (skip.by === by.actor) throw refuse('skip-own');
        await store.markSeen(tx, id);
        const { alarmId, alarmNumber, index, stepText, reason } = skip;
        tx.record({
          kind: 'sop.skip-seen',
          subjects: [alarmId],
          body: { alarmId, alarmNumber, index, stepText, reason, byName: by.name },
        });
        return {};
      }),
  };
}

interface Done {
  readonly index: number;
  readonly choice: string | null;
  readonly second: { readonly id: UserId; readonly name: string } | null;
}
