import type { SopId } from '../kernel/id.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import type { Sop, SopStep } from '../modules/orders/model.ts';
import type { Names } from '../modules/site/model.ts';
import es from './sop-texts/es.json' with { type: 'json' };
import fr from './sop-texts/fr.json' with { type: 'json' };

type Pair = readonly [en: string, ko: string];

/** Other languages, by the English sentence. */
const MORE: Readonly<Record<string, Readonly<Record<string, string>>>> = { es, fr };

function inAll([en, ko]: Pair): Names {
  const more = Object.entries(MORE).flatMap(([language, texts]) => {
    const text = texts[en];
    return text === undefined ? [] : [[language, text] as const];
  });
  return { en, ko, ...Object.fromEntries(more) };
}

/** A step of a card in each language, with an optional hint in each. */
export function step(kind: SopStep['kind'], text: Pair, hint?: Pair): SopStep {
  return { kind, text: inAll(text), ...(hint ? { hint: inAll(hint) } : {}) };
}

/** A step that asks for one of several answers. */
export function choose(text: Pair, choices: readonly Pair[]): SopStep {
  return { ...step('choose', text), choices: choices.map(inAll) };
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
  title: Pair,
  kinds: readonly SignalKind[],
  steps: readonly SopStep[],
): Sop {
  return {
    id: `sop_${id}` as SopId,
    version,
    issuedAt: `${issuedAt}T00:00:00.000Z`,
    title: inAll(title),
    kinds,
    steps,
  };
}
