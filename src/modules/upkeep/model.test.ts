import { expect, test } from 'vitest';
import type { DeviceId, SignalId, ZoneId } from '../../kernel/id.ts';
import type { Device, Signal, SignalKind } from '../technical/model.ts';
import {
  breaksThrough,
  covers,
  holding,
  letGo,
  MAX_STANDING,
  wordOf,
  type Upkeep,
  type UpkeepId,
  type UpkeepTarget,
} from './model.ts';
import { wallTimeMs } from '../../ui/wall-time.ts';

const door: Device = {
  id: 'dev_door' as DeviceId,
  zoneId: 'zon_gate' as ZoneId,
  name: { en: 'Door' },
  kind: 'contact',
  source: 'dc09:1001',
  point: '5',
  position: null,
};
const signal = (kind: SignalKind, point = '5', receivedAt = '2026-10-01T10:30:00.000Z'): Signal => ({
  id: 'sig_1' as SignalId,
  protocol: 'dc09',
  source: 'dc09:1001',
  point,
  kind,
  change: 'active',
  code: 'BA',
  description: '',
  authenticated: true,
  occurredAt: null,
  receivedAt,
});
const upkeep = (target: UpkeepTarget, more: Partial<Upkeep> = {}): Upkeep => ({
  id: 'upk_1' as UpkeepId,
  kind: 'maintenance',
  target,
  name: { en: 'Door' },
  reason: 'x',
  state: 'running',
  startsAt: '2026-10-01T10:00:00.000Z',
  endsAt: '2026-10-01T11:00:00.000Z',
  byId: 'usr_1',
  byName: 'Kim',
  secondId: null,
  secondName: null,
  endedAt: null,
  endedBy: null,
  held: 0,
  lastHeldAt: null,
  standing: {},
  ...more,
});
const ofDoor = upkeep({ what: 'device', id: door.id });

test('it covers its device, its zone or its source, from start to end and not a moment longer', () => {
  expect(covers(ofDoor, signal('intrusion'), door)).toBe(true);
  expect(covers(ofDoor, signal('intrusion'), null)).toBe(false);
  expect(covers(upkeep({ what: 'zone', id: 'zon_gate' as ZoneId }), signal('intrusion'), door)).toBe(true);
  expect(covers(upkeep({ what: 'source', id: 'dc09:1001' }), signal('intrusion'), null)).toBe(true);
  expect(covers(upkeep({ what: 'source', id: 'dc09:1002' }), signal('intrusion'), door)).toBe(false);
  expect(covers(ofDoor, signal('intrusion', '5', '2026-10-01T11:00:00.000Z'), door)).toBe(false);
  expect(covers(ofDoor, signal('intrusion', '5', '2026-10-01T09:59:59.999Z'), door)).toBe(false);
  expect(covers({ ...ofDoor, state: 'ended' }, signal('intrusion'), door)).toBe(false);
});

test('calls for help, life safety and every priority 1 break through', () => {
  for (const kind of ['duress', 'hold-up', 'panic', 'fire', 'gas', 'medical'] as const)
    expect(breaksThrough(kind, 4)).toBe(true);
  expect(breaksThrough('intrusion', 1)).toBe(true);
  expect(breaksThrough('intrusion', 2)).toBe(false);
  expect(breaksThrough('device-silent', 3)).toBe(false);
});

test('what began stands until it ends, and when no more can be held the signal goes through', () => {
  const one = holding(ofDoor, signal('intrusion'));
  expect(one).toMatchObject({ held: 1 });
  expect(Object.keys(one?.standing ?? {})).toHaveLength(1);
  expect(letGo(one ?? ofDoor, signal('tamper'))).toBe(one);
  expect(letGo(one ?? ofDoor, signal('intrusion')).standing).toEqual({});
  let full = ofDoor;
  for (let n = 0; n < MAX_STANDING; n++) full = holding(full, signal('intrusion', String(n))) ?? full;
  expect(full.held).toBe(MAX_STANDING);
  expect(holding(full, signal('intrusion', 'one more'))).toBeNull();
  expect(holding(full, signal('intrusion', '3'))?.held).toBe(MAX_STANDING + 1);
});

test('a device is called by what people did to it before what is missing of it', () => {
  const now = '2026-10-01T10:30:00.000Z';
  const state = { deviceId: door.id, lastHeardAt: now, heartbeatS: 60, silent: true, behind: null };
  expect(wordOf(door, state, [], now)).toBe('silent');
  expect(wordOf(door, state, [ofDoor], now)).toBe('maintenance');
  const away = upkeep({ what: 'source', id: 'dc09:1001' }, { kind: 'out-of-service' });
  expect(wordOf(door, state, [ofDoor, away], now)).toBe('out-of-service');
  expect(wordOf(door, { ...state, silent: false }, [], now)).toBe('ok');
  expect(wordOf(door, undefined, [], now)).toBe('unheard');
});

test('a time on the wall of the post is read in its zone, over a change of summer time too', () => {
  expect(wallTimeMs('2026-10-01T21:04', 'Asia/Seoul')).toBe(Date.parse('2026-10-01T12:04:00Z'));
  expect(wallTimeMs('2026-03-29T03:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'));
  expect(wallTimeMs('2026-03-29T01:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:30:00Z'));
  expect(wallTimeMs('tomorrow', 'Asia/Seoul')).toBeNull();
});
