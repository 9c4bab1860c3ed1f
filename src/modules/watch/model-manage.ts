import type { AlarmId, UserId } from '../../kernel/id.ts';
import { toInstant, toMs, type Instant } from '../../kernel/time.ts';

/** Put aside with a reason and an end (ISA-18.2: shelved). */
export interface Shelving {
  readonly until: Instant;
  readonly reason: string;
  readonly byName: string;
}

/** Offered to a named colleague, who must accept before `until`; the owner has it all the while. */
export interface Offer {
  readonly toId: UserId;
  readonly toName: string;
  readonly fromName: string;
  readonly until: Instant;
}

/** What alarm management adds to an alarm. All optional: records of earlier versions have none of it. */
export interface Managed {
  readonly shelved?: Shelving | null;
  readonly offer?: Offer | null;
  /** How often nobody answered in time: 1 the other seats know, 2 the RSO knows. */
  readonly escalated?: 0 | 1 | 2;
  /** Unseen since; the answer clock runs from here. Absent: since it was raised. */
  readonly unseenSince?: Instant;
  /** When a person first answered; what comes later does not disturb it. */
  readonly answeredAt?: Instant | null;
  /** Acknowledged by a rule of its zone, by nobody in person. */
  readonly byRule?: boolean;
  /** Its zone lets this kind be acknowledged by rule. */
  readonly autoAcknowledge?: boolean;
  /** An acknowledgement holds for so long while the cause stands. */
  readonly ackExpiresS?: number;
}

/** Shelved for eight hours at most: one watch (ISA-18.2: time-limited). */
export const SHELVE_AT_MOST_MS = 8 * 3_600_000;
/** An offer waits so long for its answer. */
export const OFFER_S = 60;

interface Common {
  readonly alarmId: AlarmId;
  readonly at: Instant;
}

export type ManageEvent =
  | (Common & {
      readonly kind: 'alarm.shelved';
      readonly until: Instant;
      readonly reason: string;
      readonly byName: string;
    })
  | (Common & { readonly kind: 'alarm.unshelved'; readonly byName: string })
  | (Common & { readonly kind: 'alarm.shelf-ended' })
  | (Common & { readonly kind: 'alarm.escalated'; readonly level: 1 | 2; readonly afterS: number })
  | (Common & { readonly kind: 'alarm.acknowledgement-expired'; readonly afterS: number })
  | (Common & { readonly kind: 'alarm.acknowledged-by-rule' })
  | (Common & {
      readonly kind: 'alarm.offered';
      readonly toId: UserId;
      readonly toName: string;
      readonly byName: string;
      readonly until: Instant;
    })
  | (Common & {
      readonly kind: 'alarm.offer-accepted';
      readonly ownerId: UserId;
      readonly ownerName: string;
      readonly byName: string;
    })
  | (Common & { readonly kind: 'alarm.offer-expired'; readonly toName: string });

/** What the rules below read and write of an alarm. */
export interface Manageable extends Managed {
  readonly id: AlarmId;
  readonly priority: 1 | 2 | 3 | 4;
  readonly open: boolean;
  readonly active: boolean;
  readonly acknowledged: boolean;
  readonly acknowledgedAt: Instant | null;
  readonly ownerId: UserId | null;
  readonly ownerName: string | null;
  readonly silencedUntil: Instant | null;
  readonly raisedAt: Instant;
  readonly answerWithinS: number | null;
  readonly revision: number;
}

/** Unseen again from `at`: nobody counts as having seen it, and the answer clock starts anew. */
export const unseenFrom = (at: Instant) =>
  ({
    acknowledged: false,
    acknowledgedAt: null,
    byRule: false,
    offer: null,
    escalated: 0,
    unseenSince: at,
  }) as const;

/** The part of `reduceAlarm` for the events above. An escalation leaves the revision: it is no news about the place. */
export function reduceManaged<A extends Manageable>(alarm: A, event: ManageEvent): A {
  const next: A = { ...alarm, revision: alarm.revision + 1 };
  switch (event.kind) {
    case 'alarm.shelved': {
      const { until, reason, byName } = event;
      return { ...next, shelved: { until, reason, byName }, offer: null };
    }
    case 'alarm.unshelved':
      return { ...next, shelved: null, ...(alarm.acknowledged ? {} : unseenFrom(event.at)) };
    case 'alarm.shelf-ended': {
      const again = alarm.active || !alarm.acknowledged;
      return { ...next, shelved: null, ...(again ? unseenFrom(event.at) : {}) };
    }
    case 'alarm.escalated':
      return { ...alarm, escalated: event.level, silencedUntil: null };
    case 'alarm.acknowledgement-expired':
      return { ...next, ...unseenFrom(event.at) };
    case 'alarm.acknowledged-by-rule':
      return { ...next, acknowledged: true, acknowledgedAt: event.at, byRule: true, silencedUntil: null };
    case 'alarm.offered': {
      const { toId, toName, byName, until } = event;
      return { ...next, offer: { toId, toName, fromName: byName, until } };
    }
    case 'alarm.offer-accepted':
      return { ...next, offer: null, ownerId: event.ownerId, ownerName: event.ownerName };
    case 'alarm.offer-expired':
      return { ...next, offer: null };
  }
}

interface Due {
  readonly atMs: number;
  readonly event: (at: Instant) => ManageEvent;
}

/** The one thing that time will do to this alarm next, or null. */
function nextDue(alarm: Manageable): Due | null {
  if (!alarm.open) return null;
  const alarmId = alarm.id;
  const { shelved, offer, answerWithinS, ackExpiresS } = alarm;
  const found: Due[] = [];
  if (shelved)
    found.push({ atMs: toMs(shelved.until), event: (at) => ({ kind: 'alarm.shelf-ended', alarmId, at }) });
  if (offer)
    found.push({
      atMs: toMs(offer.until),
      event: (at) => ({ kind: 'alarm.offer-expired', alarmId, at, toName: offer.toName }),
    });
  const level = alarm.escalated ?? 0;
  if (!shelved && !alarm.acknowledged && answerWithinS !== null && level < 2) {
    const afterS = answerWithinS * (level + 1);
    found.push({
      atMs: toMs(alarm.unseenSince ?? alarm.raisedAt) + afterS * 1000,
      event: (at) => ({ kind: 'alarm.escalated', alarmId, at, level: level === 0 ? 1 : 2, afterS }),
    });
  }
  if (
    !shelved &&
    alarm.acknowledged &&
    alarm.active &&
    alarm.acknowledgedAt !== null &&
    ackExpiresS !== undefined
  )
    found.push({
      atMs: toMs(alarm.acknowledgedAt) + ackExpiresS * 1000,
      event: (at) => ({ kind: 'alarm.acknowledgement-expired', alarmId, at, afterS: ackExpiresS }),
    });
  return found.reduce<Due | null>((first, due) => (first && first.atMs <= due.atMs ? first : due), null);
}

/** When time next changes this alarm, or null: what its row is found by. */
export function dueAt(alarm: Manageable): Instant | null {
  const due = nextDue(alarm);
  return due && toInstant(due.atMs);
}

/** What time does to this alarm at `asOfMs`, if anything; ask again with the next state until null. */
export function dueEvent(alarm: Manageable, asOfMs: number, at: Instant): ManageEvent | null {
  const due = nextDue(alarm);
  return due && due.atMs <= asOfMs ? due.event(at) : null;
}

/** Shown and sounding among the open ones: open and not put aside. */
export const isShelved = (alarm: Managed): boolean => (alarm.shelved ?? null) !== null;
