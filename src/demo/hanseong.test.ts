import { expect, test } from 'vitest';
import { distanceM, type Position } from '../kernel/geo.ts';
import { SIGNAL_KINDS } from '../modules/technical/model.ts';
import { DEMO_SIGN_IN, hanseong } from './hanseong.ts';

const west = (shape: readonly Position[]) => Math.min(...shape.map((p) => p.lon));
const east = (shape: readonly Position[]) => Math.max(...shape.map((p) => p.lon));
const south = (shape: readonly Position[]) => Math.min(...shape.map((p) => p.lat));
const north = (shape: readonly Position[]) => Math.max(...shape.map((p) => p.lat));
const unique = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);
const KOREAN = /\p{Script=Hangul}/u;

test('the post has the numbers that the newcomer is told', () => {
  expect(hanseong.zones).toHaveLength(9);
  expect(hanseong.devices).toHaveLength(48);
  expect(hanseong.sops).toHaveLength(12);
  expect(hanseong.people.filter((one) => one.role === 'guard')).toHaveLength(14);
  expect(hanseong.people.find((one) => one.signIn === DEMO_SIGN_IN)?.role).toBe('watch-officer');
});

test('ids, sources and points, sign-in names and PINs are unique', () => {
  unique([...hanseong.zones, ...hanseong.devices, ...hanseong.sops, ...hanseong.plan].map((one) => one.id));
  unique(hanseong.devices.map((one) => `${one.source} ${one.point}`));
  unique(hanseong.people.map((one) => one.signIn));
  unique(hanseong.people.map((one) => one.pin));
  for (const one of hanseong.people) expect(one.pin).toMatch(/^\d{6,12}$/);
});

test('every device stands in its zone, which exists', () => {
  for (const device of hanseong.devices) {
    const zone = hanseong.zones.find((one) => one.id === device.zoneId);
    const at = device.position;
    expect(zone, device.id).toBeDefined();
    if (!zone || !at) continue;
    expect(at.lon >= west(zone.area) && at.lon <= east(zone.area), device.id).toBe(true);
    expect(at.lat >= south(zone.area) && at.lat <= north(zone.area), device.id).toBe(true);
  }
});

test('every panel that a device names exists', () => {
  const known = new Set(hanseong.panels.map((panel) => `dc09:${panel.account}`));
  for (const device of hanseong.devices) {
    expect(known.has(device.source) || /^mqtt:(frigate|zigbee2mqtt)\//.test(device.source)).toBe(true);
  }
});

test('the compound is about 180 m by 120 m', () => {
  const shape = hanseong.plan.find((one) => one.kind === 'perimeter')?.shape ?? [];
  const corner = { lat: south(shape), lon: west(shape) };
  expect(distanceM(corner, { lat: corner.lat, lon: east(shape) })).toBeCloseTo(180, 0);
  expect(distanceM(corner, { lat: north(shape), lon: corner.lon })).toBeCloseTo(120, 0);
});

test('what has a name has one in English and in Korean', () => {
  const named = [
    ...hanseong.zones,
    ...hanseong.devices,
    ...hanseong.plan.filter((one) => one.name.en !== ''),
  ];
  for (const one of named) {
    expect(one.name.en).not.toMatch(KOREAN);
    expect(one.name['ko']).toMatch(KOREAN);
  }
  for (const sop of hanseong.sops) {
    for (const step of sop.steps) expect(step.text['ko']).toMatch(KOREAN);
  }
});

test('a card that a post adopts says each sentence in every language of the product', () => {
  const sentences = hanseong.sops.flatMap((sop) => [
    sop.title,
    ...sop.steps.flatMap((step) => [step.text, ...(step.hint ? [step.hint] : []), ...(step.choices ?? [])]),
  ]);
  expect(sentences.length).toBeGreaterThan(70);
  for (const sentence of sentences) expect(Object.keys(sentence).sort()).toEqual(['en', 'es', 'fr', 'ko']);
});

test('cards have 3 to 7 steps, end with the outcome and share no kind', () => {
  for (const sop of hanseong.sops) {
    expect(sop.steps.length).toBeGreaterThanOrEqual(3);
    expect(sop.steps.length).toBeLessThanOrEqual(7);
    expect(sop.steps.at(-1)?.kind).toBe('outcome');
    expect(['check']).toContain(sop.steps[0]?.kind);
  }
  const served = hanseong.sops.flatMap((sop) => sop.kinds);
  expect(new Set(served).size).toBe(served.length);
  const neverAlarms = ['opening', 'closing', 'test'];
  expect(SIGNAL_KINDS.filter((kind) => !served.includes(kind)).sort()).toEqual(neverAlarms.sort());
});

test('the card for a silent duress forbids to phone the window', () => {
  const first = hanseong.sops.find((sop) => sop.kinds.includes('duress'))?.steps[0];
  expect(first?.text.en).toContain('Do not phone the window');
});

test('each responder is a person of the post and those on duty have a place', () => {
  const responders = hanseong.respondersAt(Date.UTC(2026, 10, 22));
  expect(responders).toHaveLength(15);
  for (const one of responders) {
    expect(hanseong.people.some((who) => who.id === one.userId)).toBe(true);
    expect(one.position !== null).toBe(one.onDuty);
  }
});
