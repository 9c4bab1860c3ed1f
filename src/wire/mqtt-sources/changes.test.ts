import { expect, test } from 'vitest';
import { createChangeTracker, type ChangeTracker } from './changes.ts';
import { decodeMessage, DEFAULT_SOURCES, type SourceSettings } from './decode.ts';

function say(
  tracker: ChangeTracker,
  topic: string,
  payload: unknown,
  options: { retained?: boolean; nowMs?: number; settings?: SourceSettings } = {},
): string[] {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const decoded = decodeMessage(options.settings ?? DEFAULT_SOURCES, topic, new TextEncoder().encode(text));
  if (!decoded.ok) throw new Error(decoded.fault.says);
  const plan = tracker.plan(decoded.value, options.retained ?? false, options.nowMs ?? 0);
  plan.commit();
  return plan.changes.map((change) => `${change.source} ${change.kind} ${change.change}`);
}

const DOOR = 'zigbee2mqtt/Back Door';

test('a state that is sent again with another link quality makes nothing', () => {
  const tracker = createChangeTracker();
  expect(say(tracker, DOOR, { contact: true, linkquality: 80 })).toEqual([]);
  expect(say(tracker, DOOR, { contact: false, linkquality: 80 })).toEqual([`${DOOR} door-open active`]);
  expect(say(tracker, DOOR, { contact: false, linkquality: 12 })).toEqual([]);
  expect(say(tracker, DOOR, { contact: true, linkquality: 12 })).toEqual([`${DOOR} door-open restored`]);
});

test('a retained first state only sets the baseline', () => {
  const tracker = createChangeTracker();
  expect(say(tracker, DOOR, { contact: false, tamper: true }, { retained: true })).toEqual([]);
  expect(say(tracker, DOOR, { contact: false, tamper: true, linkquality: 3 })).toEqual([]);
  expect(say(tracker, DOOR, { contact: true, tamper: true })).toEqual([`${DOOR} door-open restored`]);
  expect(say(tracker, DOOR, { contact: false, tamper: true })).toEqual([`${DOOR} door-open active`]);
});

test('a live first state that is active is an alarm: it may have waited in the session', () => {
  expect(say(createChangeTracker(), 'zigbee2mqtt/k', { smoke: true })).toEqual(['zigbee2mqtt/k fire active']);
});

test('a retained state that contradicts what was known is a note, and one that ends it restores', () => {
  const tracker = createChangeTracker();
  say(tracker, DOOR, { contact: true });
  expect(say(tracker, DOOR, { contact: false }, { retained: true })).toEqual([`${DOOR} door-open note`]);
  expect(say(tracker, DOOR, { contact: true }, { retained: true })).toEqual([`${DOOR} door-open restored`]);
});

test('an alarm that was active when the process began is restored by the first normal state', () => {
  const tracker = createChangeTracker([{ source: 'zigbee2mqtt/leak', kind: 'water' }]);
  expect(say(tracker, 'zigbee2mqtt/leak', { water_leak: true })).toEqual([]);
  expect(say(tracker, 'zigbee2mqtt/leak', { water_leak: false })).toEqual([
    'zigbee2mqtt/leak water restored',
  ]);
  expect(say(tracker, 'zigbee2mqtt/leak', { water_leak: false })).toEqual([]);
});

test('gas is over only when carbon monoxide is over too', () => {
  const tracker = createChangeTracker();
  const at = 'zigbee2mqtt/g';
  expect(say(tracker, at, { gas: true, carbon_monoxide: true })).toHaveLength(2);
  expect(say(tracker, at, { gas: false, carbon_monoxide: true })).toEqual([]);
  expect(say(tracker, at, { gas: false, carbon_monoxide: false })).toEqual([`${at} gas restored`]);
});

test('what was planned but not committed is planned again', () => {
  const tracker = createChangeTracker();
  const decoded = decodeMessage(DEFAULT_SOURCES, DOOR, new TextEncoder().encode('{"contact":false}'));
  if (!decoded.ok) throw new Error('fault');
  expect(tracker.plan(decoded.value, false, 0).changes).toHaveLength(1);
  expect(tracker.plan(decoded.value, false, 0).changes).toHaveLength(1);
});

const review = (
  id: string,
  type: string,
  severity: string,
  more: object = {},
  before: object | null = null,
) => ({
  type,
  before,
  after: {
    id,
    camera: 'gate',
    start_time: 1718987129.3,
    end_time: type === 'end' ? 1718987199.5 : null,
    severity,
    data: { objects: ['person'], sub_labels: [], zones: [], audio: [], detections: [] },
    ...more,
  },
});

test('many updates of one review are one case: detection, alert, end', () => {
  const tracker = createChangeTracker();
  const at = 'frigate/reviews';
  expect(say(tracker, at, review('a', 'new', 'detection'))).toEqual([]);
  expect(say(tracker, at, review('a', 'update', 'detection'))).toEqual([]);
  expect(say(tracker, at, review('a', 'update', 'alert'))).toEqual(['frigate/gate person-seen active']);
  for (let i = 0; i < 50; i++) expect(say(tracker, at, review('a', 'update', 'alert'))).toEqual([]);
  expect(say(tracker, at, review('a', 'end', 'alert'))).toEqual(['frigate/gate person-seen restored']);
  expect(say(tracker, at, review('a', 'end', 'alert'))).toEqual([]);
  expect(say(tracker, at, review('a', 'update', 'alert'))).toEqual([]);
});

test('a detection that ends was never an alarm, and an alert first heard of at its end was one', () => {
  const tracker = createChangeTracker();
  expect(say(tracker, 'frigate/reviews', review('d', 'end', 'detection'))).toEqual([]);
  expect(say(tracker, 'frigate/reviews', review('e', 'end', 'alert'))).toEqual([
    'frigate/gate person-seen active',
    'frigate/gate person-seen restored',
  ]);
});

test('a retained review is no alarm', () => {
  expect(
    say(createChangeTracker(), 'frigate/reviews', review('r', 'new', 'alert'), { retained: true }),
  ).toEqual([]);
});

test('an action is a note, each press anew; a call for help is a panic', () => {
  const tracker = createChangeTracker();
  expect(say(tracker, 'zigbee2mqtt/b', { action: '1_single' })).toEqual(['zigbee2mqtt/b other note']);
  expect(say(tracker, 'zigbee2mqtt/b', { action: '1_single' })).toEqual(['zigbee2mqtt/b other note']);
  expect(say(tracker, 'zigbee2mqtt/b', { action: '' })).toEqual([]);
  expect(say(tracker, 'zigbee2mqtt/b', { action: 'emergency' })).toEqual(['zigbee2mqtt/b panic active']);
  expect(say(tracker, 'zigbee2mqtt/b', { action: 'emergency' }, { retained: true })).toEqual([]);
});

test('one press that comes as JSON and on a topic of its own is one press', () => {
  const tracker = createChangeTracker();
  expect(say(tracker, 'zigbee2mqtt/b', { action: 'hold' }, { nowMs: 0 })).toHaveLength(1);
  expect(say(tracker, 'zigbee2mqtt/b/action', 'hold', { nowMs: 40 })).toEqual([]);
  expect(say(tracker, 'zigbee2mqtt/b/action', 'hold', { nowMs: 9_000 })).toHaveLength(1);
});

test('a mapped panic button is a duress at each press, and its action is not noted a second time', () => {
  const settings: SourceSettings = {
    ...DEFAULT_SOURCES,
    mappings: [
      {
        topic: 'zigbee2mqtt/Desk Button',
        kind: 'duress',
        momentary: true,
        value: { path: 'action', active: ['single', 'hold'], restored: [] },
      },
    ],
  };
  const tracker = createChangeTracker();
  const at = 'zigbee2mqtt/Desk Button';
  expect(say(tracker, at, { action: 'single', battery: 90 }, { settings })).toEqual([`${at} duress active`]);
  expect(say(tracker, at, { action: 'single', battery: 90 }, { settings })).toEqual([`${at} duress active`]);
  expect(say(tracker, at, { action: 'double', battery: 90 }, { settings })).toEqual([]);
  expect(say(tracker, at, { battery: 90 }, { settings })).toEqual([]);
});

test('a mapped state changes by its edges', () => {
  const settings: SourceSettings = {
    ...DEFAULT_SOURCES,
    mappings: [
      {
        topic: 'plant/+/alarm',
        kind: 'intrusion',
        momentary: false,
        value: { path: 'state', active: ['ON'], restored: ['OFF'] },
      },
    ],
  };
  const tracker = createChangeTracker();
  const at = 'plant/north/alarm';
  expect(say(tracker, at, { state: 'OFF' }, { settings })).toEqual([]);
  expect(say(tracker, at, { state: 'ON' }, { settings })).toEqual([`${at} intrusion active`]);
  expect(say(tracker, at, { state: 'ON' }, { settings })).toEqual([]);
  expect(say(tracker, at, { state: 'odd' }, { settings })).toEqual([]);
  expect(say(tracker, at, { state: 'OFF' }, { settings })).toEqual([`${at} intrusion restored`]);
});

test('a time of last sight names a report only when it is finer than a second', () => {
  const keyOf = (seen: unknown): string | null | undefined => {
    const decoded = decodeMessage(
      DEFAULT_SOURCES,
      DOOR,
      new TextEncoder().encode(JSON.stringify({ contact: false, last_seen: seen })),
    );
    return decoded.ok ? createChangeTracker().plan(decoded.value, false, 0).changes[0]?.key : undefined;
  };
  expect(keyOf('2026-11-02T12:04:33.120Z')).toBe('contact/false/2026-11-02T12:04:33.120Z');
  expect(keyOf(1793620000123)).toBe('contact/false/1793620000123');
  expect(keyOf('2026-11-02T12:04:33+09:00')).toBeNull();
  expect(keyOf(null)).toBeNull();
});
