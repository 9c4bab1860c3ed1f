import { expect, test } from 'vitest';
import type { AlarmId, ZoneId } from '../../kernel/id.ts';
import type { Zone } from '../site/model.ts';
import { SIGNAL_KINDS } from '../technical/model.ts';
import { FLOOD_STARTS_OVER, reduceAlarm, type Alarm } from '../watch/model.ts';
import { dueAtMs, FIRST_NUMBER, MAX_EXERCISE_ALARMS, scoreOf, type Exercise } from './model.ts';
import { SCENARIOS } from './scenarios.ts';
import { alarmOf, placedDay, placedScenario } from './stage.ts';

const zone = (id: string, en: string, ko?: string): Zone => ({
  id: id as ZoneId,
  name: ko === undefined ? { en } : { en, ko },
  area: [
    { lat: 0, lon: 0 },
    { lat: 2, lon: 0 },
    { lat: 2, lon: 2 },
    { lat: 0, lon: 2 },
  ],
  settings: {},
});
const at = '2026-11-02T22:00:00.000Z';
const raised = (more: Partial<Alarm> = {}): Alarm => ({
  ...alarmOf(
    {
      does: 'raise',
      key: 'k',
      afterS: 0,
      kind: 'intrusion',
      priority: 2,
      title: { en: 'Motion' },
      zoneId: null,
      zoneName: null,
      position: null,
    },
    { id: 'xal_1' as AlarmId, number: FIRST_NUMBER, at, sopId: null, settings: {} },
  ),
  ...more,
});

test('every scenario is written whole: in time, in two languages, with keys that are raised before they clear', () => {
  expect(SCENARIOS.length).toBe(3);
  for (const { id, name, about, lastsS, injects } of SCENARIOS) {
    expect([name.ko, about.ko].every(Boolean), id).toBe(true);
    const seen = new Set<string>();
    let before = 0;
    for (const inject of injects) {
      expect(inject.afterS, `${id} ${inject.key}`).toBeGreaterThanOrEqual(before);
      expect(inject.afterS, `${id} ${inject.key}`).toBeLessThan(lastsS);
      before = inject.afterS;
      if (inject.does === 'raise') {
        expect(seen.has(inject.key), `${id} ${inject.key} twice`).toBe(false);
        expect(SIGNAL_KINDS).toContain(inject.kind);
        expect(inject.what['ko']).toBeTruthy();
        seen.add(inject.key);
      } else expect(seen.has(inject.key), `${id} ${inject.key} clears before it is raised`).toBe(true);
    }
  }
});

test('the night is a flood, and its P1 comes out of the middle of it', () => {
  const night = SCENARIOS.find(({ id }) => id === 'intrusion-at-night');
  const raises = night?.injects.filter(({ does, afterS }) => does === 'raise' && afterS < 600) ?? [];
  expect(raises.length).toBeGreaterThan(FLOOD_STARTS_OVER);
});

test('a scenario is laid over the zones of the post, and every name says that it is an exercise', () => {
  const [hold] = SCENARIOS;
  if (!hold) throw new Error('no scenario');
  const zones = [zone('zon_1', 'North wall'), zone('zon_2', 'Gate 1', '1번 출입문')];
  const [first] = placedScenario(hold, zones);
  expect(first).toMatchObject({
    zoneId: 'zon_2',
    title: { en: 'Exercise: Hold-up button, Gate 1', ko: '훈련: 강도 버튼, 1번 출입문' },
    position: { lat: 1, lon: 1 },
  });
  const [nowhere] = placedScenario(hold, [zone('zon_3', 'Lobby')]);
  expect(nowhere).toMatchObject({ zoneId: null, position: null, title: { en: 'Exercise: Hold-up button' } });
});

test('a day is played as it came: alarms and what cleared within it, and nothing that people did', () => {
  const real = [
    raised({
      raisedAt: '2026-11-02T22:05:00.000Z',
      restoredAt: '2026-11-02T22:06:00.000Z',
      acknowledged: true,
    }),
    raised({ raisedAt: '2026-11-02T22:05:30.000Z', restoredAt: '2026-11-03T09:00:00.000Z', open: false }),
  ];
  const placed = placedDay(real, at, '2026-11-02T22:30:00.000Z');
  expect(placed.map(({ does, afterS, key }) => [does, afterS, key])).toEqual([
    ['raise', 310, 'day-0'],
    ['raise', 340, 'day-1'],
    ['restore', 370, 'day-0'],
  ]);
  expect(placed[0]).toMatchObject({ title: { en: 'Exercise: Motion' } });
  const many = Array.from({ length: 500 }, () => raised({ raisedAt: at }));
  expect(placedDay(many, at, '2026-11-02T22:30:00.000Z').length).toBe(MAX_EXERCISE_ALARMS);
});

test('an alarm of an exercise names no device and no source of the post', () => {
  expect(raised()).toMatchObject({ deviceId: null, source: 'exercise', number: 90_001, answerWithinS: 90 });
});

test('the score: times to acknowledge, within the clock or not, steps and what was closed', () => {
  const answer = (alarm: Alarm, seconds: number): Alarm => {
    const answered = reduceAlarm(alarm, {
      kind: 'alarm.acknowledged',
      alarmId: alarm.id,
      at: new Date(Date.parse(at) + seconds * 1_000).toISOString(),
      by: 'usr_1' as never,
      byName: 'Park',
    });
    if (!answered) throw new Error('it was reduced away');
    return answered;
  };
  const id = (n: number) => `xal_${n}` as AlarmId;
  const alarms = [
    answer(raised({ id: id(1) }), 12),
    answer(raised({ id: id(2) }), 200),
    answer(raised({ id: id(3), answerWithinS: null }), 400),
    raised({ id: id(4) }),
  ];
  const [first] = alarms;
  if (!first) throw new Error('no alarm');
  const stepped = { ...first, steps: [{ index: 0, by: 'usr_1', byName: 'Park', at }], open: false };
  const score = scoreOf({ alarms: [stepped, ...alarms.slice(1)], stepsOf: { xal_1: 5, xal_2: 3 } });
  expect(score).toMatchObject({
    answered: 3,
    inTime: 2,
    medianS: 200,
    worstS: 400,
    stepsDone: 1,
    stepsOf: 8,
    closed: 1,
  });
  expect(scoreOf({ alarms: [], stepsOf: {} })).toMatchObject({ answered: 0, medianS: null, worstS: null });
});

test('it waits ten minutes for a seat, then for its next alarm, then for its end', () => {
  const exercise = {
    state: 'waiting',
    startedAt: at,
    beganAt: null,
    lastsS: 600,
    pending: [{ does: 'restore', key: 'k', afterS: 20 }],
  } as unknown as Exercise;
  const after = (of: Exercise): number | null => {
    const ms = dueAtMs(of);
    return ms === null ? null : (ms - Date.parse(at)) / 1_000;
  };
  expect(after(exercise)).toBe(600);
  const running = { ...exercise, state: 'running', beganAt: at } as const;
  expect(after(running)).toBe(20);
  expect(after({ ...running, pending: [] })).toBe(600);
  expect(after({ ...running, state: 'ended' })).toBeNull();
});
