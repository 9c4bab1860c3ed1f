/** Which entries are lines of the watch log. */
/**
 * Kinds that would drown the watch log, or say a second time what stands there: a dispatch is the task that
 * was sent, and a responder's state follows from the tasks. What is done in an exercise is nobody's news elsewhere. The log screen shows them on request.
 */
const NOT_LOGGED = new Set([
  'signal.received',
  'signal.repeated',
  'responder.changed',
  'alarm.dispatched',
  'door.granted',
  'door.opened',
  'door.closed',
  'door.forced',
  'door.held',
]);

/** An order being written is no news for the watch; one that is issued is. */
const WRITING = /^sop\.(draft|document)/;
/** Is an entry of this kind a line of the watch log, or told by another line already? */
export const isLogged = (kind: string): boolean =>
  !NOT_LOGGED.has(kind) &&
  !WRITING.test(kind) &&
  !kind.startsWith('exercise.alarm-') &&
  !kind.startsWith('exercise.task-');
