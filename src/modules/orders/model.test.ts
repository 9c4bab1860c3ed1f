import { expect, test } from 'vitest';
import type { SopId, ZoneId } from '../../kernel/id.ts';
import { sopFor, type Sop } from './model.ts';

const ZONE = 'zon_1' as ZoneId;
const OTHER = 'zon_2' as ZoneId;
const card = (id: string, over: Partial<Sop> = {}): Sop => ({
  id: id as SopId,
  version: 1,
  issuedAt: '2026-11-22T03:00:00.000Z',
  title: { en: id },
  kinds: ['tamper'],
  steps: [],
  ...over,
});

test('the card for the threat level goes before one for any, and one for another level is better than none', () => {
  const [high, any] = [card('high', { levels: ['high', 'critical'] }), card('any')];
  expect(sopFor([any, high], 'tamper', null, 'critical')).toBe(high);
  expect(sopFor([high, any], 'tamper', null, 'low')).toBe(any);
  expect(sopFor([high, any], 'tamper', null, null)).toBe(any);
  expect(sopFor([high], 'tamper', null, 'low')).toBe(high);
  expect(sopFor([high], 'fire', null, 'high')).toBeNull();
});

test('A9: the card for the zone goes before one for any zone, and one for another zone is never taken', () => {
  const [here, any] = [card('here', { zones: [ZONE] }), card('any')];
  expect(sopFor([any, here], 'tamper', ZONE, null)).toBe(here);
  expect(sopFor([any, here], 'tamper', OTHER, null)).toBe(any);
  expect(sopFor([any, here], 'tamper', null, null)).toBe(any);
  expect(sopFor([here], 'tamper', OTHER, null)).toBeNull();
});

test('the zone counts more than the threat level, and both together most', () => {
  const zone = card('zone', { zones: [ZONE] });
  const level = card('level', { levels: ['high'] });
  const both = card('both', { zones: [ZONE], levels: ['high'] });
  expect(sopFor([level, zone], 'tamper', ZONE, 'high')).toBe(zone);
  expect(sopFor([level, zone, both], 'tamper', ZONE, 'high')).toBe(both);
  // Bound to this zone but for another level: one for any goes before it.
  expect(sopFor([both, card('any')], 'tamper', ZONE, 'low')?.id).toBe('any');
});

test('of two that fit alike the one for fewer kinds is taken, then the one with the lower id, in any order', () => {
  const [many, few] = [card('a', { kinds: ['tamper', 'bypass'] }), card('b')];
  expect(sopFor([many, few], 'tamper', null, null)).toBe(few);
  const [one, two] = [card('one'), card('two')];
  expect(sopFor([one, two], 'tamper', null, null)).toBe(one);
  expect(sopFor([two, one], 'tamper', null, null)).toBe(one);
});
