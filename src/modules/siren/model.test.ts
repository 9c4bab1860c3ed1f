import { expect, test } from 'vitest';
import { toInstant } from '../../kernel/time.ts';
import type { Alarm } from '../watch/model.ts';
import {
  answered,
  isOver,
  joined,
  newRun,
  OFF_AGAIN_S,
  ON_AGAIN_S,
  stopping,
  unanswered,
  waits,
  wants,
  type SirenRun,
  type SirenSetting,
} from './model.ts';

const MS = Date.UTC(2026, 10, 2);
const NOW = toInstant(MS);
const begun = (): SirenRun => newRun('srn_1' as SirenRun['id'], 'alarm', 60, NOW, []);
const dueS = (run: SirenRun): number | null =>
  run.dueAt === null ? null : (Date.parse(run.dueAt) - MS) / 1_000;

test('it is due at once, sounds for its seconds, and is stopped', () => {
  const sounding = answered(begun(), MS + 1_000);
  expect([begun().state, dueS(begun())]).toEqual(['starting', 0]);
  expect([sounding.state, dueS(sounding), sounding.soundedAt]).toEqual([
    'sounding',
    61,
    toInstant(MS + 1_000),
  ]);
  const ended = answered(stopping(sounding, 'time', null, toInstant(MS + 61_000)), MS + 62_000);
  expect([ended.state, ended.dueAt, ended.why, isOver(ended)]).toEqual(['ended', null, 'time', true]);
});

test('another alarm begins its seconds anew, also when it was about to stop', () => {
  const sounding = answered(begun(), MS);
  const more = [{ id: 'alm_2' as Alarm['id'], number: 2 }];
  const again = joined(stopping(sounding, 'time', null, NOW), more, 30, toInstant(MS + 50_000));
  expect(again).toMatchObject({ state: 'starting', asked: 2, why: null, alarms: more });
  expect(dueS(answered(again, MS + 50_000))).toBe(80);
});

test.each([
  ['on', begun(), ON_AGAIN_S],
  ['off', stopping(answered(begun(), MS), 'silenced', 'Park', NOW), OFF_AGAIN_S],
] as const)(
  '"%s" that is not answered is tried again, later and later, and then no more',
  (_what, run, again) => {
    let now: SirenRun = run;
    for (const [tries, waitS] of again.entries()) {
      now = unanswered(now, MS);
      expect([now.state, now.tries, dueS(now)]).toEqual([run.state, tries + 1, waitS]);
    }
    now = unanswered(now, MS);
    expect([now.state, now.dueAt, isOver(now)]).toEqual(['failed', null, true]);
  },
);

test('which alarms are for it, and which of them still wait for somebody', () => {
  const setting = { priorities: [1], kinds: ['fire'] } as unknown as SirenSetting;
  expect(wants(setting, { priority: 1, kind: 'duress' })).toBe(true);
  expect(wants(setting, { priority: 3, kind: 'fire' })).toBe(true);
  expect(wants(setting, { priority: 2, kind: 'intrusion' })).toBe(false);
  const alarm = { open: true, acknowledged: false, shelved: null } as Alarm;
  expect(waits(alarm)).toBe(true);
  expect(
    [{ open: false }, { acknowledged: true }, { shelved: {} }].map((part) =>
      waits({ ...alarm, ...part } as Alarm),
    ),
  ).toEqual([false, false, false]);
});
