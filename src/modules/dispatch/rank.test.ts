import { expect, test } from 'vitest';
import type { ResponderId } from '../../kernel/id.ts';
import type { Responder } from './model.ts';
import { rankResponders } from './rank.ts';

const NOW = '2026-11-22T03:00:00.000Z';
const TO = { lat: 37.575, lon: 126.975 };

const responder = (callSign: string, over: Partial<Responder> = {}): Responder => ({
  id: `rsp_${callSign}` as ResponderId,
  userId: null,
  callSign,
  name: callSign,
  language: 'en',
  kind: 'rover',
  armed: false,
  qualifications: [],
  onDuty: true,
  state: 'free',
  position: { lat: 37.5755, lon: 126.975 },
  positionAt: NOW,
  ...over,
});
const order = (responders: readonly Responder[], needs: readonly string[] = []): string[] =>
  rankResponders({ responders, to: TO, needs, now: NOW }).map((r) => r.responder.callSign);

test('the nearest free responder stands first', () => {
  expect(order([responder('far', { position: { lat: 37.58, lon: 126.975 } }), responder('near')])).toEqual([
    'near',
    'far',
  ]);
});

test('travel time counts, not distance: a vehicle further away can be first', () => {
  const vehicle = responder('vehicle', { kind: 'vehicle', position: { lat: 37.576, lon: 126.975 } });
  expect(order([responder('walker'), vehicle])[0]).toBe('vehicle');
});

test('somebody on the way elsewhere comes after a free one of like distance', () => {
  expect(
    order([
      responder('going', { state: 'going' }),
      responder('free', { position: { lat: 37.5758, lon: 126.975 } }),
    ]),
  ).toEqual(['free', 'going']);
});

test('a fixed post is sent only when it is much nearer, and the reason says so', () => {
  const [first, second] = rankResponders({
    responders: [
      responder('post', { kind: 'fixed-post' }),
      responder('rover', { position: { lat: 37.5757, lon: 126.975 } }),
    ],
    to: TO,
    needs: [],
    now: NOW,
  });
  expect(first?.responder.callSign).toBe('rover');
  expect(second?.reasons).toContain('on-fixed-post');
});

test('off duty is last and cannot be sent', () => {
  const ranked = rankResponders({
    responders: [
      responder('off', { onDuty: false }),
      responder('far', { position: { lat: 37.6, lon: 126.975 } }),
    ],
    to: TO,
    needs: [],
    now: NOW,
  });
  expect(ranked.map((r) => [r.responder.callSign, r.sendable])).toEqual([
    ['far', true],
    ['off', false],
  ]);
});

test('a position older than two minutes is stale for those who move, and said', () => {
  const old = '2026-11-22T02:57:59.000Z';
  const [rover] = rankResponders({
    responders: [responder('rover', { positionAt: old })],
    to: TO,
    needs: [],
    now: NOW,
  });
  expect(rover).toMatchObject({ stale: true });
  expect(rover?.reasons).toContain('position-stale');
  const [post] = rankResponders({
    responders: [responder('post', { kind: 'fixed-post', positionAt: old })],
    to: TO,
    needs: [],
    now: NOW,
  });
  expect(post?.stale).toBe(false);
});

test('what the alarm needs moves those who have it forward and names what is lacking', () => {
  const medic = responder('medic', {
    qualifications: ['first-aid'],
    position: { lat: 37.5758, lon: 126.975 },
  });
  const ranked = rankResponders({
    responders: [responder('near'), medic],
    to: TO,
    needs: ['first-aid'],
    now: NOW,
  });
  expect(ranked[0]?.responder.callSign).toBe('medic');
  expect(ranked[1]?.reasons).toContain('lacks:first-aid');
});

test('without a place of the alarm nobody has a travel time and nobody is dropped', () => {
  const ranked = rankResponders({
    responders: [responder('a'), responder('b', { position: null })],
    to: null,
    needs: [],
    now: NOW,
  });
  expect(ranked.map((r) => r.travelS)).toEqual([null, null]);
});
