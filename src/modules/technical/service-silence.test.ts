import { expect, test } from 'vitest';
import type { DeviceId } from '../../kernel/id.ts';
import type { Device } from './model.ts';
import { heartbeatOf } from './model.ts';
import { createSilence, FLAPS, linksOf, STEADY_MS } from './service-silence.ts';

const device = (source: string, point = '', more: Partial<Device> = {}): Device => ({
  id: `dev_${source}/${point}` as DeviceId,
  zoneId: null,
  name: { en: `${source} ${point}` },
  kind: 'motion',
  source,
  point,
  position: null,
  heartbeatS: 60,
  ...more,
});

function world(devices: readonly Device[]) {
  let now = 0;
  const lost = new Set<string>();
  const silence = createSilence({ nowMs: () => now, monotonicMs: () => now }, (source) => lost.has(source));
  silence.expect(devices, {});
  return { silence, lost, pass: (ms: number) => void (now += ms) };
}

test('a device is silent once, and back once', () => {
  const { silence, pass } = world([device('machine:a', '1')]);
  pass(60_000);
  expect(silence.look().silent).toEqual([]);
  pass(1);
  expect(silence.look().silent).toHaveLength(1);
  expect(silence.look().silent).toEqual([]);
  expect(silence.heard('machine:a', '1')?.point).toBe('1');
  expect(silence.heard('machine:a', '1')).toBeNull();
});

test('devices behind a lost broker are said once, under the broker, and have their time anew when it is back', () => {
  const { silence, lost, pass } = world(
    ['a', 'b', 'c', 'd', 'e'].map((name) => device(`mqtt:zigbee/${name}`)),
  );
  lost.add('mqtt:broker');
  pass(61_000);
  const news = silence.look();
  expect(news.silent).toEqual([]);
  expect(news.behindLink.get('mqtt:broker')).toHaveLength(5);
  lost.clear();
  pass(1_000);
  silence.look();
  expect(silence.list((source) => source).every((each) => !each.silent)).toBe(true);
  pass(61_000);
  expect(silence.look().silent).toHaveLength(3);
});

test('the fourth silent device of one link and those after it are one alarm, over when all are heard', () => {
  const names = Array.from({ length: 50 }, (_, n) => `s${n}`);
  const { silence, pass } = world(names.map((name) => device(`mqtt:zigbee/${name}`)));
  pass(61_000);
  const news = silence.look();
  expect(news.silent).toHaveLength(3);
  expect(news.inGroup.get('mqtt:zigbee')).toHaveLength(47);
  const backs = names.map((name) => silence.heard(`mqtt:zigbee/${name}`, ''));
  expect(backs.filter((each) => each !== null)).toHaveLength(3);
  expect(silence.look().groupsOver).toEqual(['mqtt:zigbee']);
});

test('a device that comes and goes is said to be back only when it stays', () => {
  const { silence, pass } = world([device('machine:a', '1')]);
  let said = 0;
  for (let n = 0; n < 20; n++) {
    pass(61_000);
    said += silence.look().silent.length;
    silence.heard('machine:a', '1');
  }
  expect(said).toBe(FLAPS);
  for (let past = 0; past <= STEADY_MS; past += 30_000) {
    pass(30_000);
    silence.heard('machine:a', '1');
  }
  expect(silence.look().restored).toHaveLength(1);
});

test('a zone of a panel is not watched by its kind, other devices are, and 0 means never', () => {
  const without = (source: string, heartbeatS?: number) => {
    const { heartbeatS: _, ...plain } = device(source, '1');
    return heartbeatS === undefined ? plain : { ...plain, heartbeatS };
  };
  expect(heartbeatOf(without('dc09:1001'), { motion: 600 })).toBeNull();
  expect(heartbeatOf(without('mqtt:x'), { motion: 600 })).toBe(600);
  expect(heartbeatOf(without('mqtt:x', 0), { motion: 600 })).toBeNull();
  expect(heartbeatOf(without('dc09:1001', 7_200), {})).toBe(7_200);
});

test('the links of a device are named outermost first', () => {
  expect(linksOf({ source: 'mqtt:frigate/cam1', point: '' })).toEqual(['mqtt:broker', 'mqtt:frigate']);
  expect(linksOf({ source: 'dc09:1001', point: '5' })).toEqual(['dc09:1001']);
  expect(linksOf({ source: 'dc09:1001', point: '' })).toEqual([]);
});
