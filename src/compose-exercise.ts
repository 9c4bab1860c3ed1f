/** Exercises: what they ask of their neighbours, their clock, and the real alarm that ends them. */
import type { Pool } from 'pg';
import { toInstant, type Clock } from './kernel/time.ts';
import { createExercises, type ExerciseService } from './modules/exercise/service.ts';
import type { SeatService } from './modules/seat/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import { sopFor } from './modules/orders/model.ts';
import type { Orders } from './modules/orders/service.ts';
import type { Alarm } from './modules/watch/model.ts';
import type { Watch } from './modules/watch/service.ts';
import { openNow, raisedIn } from './modules/watch/store-open.ts';
import { startDue } from './platform/due.ts';
import type { LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Transact } from './platform/transact.ts';

/** Alarms of an exercise's time that are looked at after a start. */
const MAX_MISSED = 5_000;

export async function startExercises(
  deps: { readonly clock: Clock; readonly log: Log },
  store: {
    readonly pool: Pool;
    readonly transact: Transact;
    readonly post: Post;
    readonly ledgerLog: LedgerLog;
  },
  parts: { readonly site: Site; readonly orders: Orders; readonly watch: Watch; readonly seats: SeatService },
  stops: (() => Promise<void> | void)[],
): Promise<ExerciseService> {
  const { clock, log } = deps;
  const { pool, transact, post } = store;
  const exercises = createExercises({
    db: pool,
    transact,
    clock,
    post,
    zones: parts.site.zones,
    card: async (kind) => sopFor(await parts.orders.known(), kind, null, post.settings.threat?.level ?? null),
    raisedIn: (span, limit) => raisedIn(pool, post.id, span, limit),
    realP1: async () => (await openNow(pool, post.id)).p1,
    seats: () =>
      parts.seats
        .list()
        .filter(({ state }) => state !== 'gone')
        .map(({ seat, userId, name }) => ({ seat, userId, name })),
  });
  const due = await startDue({
    clock,
    first: exercises.firstDue,
    take: exercises.takeDue,
    onTrouble: (error) => log.error('due-exercise', error),
  });
  stops.push(() => due.stop());
  const before = (await exercises.news()).current;
  if (before) {
    // A real alarm that came as the process died: nobody told the exercise.
    const span = { from: before.startedAt, to: toInstant(clock.nowMs() + 1) };
    const raised = await raisedIn(pool, post.id, span, MAX_MISSED);
    const real = raised.find((alarm) => alarm.priority === 1 && alarm.open);
    if (real) await exercises.realP1(real.number);
  }
  // Most of the time there is none, and then nothing is asked for an alarm or a sign-off.
  let on = (await exercises.news()).current !== null;
  const onBug = (error: unknown): void => log.error('exercise', error);
  store.ledgerLog.onAppended((_postId, entries) => {
    for (const { kind, subjects, body } of entries) {
      if (kind.startsWith('exercise.')) due.nudge();
      if (kind === 'exercise.started') on = true;
      if (kind === 'exercise.ended') on = false;
      if (!on) continue;
      const alarm = kind === 'alarm.raised' ? (body['alarm'] as Alarm | undefined) : undefined;
      if (alarm?.priority === 1) exercises.realP1(alarm.number).catch(onBug);
      if (kind === 'session.ended') signedOff(subjects[0] ?? '', String(body['seat'] ?? '')).catch(onBug);
    }
  });

  /** Who signs off takes no part any more. */
  async function signedOff(userId: string, seat: string): Promise<void> {
    const { current } = await exercises.news();
    if (current) await exercises.leave({ actor: 'system', name: '', key: null, userId, seat }, current.id);
  }
  return exercises;
}
