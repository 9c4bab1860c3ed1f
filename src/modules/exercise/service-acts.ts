/** What an act of the watch is as an event of the live reducer, under the rules of the live board. */
import type { UserId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs } from '../../kernel/time.ts';
import {
  alarmCan,
  CAUSES,
  SILENCE_S,
  stepRefusals,
  UNDO_S,
  watchRefusals,
  type Alarm,
  type AlarmEvent,
} from '../watch/model.ts';
import type { Sop } from '../orders/model.ts';
import type { ExerciseAct } from './model.ts';

/** What is done with the alarm itself; sending is told in service-tasks.ts. */
export type AlarmAct = Exclude<ExerciseAct, { does: 'dispatch' | 'task' }>;

const refuse = refuser(watchRefusals);
const refuseStep = refuser(stepRefusals);

interface Done {
  readonly actor: string;
  readonly name: string;
  readonly nowMs: number;
}

/** Refuses as the live board does: alarm-state, alarm-changed, undo-too-late, step-..., cause-..., finding-needed. */
export function eventOf(act: AlarmAct, alarm: Alarm, card: Sop | null, by: Done): AlarmEvent {
  const asked = act.does === 'skip' || act.does === 'timer' ? 'step' : act.does;
  if (!alarmCan(asked, alarm)) throw refuse('alarm-state');
  const common = { alarmId: alarm.id, at: toInstant(by.nowMs), byName: by.name };
  const me = by.actor as UserId;
  if (act.does === 'step' || act.does === 'skip' || act.does === 'timer')
    return stepEvent(act, alarm, card, by);
  switch (act.does) {
    case 'acknowledge':
      if (alarm.revision !== act.revision) throw refuse('alarm-changed', { revision: alarm.revision });
      return { kind: 'alarm.acknowledged', ...common, by: me };
    case 'undo-acknowledge':
      if (
        alarm.ownerId !== by.actor ||
        alarm.acknowledgedAt === null ||
        by.nowMs - toMs(alarm.acknowledgedAt) > (UNDO_S + 2) * 1_000
      )
        throw refuse('undo-too-late');
      return { kind: 'alarm.acknowledgement-undone', ...common, by: me };
    case 'take':
      return { kind: 'alarm.taken', ...common, ownerId: me, ownerName: by.name };
    case 'silence':
      return { kind: 'alarm.silenced', ...common, until: toInstant(by.nowMs + SILENCE_S * 1_000) };
    case 'note':
      return { kind: 'alarm.noted', ...common, text: act.text };
    case 'judge':
      return { kind: 'alarm.judged', ...common, evidenceLevel: act.evidenceLevel };
    case 'close': {
      if (!(CAUSES[act.outcome] as readonly string[]).includes(act.cause))
        throw refuse('cause-does-not-fit', { causes: CAUSES[act.outcome] });
      const finding = act.finding.trim();
      if (finding === '') throw refuse('finding-needed');
      return { kind: 'alarm.closed', ...common, outcome: act.outcome, cause: act.cause, finding };
    }
  }
}

function stepEvent(
  act: Extract<ExerciseAct, { does: 'step' | 'skip' | 'timer' }>,
  alarm: Alarm,
  card: Sop | null,
  by: Done,
): AlarmEvent {
  const at = toInstant(by.nowMs);
  const { index } = act;
  const step = card?.steps[index];
  if (!step) throw refuseStep('step-unknown');
  const mine = { index, by: by.actor, byName: by.name, at };
  if (act.does === 'skip') {
    const reason = act.reason.trim();
    if (reason === '') throw refuseStep('step-reason');
    return { kind: 'alarm.step-done', alarmId: alarm.id, step: { ...mine, skipped: reason } };
  }
  if (act.does === 'timer') {
    if (step.timerS === undefined) throw refuseStep('step-no-timer');
    const timer = {
      index,
      startedAt: at,
      endsAt: toInstant(by.nowMs + step.timerS * 1_000),
      byName: by.name,
    };
    return { kind: 'alarm.timer-started', alarmId: alarm.id, at, timer, index, byName: by.name };
  }
  if (!act.done) return { kind: 'alarm.step-undone', alarmId: alarm.id, index, at, byName: by.name };
  // An exercise plays the second person and the picture: it asks for no PIN and keeps no file.
  const done = { ...mine, ...(act.choice === undefined ? {} : { choice: act.choice }) };
  return { kind: 'alarm.step-done', alarmId: alarm.id, step: done };
}
