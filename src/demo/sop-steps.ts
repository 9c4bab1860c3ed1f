import type { SopId } from '../kernel/id.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import type { Sop, SopStep } from '../modules/orders/model.ts';

type Pair = readonly [en: string, ko: string];

/** A step of a card in English and Korean, with an optional hint in both. */
export function step(kind: SopStep['kind'], [en, ko]: Pair, hint?: Pair): SopStep {
  return { kind, text: { en, ko }, ...(hint ? { hint: { en: hint[0], ko: hint[1] } } : {}) };
}

/** A step that asks for one of several answers. */
export function choose(text: Pair, choices: readonly Pair[]): SopStep {
  return { ...step('choose', text), choices: choices.map(([en, ko]) => ({ en, ko })) };
}

/** A step that waits `timerS` seconds. */
export function timer(timerS: number, text: Pair): SopStep {
  return { ...step('timer', text), timerS };
}

/** The last step of every card. */
export const outcome = (): SopStep =>
  step(
    'outcome',
    ['Log the outcome and clear', '결과를 기록하고 종료'],
    ['Real, false, test or unknown', '실제, 오경보, 시험, 불명'],
  );

/** A card of the demo post. */
export function card(
  id: string,
  version: number,
  issuedAt: string,
  [en, ko]: Pair,
  kinds: readonly SignalKind[],
  steps: readonly SopStep[],
): Sop {
  return {
    id: `sop_${id}` as SopId,
    version,
    issuedAt: `${issuedAt}T00:00:00.000Z`,
    title: { en, ko },
    kinds,
    steps,
  };
}
