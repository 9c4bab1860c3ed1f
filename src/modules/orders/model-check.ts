/** What is missing before an order may be issued, and what differs between two versions. */
import type { Names } from '../site/model.ts';
import type { SignalKind } from '../technical/model.ts';
import { MAX_STEPS, sopFor, type Sop, type SopStep, type SopText } from './model.ts';

/** More than so many steps are not read in an alarm (ux.md 5: three to seven). */
export const STEPS_READ = 7;

export const FAULTS = [
  'title',
  'kinds',
  'zone-gone',
  'steps',
  'step-text',
  'first-step',
  'choices',
  'timer',
  'outcome-last',
] as const;
export type FaultCode = (typeof FAULTS)[number];

export interface Fault {
  readonly code: FaultCode;
  /** Index of the step that is meant. */
  readonly step?: number;
}

const isEmpty = (names: Names): boolean => names.en.trim() === '';

/** First steps that cannot hurt anybody, whoever does them (ux.md 5). */
const SAFE_FIRST: readonly SopStep['kind'][] = ['check', 'call', 'choose', 'send'];

function faultsOfStep(step: SopStep, index: number, last: boolean): Fault[] {
  const faults: Fault[] = [];
  const fault = (code: FaultCode): void => void faults.push({ code, step: index });
  if (isEmpty(step.text)) fault('step-text');
  if (index === 0 && !SAFE_FIRST.includes(step.kind)) fault('first-step');
  if (step.kind === 'choose') {
    const choices = step.choices ?? [];
    const names = new Set(choices.map((choice) => choice.en.trim()));
    if (choices.length < 2 || names.size < choices.length || names.has('')) fault('choices');
  }
  if (step.kind === 'timer' && !((step.timerS ?? 0) >= 5)) fault('timer');
  if ((step.kind === 'outcome') !== last) fault('outcome-last');
  return faults;
}

/** Everything that keeps this text from being issued; empty: it may. `zones` are those that the post has. */
export function faultsOf(text: SopText, zones: ReadonlySet<string>): readonly Fault[] {
  const faults: Fault[] = [];
  if (isEmpty(text.title)) faults.push({ code: 'title' });
  if (text.kinds.length === 0) faults.push({ code: 'kinds' });
  if ((text.zones ?? []).some((zone) => !zones.has(zone))) faults.push({ code: 'zone-gone' });
  if (text.steps.length < 2 || text.steps.length > MAX_STEPS) faults.push({ code: 'steps' });
  for (const [index, step] of text.steps.entries())
    faults.push(...faultsOfStep(step, index, index === text.steps.length - 1));
  return faults;
}

/** Languages in which something of the card is said and something is not: an officer would read a mixture. */
export function halfSaid(text: SopText, languages: readonly string[]): readonly string[] {
  const names = namesIn(text).filter((each) => !isEmpty(each));
  return languages.filter((language) => {
    const said = names.filter((each) => (each[language] ?? '').trim() !== '').length;
    return said > 0 && said < names.length;
  });
}

const namesIn = (text: SopText): readonly Names[] => [
  text.title,
  ...text.steps.flatMap((step) => [step.text, ...(step.hint ? [step.hint] : []), ...(step.choices ?? [])]),
];

/** A kind of alarm for which this card, though bound to it, would never be shown, and the one that is. */
export interface Shadow {
  readonly kind: SignalKind;
  readonly by: Sop;
}

/** Kinds that `card` names and that `others`, the cards in force, serve in every zone and level it is bound to. */
export function shadowsOf(card: Sop, others: readonly Sop[]): readonly Shadow[] {
  const all = [...others.filter((other) => other.id !== card.id), card];
  const zones = card.zones?.length ? card.zones : [null];
  const levels = card.levels?.length ? card.levels : [null];
  return card.kinds.flatMap((kind) => {
    const shown = zones.flatMap((zone) => levels.map((level) => sopFor(all, kind, zone, level)));
    const [by] = shown;
    return by && !shown.includes(card) ? [{ kind, by }] : [];
  });
}

/** The card without empty words, as it is kept. */
export function tidied(text: SopText): SopText {
  const tidyNames = (names: Names): Names => ({
    ...Object.fromEntries(
      Object.entries(names)
        .map(([language, said]) => [language, said.trim()] as const)
        .filter(([, said]) => said !== ''),
    ),
    en: names.en.trim(),
  });
  const { zones = [], levels = [] } = text;
  return {
    title: tidyNames(text.title),
    kinds: [...new Set(text.kinds)],
    ...(zones.length > 0 ? { zones: [...new Set(zones)] } : {}),
    ...(levels.length > 0 ? { levels: [...new Set(levels)] } : {}),
    steps: text.steps.map((step) => ({
      kind: step.kind,
      text: tidyNames(step.text),
      ...(step.hint && Object.values(step.hint).some((said) => said.trim() !== '')
        ? { hint: tidyNames(step.hint) }
        : {}),
      ...(step.kind === 'choose' ? { choices: (step.choices ?? []).map(tidyNames) } : {}),
      ...(step.kind === 'timer' ? { timerS: step.timerS ?? 0 } : {}),
      ...(step.document ? { document: step.document } : {}),
    })),
  };
}

export type Change =
  | { readonly what: 'title'; readonly from: Names; readonly to: Names }
  | {
      readonly what: 'kinds' | 'zones' | 'levels';
      readonly added: readonly string[];
      readonly gone: readonly string[];
    }
  | { readonly what: 'step-added'; readonly at: number; readonly step: SopStep }
  | { readonly what: 'step-gone'; readonly at: number; readonly step: SopStep }
  | { readonly what: 'step-changed'; readonly at: number; readonly from: SopStep; readonly to: SopStep };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Objects with their keys in one order, so that two are compared by what they say. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function ofList(
  what: 'kinds' | 'zones' | 'levels',
  from: readonly string[] = [],
  to: readonly string[] = [],
): Change[] {
  const added = to.filter((each) => !from.includes(each));
  const gone = from.filter((each) => !to.includes(each));
  return added.length + gone.length === 0 ? [] : [{ what, added, gone }];
}

/** Lengths of the longest common runs of steps from each pair of places on: the table of the LCS. */
function commonFrom(from: readonly SopStep[], to: readonly SopStep[]): number[][] {
  const table = Array.from({ length: from.length + 1 }, () => Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      const below = table[i + 1] as number[];
      row[j] = same(from[i], to[j]) ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

/** Steps that went and came between two that stayed: as far as there are as many, one became the other. */
function paired(gone: readonly Change[], added: readonly Change[]): Change[] {
  const both = Math.min(gone.length, added.length);
  const changed = added.slice(0, both).map((come, i): Change => {
    const went = gone[i];
    if (come.what !== 'step-added' || went?.what !== 'step-gone') return come;
    return { what: 'step-changed', at: come.at, from: went.step, to: come.step };
  });
  return [...changed, ...gone.slice(both), ...added.slice(both)];
}

function ofSteps(from: readonly SopStep[], to: readonly SopStep[]): Change[] {
  const table = commonFrom(from, to);
  const changes: Change[] = [];
  let gone: Change[] = [];
  let added: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const [before, after] = [from[i], to[j]];
    if (before && after && same(before, after)) {
      changes.push(...paired(gone, added));
      [gone, added] = [[], []];
      i += 1;
      j += 1;
    } else if (after && (!before || (table[i]?.[j + 1] ?? 0) >= (table[i + 1]?.[j] ?? 0))) {
      added.push({ what: 'step-added', at: j, step: after });
      j += 1;
    } else if (before) {
      gone.push({ what: 'step-gone', at: i, step: before });
      i += 1;
    }
  }
  return [...changes, ...paired(gone, added)];
}

/** What differs from one version to another, in the order of the card. */
export function changesBetween(from: Sop | SopText, to: Sop | SopText): readonly Change[] {
  return [
    ...(same(from.title, to.title) ? [] : [{ what: 'title', from: from.title, to: to.title } as const]),
    ...ofList('kinds', from.kinds, to.kinds),
    ...ofList('zones', from.zones, to.zones),
    ...ofList('levels', from.levels, to.levels),
    ...ofSteps(from.steps, to.steps),
  ];
}
