/** Sending in an exercise: the rules of a real dispatch, with responders that are nobody. */
import { newId, type TaskId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant } from '../../kernel/time.ts';
import { dispatchRefusals, taskCan, type Task, type TaskAction, type TaskEvent } from '../dispatch/model.ts';
import { alarmCan, watchRefusals, type Alarm } from '../watch/model.ts';
import { EXERCISE_RESPONDERS, FIRST_NUMBER, isGoing, type ExerciseAct } from './model.ts';

const refuse = refuser(dispatchRefusals);
const refuseAlarm = refuser(watchRefusals);

const KINDS = {
  accept: 'task.accepted',
  there: 'task.there',
  done: 'task.done',
  decline: 'task.declined',
  cancel: 'task.cancelled',
} as const satisfies Record<TaskAction, TaskEvent['kind']>;

/** Refuses: alarm-state, responder-unknown, responder-already-sent, responder-has-task. */
export function taskSent(
  tasks: readonly Task[],
  alarm: Alarm,
  responderId: string,
  by: { readonly name: string; readonly nowMs: number },
): Extract<TaskEvent, { kind: 'task.sent' }> {
  if (!alarmCan('dispatch', alarm)) throw refuseAlarm('alarm-state');
  const found = EXERCISE_RESPONDERS.find(({ responder }) => responder.id === responderId);
  if (!found) throw refuse('responder-unknown');
  const going = tasks.find((task) => task.responderId === responderId && isGoing(task));
  if (going) throw refuse(going.alarmId === alarm.id ? 'responder-already-sent' : 'responder-has-task');
  const { callSign, id } = found.responder;
  const korean = alarm.title['ko'] ?? alarm.title.en;
  return {
    kind: 'task.sent',
    task: {
      id: newId<'task'>('xtk', by.nowMs),
      number: FIRST_NUMBER + tasks.length,
      alarmId: alarm.id,
      alarmNumber: alarm.number,
      responderId: id,
      callSign,
      state: 'sent',
      order: { en: `${alarm.title.en}: go now`, ko: `${korean}: 즉시 출동` },
      radio: {
        en: `${callSign}, this is Post One. ${alarm.title.en}. Go now. Answer. This is an exercise.`,
        ko: `${callSign}, 여기는 포스트 원. ${korean}. 즉시 출동하라. 응답하라. 이것은 훈련이다.`,
      },
      priority: alarm.priority,
      position: alarm.position,
      sentAt: toInstant(by.nowMs),
      sentBy: by.name,
      acceptedAt: null,
      thereAt: null,
      endedAt: null,
      finding: null,
    },
  };
}

/** Refuses: task-unknown, task-state. */
export function taskEvent(
  tasks: readonly Task[],
  act: Extract<ExerciseAct, { does: 'task' }>,
  nowMs: number,
): Exclude<TaskEvent, { kind: 'task.sent' }> {
  const task = tasks.find((each) => each.id === act.taskId);
  if (!task) throw refuse('task-unknown');
  if (!taskCan(act.action, task.state)) throw refuse('task-state');
  const finding = act.reason === undefined ? {} : { finding: act.reason };
  return { kind: KINDS[act.action], taskId: act.taskId as TaskId, at: toInstant(nowMs), ...finding };
}

/** Refuses: alarm-has-open-tasks. */
export function refuseWhileGoing(tasks: readonly Task[], alarm: Alarm): void {
  const going = tasks.filter((task) => task.alarmId === alarm.id && isGoing(task));
  if (going.length > 0)
    throw refuseAlarm('alarm-has-open-tasks', { tasks: going.map((task) => task.number) });
}
