import { expect, test } from 'vitest';
import { toInstant } from '../../kernel/time.ts';
import { denialsThatCount } from '../doors/model.ts';
import type { AlarmId, DeviceId, SignalId, ZoneId } from '../../kernel/id.ts';
import type { Device, Signal, SignalKind } from '../technical/model.ts';
import { SIGNAL_KINDS } from '../technical/model.ts';
import { type Alarm, type Priority } from './model.ts';
import { isClosedAt, triage, type TriageContext } from './policy.ts';

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

test('one denial is a note, the third at the door is one alarm, and the next joins it', () => {
  const denied = signal('access-denied', 'note');
  expect(triage(denied, { ...inZone([]), denials: 1 })).toMatchObject({ do: 'note' });
  expect(triage(signal('access-denied', 'active', { protocol: 'http' }), inZone([]))).toMatchObject({
    do: 'note',
  });
  expect(triage(denied, { ...inZone([]), denials: 2 })).toEqual({
    do: 'open',
    priority: 3,
    reason: 'three-denials',
  });
  const open = alarm({ kind: 'access-denied', priority: 3 });
  expect(triage(denied, inZone([open]))).toMatchObject({ do: 'join', reason: 'same-place' });
});

test('denials that were part of an alarm, or lie too long back, do not count again', () => {
  const at = (s: number) => toInstant(Date.parse('2026-11-25T10:00:00.000Z') + s * 1000);
  const denial = (s: number, inAlarm = false) => ({ at: at(s), inAlarm });
  expect(denialsThatCount([denial(0), denial(60)], at(300), 300)).toBe(2);
  expect(denialsThatCount([denial(0), denial(60)], at(301), 300)).toBe(1);
  expect(denialsThatCount([denial(0), denial(30, true), denial(60)], at(90), 300)).toBe(1);
});

test('a panel that locks the door has counted already', () => {
  const lockout = { ...signal('access-denied', 'active'), protocol: 'dc09' as const };
  expect(triage(lockout, inZone([]))).toMatchObject({ do: 'open', priority: 3, reason: 'lockout' });
});

test('disarmed in the closed hours is an alarm, by the clock of the post, and arming ends it', () => {
  const closedHours = { from: '20:00', to: '06:00' };
  const night = { ...signal('opening', 'note'), receivedAt: '2026-11-25T13:00:00.000Z' };
  const seoul = { ...inZone([], { closedHours }), timeZone: 'Asia/Seoul' };
  expect(triage(night, seoul)).toEqual({ do: 'open', priority: 3, reason: 'outside-hours' });
  expect(triage(night, { ...seoul, timeZone: 'Europe/Berlin' })).toMatchObject({ do: 'note' });
  expect(triage(night, { ...inZone([]), timeZone: 'Asia/Seoul' })).toMatchObject({ do: 'note' });
  // A panel that says `active` tells of an opening that did not come: nobody disarmed.
  const late = { ...night, protocol: 'dc09' as const, change: 'active' as const };
  expect(triage(late, seoul)).toMatchObject({ do: 'note' });
  const open = alarm({ kind: 'opening', priority: 3, reason: 'outside-hours' });
  expect(triage(signal('closing', 'note'), inZone([open]))).toMatchObject({ do: 'restore' });
  expect(triage(signal('closing', 'note'), inZone([]))).toMatchObject({ do: 'note' });
});

test('closed hours run over midnight, end at their end, and cover the day where both are equal', () => {
  const at = (time: string): string => `2026-11-25T${time}:00.000Z`;
  const night = { from: '20:00', to: '06:00' };
  expect(['19:59', '20:00', '05:59', '06:00'].map((t) => isClosedAt(at(t), night, 'UTC'))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isClosedAt(at('12:00'), { from: '12:00', to: '13:00' }, 'UTC')).toBe(true);
  expect(isClosedAt(at('13:00'), { from: '12:00', to: '13:00' }, 'UTC')).toBe(false);
  expect(isClosedAt(at('13:00'), { from: '07:00', to: '07:00' }, 'UTC')).toBe(true);
});

test('at high and critical, lesser signs of an intruder are raised one step, and only those', () => {
  const at = (kind: Parameters<typeof signal>[0], threatLevel: 'medium' | 'high' | 'critical') =>
    triage(signal(kind), { ...inZone([]), threatLevel });
  expect(at('person-seen', 'medium')).toMatchObject({ priority: 3, reason: 'kind' });
  for (const kind of ['person-seen', 'door-held', 'tamper'] as const)
    expect(at(kind, 'high')).toMatchObject({ do: 'open', priority: 2, reason: 'threat-level' });
  expect(at('water', 'critical')).toMatchObject({ priority: 3, reason: 'kind' });
  const lowered = inZone([], { priorityByKind: { perimeter: 3 } });
  expect(triage(signal('perimeter'), { ...lowered, threatLevel: 'critical' })).toMatchObject({
    priority: 2,
    reason: 'threat-level',
  });
});
