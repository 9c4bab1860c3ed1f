/**
 * The steps of the card as an alarm holds them: done, by whom; left out, and why; a wait that runs.
 * A step is to do, done or skipped; taking it back makes it to do again. A timer runs beside that.
 */
import type { AlarmId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { OrderFile, SopStep } from '../orders/model.ts';
import type { Names } from '../site/model.ts';

/** A step of the SOP card and who did it when. */
export interface StepDone {
  readonly index: number;
  readonly by: string;
  readonly byName: string;
  readonly at: Instant;
  /** The English words of the choice; the card has the other languages. */
  readonly choice?: string;
  /** Why it was left out. */
  readonly skipped?: string;
  /** The second person, who confirmed by PIN. */
  readonly secondId?: string;
  readonly photos?: readonly OrderFile[];
}

export interface StepTimer {
  readonly index: number;
  readonly startedAt: Instant;
  readonly endsAt: Instant;
  readonly byName: string;
}

export interface Stepped {
  readonly steps: readonly StepDone[];
  /** The version of the card that it was opened with; absent: from before versions. */
  readonly sopVersion?: number | null;
  readonly timers?: readonly StepTimer[];
}

export type StepEvent =
  | { readonly kind: 'alarm.step-done'; readonly alarmId: AlarmId; readonly step: StepDone }
  | {
      readonly kind: 'alarm.step-undone';
      readonly alarmId: AlarmId;
      readonly index: number;
      readonly at: Instant;
      readonly byName: string;
    }
  | {
      readonly kind: 'alarm.timer-started';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly timer: StepTimer;
      readonly index: number;
      readonly byName: string;
    }
  | {
      readonly kind: 'sop.step-skipped';
      readonly alarmId: AlarmId;
      readonly at: Instant;
      readonly alarmNumber: number;
      readonly step: StepDone;
      readonly stepText: Names;
      readonly reason: string;
      readonly byName: string;
    };

/** The part of `reduceAlarm` for the events above. */
export function reduceSteps<A extends Stepped & { readonly revision: number }>(
  alarm: A,
  event: StepEvent,
): A {
  const next: A = { ...alarm, revision: alarm.revision + 1 };
  switch (event.kind) {
    case 'alarm.step-done':
    case 'sop.step-skipped':
      return { ...next, steps: [...alarm.steps.filter((s) => s.index !== event.step.index), event.step] };
    case 'alarm.step-undone':
      return { ...next, steps: alarm.steps.filter((s) => s.index !== event.index) };
    case 'alarm.timer-started': {
      const others = (alarm.timers ?? []).filter((timer) => timer.index !== event.timer.index);
      return { ...next, timers: [...others, event.timer] };
    }
  }
}

/** What a plain tick cannot do: the step asks for more, or null. */
export function asksFor(step: SopStep): 'choice' | 'second' | 'photo' | null {
  if (step.kind === 'choose') return 'choice';
  if (step.kind === 'two-person') return 'second';
  return step.kind === 'photo' ? 'photo' : null;
}

/** A skipped step, until a supervisor has seen it. */
export interface StepSkip {
  readonly id: string;
  readonly alarmId: AlarmId;
  readonly alarmNumber: number;
  readonly alarmTitle: Names;
  readonly index: number;
  readonly stepText: Names;
  readonly reason: string;
  readonly by: string;
  readonly byName: string;
  readonly at: Instant;
}
/** So many are told at once; the others follow when these are seen. */
export const MAX_SKIPS_TOLD = 50;

export const stepRefusals = catalogue({
  'step-unknown': { status: 404, says: 'The card has no such step. Reload the alarm.' },
  'step-needs-second-person': {
    status: 409,
    says: 'This step needs a second person. Somebody else must confirm it with their PIN.',
  },
  'step-second-same': { status: 409, says: 'The second person must be somebody else.' },
  'step-second-unsuitable': {
    status: 422,
    says: 'This person does not stand watch. Ask a watch officer, guard commander, the deputy or the RSO.',
  },
  'step-second-pin-wrong': {
    status: 403,
    says: 'The PIN of the second person does not match. Try again.',
  },
  'step-needs-choice': { status: 422, says: 'Choose one of the answers of this step.' },
  'step-needs-photo': { status: 422, says: 'Add a picture, or skip the step with a reason.' },
  'step-no-photo': { status: 422, says: 'Only a PNG or JPEG picture fits here, and only in a picture step.' },
  'step-no-timer': { status: 422, says: 'This step has nothing to wait for.' },
  'step-photos-full': { status: 422, says: 'This alarm has as many pictures as it can hold.' },
  'step-settled': { status: 409, says: 'This step is done or skipped already. Take that back first.' },
  'step-reason': { status: 422, says: 'Say why the step is skipped: the supervisor reads it.' },
  'skip-unknown': { status: 404, says: 'This was seen already. Reload the page.' },
  'skip-own': { status: 409, says: 'You skipped this step yourself. Somebody else must see it.' },
});
