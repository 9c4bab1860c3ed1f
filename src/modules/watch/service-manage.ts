/** Alarm management: what people put aside or pass on, and what time does to an alarm (ISA-18.2, IEC 62682). */
import type { AlarmId, UserId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import { roleMay, type Person } from '../identity/model.ts';
import { OFFER_S, SHELVE_AT_MOST_MS, dueEvent } from './model-manage.ts';
import { reduceAlarm, watchRefusals, type Alarm, type AlarmAction, type AlarmEvent } from './model.ts';
import { entryOf } from './service-triage.ts';
import * as store from './store.ts';

const refuse = refuser(watchRefusals);
/** Alarms changed by time in one transaction. */
const DUE_BATCH = 200;
/** Events that time may owe one alarm at once: two levels, a shelf, an offer, an expiry, and what follows. */
const MAX_OWED = 10;
/** A desk's clock may be so far behind ours when it says "eight hours from now". */
const SLACK_MS = 60_000;

export type Change = (
  by: By,
  id: string,
  action: AlarmAction,
  makeEvent: (alarm: Alarm, tx: Transaction) => Promise<AlarmEvent> | AlarmEvent,
) => Promise<{ alarm: Alarm }>;

interface ManageDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly people: () => Promise<readonly Person[]>;
  readonly change: Change;
}

/** Commands of alarm management; each is one event of one alarm. */
export function manageCommands(deps: ManageDeps) {
  const { change } = deps;
  return {
    /** Puts an alarm aside until a time, at most eight hours ahead; never priority 1. */
    async shelveAlarm(by: By, id: string, input: { until: string; reason: string }) {
      const known = await store.alarmById(deps.db, deps.postId, id);
      if (known?.open && known.priority === 1) throw refuse('shelve-never-p1');
      return change(by, id, 'shelve', (alarm, tx) => {
        const untilMs = toMs(input.until);
        const reason = input.reason.trim();
        if (!(untilMs > tx.nowMs) || untilMs > tx.nowMs + SHELVE_AT_MOST_MS + SLACK_MS || reason === '')
          throw refuse('shelve-end');
        // Never past the eight hours, whatever the desk's clock says.
        const until = toInstant(Math.min(untilMs, tx.nowMs + SHELVE_AT_MOST_MS));
        return { kind: 'alarm.shelved', ...common(alarm, tx), until, reason, byName: by.name };
      });
    },
    unshelveAlarm: (by: By, id: string) =>
      change(by, id, 'unshelve', (alarm, tx) => ({
        kind: 'alarm.unshelved',
        ...common(alarm, tx),
        byName: by.name,
      })),
    /** Asks a colleague to take it; the offerer has it until then. */
    offerAlarm: (by: By, id: string, userId: string) =>
      change(by, id, 'offer', async (alarm, tx) => {
        if (alarm.ownerId !== by.actor) throw refuse('offer-not-yours');
        const person = (await deps.people()).find((p) => p.id === userId && p.active);
        if (!person || person.id === by.actor || !roleMay(person.role, 'alarm.acknowledge'))
          throw refuse('owner-unsuitable');
        return {
          kind: 'alarm.offered',
          ...common(alarm, tx),
          toId: person.id,
          toName: person.name,
          byName: by.name,
          until: toInstant(tx.nowMs + OFFER_S * 1000),
        };
      }),
    acceptOffer: (by: By, id: string) =>
      change(by, id, 'accept-offer', (alarm, tx) => {
        // Its time may be over before the due job has said so.
        if (alarm.offer?.toId !== by.actor || toMs(alarm.offer.until) <= tx.nowMs)
          throw refuse('offer-for-another');
        return {
          kind: 'alarm.offer-accepted',
          ...common(alarm, tx),
          ownerId: by.actor as UserId,
          ownerName: by.name,
          byName: by.name,
        };
      }),

    firstDue: () => store.firstDue(deps.db, deps.postId),
    /** Does what is due; true when more may be. Each alarm is locked, so an answer at the same moment wins or loses whole. */
    takeDue: (asOfMs: number): Promise<boolean> =>
      deps.transact(
        { postId: deps.postId, actor: 'system', name: 'due-alarms', mayRecordNothing: true },
        async (tx) => {
          const due = await store.dueAlarms(tx, toInstant(asOfMs), DUE_BATCH);
          const changed = due.map((alarm) => owe(alarm, asOfMs, tx));
          await store.saveAlarms(tx, changed);
          return due.length === DUE_BATCH;
        },
      ),
  };
}

const common = (alarm: Alarm, tx: Transaction): { alarmId: AlarmId; at: Instant } => ({
  alarmId: alarm.id,
  at: tx.now,
});

/** Everything that time owes one alarm, in order, each written down. */
function owe(alarm: Alarm, asOfMs: number, tx: Transaction): Alarm {
  let now = alarm;
  for (let n = 0; n < MAX_OWED; n++) {
    const event = dueEvent(now, asOfMs, tx.now);
    const next = event && reduceAlarm(now, event);
    if (!event || !next) break;
    tx.record(entryOf(event));
    now = next;
  }
  return now;
}
