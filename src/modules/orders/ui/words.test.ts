import { expect, test } from 'vitest';
import { FAULTS } from '../model-check.ts';
import { STEP_KINDS, orderRefusals } from '../model.ts';
import en from './words/en.json' with { type: 'json' };

const english: Readonly<Record<string, string>> = en;

test('every refusal of an order has words, in English as the server says it', () => {
  const silent = Object.entries(orderRefusals).filter(
    ([code, { says }]) => english[`refusal.${code}`] !== says,
  );
  expect(silent.map(([code]) => code)).toEqual([]);
});

test('every kind of step and everything that may be missing has words', () => {
  const wanted = [
    ...STEP_KINDS.map((kind) => `orders.step.${kind}`),
    ...FAULTS.map((code) => `orders.fault.${code}`),
  ];
  expect(wanted.filter((id) => !(id in english))).toEqual([]);
});
