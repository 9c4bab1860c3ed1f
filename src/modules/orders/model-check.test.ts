import { expect, test } from 'vitest';
import type { ZoneId } from '../../kernel/id.ts';
import { changesBetween, faultsOf, halfSaid, shadowsOf, tidied } from './model-check.ts';
import type { Sop, SopStep, SopText } from './model.ts';

const ZONES = new Set(['zon_1']);
const step = (kind: SopStep['kind'], en: string, more: Partial<SopStep> = {}): SopStep => ({
  kind,
  text: { en },
  ...more,
});
const good = (over: Partial<SopText> = {}): SopText => ({
  title: { en: 'Door open' },
  kinds: ['door-open'],
  steps: [step('check', 'Look'), step('outcome', 'Log it')],
  ...over,
});
const codes = (text: SopText) => faultsOf(text, ZONES).map(({ code }) => code);

test('a whole card may be issued', () => {
  expect(codes(good())).toEqual([]);
  expect(codes(good({ zones: ['zon_1' as ZoneId] }))).toEqual([]);
});

test.each<[string, Partial<SopText>]>([
  ['title', { title: { en: ' ' } }],
  ['kinds', { kinds: [] }],
  ['zone-gone', { zones: ['zon_9' as ZoneId] }],
  ['steps', { steps: [step('outcome', 'Log it')] }],
  ['step-text', { steps: [step('check', ''), step('outcome', 'Log it')] }],
  ['first-step', { steps: [step('two-person', 'Lock'), step('outcome', 'Log it')] }],
  ['timer', { steps: [step('check', 'Look'), step('timer', 'Wait'), step('outcome', 'Log it')] }],
  [
    'choices',
    {
      steps: [
        step('check', 'Look'),
        step('choose', 'Who?', { choices: [{ en: 'A' }, { en: 'A ' }] }),
        step('outcome', 'Log it'),
      ],
    },
  ],
  ['outcome-last', { steps: [step('check', 'Look'), step('call', 'Call')] }],
])('what keeps a card from being issued is named: %s', (code, over) => {
  expect(codes(good(over))).toContain(code);
});

test('a language that is only half said is named, one that is not used is not', () => {
  const half = good({ title: { en: 'Door open', ko: '문 열림' } });
  expect(halfSaid(half, ['en', 'ko', 'fr'])).toEqual(['ko']);
});

test('a card that another one always goes before is told so', () => {
  const card = (id: string, over: Partial<SopText> = {}): Sop => ({
    id: id as Sop['id'],
    version: 1,
    issuedAt: '2026-11-22T03:00:00.000Z',
    ...good(over),
  });
  const mine = card('sop_b');
  const twin = card('sop_a');
  expect(shadowsOf(mine, [twin, mine])).toEqual([{ kind: 'door-open', by: twin }]);
  expect(shadowsOf(card('sop_b', { zones: ['zon_1' as ZoneId] }), [twin])).toEqual([]);
  expect(shadowsOf(mine, [card('sop_a', { zones: ['zon_1' as ZoneId] })])).toEqual([]);
});

test('empty words, and what belongs to another kind of step, are not kept', () => {
  const text = good({
    title: { en: ' Door open ', ko: '  ' },
    zones: [],
    steps: [step('check', 'Look', { hint: { en: '' }, timerS: 9, choices: [{ en: 'A' }] })],
  });
  expect(tidied(text)).toEqual({
    title: { en: 'Door open' },
    kinds: ['door-open'],
    steps: [{ kind: 'check', text: { en: 'Look' } }],
  });
});

test('what differs is told step by step: new, gone and changed ones, and nothing about those that stayed', () => {
  const from = good({
    steps: [step('check', 'A'), step('call', 'B'), step('send', 'C'), step('outcome', 'Z')],
  });
  const to = good({
    kinds: ['door-open', 'door-held'],
    steps: [
      step('check', 'A'),
      step('call', 'B2'),
      step('send', 'C'),
      step('photo', 'D'),
      step('outcome', 'Z'),
    ],
  });
  expect(changesBetween(from, to)).toEqual([
    { what: 'kinds', added: ['door-held'], gone: [] },
    { what: 'step-changed', at: 1, from: step('call', 'B'), to: step('call', 'B2') },
    { what: 'step-added', at: 3, step: step('photo', 'D') },
  ]);
  expect(changesBetween(to, from).at(-1)).toEqual({ what: 'step-gone', at: 3, step: step('photo', 'D') });
  expect(changesBetween(from, from)).toEqual([]);
});
