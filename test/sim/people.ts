/** What people press, allowed or not. A command that may not happen leaves everything as it was. */
import type { TaskId, UserId } from '../../src/kernel/id.ts';
import { toInstant } from '../../src/kernel/time.ts';
import type { Task, TaskAction, TaskEvent } from '../../src/modules/dispatch/model.ts';
import type { Alarm, AlarmAction, AlarmEvent } from '../../src/modules/watch/model.ts';
import { OFFER_S, SHELVE_AT_MOST_MS } from '../../src/modules/watch/model-manage.ts';
import type { Chance } from './chance.ts';
import { must, type World } from './world.ts';

const OFFICER: Readonly<Record<AlarmAction, number>> = {
  acknowledge: 30,
  'undo-acknowledge': 5,
  take: 6,
  assign: 4,
  silence: 5,
  step: 8,
  note: 4,
  judge: 4,
  dispatch: 18,
  close: 22,
  shelve: 8,
  unshelve: 3,
  offer: 5,
  'accept-offer': 4,
};
const GUARD: Readonly<Record<TaskAction, number>> = { accept: 10, there: 8, done: 8, decline: 3, cancel: 3 };

const COLLEAGUE = 'usr_colleague' as UserId;
const endsShelf = (action: AlarmAction): boolean => action === 'unshelve' || action === 'close';

/** The oracle's own table of what may happen, written from the words of the guide. */
function mayOfficer(action: AlarmAction, alarm: Alarm): boolean {
  if (action === 'note') return true;
  if (!alarm.open) return false;
  if (action === 'acknowledge' || action === 'silence') return !alarm.acknowledged;
  if (action === 'shelve') return alarm.priority !== 1 && !alarm.shelved;
  if (action === 'unshelve') return Boolean(alarm.shelved);
  if (action === 'accept-offer') return Boolean(alarm.offer);
  if (action === 'offer')
    return alarm.acknowledged && alarm.ownerId !== null && !alarm.offer && !alarm.shelved;
  if (action === 'undo-acknowledge' || action === 'take' || action === 'close') return alarm.acknowledged;
  return true;
}

function mayGuard(action: TaskAction, state: Task['state']): boolean {
  if (['done', 'declined', 'cancelled'].includes(state)) return false;
  if (action === 'accept' || action === 'decline') return state === 'sent';
  return action !== 'there' || state !== 'there';
}

/** One press of the officer on some alarm, most often an open one. */
export function officerActs(world: World, chance: Chance): void {
  const all = [...world.alarms.values()];
  if (all.length === 0) return;
  const open = all.filter((alarm) => alarm.open);
  const alarm = chance.pick(open.length > 0 && chance.yes(0.9) ? open : all);
  const action = chance.weighted(OFFICER);
  const can = world.parts.alarmCan(action, alarm);
  world.say(`officer: ${action} A-${String(alarm.number)}${can ? '' : ' (may not)'}`);
  must(can === mayOfficer(action, alarm), `alarmCan says ${String(can)} to ${action}`);
  if (!can) return;
  if (action === 'acknowledge' && chance.yes(0.1))
    return world.say('  refused: the alarm changed after the look');
  if (action === 'close') {
    const going = world.parts.tasksLetClose(world.openTasks(alarm.id));
    if (!going) return world.say('  refused: somebody is on the way');
    must(world.openTasks(alarm.id).length === 0, 'closed while somebody is on the way');
    world.closedByPeople.add(alarm.id);
  }
  if (action === 'dispatch') return dispatch(world, alarm, chance);
  checkOfficer(world, action, alarm, world.emit(eventOf(world, action, alarm, chance)));
  world.checkTotals();
}

function eventOf(world: World, action: AlarmAction, alarm: Alarm, chance: Chance): AlarmEvent {
  const common = { alarmId: alarm.id, at: world.now(), byName: 'Officer' };
  switch (action) {
    case 'acknowledge':
      return { kind: 'alarm.acknowledged', ...common, by: world.user };
    case 'undo-acknowledge':
      return { kind: 'alarm.acknowledgement-undone', ...common, by: world.user };
    case 'take':
    case 'assign':
      return {
        kind: action === 'take' ? 'alarm.taken' : 'alarm.assigned',
        ...common,
        ownerId: world.user,
        ownerName: 'Officer',
      };
    case 'silence':
      return { kind: 'alarm.silenced', ...common, until: world.now() };
    case 'step': {
      const index = chance.int(0, 4);
      const at = world.now();
      return chance.yes(0.8)
        ? {
            kind: 'alarm.step-done',
            alarmId: alarm.id,
            step: { index, by: world.user, byName: 'Officer', at },
          }
        : { kind: 'alarm.step-undone', ...common, index };
    }
    case 'shelve': {
      const until = toInstant(Date.parse(common.at) + chance.int(1_000, SHELVE_AT_MOST_MS));
      return { kind: 'alarm.shelved', ...common, until, reason: 'Rain on the sensor' };
    }
    case 'unshelve':
      return { kind: 'alarm.unshelved', ...common };
    case 'offer': {
      const until = toInstant(Date.parse(common.at) + OFFER_S * 1000);
      return { kind: 'alarm.offered', ...common, toId: COLLEAGUE, toName: 'Colleague', until };
    }
    case 'accept-offer':
      return { kind: 'alarm.offer-accepted', ...common, ownerId: COLLEAGUE, ownerName: 'Colleague' };
    case 'judge':
      return { kind: 'alarm.judged', ...common, evidenceLevel: chance.pick([0, 1, 2, 3, 4] as const) };
    case 'close':
      return { kind: 'alarm.closed', ...common, outcome: 'false', cause: 'weather', finding: 'Wind' };
    default:
      return { kind: 'alarm.noted', ...common, text: 'Seen' };
  }
}

/** What the press promised is what the reducer made of it. */
function checkOfficer(world: World, action: AlarmAction, before: Alarm, after: Alarm): void {
  const { parts } = world;
  must(
    after.count === before.count && after.active === before.active,
    `${action} changed what the panel said`,
  );
  must(
    after.open === (action === 'close' ? false : before.open),
    `${action} ended with open ${String(after.open)}`,
  );
  const seen = action === 'acknowledge' ? true : action === 'undo-acknowledge' ? false : before.acknowledged;
  must(after.acknowledged === seen, `${action} ended with acknowledged ${String(after.acknowledged)}`);
  must(
    (after.acknowledgedAt !== null) === after.acknowledged,
    `${action}: acknowledged and its time disagree`,
  );
  must(
    Boolean(after.shelved) === (action === 'shelve' || (Boolean(before.shelved) && !endsShelf(action))),
    `${action} and the shelf disagree`,
  );
  if (action === 'offer') must(after.ownerId === before.ownerId, 'an offer took the alarm from its owner');
  if (action === 'accept-offer') must(after.ownerId === COLLEAGUE, 'accepted, yet another has it');
  if (['acknowledge', 'take', 'assign'].includes(action))
    must(after.ownerId === world.user, `${action}: no owner`);
  if (action === 'acknowledge') must(after.silencedUntil === null, 'taken, yet still silenced');
  for (const next of Object.keys(OFFICER) as AlarmAction[])
    must(
      parts.alarmCan(next, after) === mayOfficer(next, after),
      `after ${action}, alarmCan is wrong about ${next}`,
    );
}

function dispatch(world: World, alarm: Alarm, chance: Chance): void {
  const responderId = world.responder(chance.int(1, 6));
  if (world.openTasks(alarm.id).some((task) => task.responderId === responderId))
    return world.say('  refused: sent already');
  const taskId = world.id<TaskId>('tsk');
  const callSign = `Rover ${responderId}`;
  const at = world.now();
  const after = world.emit({
    kind: 'alarm.dispatched',
    alarmId: alarm.id,
    at,
    taskId,
    callSign,
    byName: 'Officer',
  });
  must(after.dispatchedAt === (alarm.dispatchedAt ?? at), 'the first time of sending was lost');
  checkOfficer(world, 'dispatch', alarm, after);
  const task: Task = {
    id: taskId,
    number: world.tasks.size + 1,
    alarmId: alarm.id,
    alarmNumber: alarm.number,
    responderId,
    callSign,
    state: 'sent',
    order: { en: 'Go' },
    radio: { en: 'Go' },
    priority: alarm.priority,
    position: null,
    sentAt: at,
    sentBy: 'Officer',
    acceptedAt: null,
    thereAt: null,
    endedAt: null,
    finding: null,
  };
  world.emitTask({ kind: 'task.sent', task });
  world.checkTotals();
}

const KINDS = {
  accept: 'task.accepted',
  there: 'task.there',
  done: 'task.done',
  decline: 'task.declined',
  cancel: 'task.cancelled',
} as const;

/** One press of a guard (or of the desk for a guard) on some task. */
export function guardActs(world: World, chance: Chance): void {
  const all = [...world.tasks.values()];
  if (all.length === 0) return;
  const task = chance.pick(all.slice(-8));
  const action = chance.weighted(GUARD);
  const can = world.parts.taskCan(action, task.state);
  world.say(`guard: ${action} T-${String(task.number)}${can ? '' : ' (may not)'}`);
  must(can === mayGuard(action, task.state), `taskCan says ${String(can)} to ${action} of ${task.state}`);
  if (!can) return;
  const event: TaskEvent = { kind: KINDS[action], taskId: task.id, at: world.now() };
  const after = world.emitTask(event);
  const ended = action === 'done' || action === 'decline' || action === 'cancel';
  must((after.endedAt !== null) === ended, `${action}: ended ${String(after.endedAt)}`);
  must(after.acceptedAt !== null || after.thereAt === null, 'there without having accepted');
  must(after.sentAt <= (after.acceptedAt ?? after.sentAt), 'accepted before it was sent');
  must(
    !world.openTasks(task.alarmId).some((open) => open.id === task.id) === ended,
    'an ended task is still open',
  );
  for (const next of Object.keys(GUARD) as TaskAction[])
    must(
      world.parts.taskCan(next, after.state) === mayGuard(next, after.state),
      `after ${action}, taskCan is wrong about ${next}`,
    );
}
