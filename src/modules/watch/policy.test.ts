import { expect, test } from 'vitest';
import type { AlarmId, DeviceId, SignalId, ZoneId } from '../../kernel/id.ts';
import type { Device, Signal, SignalKind } from '../technical/model.ts';
import { SIGNAL_KINDS } from '../technical/model.ts';
import type { Alarm, Priority } from './model.ts';
import { triage, type TriageContext } from './policy.ts';

const AT = '2026-11-22T03:00:00.000Z';
const later = (s: number): string => new Date(Date.parse(AT) + s * 1000).toISOString();

const signal = (
  kind: SignalKind,
  change: Signal['change'] = 'active',
  over: Partial<Signal> = {},
): Signal => ({
  id: 'sig_1' as SignalId,
  protocol: 'dc09',
  source: 'dc09:1001',
  point: '5',
  kind,
  change,
  code: 'BA',
  description: '',
  authenticated: false,
  occurredAt: null,
  receivedAt: AT,
  ...over,
});

const device = (id = 'dev_1'): Device => ({
  id: id as DeviceId,
  zoneId: 'zon_1' as ZoneId,
  name: { en: 'Door' },
  kind: 'contact',
  source: 'dc09:1001',
  point: '5',
  position: null,
});

const alarm = (over: Partial<Alarm> = {}): Alarm => {
  const made = {
    id: 'alm_1' as AlarmId,
    number: 1,
    kind: 'intrusion',
    priority: 2,
    zoneId: 'zon_1',
    deviceId: 'dev_1',
    source: 'dc09:1001',
    point: '5',
    open: true,
    active: true,
    acknowledged: false,
    raisedAt: AT,
    lastAt: AT,
    ...over,
  } as Alarm;
  return { ...made, conditions: over.conditions ?? (made.active ? [`${made.deviceId}|${made.kind}`] : []) };
};

const inZone = (
  openAlarms: readonly Alarm[],
  settings: NonNullable<TriageContext['zone']>['settings'] = {},
): TriageContext => ({
  device: device(),
  zone: { id: 'zon_1', settings },
  openAlarms,
});
const nowhere: TriageContext = { device: null, zone: null, openAlarms: [] };

test('every kind of signal is either an alarm with a priority or a note, and calls for help are always P1', () => {
  for (const kind of SIGNAL_KINDS) {
    const decision = triage(signal(kind), nowhere);
    expect(['open', 'note']).toContain(decision.do);
    if (['duress', 'hold-up', 'panic', 'fire', 'medical'].includes(kind))
      expect(decision).toMatchObject({ do: 'open', priority: 1 });
  }
});

test('an unknown code opens an alarm: never silence', () => {
  expect(triage(signal('other'), nowhere)).toMatchObject({ do: 'open', priority: 3 });
});

test('a second signal of the same place and kind joins', () => {
  expect(triage(signal('intrusion'), inZone([alarm()]))).toMatchObject({ do: 'join', reopened: false });
});

test('a signal after an acknowledged alarm was cleared opens its eyes again', () => {
  expect(triage(signal('intrusion'), inZone([alarm({ active: false, acknowledged: true })]))).toMatchObject({
    do: 'join',
    reopened: true,
  });
});

test('what was cleared before anyone saw it and begins again is no longer cleared', () => {
  expect(triage(signal('intrusion'), inZone([alarm({ active: false, acknowledged: false })]))).toMatchObject({
    do: 'join',
    reopened: true,
  });
});

test('another device of the zone joins within the window and not after it', () => {
  const other = alarm({ deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('intrusion', 'active', { receivedAt: later(59) }), inZone([other]))).toMatchObject({
    do: 'join',
    reason: 'same-zone',
  });
  expect(triage(signal('intrusion', 'active', { receivedAt: later(61) }), inZone([other]))).toMatchObject({
    do: 'open',
  });
});

test('a zone that sets its window to zero joins nothing but the same place', () => {
  const other = alarm({ deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('intrusion'), inZone([other], { joinWithinS: 0 }))).toMatchObject({ do: 'open' });
});

test('a higher priority breaks out of its group', () => {
  const low = alarm({ kind: 'tamper', priority: 3, deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('intrusion'), inZone([low]))).toMatchObject({ do: 'open', priority: 2 });
  const lowHere = alarm({ kind: 'tamper', priority: 3 });
  expect(triage(signal('intrusion'), inZone([lowHere]))).toMatchObject({ do: 'open', priority: 2 });
});

test('two duress buttons of one zone are two alarms', () => {
  const first = alarm({ kind: 'duress', priority: 1, deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('duress'), inZone([first]))).toMatchObject({ do: 'open', priority: 1 });
});

test('nothing of lower priority hides inside an alarm of priority 1', () => {
  const duress = alarm({ kind: 'duress', priority: 1, deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('intrusion'), inZone([duress]))).toMatchObject({ do: 'open' });
});

test('a restore clears the active alarm of its place, by kind first, then by kinship', () => {
  const tamper = alarm({ id: 'alm_2' as AlarmId, kind: 'tamper', priority: 3 });
  expect(triage(signal('intrusion', 'restored'), inZone([tamper, alarm()]))).toMatchObject({
    do: 'restore',
    alarm: { id: 'alm_1' },
  });
  expect(triage(signal('door-held', 'restored'), inZone([alarm({ kind: 'door-forced' })]))).toMatchObject({
    do: 'restore',
  });
  expect(triage(signal('fire', 'restored'), inZone([alarm()]))).toMatchObject({
    do: 'note',
    reason: 'nothing-to-restore',
  });
});

test('a restore of one place never clears another', () => {
  const elsewhere = alarm({ deviceId: 'dev_2' as DeviceId, point: '9' });
  expect(triage(signal('intrusion', 'restored'), inZone([elsewhere]))).toMatchObject({ do: 'note' });
});

test('a restore ends only its own condition of an alarm that others joined', () => {
  const joined = alarm({
    deviceId: 'dev_2' as DeviceId,
    point: '9',
    conditions: ['dev_2|intrusion', 'dev_1|intrusion'],
  });
  expect(triage(signal('intrusion', 'restored'), inZone([joined]))).toMatchObject({
    do: 'restore',
    condition: 'dev_1|intrusion',
  });
});

test('a duress button pressed again later is heard again, though somebody has the alarm', () => {
  const has = alarm({ kind: 'duress', priority: 1, acknowledged: true });
  expect(triage(signal('duress', 'active', { receivedAt: later(5) }), inZone([has]))).toMatchObject({
    do: 'join',
    reopened: false,
  });
  expect(triage(signal('duress', 'active', { receivedAt: later(30) }), inZone([has]))).toMatchObject({
    do: 'join',
    reopened: true,
  });
});

test('a zone can raise, lower and mute kinds', () => {
  expect(triage(signal('intrusion'), inZone([], { priorityByKind: { intrusion: 1 } }))).toMatchObject({
    do: 'open',
    priority: 1 as Priority,
    reason: 'zone-setting',
  });
  expect(triage(signal('opening'), inZone([], { priorityByKind: { opening: 4 } }))).toMatchObject({
    do: 'open',
    priority: 4,
  });
  expect(triage(signal('tamper'), inZone([], { noteOnly: ['tamper'] }))).toMatchObject({
    do: 'note',
    reason: 'zone-setting',
  });
});
