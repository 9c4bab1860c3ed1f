import { distanceM, type Position } from '../../kernel/geo.ts';
import { toMs, type Instant } from '../../kernel/time.ts';
import type { RankedResponder, Responder } from './model.ts';

/** A position older than this is shown as stale and ranked behind fresh ones of like travel time. */
export const STALE_AFTER_MS = 2 * 60_000;
/** People do not walk through walls: straight distance times this, until the walking graph is drawn. */
const DETOUR = 1.35;
/** Metres per second: a hurried guard on foot, and a vehicle inside a compound. */
const SPEED_MPS: Readonly<Record<Responder['kind'], number>> = {
  rover: 2.2,
  'fixed-post': 2.2,
  marine: 2.5,
  commander: 2,
  vehicle: 6,
};
/** Seconds added where sending costs something: a fixed post must be relieved, a busy one must drop its work. */
const PENALTY_S = { fixedPost: 60, going: 180, busy: 120, stale: 30, unknownPlace: 300, lacks: 90 };

export interface RankInput {
  readonly responders: readonly Responder[];
  readonly to: Position | null;
  /** What the alarm asks for: `armed`, `first-aid`, `fire`. */
  readonly needs: readonly string[];
  readonly now: Instant;
}

/** Responders best first, by estimated arrival plus stated costs, each with the reasons that a person can check. */
export function rankResponders(input: RankInput): RankedResponder[] {
  return input.responders
    .map((responder) => score(responder, input))
    .toSorted(
      (a, b) => a.cost - b.cost || (a.ranked.responder.callSign < b.ranked.responder.callSign ? -1 : 1),
    )
    .map(({ ranked }) => ranked);
}

function score(responder: Responder, input: RankInput): { cost: number; ranked: RankedResponder } {
  const sendable = responder.onDuty && responder.state !== 'off';
  const distance = responder.position && input.to ? distanceM(responder.position, input.to) : null;
  const travelS = distance === null ? null : Math.round((distance * DETOUR) / SPEED_MPS[responder.kind]);
  const fixed = responder.kind === 'fixed-post' || responder.kind === 'marine';
  // Fixed posts stand where they stand; only those that move grow stale.
  const stale =
    !fixed &&
    (responder.positionAt === null || toMs(input.now) - toMs(responder.positionAt) > STALE_AFTER_MS);
  const reasons: string[] = [responder.onDuty ? responder.state : 'off'];
  let cost = travelS ?? PENALTY_S.unknownPlace;
  if (travelS === null) reasons.push('place-unknown');
  if (responder.kind === 'fixed-post') {
    cost += PENALTY_S.fixedPost;
    reasons.push('on-fixed-post');
  }
  if (responder.state === 'going' || responder.state === 'there') cost += PENALTY_S.going;
  if (responder.state === 'busy') cost += PENALTY_S.busy;
  if (stale) {
    cost += PENALTY_S.stale;
    reasons.push('position-stale');
  }
  if (responder.armed) reasons.push('armed');
  for (const need of input.needs) {
    const has = need === 'armed' ? responder.armed : responder.qualifications.includes(need);
    if (has && need !== 'armed') reasons.push(`has:${need}`);
    if (!has) {
      cost += PENALTY_S.lacks;
      reasons.push(`lacks:${need}`);
    }
  }
  if (!sendable) cost += 1_000_000;
  return {
    cost,
    ranked: {
      responder,
      distanceM: distance === null ? null : Math.round(distance),
      travelS,
      stale,
      reasons,
      sendable,
    },
  };
}
