/**
 * Random checks whether somebody attends at a console of the watch. Off unless the post sets them.
 *
 * Waiting: the next check has a time drawn by chance, which nobody is told. Asked: the console shows a prompt; the
 * seconds to answer count from when it was shown there. Answered in time: recorded, and the next time is drawn.
 * Missed: recorded and told to the supervisor; the prompt stays, and a late answer ends what was told. While a
 * priority 1 is open nobody is asked, and what was asked is taken back without a word: it has no hand free.
 */
import { newId } from '../../kernel/id.ts';
import { toInstant } from '../../kernel/time.ts';
import { nextCheckAfterMs, type CheckResult, type OpenCheck } from './model.ts';
import type { Known, SeatDeps, TellSeat } from './service-parts.ts';

export function createAttention(deps: SeatDeps & { readonly record: TellSeat }) {
  const draw = (known: Known, nowMs: number, everyMin: number): void => {
    known.nextCheckMs = nowMs + nextCheckAfterMs(everyMin, deps.chance());
  };
  const afterS = (shownMs: number, nowMs: number): number => Math.round((nowMs - shownMs) / 1_000);
  const now = (): string => toInstant(deps.clock.nowMs());

  return {
    /** What time does to the checks of one console. */
    async pass(known: Known, nowMs: number): Promise<void> {
      const setting = deps.attention();
      if (!setting) {
        known.check = null;
        known.nextCheckMs = null;
        if (known.lastCheck?.how === 'missed') known.lastCheck = null;
        return;
      }
      const { check } = known;
      if (known.nextCheckMs === null) return draw(known, nowMs, setting.everyMin);
      if (check ? check.missed : nowMs < known.nextCheckMs || known.state === 'gone') return;
      if ((await deps.openAlarms()).p1) {
        known.check = null;
        return draw(known, nowMs, setting.everyMin);
      }
      if (!check) {
        const id = newId<'check'>('chk', deps.clock.nowMs());
        known.check = { id, answerS: setting.answerS, shownMs: null, missed: false };
      } else if (check.shownMs !== null && nowMs - check.shownMs >= check.answerS * 1_000) {
        check.missed = true;
        known.lastCheck = { how: 'missed', at: now(), afterS: check.answerS };
        await deps.record('seat.check-missed', known, { answerS: check.answerS });
      }
    },

    /** The check that the console shows now; the first time it hears of it, its clock starts. */
    shown(known: Known, nowMs: number): OpenCheck | null {
      const { check } = known;
      if (!check) return null;
      check.shownMs ??= nowMs;
      return { id: check.id, leftS: Math.max(0, check.answerS - afterS(check.shownMs, nowMs)) };
    },

    /** Null where no such check waits there. */
    async answer(known: Known, id: string, nowMs: number): Promise<CheckResult | null> {
      const { check } = known;
      if (check?.id !== id || check.shownMs === null) return null;
      const seconds = afterS(check.shownMs, nowMs);
      const how = check.missed || seconds >= check.answerS ? 'late' : 'answered';
      known.check = null;
      draw(known, nowMs, deps.attention()?.everyMin ?? 1);
      await deps.record('seat.check-answered', known, { afterS: seconds, late: how === 'late' }, true);
      known.lastCheck = { how, at: now(), afterS: seconds };
      return known.lastCheck;
    },
  };
}
