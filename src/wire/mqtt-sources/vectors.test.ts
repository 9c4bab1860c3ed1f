import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChangeTracker } from './changes.ts';
import { decodeMessage, DEFAULT_SOURCES } from './decode.ts';
import type { SourceFact } from './fact.ts';
import { readZigbeeTopic } from './zigbee2mqtt.ts';

interface Case {
  readonly topic: string;
  readonly payload: unknown;
  readonly expect: Readonly<Record<string, unknown>>;
}

const SETTINGS = { ...DEFAULT_SOURCES, zigbeeBases: ['zigbee2mqtt', 'mintyfiIotMqtt'] };
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../test/frames/mqtt/${name}`, import.meta.url), 'utf8'));

function decode({ topic, payload }: Case): readonly SourceFact[] {
  const octets = new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const decoded = decodeMessage(SETTINGS, topic, octets);
  if (!decoded.ok) throw new Error(decoded.fault.says);
  return decoded.value;
}

const conditionOf = (facts: readonly SourceFact[], field: string): boolean | undefined =>
  facts.flatMap((fact) => (fact.what === 'condition' && fact.field === field ? [fact.active] : []))[0];

for (const { topic, payload, expect: want } of (read('zigbee2mqtt-payloads.json') as { cases: Case[] }).cases)
  test(`Zigbee2MQTT ${topic} ${String(payload)} reads as expected`, () => {
    const facts = decode({ topic, payload, expect: want });
    const alive = facts.find((fact) => fact.what === 'alive');
    const got: Record<string, unknown> = {
      open: conditionOf(facts, 'contact'),
      tamper: conditionOf(facts, 'tamper'),
      waterLeak: conditionOf(facts, 'water_leak'),
      batteryPct: alive?.batteryPct,
      action: facts.flatMap((fact) => (fact.what === 'action' ? [fact.value] : []))[0],
      ignored: facts.every((fact) => fact.what === 'alive'),
      notADeviceStateTopic: facts.length === 0 && readZigbeeTopic('zigbee2mqtt', topic).is === 'nothing',
    };
    for (const [field, value] of Object.entries(want)) expect(got[field], field).toEqual(value);
    if (want['notADeviceStateTopic'] === undefined) expect(facts[0]?.source).toBe(topic);
  });

for (const { topic, payload, expect: want } of (read('frigate-topics.json') as { cases: Case[] }).cases)
  test(`Frigate ${topic} ${String(payload)} reads as expected`, () => {
    const [fact] = decode({ topic, payload, expect: want });
    const { kind, ...fields } = want;
    expect(fact).toMatchObject({ what: kind, ...fields });
  });

test('a Frigate event gives its sub label and score', () => {
  const vector = read('frigate-event.json') as Case;
  const { camera, label, subLabel, subLabelScore, ended } = vector.expect;
  expect(decode(vector)).toEqual([
    expect.objectContaining({ what: 'event', camera, label, subLabel, subLabelScore, ended }),
  ]);
});

test('a Frigate review that becomes an alert raises one alarm, at its start', () => {
  const vector = read('frigate-review.json') as Case;
  const want = vector.expect;
  const facts = decode(vector);
  const fact = facts[0];
  if (fact?.what !== 'review') throw new Error('no review');
  expect(fact).toMatchObject({
    reviewId: want['reviewId'],
    camera: want['camera'],
    severityBefore: want['severityBefore'],
    severityNow: want['severityNow'],
  });
  expect(fact.detectionIds).toHaveLength(Number(want['detectionIds']));
  expect(new Date(fact.startMs ?? NaN).toISOString()).toBe(want['startUtc']);
  const { changes } = createChangeTracker().plan(facts, false, 0);
  expect(changes.map(({ change, kind, key, text }) => ({ change, kind, key, text }))).toEqual([
    {
      change: 'active',
      kind: 'person-seen',
      key: `${String(want['reviewId'])}/alert`,
      text: 'person, car · front_yard · Bob',
    },
  ]);
});
