/**
 * Whether the watch is kept: each console of somebody who could answer an alarm says every ten seconds whether it
 * can sound, is seen and is used. Kept in memory; only a change that lasted is an entry of the ledger and told.
 *
 * The console of a watch officer is well -> (muted, hidden, unattended or gone for longer than the post's limits)
 * told -> well again, told over. One that signs off is forgotten. After a start nobody is known until a console
 * speaks. While alarms are open and no console at all is attended, that is told to everybody, like an alarm.
 */
import { toInstant, type Instant } from '../../kernel/time.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { SeatLimits } from '../site/model.ts';
import {
  attends,
  CHECK_MISSED,
  couldAnswer,
  LEFT_ALONE_S,
  MAX_SEATS,
  NOBODY_ATTENDS,
  SEAT_STATES,
  seatRefusals,
  seatState,
  SOUND_NOT_HEARD,
  standsWatch,
  WATCH_NOT_KEPT,
  type CheckResult,
  type OpenCheck,
  type Seat,
  type SeatReport,
  type SeatState,
} from './model.ts';
import { createAttention } from './service-attention.ts';
import type { Known, SeatDeps, Sitter, TellSeat } from './service-parts.ts';

const refuse = refuser(seatRefusals);
const LOOK_MS = 5_000;
/** A console that is gone for so long is one that was left, where another keeps the watch. */
const FORGET_MS = 30 * 60_000;

export type SeatService = ReturnType<typeof createSeats>;

const keyOf = ({ userId, seat }: Pick<Sitter, 'userId' | 'seat'>): string => `${userId} ${seat}`;
const called = ({ seat, name }: Sitter): string => `${seat} (${name})`;

export function createSeats(deps: SeatDeps) {
  const { clock } = deps;
  const seats = new Map<string, Known>();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  const alone = createAlone(deps, seats);

  const record: TellSeat = async (kind, known, body, own = false) => {
    const actor = own ? known.userId : 'system';
    await deps.transact({ postId: deps.postId, actor, name: 'seatChanged' }, async (tx) =>
      tx.record({ kind, subjects: [known.userId], body: { seat: known.seat, name: known.name, ...body } }),
    );
  };
  const attention = createAttention({ ...deps, record });

  function turn(known: Known, nowMs: number): void {
    const state = seatState(known.report, (nowMs - known.heardMs) / 1_000, deps.limits());
    if (state === known.state) return;
    known.state = state;
    known.stateMs = nowMs;
  }

  const lasted = (known: Known, nowMs: number): boolean =>
    known.state === 'well' ||
    known.state === 'gone' ||
    known.state === 'unattended' ||
    nowMs - known.stateMs >= deps.limits()[known.state] * 1_000;

  const at = (monotonicMs: number): Instant => toInstant(clock.nowMs() - (clock.monotonicMs() - monotonicMs));

  const watchIsKept = (): boolean =>
    [...seats.values()].some((known) => standsWatch(known.role) && known.state === 'well');

  async function tell(known: Known): Promise<void> {
    const { state } = known;
    const minutes = state === 'unattended' ? { minutes: minutesOf(deps.limits()) } : {};
    await record(`seat.${state}`, known, { since: at(known.stateMs), ...minutes });
    known.told = state;
  }

  /** Nobody keeps the watch there any more; what was told of it is told to be over. */
  function end(key: string, known: Known): void {
    seats.delete(key);
    if (known.told === 'well') return;
    known.state = 'well';
    known.stateMs = clock.monotonicMs();
    tell(known).catch(deps.onBug);
  }

  function sayTrouble(): void {
    const all = [...seats.values()];
    const [worst] = all.toSorted((a, b) => SEAT_STATES.indexOf(a.told) - SEAT_STATES.indexOf(b.told));
    if (!worst || worst.told === 'well') deps.onTroubleOver(WATCH_NOT_KEPT);
    else deps.onTrouble(WATCH_NOT_KEPT, SENTENCES[worst.told](called(worst), minutesOf(deps.limits())));
    const deaf = all.find((known) => standsWatch(known.role) && known.sound?.heard === false);
    if (!deaf) deps.onTroubleOver(SOUND_NOT_HEARD);
    else deps.onTrouble(SOUND_NOT_HEARD, `The alarm was not heard at ${called(deaf)}. Call the watch.`);
    const missed = all.find((known) => known.lastCheck?.how === 'missed');
    if (!missed) deps.onTroubleOver(CHECK_MISSED);
    else deps.onTrouble(CHECK_MISSED, `${called(missed)} did not answer a check. Call the watch.`);
  }

  async function look(): Promise<void> {
    const nowMs = clock.monotonicMs();
    for (const [key, known] of seats) {
      turn(known, nowMs);
      if (known.state === 'gone' && nowMs - known.stateMs > FORGET_MS && watchIsKept()) {
        end(key, known);
        continue;
      }
      if (!standsWatch(known.role)) continue;
      if (known.state !== known.told && lasted(known, nowMs)) await tell(known);
      await attention.pass(known, nowMs);
    }
    await alone.look(nowMs);
    sayTrouble();
  }

  function knownOf(who: Sitter): Known {
    const known = seats.get(keyOf(who));
    if (!known) throw refuse('seat-unknown');
    return known;
  }

  return {
    start(): void {
      timer = setInterval(() => {
        looking ??= look()
          .catch(deps.onBug)
          .finally(() => void (looking = null));
      }, LOOK_MS);
      timer.unref();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      await looking;
    },
    look,

    /** A console says how it is, and hears whether a check waits there. Those who answer no alarm are not remembered. */
    report(who: Sitter, report: SeatReport): { readonly check: OpenCheck | null } {
      if (!couldAnswer(who.role)) return { check: null };
      const nowMs = clock.monotonicMs();
      // Not by the seat alone: two officers may call their seats by one name.
      const key = keyOf(who);
      const known = seats.get(key);
      if (known) {
        known.report = report;
        known.heardMs = nowMs;
        turn(known, nowMs);
        return { check: attention.shown(known, nowMs) };
      }
      // Somebody else sits there now: what the one before left behind is over.
      for (const [other, left] of seats)
        if (left.seat === who.seat && left.state === 'gone') end(other, left);
      if (seats.size >= MAX_SEATS) return { check: null };
      const state = seatState(report, 0, deps.limits());
      const unchecked = { check: null, nextCheckMs: null, lastCheck: null };
      const fresh = { report, heardMs: nowMs, state, stateMs: nowMs, told: 'well', sound: null } as const;
      seats.set(key, { ...who, ...fresh, ...unchecked });
      return { check: null };
    },

    /** What was answered to "Did you hear it?". Refuses: seat-unknown. */
    async soundTested(who: Sitter, heard: boolean): Promise<void> {
      const known = knownOf(who);
      await record(heard ? 'seat.sound-heard' : 'seat.sound-not-heard', known, {}, true);
      known.sound = { heard, at: toInstant(clock.nowMs()) };
      sayTrouble();
    },

    /** The key of a check was pressed, in time or late. Refuses: seat-unknown, check-unknown. */
    async answerCheck(who: Sitter, id: string): Promise<CheckResult> {
      const result = await attention.answer(knownOf(who), id, clock.monotonicMs());
      if (!result) throw refuse('check-unknown');
      sayTrouble();
      return result;
    },

    /** Who signed off, or whose session was ended, keeps no watch there any more. */
    left(userId: string, seat: string | null): void {
      for (const [key, known] of seats)
        if (known.userId === userId && (seat === null || known.seat === seat)) end(key, known);
      sayTrouble();
    },

    list(): readonly Seat[] {
      const nowMs = clock.monotonicMs();
      return [...seats.values()].map((known) => {
        turn(known, nowMs);
        const { seat, userId, name, role, state, sound, lastCheck } = known;
        const times = { since: at(known.stateMs), heardAt: at(known.heardMs) };
        return { seat, userId, name, role, state, ...times, sound, lastCheck };
      });
    },
  };
}

/** Whether anybody at all attends while alarms are open. Attended -> alone (for LEFT_ALONE_S) told -> attended, told. */
function createAlone(deps: SeatDeps, seats: ReadonlyMap<string, Known>) {
  let sinceMs: number | null = null;
  let told = false;

  async function tell(kind: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    await deps.transact({ postId: deps.postId, actor: 'system', name: 'watchLeftAlone' }, async (tx) =>
      tx.record({ kind, subjects: [deps.postId], body }),
    );
  }

  return {
    async look(nowMs: number): Promise<void> {
      const limits = deps.limits();
      const attended = [...seats.values()].some((known) =>
        attends(known.report, (nowMs - known.heardMs) / 1_000, limits),
      );
      const open = attended ? 0 : (await deps.openAlarms()).count;
      if (open === 0) {
        sinceMs = null;
        if (told) await tell('watch.attended', {});
        told = false;
        return deps.onTroubleOver(NOBODY_ATTENDS);
      }
      sinceMs ??= nowMs;
      if (!told && nowMs - sinceMs >= LEFT_ALONE_S * 1_000) {
        await tell('watch.left-alone', { open });
        told = true;
      }
      if (told)
        deps.onTrouble(
          NOBODY_ATTENDS,
          `${open} open ${open === 1 ? 'alarm' : 'alarms'}, and nobody attends at any console. Go to the watch.`,
        );
    },
  };
}

const minutesOf = (limits: SeatLimits): number => Math.round(limits.unattended / 60);

const SENTENCES: Readonly<Record<Exclude<SeatState, 'well'>, (who: string, minutes: number) => string>> = {
  gone: (who) => `Nothing is heard from the console ${who}. Call the watch.`,
  muted: (who) => `The console ${who} cannot sound. Call the watch.`,
  unattended: (who, minutes) =>
    `Nobody has touched the console ${who} for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Call the watch.`,
  hidden: (who) => `The console ${who} is covered or locked. Call the watch.`,
};
