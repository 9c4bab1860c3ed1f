import { expect, test } from 'vitest';
import type { AlarmId, ResponderId, TaskId, UserId } from '../../kernel/id.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import type { OutboxItem, TaskAct } from './outbox-model.ts';
import { openTasks, withActs } from './outbox-model.ts';

const task = (over: Partial<Task> = {}): Task => ({
  id: 'tsk_1' as TaskId,
  number: 31,
  alarmId: 'alm_1' as AlarmId,
  alarmNumber: 412,
  responderId: 'rsp_1' as ResponderId,
  callSign: 'Rover 2',
  state: 'sent',
  order: { en: 'Go' },
  radio: { en: 'Rover 2, go' },
  priority: 2,
  position: null,
  sentAt: '2026-11-22T12:00:00.000Z',
  sentBy: 'Kim',
  acceptedAt: null,
  thereAt: null,
  endedAt: null,
  finding: null,
  ...over,
});
let order = 0;
const item = (action: TaskAct['action'], over: Partial<OutboxItem> = {}): OutboxItem => ({
  key: `k${++order}`,
  order,
  personId: 'usr_lee' as UserId,
  act: { kind: 'task', action, taskId: 'tsk_1' as TaskId, taskNumber: 31, finding: 'nothing' },
  at: '2026-11-22T12:01:00.000Z',
  state: 'waiting',
  tries: 0,
  refusal: null,
  ...over,
});

test('waiting acts move the task on the screen by the rules of the server', () => {
  const [seen] = withActs([task()], [item('accept'), item('there'), item('done')]);
  expect(seen).toMatchObject({ state: 'done', finding: 'nothing', acceptedAt: '2026-11-22T12:01:00.000Z' });
});

test('an act that the server already knows does not set the task back', () => {
  const [seen] = withActs([task({ state: 'there' })], [item('accept'), item('there')]);
  expect(seen?.state).toBe('there');
});

test('a task that the watch cancelled stays cancelled', () => {
  const [seen] = withActs([task({ state: 'cancelled' })], [item('accept'), item('done')]);
  expect(seen?.state).toBe('cancelled');
});

test('refused acts change nothing on the screen', () => {
  const [seen] = withActs([task()], [item('accept', { state: 'refused' })]);
  expect(seen?.state).toBe('sent');
});

test('P1 comes first, then what was begun, then priority, then age', () => {
  const tasks = [
    task({ id: 'd' as TaskId, priority: 2, sentAt: '2026-11-22T12:00:02.000Z' }),
    task({ id: 'c' as TaskId, priority: 2 }),
    task({ id: 'b' as TaskId, priority: 3, state: 'accepted' }),
    task({ id: 'a' as TaskId, priority: 1 }),
    task({ id: 'e' as TaskId, state: 'done' }),
  ];
  expect(openTasks(tasks).map((each) => each.id)).toEqual(['a', 'b', 'c', 'd']);
});
