/** Alarm health (ISA-18.2 clause 16): worked out at most once a minute and kept, so that looking costs nothing. */
import { toInstant, toMs, type Clock } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { ANSWER_WITHIN_S, type Post } from '../site/model.ts';
import { HEALTH_DAYS, HEALTH_LINES, type AlarmHealth, type AnswerTimes } from './model-health.ts';
import { FLOOD_ENDS_UNDER } from './model.ts';
import * as store from './store-health.ts';

const KEEP_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const TEN_MS = 600_000;

interface HealthDeps {
  readonly db: Queryable;
  readonly post: Post;
  readonly clock: Clock;
  readonly outOfUse: () => Promise<AlarmHealth['outOfUse']>;
}

/** Answers with what was worked out last, and works it out anew behind the answer when that is a minute old. */
export function createHealth(deps: HealthDeps) {
  let kept: { readonly atMs: number; readonly health: AlarmHealth } | null = null;
  let running: Promise<AlarmHealth> | null = null;
  const refresh = (): Promise<AlarmHealth> => {
    running ??= workOut(deps)
      .then((health) => {
        kept = { atMs: deps.clock.monotonicMs(), health };
        return health;
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  return async (): Promise<AlarmHealth> => {
    if (!kept) return refresh();
    // What fails behind an answer is tried again by the next one; the figures say of when they are.
    if (deps.clock.monotonicMs() - kept.atMs >= KEEP_MS) refresh().catch(() => undefined);
    return deps.clock.monotonicMs() - kept.atMs >= 10 * KEEP_MS ? refresh() : kept.health;
  };
}

async function workOut(deps: HealthDeps): Promise<AlarmHealth> {
  const { db, post } = deps;
  const nowMs = deps.clock.nowMs();
  const since = toInstant(nowMs - HEALTH_DAYS * DAY_MS);
  // One after the other: looking back must not take the connections from what happens now.
  const first = await store.firstRaised(db, post.id);
  const tens = await store.tensSince(db, post.id, since);
  const priorities = await store.prioritiesSince(db, post.id, since);
  const worst = await store.worstPlaces(db, post.id, since);
  const chattering = await store.chatteringPlaces(db, post.id, since);
  const standing = await store.standingNow(
    db,
    post.id,
    toInstant(nowMs - HEALTH_LINES.staleAfterH * HOUR_MS),
  );
  const beganMs = Math.max(first === null ? nowMs : toMs(first), toMs(since));
  const alarms = tens.reduce((sum, ten) => sum + ten.alarms, 0);
  const spanMs = Math.max(nowMs - beganMs, TEN_MS);
  const { floods, tensInFlood } = floodsOf(tens.map((ten) => ({ atMs: toMs(ten.at), alarms: ten.alarms })));
  const byPriority: [number, number, number, number] = [0, 0, 0, 0];
  for (const row of priorities) byPriority[(row.priority - 1) as 0 | 1 | 2 | 3] = row.alarms;
  const topTen = worst.reduce((sum, actor) => sum + actor.alarms, 0);
  return {
    at: toInstant(nowMs),
    since: toInstant(beganMs),
    days: Math.min(HEALTH_DAYS, Math.floor(spanMs / DAY_MS)),
    alarms,
    hours: lastDay(tens, nowMs),
    perHour: alarms / Math.max(1, spanMs / HOUR_MS),
    busiestTenMinutes: tens.reduce((most, ten) => Math.max(most, ten.alarms), 0),
    floods,
    floodShare: Math.min(1, (tensInFlood * TEN_MS) / spanMs),
    byPriority,
    badActors: worst.map((actor) => ({
      ...actor,
      share: actor.alarms / Math.max(1, alarms),
      chattering: chattering.includes(actor.place),
    })),
    topTenShare: topTen / Math.max(1, alarms),
    chattering: chattering.length,
    ...standing,
    outOfUse: await deps.outOfUse(),
    answers: priorities.map((row) => answersOf(row, post)),
  };
}

function answersOf(row: store.PriorityRow, post: Post): AnswerTimes {
  const [p50 = null, p90 = null, p95 = null] = row.times ?? [];
  const targets = post.settings.answerWithinS ?? ANSWER_WITHIN_S;
  const targetS = targets[row.priority - 1] ?? null;
  return { priority: row.priority, answered: row.answered, p50, p90, p95, targetS };
}

/** Floods: begun over ten alarms in ten minutes, over when under five; neighbouring pieces are one flood. */
export function floodsOf(tens: readonly { readonly atMs: number; readonly alarms: number }[]): {
  floods: number;
  tensInFlood: number;
} {
  let floods = 0;
  let tensInFlood = 0;
  let lastMs: number | null = null;
  for (const ten of tens) {
    const goesOn = lastMs !== null && ten.atMs - lastMs === TEN_MS && ten.alarms >= FLOOD_ENDS_UNDER;
    const begins = ten.alarms > HEALTH_LINES.floodTenMinutes;
    if (!goesOn && !begins) {
      lastMs = null;
      continue;
    }
    if (!goesOn) floods += 1;
    tensInFlood += 1;
    lastMs = ten.atMs;
  }
  return { floods, tensInFlood };
}

/** Alarms of each of the last 24 hours, oldest first, hours without any among them. */
function lastDay(tens: readonly store.Ten[], nowMs: number): AlarmHealth['hours'] {
  const firstMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 23 * HOUR_MS;
  const counts = Array.from({ length: 24 }, () => 0);
  for (const ten of tens) {
    const hour = Math.floor((toMs(ten.at) - firstMs) / HOUR_MS);
    if (hour >= 0 && hour < 24) counts[hour] = (counts[hour] ?? 0) + ten.alarms;
  }
  return counts.map((alarms, hour) => ({ at: toInstant(firstMs + hour * HOUR_MS), alarms }));
}
