import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { toInstant, type Clock } from '../../src/kernel/time.ts';
import type { Chance } from '../sim/chance.ts';
import type { Person, TestPost } from './post-one.ts';

const CODES = ['130', '137', '110', '121', '384', '139'] as const;

/** In the order in which they were made. */
export const inOrder = <T extends { readonly id: string }>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** One thing that happens at a post: a panel sends, or somebody at the desk does something to some alarm. */
export async function happening(at: {
  readonly post: TestPost;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly line: Dialler;
  readonly officer: Person;
  /** A second person, who also acts and is offered alarms. */
  readonly other: Person;
}): Promise<void> {
  const { post, officer, other } = at;
  const below = (n: number): number => at.chance.int(0, n - 1);
  const what = below(20);
  if (what < 6) {
    const change = below(3) === 0 ? '3' : '1';
    const dataBlock = contactIdBody('1001', change, CODES[below(6)] ?? '130', '1', String(1 + below(6)));
    await at.line.send({ token: 'ADM-CID', dataBlock });
    return;
  }
  const board = await post.running.watch.board();
  // By id, which is the order in which they were made: what is raised in one millisecond has no other.
  const [alarms, responders, tasks] = [
    inOrder(board.alarms),
    inOrder(board.responders),
    inOrder(board.tasks),
  ];
  const alarm = alarms[below(alarms.length)];
  if (alarm === undefined) return;
  const who = below(4) === 0 ? other : officer;
  const act = (path: string, body: unknown = {}) => who.post(`/alarms/${alarm.id}/${path}`, body);
  const task = tasks[below(tasks.length)];
  const until = toInstant(at.clock.nowMs() + (1 + below(7)) * 3_600_000);
  if (what < 9) await act('acknowledge', { revision: alarm.revision });
  else if (what === 9) {
    await act('acknowledge', { revision: alarm.revision });
    await act('undo-acknowledge');
  } else if (what === 10) await act('shelve', { until, reason: 'Known' });
  else if (what === 11) await act('offer', { userId: other.id });
  else if (what === 12) await act('assign', { userId: other.id });
  else if (what === 13) await act('note', { text: 'A look around' });
  else if (what === 14) await act('dispatch', { responderId: responders[below(responders.length)]?.id });
  else if (what === 15 && task)
    await officer.post(`/tasks/${task.id}/${['accept', 'there', 'done'][below(3)]}`);
  else if (what === 16 && task) await officer.post(`/tasks/${task.id}/cancel`, { reason: 'Not needed' });
  else await act('close', { outcome: 'test', cause: 'drill', finding: 'End of the test' });
}
