import type { Position } from '../../kernel/geo.ts';
import type { AlarmId, DeviceId, SignalId, SopId, TaskId, UserId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Responder, Task } from '../dispatch/model.ts';
import type { Device, SignalKind, SourceState } from '../technical/model.ts';
import type { KeptFile, Sop } from '../orders/model.ts';
import {
  ANSWER_WITHIN_S,
  type Names,
  type PlanFeature,
  type Post,
  type PostSettings,
  type Zone,
} from '../site/model.ts';
import { isShelved, reduceManaged, unseenFrom, type Managed, type ManageEvent } from './model-manage.ts';
import { reduceSteps, type StepEvent, type Stepped } from './model-steps.ts';

export { stepRefusals } from './model-steps.ts';

export type Priority = 1 | 2 | 3 | 4;

/** How an alarm ended; the causes that fit stand in CAUSES. */
export const OUTCOMES = ['real', 'false', 'test', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CAUSES = {
  real: ['intruder', 'duress', 'fire', 'medical', 'damage', 'disturbance', 'other'],
  false: ['user-error', 'equipment', 'weather', 'animal', 'environment', 'wrong-setting', 'other'],
  test: ['planned-test', 'maintenance', 'drill'],
  unknown: ['nothing-found', 'not-checked'],
} as const satisfies Record<Outcome, readonly string[]>;

/**
 * We must act. Two bits: `active` (the condition lasts) and `acknowledged` (somebody has it).
 * It leaves the open list only when a person closes it.
 */
export interface Alarm extends Managed, Stepped {
  readonly id: AlarmId;
  /** Said aloud: `A-0412`. */
  readonly number: number;
  readonly kind: SignalKind;
  readonly priority: Priority;
  /** Why this priority, and why opened: word id with `:value`, e.g. `kind`, `zone-setting`, `unreadable`. */
  readonly reason: string;
  readonly title: Names;
  readonly zoneId: ZoneId | null;
  readonly zoneName: Names | null;
  readonly deviceId: DeviceId | null;
  readonly source: string;
  readonly point: string;
  readonly position: Position | null;
  /** What lasts, as `conditionOf` writes it; the alarm is active while there is one. */
  readonly conditions: readonly string[];
  readonly open: boolean;
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** Who has it; null while nobody. */
  readonly ownerId: UserId | null;
  readonly ownerName: string | null;
  /** Rises with every change; an acknowledgement names the revision it saw. */
  readonly revision: number;
  /** How many signals joined. */
  readonly count: number;
  readonly raisedAt: Instant;
  readonly lastAt: Instant;
  readonly acknowledgedAt: Instant | null;
  readonly restoredAt: Instant | null;
  readonly dispatchedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly answerWithinS: number | null;
  readonly sopId: SopId | null;
  readonly outcome: Outcome | null;
  readonly cause: string | null;
  readonly finding: string | null;
  /** ANSI AVS-01 level 0 to 4, or null where nobody judged. */
  readonly evidenceLevel: 0 | 1 | 2 | 3 | 4 | null;
  readonly link: string | null;
  readonly silencedUntil: Instant | null;
  /** Set on an unknown-panel alarm: the account that may be registered with one tap. */
  readonly account: string | null;
}

/** What every alarm begins with: open, and nobody has seen it. */
const FRESH = {
  open: true,
  active: true,
  acknowledged: false,
  ownerId: null,
  ownerName: null,
  revision: 1,
  count: 1,
  acknowledgedAt: null,
  restoredAt: null,
  dispatchedAt: null,
  closedAt: null,
  steps: [],
  outcome: null,
  cause: null,
  finding: null,
  evidenceLevel: null,
  link: null,
  silencedUntil: null,
  account: null,
} as const;

/** An alarm that is raised now, at a post with these times to answer in. */
export const freshAlarm = (
  given: Omit<Alarm, keyof typeof FRESH | 'lastAt' | 'answerWithinS'> & Partial<Alarm>,
  settings: Pick<PostSettings, 'answerWithinS'>,
): Alarm => ({
  ...FRESH,
  lastAt: given.raisedAt,
  answerWithinS: (settings.answerWithinS ?? ANSWER_WITHIN_S)[given.priority - 1] ?? null,
  ...given,
});

export type AlarmEvent =
  | ManageEvent
  | StepEvent
  | { readonly kind: 'alarm.raised'; readonly alarm: Alarm; readonly signalId: SignalId | null }
  | {
      readonly kind: 'alarm.joined';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly signalId: SignalId;
      /** How many signals joined in this step; a flood is folded, every signal keeps its own entry. */
      readonly times: number;
      /** What began in this step, as `conditionOf` writes it. */
      readonly conditions: readonly string[];
      readonly reopened: boolean;
      readonly what: Names;
    }
  | {
      readonly kind: 'alarm.restored';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly signalId: SignalId;
      /** What ended, as `conditionOf` writes it. */
      readonly condition: string;
    }
  | {
      readonly kind: 'alarm.acknowledged';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly by: UserId;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.acknowledgement-undone';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly by: UserId;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.taken' | 'alarm.assigned';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly ownerId: UserId;
      readonly ownerName: string;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.silenced';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly until: Instant;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.noted';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly text: string;
      readonly file?: KeptFile;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.judged';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly evidenceLevel: 0 | 1 | 2 | 3 | 4;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.dispatched';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly taskId: TaskId;
      readonly callSign: string;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.closed';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly outcome: Outcome;
      readonly cause: string;
      readonly finding: string;
      readonly byName: string;
    };

/** An alarm follows so many conditions; later ones only count. */
const MAX_CONDITIONS = 200;

/** Where a signal stands: its device, or source and point where no device is registered. */
export const placeOfSignal = (deviceId: DeviceId | null, source: string, point: string): string =>
  deviceId ?? `${source}/${point}`;

/** One lasting condition: a place, and what is wrong there. */
export const conditionOf = (place: string, kind: SignalKind): string => `${place}|${kind}`;

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].slice(0, MAX_CONDITIONS);

/** The next state of an alarm; the same function on the server and in the browser. */
export function reduceAlarm(alarm: Alarm | null, event: AlarmEvent): Alarm | null {
  if (event.kind === 'alarm.raised') return event.alarm;
  if (!alarm) return null;
  const next = { ...alarm, revision: alarm.revision + 1 };
  switch (event.kind) {
    case 'alarm.joined':
      return {
        ...next,
        count: alarm.count + event.times,
        lastAt: event.at,
        active: true,
        conditions: union(alarm.conditions, event.conditions),
        ...(event.reopened ? { ...unseenFrom(event.at), restoredAt: null } : {}),
      };
    case 'alarm.restored': {
      const conditions = alarm.conditions.filter((condition) => condition !== event.condition);
      const active = conditions.length > 0;
      return { ...next, conditions, active, restoredAt: active ? null : event.at };
    }
    case 'alarm.acknowledged':
      return {
        ...next,
        acknowledged: true,
        acknowledgedAt: event.at,
        ownerId: event.by,
        ownerName: event.byName,
        silencedUntil: null,
        escalated: 0,
        byRule: false,
        answeredAt: alarm.answeredAt ?? event.at,
      };
    case 'alarm.acknowledgement-undone': {
      // The clock goes on from where it began: an undone answer was none.
      const answeredAt = alarm.answeredAt === alarm.acknowledgedAt ? null : (alarm.answeredAt ?? null);
      const nobody = { ownerId: null, ownerName: null, offer: null };
      return { ...next, acknowledged: false, acknowledgedAt: null, answeredAt, ...nobody };
    }
    case 'alarm.taken':
    case 'alarm.assigned':
      return { ...next, ownerId: event.ownerId, ownerName: event.ownerName, offer: null };
    case 'alarm.silenced':
      return { ...next, silencedUntil: event.until };
    case 'alarm.noted':
      return next;
    case 'alarm.judged':
      return { ...next, evidenceLevel: event.evidenceLevel };
    case 'alarm.dispatched':
      return { ...next, dispatchedAt: alarm.dispatchedAt ?? event.at };
    case 'alarm.closed':
      return {
        ...next,
        open: false,
        closedAt: event.at,
        outcome: event.outcome,
        cause: event.cause,
        finding: event.finding,
        shelved: null,
        offer: null,
      };
    case 'alarm.step-done':
    case 'alarm.step-undone':
    case 'alarm.timer-started':
    case 'sop.step-skipped':
      return reduceSteps(alarm, event);
    default:
      return reduceManaged(alarm, event);
  }
}

export type AlarmAction =
  | 'acknowledge'
  | 'undo-acknowledge'
  | 'take'
  | 'assign'
  | 'silence'
  | 'step'
  | 'note'
  | 'judge'
  | 'dispatch'
  | 'close'
  | 'shelve'
  | 'unshelve'
  | 'offer'
  | 'accept-offer';

const ALARM_CAN: Readonly<Record<AlarmAction, (alarm: Alarm) => boolean>> = {
  acknowledge: (a) => a.open && !a.acknowledged,
  'undo-acknowledge': (a) => a.open && a.acknowledged,
  take: (a) => a.open && a.acknowledged,
  assign: (a) => a.open,
  silence: (a) => a.open && !a.acknowledged,
  step: (a) => a.open,
  note: () => true,
  judge: (a) => a.open,
  dispatch: (a) => a.open,
  close: (a) => a.open && a.acknowledged,
  shelve: (a) => a.open && a.priority !== 1 && !isShelved(a),
  unshelve: (a) => a.open && isShelved(a),
  offer: (a) => a.open && a.acknowledged && a.ownerId !== null && !a.offer && !isShelved(a),
  'accept-offer': (a) => a.open && Boolean(a.offer),
};

/** May this action happen to an alarm in this state? Server and screens ask the same question here. */
export const alarmCan = (action: AlarmAction, alarm: Alarm): boolean => ALARM_CAN[action](alarm);

/** P1 first, then unseen, then priority, then newest (ux.md 5). */
export function compareAlarms(a: Alarm, b: Alarm): number {
  const first = Number(b.priority === 1) - Number(a.priority === 1);
  if (first !== 0) return first;
  if (a.acknowledged !== b.acknowledged) return a.acknowledged ? 1 : -1;
  if (a.priority !== b.priority) return a.priority - b.priority;
  return a.raisedAt < b.raisedAt ? 1 : a.raisedAt > b.raisedAt ? -1 : b.number - a.number;
}

/** Everything the watch board shows, as it stood at ledger sequence `seq`. */
export interface BoardSnapshot {
  readonly seq: number;
  readonly at: Instant;
  readonly post: Post;
  readonly alarms: readonly Alarm[];
  /** Open alarms were cut at this many; the count is true all the same. */
  readonly openCount: number;
  readonly tasks: readonly Task[];
  readonly responders: readonly Responder[];
  readonly zones: readonly Zone[];
  readonly devices: readonly Device[];
  readonly plan: readonly PlanFeature[];
  /** The cards in force, and those that open alarms were opened with. */
  readonly sops: readonly Sop[];
  readonly sources: readonly SourceState[];
  /** Instants of alarms raised in the last ten minutes, for the flood counter. */
  readonly raisedLately: readonly Instant[];
  readonly people: readonly { readonly id: UserId; readonly name: string; readonly role: string }[];
}

/** The board never sends more open alarms than this in one snapshot. */
export const MAX_OPEN_ON_BOARD = 2_000;
/** Over ten alarms in ten minutes is a flood; it ends under five (ISA-18.2 / EEMUA 191). */
export const FLOOD_STARTS_OVER = 10;
export const FLOOD_ENDS_UNDER = 5;
/** Sound comes back after this many seconds. */
export const SILENCE_S = 30;
/** An acknowledgement can be undone for so long. */
export const UNDO_S = 5;

export const watchRefusals = catalogue({
  'alarm-unknown': { status: 404, says: 'There is no such alarm. Reload the board.' },
  'alarm-state': { status: 409, says: 'The alarm has moved on and cannot do this now. Look at it again.' },
  'alarm-changed': { status: 409, says: 'The alarm changed after you looked. Look again, then acknowledge.' },
  'alarm-has-open-tasks': {
    status: 409,
    says: 'Somebody is still on the way. End or cancel the tasks first.',
  },
  'cause-does-not-fit': {
    status: 422,
    says: 'This cause does not belong to this outcome. Choose one from the list.',
  },
  'finding-needed': { status: 422, says: 'Say in a few words what was found.' },
  'owner-unsuitable': {
    status: 422,
    says: 'This person cannot take alarms. Choose a watch officer, deputy or RSO.',
  },
  'shelve-never-p1': {
    status: 409,
    says: 'A priority 1 alarm is never shelved. Answer it, or close it with its cause.',
  },
  'shelve-end': { status: 422, says: 'Choose an end that lies ahead, at most eight hours from now.' },
  'offer-not-yours': { status: 409, says: 'Only who has the alarm can offer it. Take it first.' },
  'offer-for-another': { status: 409, says: 'This offer is for another person, or it has expired.' },
  'replay-too-much': {
    status: 422,
    says: 'Too much was open at this moment to put it together again. Choose another moment, or read the log.',
  },
  'undo-too-late': { status: 409, says: 'More than five seconds have passed. Write a note instead.' },
});
