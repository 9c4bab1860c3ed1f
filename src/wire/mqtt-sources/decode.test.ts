import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChangeTracker } from './changes.ts';
import {
  decodeMessage,
  DEFAULT_SOURCES,
  filtersOf,
  MAX_PAYLOAD_BYTES,
  type SourceSettings,
} from './decode.ts';
import { parseMappings } from './mapping.ts';
import { matchesFilter } from './topic.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const MAPPED: SourceSettings = {
  ...DEFAULT_SOURCES,
  mappings: [
    {
      topic: '#',
      kind: 'intrusion',
      momentary: false,
      value: { path: 'a.0.b', active: ['1'], restored: [] },
    },
    { topic: 'plain/+', kind: 'duress', momentary: true },
  ],
};
const TOPICS = [
  'frigate/reviews',
  'frigate/events',
  'frigate/available',
  'frigate/gate/motion',
  'frigate/gate/audio/dBFS',
  'frigate//person',
  'zigbee2mqtt/Back Door',
  'zigbee2mqtt/a/availability',
  'zigbee2mqtt/bridge/state',
  'zigbee2mqtt/a/contact',
  'zigbee2mqtt/',
  'plain/x',
  '',
];
const FIELDS = [
  'contact',
  'occupancy',
  'action',
  'last_seen',
  'state',
  'type',
  'before',
  'after',
  'id',
  'camera',
  'severity',
  'data',
  'objects',
  'sub_labels',
  'sub_label',
  'start_time',
  'end_time',
  '__proto__',
  'constructor',
  'a',
];
const shaped = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('alert', 'detection', 'end', 'online', true, false, null, 1e308, -1, 1718987129.3),
    fc.string({ unit: 'binary' }),
    tie('object'),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
  object: fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 12 }),
})).object;

test('no payload on any topic throws, and what is made of it is fit for the database', () => {
  const topic = fc.oneof(
    fc.constantFrom(...TOPICS),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `zigbee2mqtt/${text}`),
  );
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map(bytes),
    shaped.map((value) => bytes(JSON.stringify(value))),
  );
  fc.assert(
    fc.property(topic, payload, fc.boolean(), fc.boolean(), (where, what, retained, mapped) => {
      const decoded = decodeMessage(mapped ? MAPPED : DEFAULT_SOURCES, where, what);
      if (!decoded.ok) {
        expect(decoded.fault.says).toMatch(/\.$/);
        return;
      }
      const plan = createChangeTracker().plan(decoded.value, retained, 0);
      plan.commit();
      for (const change of plan.changes) {
        const text = JSON.stringify(change);
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        if (retained) expect(change.change).not.toBe('active');
        if (change.atMs !== null) expect(() => new Date(change.atMs ?? 0).toISOString()).not.toThrow();
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a hundred thousand brackets are refused, not followed', () => {
  expect(decodeMessage(DEFAULT_SOURCES, 'frigate/reviews', bytes('['.repeat(100_000))).ok).toBe(false);
});

test('a payload over the limit is refused with a sentence, and long lists of the bridge are passed over', () => {
  const large = new Uint8Array(MAX_PAYLOAD_BYTES + 1).fill(32);
  expect(decodeMessage(DEFAULT_SOURCES, 'zigbee2mqtt/Door', large)).toEqual({
    ok: false,
    fault: { source: 'zigbee2mqtt/Door', says: 'A message is larger than 256 KiB and was not read.' },
  });
  expect(decodeMessage(DEFAULT_SOURCES, 'zigbee2mqtt/bridge/devices', large)).toEqual({
    ok: true,
    value: [],
  });
});

test('malformed JSON names its source and says what to do', () => {
  expect(decodeMessage(DEFAULT_SOURCES, 'zigbee2mqtt/Back Door', bytes('{"contact":'))).toEqual({
    ok: false,
    fault: {
      source: 'zigbee2mqtt/Back Door',
      says: 'A Zigbee2MQTT message is not valid JSON. Set output to json in Zigbee2MQTT.',
    },
  });
  expect(decodeMessage(DEFAULT_SOURCES, 'frigate/reviews', bytes('{"after":{}}')).ok).toBe(false);
  expect(decodeMessage(DEFAULT_SOURCES, 'frigate/reviews', bytes(''))).toEqual({ ok: true, value: [] });
});

test.each([
  [null, null, null],
  ['Ann', 'Ann', null],
  [['Ann', 0.9], 'Ann', 0.9],
  [[], null, null],
])('a sub label %j is read', (given, subLabel, subLabelScore) => {
  const body = {
    type: 'new',
    before: null,
    after: { id: 'x', camera: 'c', label: 'person', end_time: null, sub_label: given },
  };
  expect(decodeMessage(DEFAULT_SOURCES, 'frigate/events', bytes(JSON.stringify(body)))).toEqual({
    ok: true,
    value: [
      {
        what: 'event',
        source: 'frigate/c',
        eventId: 'x',
        camera: 'c',
        label: 'person',
        subLabel,
        subLabelScore,
        ended: false,
      },
    ],
  });
});

test.each([
  ['zigbee2mqtt/bridge/state', '{"state":"offline"}', 'zigbee2mqtt', false],
  ['zigbee2mqtt/bridge/state', 'online', 'zigbee2mqtt', true],
  ['zigbee2mqtt/Hall/Lamp 1/availability', '{"state":"online"}', 'zigbee2mqtt/Hall/Lamp 1', true],
  ['frigate/gate/status/detect', 'offline', 'frigate/gate', false],
])('%s %s says who is there', (topic, payload, source, online) => {
  expect(decodeMessage(DEFAULT_SOURCES, topic, bytes(payload))).toEqual({
    ok: true,
    value: [{ what: 'availability', source, online }],
  });
});

test.each([
  'zigbee2mqtt/Door/set',
  'zigbee2mqtt/Door/get',
  'zigbee2mqtt/Door/set/contact',
  'zigbee2mqtt/bridge/logging',
  'frigate/gate/person/snapshot',
])('%s is no state of a device', (topic) =>
  expect(decodeMessage(DEFAULT_SOURCES, topic, bytes('{"contact":false}'))).toEqual({ ok: true, value: [] }),
);

test('filters match as in MQTT 3.1.1, 4.7', () => {
  expect(matchesFilter('sport/tennis/#', 'sport/tennis')).toBe(true);
  expect(matchesFilter('sport/+', 'sport')).toBe(false);
  expect(matchesFilter('sport/+', 'sport/')).toBe(true);
  expect(matchesFilter('+/monitor', '$SYS/monitor')).toBe(false);
  expect(matchesFilter('/+', '/finance')).toBe(true);
});

test('pictures of Frigate are not subscribed to', () => {
  const filters = [...filtersOf(MAPPED).keys()].filter((filter) => filter !== '#');
  expect(filters.some((filter) => matchesFilter(filter, 'frigate/gate/person/snapshot'))).toBe(false);
  expect(filters.some((filter) => matchesFilter(filter, 'frigate/reviews'))).toBe(true);
});

const KINDS = ['intrusion', 'duress'];

test('a mapping file is read', () => {
  const text =
    '[{"topic":"plant/+/alarm","kind":"intrusion","value":{"path":"state","active":"ON","restored":"OFF"}},{"topic":"zigbee2mqtt/B","kind":"duress","value":{"path":"action","active":["single",1,true]}},{"topic":"x","kind":"duress"}]';
  expect(parseMappings(text, KINDS)).toEqual({
    ok: true,
    value: [
      {
        topic: 'plant/+/alarm',
        kind: 'intrusion',
        momentary: false,
        value: { path: 'state', active: ['ON'], restored: ['OFF'] },
      },
      {
        topic: 'zigbee2mqtt/B',
        kind: 'duress',
        momentary: true,
        value: { path: 'action', active: ['single', '1', 'true'], restored: [] },
      },
      { topic: 'x', kind: 'duress', momentary: true },
    ],
  });
});

test.each([
  ['{', /not valid JSON/],
  ['{}', /not a list/],
  ['[1]', /^Row 1: is not an object/],
  [
    '[{"topic":"a","kind":"duress"},{"topic":"a/#/b","kind":"duress"}]',
    /^Row 2: the topic "a\/#\/b" has a # that is not alone/,
  ],
  ['[{"topic":"","kind":"duress"}]', /Row 1: the topic "" is empty/],
  ['[{"topic":"a+","kind":"duress"}]', /Row 1: .* \+ that does not stand alone/],
  ['[{"topic":"a","kind":"alarm"}]', /Row 1: "kind" is not one of intrusion, duress/],
  ['[{"topic":"a","kind":"duress","vaule":1}]', /Row 1: "vaule" is not known/],
  ['[{"topic":"a","kind":"duress","value":{"path":3,"active":"x"}}]', /Row 1: "value.path"/],
  ['[{"topic":"a","kind":"duress","value":{"path":"s"}}]', /Row 1: "value.active"/],
  ['[{"topic":"a","kind":"duress","value":{"active":"x","restored":"x"}}]', /Row 1: a value stands in both/],
  ['[{"topic":"a","kind":"duress","value":"x"}]', /Row 1: "value" is not an object/],
])('the mapping file %s is refused with a sentence that names the row', (text, sentence) => {
  const read = parseMappings(text, KINDS);
  expect(read.ok ? 'read' : read.fault.join('\n')).toMatch(sentence);
});

test('any JSON as a mapping file gives rows or sentences', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.array(shaped).map((rows) => JSON.stringify(rows)),
      ),
      (text) => void parseMappings(text, KINDS),
    ),
  );
});
