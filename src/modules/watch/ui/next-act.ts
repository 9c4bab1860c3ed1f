import { taskCan } from '../../dispatch/model.ts';
import type { Task } from '../../dispatch/model.ts';
import type { Alarm } from '../model.ts';

/**
 * The next sensible act, shown as the one primary button: acknowledge; then send somebody while it lasts, or
 * where it is grave; then close, when those who went are done or nothing is left to look at.
 */
export function nextAct(alarm: Alarm, tasks: readonly Task[]): 'acknowledge' | 'dispatch' | 'close' | null {
  if (!alarm.open) return null;
  if (!alarm.acknowledged) return 'acknowledge';
  if (tasks.some((task) => taskCan('cancel', task.state))) return null;
  const answered = tasks.some((task) => task.state === 'done');
  if (!answered && (alarm.active || alarm.priority <= 2)) return 'dispatch';
  return 'close';
}
