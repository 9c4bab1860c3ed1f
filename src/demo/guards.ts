/**
 * Plays the guards of the demo that have no phone: they accept, walk, arrive and report through the same commands
 * as a phone. One timer for each move; a task that ends otherwise stops its moves.
 */
import { toInstant, toMs, type Clock } from '../kernel/time.ts';
import type { Dispatch } from '../modules/dispatch/service.ts';
import type { StoredEntry } from '../platform/ledger-read.ts';
import type { Task } from '../modules/dispatch/model.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import type { Log } from '../platform/log.ts';
import { isSimulated, planGuardMoves, type GuardMove } from './simulated-guards.ts';

const REPORT_EVERY_MS = 15_000;
/** Tasks played at once; more are left to people. */
const MAX_PLAYED = 50;

export function playGuards(deps: {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly enrolled: () => Promise<ReadonlySet<string>>;
  readonly kindOf: (alarmId: string) => Promise<SignalKind>;
}): { take(entries: readonly StoredEntry[]): void; stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  const reports = setInterval(() => void report().catch(() => undefined), REPORT_EVERY_MS);

  /** Those who stand still report from where they are, as a phone in a pocket does. */
  async function report(): Promise<void> {
    const enrolled = await deps.enrolled();
    const now = toInstant(deps.clock.nowMs());
    for (const responder of await deps.dispatch.responders())
      if (responder.position && isSimulated(responder, enrolled))
        deps.dispatch.position(responder.id, responder.position, now);
  }
  const playing = new Set<string>();
  let stopped = false;

  async function play(task: Task): Promise<void> {
    const responder = (await deps.dispatch.responders()).find((r) => r.id === task.responderId);
    if (!responder || !isSimulated(responder, await deps.enrolled())) return;
    for (const move of planGuardMoves(task, responder, await deps.kindOf(task.alarmId)))
      later(task, responder.name, move);
  }

  function later(task: Task, name: string, move: GuardMove): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        if (!stopped && playing.has(task.id)) void act(task, name, move).catch(() => playing.delete(task.id));
      },
      Math.max(0, move.atMs - deps.clock.nowMs()),
    );
    timers.add(timer);
  }

  async function act(task: Task, name: string, move: GuardMove): Promise<void> {
    const by = { actor: 'system', name, key: null };
    if (move.kind === 'position')
      deps.dispatch.position(task.responderId, move.position, toInstant(deps.clock.nowMs()));
    else
      await deps.dispatch.answer(by, task.id, move.kind, task.responderId, {
        at: null,
        finding: move.kind === 'done' ? move.finding : null,
      });
    if (move.kind === 'done') playing.delete(task.id);
  }

  return {
    take(entries) {
      for (const entry of entries) {
        if (entry.kind === 'task.sent' && playing.size < MAX_PLAYED) {
          const task = entry.body?.['task'] as Task | undefined;
          if (!task || deps.clock.nowMs() - toMs(task.sentAt) > 60_000) continue;
          playing.add(task.id);
          void play(task).catch((error: unknown) => deps.log.error('demo guard', error));
        }
        if (/^task\.(done|declined|cancelled)$/.test(entry.kind))
          playing.delete(String(entry.body?.['taskId']));
      }
    },
    stop() {
      stopped = true;
      clearInterval(reports);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
