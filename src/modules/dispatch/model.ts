import type { Position } from '../../kernel/geo.ts';
import type { AlarmId, ResponderId, TaskId, UserId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';

/** The five words of the dispatch list. */
export type ResponderState = 'free' | 'going' | 'there' | 'busy' | 'off';

export const RESPONDER_KINDS = ['rover', 'fixed-post', 'marine', 'commander', 'vehicle'] as const;
export type ResponderKind = (typeof RESPONDER_KINDS)[number];

/** Someone who can be sent: a rover, a fixed post, a marine, a commander. */
export interface Responder {
  readonly id: ResponderId;
  readonly userId: UserId | null;
  /** Said on the radio: `Rover 2`. */
  readonly callSign: string;
  readonly name: string;
  readonly language: string;
  readonly kind: ResponderKind;
  readonly armed: boolean;
  /** `first-aid`, `fire`, `weapon`, ... */
  readonly qualifications: readonly string[];
  readonly onDuty: boolean;
  /** Stood down by hand: stays off duty though the person is active. */
  readonly stoodDown?: boolean;
  readonly state: ResponderState;
  readonly position: Position | null;
  readonly positionAt: Instant | null;
}

/** sent -> accepted -> there -> done; declined and cancelled end it too. */
export const TASK_STATES = ['sent', 'accepted', 'there', 'done', 'declined', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** What a task may still do, by state: screens and server ask this one table. */
export const TASK_CAN = {
  accept: ['sent'],
  there: ['sent', 'accepted'],
  done: ['sent', 'accepted', 'there'],
  decline: ['sent'],
  cancel: ['sent', 'accepted', 'there'],
} as const satisfies Record<string, readonly TaskState[]>;
export type TaskAction = keyof typeof TASK_CAN;

export const taskCan = (action: TaskAction, state: TaskState): boolean =>
  (TASK_CAN[action] as readonly TaskState[]).includes(state);

/** Someone goes. */
export interface Task {
  readonly id: TaskId;
  /** Said aloud: `T-0031`. */
  readonly number: number;
  readonly alarmId: AlarmId;
  readonly alarmNumber: number;
  readonly responderId: ResponderId;
  readonly callSign: string;
  readonly state: TaskState;
  /** What and where, in each language of the post. */
  readonly order: Names;
  /** The sentence for the radio: `Rover 2, this is Post One. Duress, Consular window 3. Go now. Answer.` */
  readonly radio: Names;
  readonly priority: 1 | 2 | 3 | 4;
  readonly position: Position | null;
  readonly sentAt: Instant;
  readonly sentBy: string;
  readonly acceptedAt: Instant | null;
  readonly thereAt: Instant | null;
  readonly endedAt: Instant | null;
  /** What the responder found, in their words. */
  readonly finding: string | null;
}

export type TaskEvent =
  | { readonly kind: 'task.sent'; readonly task: Task }
  | {
      readonly kind: 'task.accepted' | 'task.there' | 'task.done' | 'task.declined' | 'task.cancelled';
      readonly taskId: TaskId;
      readonly at: Instant;
      readonly finding?: string;
    };

/** The next state of a task; the same function on the server and in the browser. */
export function reduceTask(task: Task | null, event: TaskEvent): Task | null {
  if (event.kind === 'task.sent') return event.task;
  if (!task) return null;
  switch (event.kind) {
    case 'task.accepted':
      return { ...task, state: 'accepted', acceptedAt: event.at };
    case 'task.there':
      return { ...task, state: 'there', acceptedAt: task.acceptedAt ?? event.at, thereAt: event.at };
    case 'task.done':
      return { ...task, state: 'done', endedAt: event.at, finding: event.finding ?? null };
    case 'task.declined':
      return { ...task, state: 'declined', endedAt: event.at, finding: event.finding ?? null };
    case 'task.cancelled':
      return { ...task, state: 'cancelled', endedAt: event.at, finding: event.finding ?? null };
  }
}

/** One line of the dispatch list, best first. */
export interface RankedResponder {
  readonly responder: Responder;
  readonly distanceM: number | null;
  readonly travelS: number | null;
  /** Position older than two minutes, or none. */
  readonly stale: boolean;
  /** Word ids with values, shown as the reason: `free`, `armed`, `on-fixed-post`, `lacks:first-aid`, ... */
  readonly reasons: readonly string[];
  readonly sendable: boolean;
}

export const dispatchRefusals = catalogue({
  'responder-unknown': { status: 404, says: 'There is no such responder. Reload the list.' },
  'responder-off': { status: 409, says: 'This responder is off duty. Choose another.' },
  'responder-already-sent': { status: 409, says: 'This responder is already on the way to this alarm.' },
  'responder-has-task': {
    status: 409,
    says: 'This responder is on the way to an alarm. Cancel or finish the task first.',
  },
  'task-unknown': { status: 404, says: 'There is no such task. Reload the list.' },
  'task-not-yours': { status: 403, says: 'This task was given to somebody else.' },
  'task-state': { status: 409, says: 'The task has moved on and cannot do this now. Reload it.' },
});
