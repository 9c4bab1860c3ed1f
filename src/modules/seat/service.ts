/**
 * Whether the watch is kept: each console of a watch officer says every ten seconds whether it can sound, is
 * seen and is used. Kept in memory; only a change that lasted is an entry of the ledger and told to the supervisor.
 *
 * A console is well -> (muted, hidden, unattended or gone for longer than SEAT_LIMITS_S) told -> well again, told
 * over. One that signs off is forgotten. After a start nobody is known until a console speaks.
 */
import { toInstant, type Clock, type Instant } from '../../kernel/time.ts';
import type { UserId } from '../../kernel/id.ts';
import type { Transact } from '../../platform/transact.ts';
import type { Role } from '../identity/model.ts';
import {
  MAX_SEATS,
  SEAT_LIMITS_S,
  SEAT_STATES,
  seatState,
  standsWatch,
  WATCH_NOT_KEPT,
  type Seat,
  type SeatReport,
  type SeatState,
} from './model.ts';

const LOOK_MS = 5_000;
/** A console that is gone for so long is one that was left, where another keeps the watch. */
const FORGET_MS = 30 * 60_000;

interface Known {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  report: SeatReport;
  heardMs: number;
  state: SeatState;
  stateMs: number;
  /** The state that the ledger and the supervisor know. */
  told: SeatState;
}

export interface SeatDeps {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly onTrouble: (code: string, says: string) => void;
  readonly onTroubleOver: (code: string) => void;
  readonly onBug: (error: unknown) => void;
}

export type SeatService = ReturnType<typeof createSeats>;

export function createSeats(deps: SeatDeps) {
  const { clock } = deps;
  const seats = new Map<string, Known>();
  let timer: NodeJS.Timeout | null = null;
  function turn(known: Known, nowMs: number): void {
    const state = seatState(known.report, (nowMs - known.heardMs) / 1_000);
    if (state === known.state) return;
    known.state = state;
    known.stateMs = nowMs;
  }

  const lasted = (known: Known, nowMs: number): boolean =>
    known.state === 'well' ||
    known.state === 'gone' ||
    known.state === 'unattended' ||
    nowMs - known.stateMs >= SEAT_LIMITS_S[known.state] * 1_000;

  const sinceOf = ({ stateMs }: Known): Instant => toInstant(clock.nowMs() - (clock.monotonicMs() - stateMs));

  const watchIsKept = (): boolean => [...seats.values()].some((known) => known.state === 'well');

  async function tell(known: Known): Promise<void> {
    const { seat, userId, name, state } = known;
    await deps.transact({ postId: deps.postId, actor: 'system', name: 'seatChanged' }, async (tx) =>
      tx.record({
        kind: `seat.${state}`,
        subjects: [userId],
        body: { seat, name, since: sinceOf(known) },
      }),
    );
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
    const [worst] = [...seats.values()].sort(
      (a, b) => SEAT_STATES.indexOf(a.told) - SEAT_STATES.indexOf(b.told),
    );
    if (!worst || worst.told === 'well') return deps.onTroubleOver(WATCH_NOT_KEPT);
    deps.onTrouble(WATCH_NOT_KEPT, SENTENCES[worst.told](`${worst.seat} (${worst.name})`));
  }

  async function look(): Promise<void> {
    const nowMs = clock.monotonicMs();
    for (const [key, known] of seats) {
      turn(known, nowMs);
      if (known.state === 'gone' && nowMs - known.stateMs > FORGET_MS && watchIsKept()) {
        end(key, known);
        continue;
      }
      if (known.state !== known.told && lasted(known, nowMs)) await tell(known);
    }
    sayTrouble();
  }

  return {
    start(): void {
      timer = setInterval(() => void look().catch(deps.onBug), LOOK_MS);
      timer.unref();
    },
    stop(): void {
      if (timer) clearInterval(timer);
    },
    look,

    /** A console says how it is. Those that keep no watch are not remembered. */
    report(who: { seat: string; userId: UserId; name: string; role: Role }, report: SeatReport): void {
      if (!standsWatch(who.role)) return;
      const nowMs = clock.monotonicMs();
      // Not by the seat alone: two officers may call their seats by one name.
      const key = `${who.userId} ${who.seat}`;
      const known = seats.get(key);
      if (known) {
        known.report = report;
        known.heardMs = nowMs;
        turn(known, nowMs);
        return;
      }
      // Somebody else sits there now: what the one before left behind is over.
      for (const [other, left] of seats)
        if (left.seat === who.seat && left.state === 'gone') end(other, left);
      if (seats.size >= MAX_SEATS) return;
      const state = seatState(report, 0);
      seats.set(key, { ...who, report, heardMs: nowMs, state, stateMs: nowMs, told: 'well' });
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
        const { seat, userId, name, role, state } = known;
        return { seat, userId, name, role, state, since: sinceOf(known) };
      });
    },
  };
}

const SENTENCES: Readonly<Record<Exclude<SeatState, 'well'>, (who: string) => string>> = {
  gone: (who) => `Nothing is heard from the console ${who}. Call the watch.`,
  muted: (who) => `The console ${who} cannot sound. Call the watch.`,
  unattended: (who) => `Nobody has touched the console ${who} for 15 minutes. Call the watch.`,
  hidden: (who) => `The console ${who} is covered or locked. Call the watch.`,
};
