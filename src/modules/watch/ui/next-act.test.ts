import { expect, test } from 'vitest';
import type { Task } from '../../dispatch/model.ts';
import type { Alarm } from '../model.ts';
import { nextAct } from './next-act.ts';

const alarmOf = (change: Partial<Alarm>): Alarm =>
  ({ open: true, active: true, acknowledged: true, priority: 3, ...change }) as Alarm;
const tasksOf = (...states: Task['state'][]): readonly Task[] => states.map((state) => ({ state }) as Task);

test('the next act is to take it, to send somebody, to wait for them, then to close', () => {
  expect(nextAct(alarmOf({ acknowledged: false }), [])).toBe('acknowledge');
  expect(nextAct(alarmOf({}), [])).toBe('dispatch');
  expect(nextAct(alarmOf({}), tasksOf('sent'))).toBeNull();
  expect(nextAct(alarmOf({}), tasksOf('done', 'there'))).toBeNull();
  expect(nextAct(alarmOf({}), tasksOf('done'))).toBe('close');
  expect(nextAct(alarmOf({ open: false }), [])).toBeNull();
});

test('who could not go has not answered it: the next is still to send somebody', () => {
  expect(nextAct(alarmOf({}), tasksOf('declined', 'cancelled'))).toBe('dispatch');
});

test('a cleared alarm is closed unless it is grave', () => {
  expect(nextAct(alarmOf({ active: false }), [])).toBe('close');
  expect(nextAct(alarmOf({ active: false, priority: 2 }), [])).toBe('dispatch');
});
