/**
 * The core of the watch under a seeded day: 2,000 of them, each with activations, restores, repeats, wrapped
 * sequence numbers, unknown codes, floods, and people who press anything.
 *
 * One seed again, with its whole trace:  SIM_SEED=1234 npx vitest run --project sim test/sim/watch.test.ts
 * More seeds:  SIM_SEEDS=20000
 */
import { describe, expect, test } from 'vitest';
import { createRepeats, fingerprint } from '../../src/modules/technical/service-repeats.ts';
import type { IncomingSignal } from '../../src/modules/technical/model.ts';
import { playDay, type Day } from './day.ts';
import { realParts, type Parts } from './world.ts';

const SEEDS = Number(process.env['SIM_SEEDS'] ?? 2_000);
const ONE = process.env['SIM_SEED'];
const BUG_FOUND_WITHIN = 1_000;
const TRACE_SHOWN = 25;

const replay = (seed: number): string =>
  `SIM_SEED=${String(seed)} npx vitest run --project sim test/sim/watch.test.ts`;

/** The first seed whose day breaks something, or null. */
function firstBroken(parts: Parts, seeds: number): Day | null {
  for (let seed = 1; seed <= seeds; seed++) {
    const day = playDay(seed, parts);
    if (day.violation !== null) return day;
  }
  return null;
}

const told = (day: Day): string =>
  [
    `Seed ${String(day.seed)}: ${day.violation ?? 'holds'}`,
    ...day.trace.slice(-TRACE_SHOWN),
    `Again: ${replay(day.seed)}`,
  ].join('\n');

/** Mistakes that people make in such code; each must be found. */
const bugs: Record<string, Partial<Parts>> = {
  'a restore is dropped': {
    triage: (signal, context) =>
      signal.change === 'restored' ? { do: 'note', reason: 'note' } : realParts.triage(signal, context),
  },
  'a call for help joins an alarm of its zone': {
    triage(signal, context) {
      const decision = realParts.triage(signal, context);
      const near = context.openAlarms.find(
        (alarm) => alarm.zoneId !== null && alarm.zoneId === context.zone?.id,
      );
      return decision.do === 'open' && decision.priority === 1 && near
        ? { do: 'join', alarm: near, reopened: !near.active, reason: 'same-zone' }
        : decision;
    },
  },
  'what began again stays acknowledged': {
    triage(signal, context) {
      const decision = realParts.triage(signal, context);
      return decision.do === 'join' ? { ...decision, reopened: false } : decision;
    },
  },
  'one restore clears an alarm although another place lasts': {
    reduceAlarm(alarm, event) {
      const next = realParts.reduceAlarm(alarm, event);
      return next && event.kind === 'alarm.restored'
        ? { ...next, active: false, restoredAt: event.at }
        : next;
    },
  },
  'what began again is active but stays acknowledged': {
    reduceAlarm(alarm, event) {
      const next = realParts.reduceAlarm(alarm, event);
      return next && alarm && event.kind === 'alarm.joined'
        ? { ...next, acknowledged: alarm.acknowledged, acknowledgedAt: alarm.acknowledgedAt }
        : next;
    },
  },
  'a joined signal counts twice': {
    reduceAlarm(alarm, event) {
      const next = realParts.reduceAlarm(alarm, event);
      return next && event.kind === 'alarm.joined' ? { ...next, count: next.count + 1 } : next;
    },
  },
  'a repeat counts twice': {
    createRepeats: () => ({ ...createRepeats(), judge: () => null }),
  },
  'a sequence number that came round is taken for a repeat': {
    createRepeats() {
      const repeats = createRepeats();
      let firstMs: number | null = null;
      return {
        ...repeats,
        judge: (s, print, hasKey, id, nowMs) => repeats.judge(s, print, hasKey, id, (firstMs ??= nowMs)),
      };
    },
  },
  'an unknown code is lost': {
    triage: (signal, context) =>
      signal.kind === 'other' && signal.change === 'active'
        ? { do: 'note', reason: 'kind' }
        : realParts.triage(signal, context),
  },
  'an alarm closes while somebody is on the way': { tasksLetClose: () => true },
  'a restore takes an acknowledged alarm off the board': {
    reduceAlarm(alarm, event) {
      const next = realParts.reduceAlarm(alarm, event);
      return next && event.kind === 'alarm.restored' && next.acknowledged ? { ...next, open: false } : next;
    },
  },
  'an alarm that nobody has can be closed': {
    alarmCan: (action, alarm) => (action === 'close' ? alarm.open : realParts.alarmCan(action, alarm)),
  },
  'a guard can accept what the desk cancelled': {
    taskCan: (action, state) =>
      (action === 'accept' && state === 'cancelled') || realParts.taskCan(action, state),
  },
  'an intrusion hides in a lesser alarm of its place': {
    triage(signal, context) {
      const decision = realParts.triage(signal, context);
      const lesser = context.openAlarms.find(
        (alarm) => alarm.source === signal.source && alarm.point === signal.point,
      );
      return decision.do === 'open' && lesser
        ? { do: 'join', alarm: lesser, reopened: !lesser.active, reason: 'same-place' }
        : decision;
    },
  },
};

Object.assign(bugs, {
  'a shelf has no end': {
    dueEvent(alarm, asOfMs, at) {
      const event = realParts.dueEvent(alarm, asOfMs, at);
      return event?.kind === 'alarm.shelf-ended' ? null : event;
    },
  },
  'a priority 1 alarm can be put aside': {
    alarmCan: (action, alarm) =>
      action === 'shelve' ? alarm.open && !alarm.shelved : realParts.alarmCan(action, alarm),
  },
  'nobody is told that nobody answered': {
    dueEvent(alarm, asOfMs, at) {
      const event = realParts.dueEvent(alarm, asOfMs, at);
      return event?.kind === 'alarm.escalated' ? null : event;
    },
  },
  'an alarm that was put aside swallows its zone': {
    triage: (signal, context) =>
      realParts.triage(signal, {
        ...context,
        openAlarms: context.openAlarms.map((alarm) => ({ ...alarm, shelved: null })),
      }),
  },
} satisfies Record<string, Partial<Parts>>);

if (ONE !== undefined) {
  test(`the day of seed ${ONE}`, () => {
    const day = playDay(Number(ONE), realParts);
    console.log(day.trace.join('\n'));
    expect(day.violation, told(day)).toBeNull();
  });
} else {
  test(`${String(SEEDS)} days keep what must always hold`, { timeout: 120_000 }, () => {
    const day = firstBroken(realParts, SEEDS);
    expect(day?.violation ?? null, day ? told(day) : '').toBeNull();
  });

  test('a day has what it should try: alarms, floods, and many signals', () => {
    const days = Array.from({ length: 50 }, (_, i) => playDay(i + 1, realParts));
    const sum = (of: (day: Day) => number): number => days.reduce((total, day) => total + of(day), 0);
    expect(sum((day) => day.signals) / days.length).toBeGreaterThan(60);
    expect(sum((day) => day.alarms) / days.length).toBeGreaterThan(20);
    const said = days.flatMap((day) => day.trace).join('\n');
    for (const word of [
      '(repeat)',
      '-> join',
      '-> restore',
      '-> note',
      'refused: somebody is on the way',
      '(may not)',
      'alarm.shelf-ended',
      'alarm.escalated',
      'alarm.acknowledgement-expired',
      'alarm.offer-expired',
    ])
      expect(said).toContain(word);
  });

  test('the same seed gives the same day, another seed another one', () => {
    for (let seed = 1; seed <= 40; seed++)
      expect(playDay(seed, realParts).hash).toBe(playDay(seed, realParts).hash);
    expect(playDay(1, realParts).hash).not.toBe(playDay(2, realParts).hash);
  });

  describe('the simulation finds', () => {
    for (const [name, broken] of Object.entries(bugs))
      test(name, () => {
        const day = firstBroken({ ...realParts, ...broken }, BUG_FOUND_WITHIN);
        expect(day?.violation, `not found in ${String(BUG_FOUND_WITHIN)} seeds`).toBeTypeOf('string');
      });
  });

  test('after five thousand other signals of a panel the same number is a new signal', () => {
    const repeats = createRepeats();
    const signal = (n: number): IncomingSignal => ({
      protocol: 'dc09',
      source: 'dc09:1001',
      point: String(n),
      kind: 'intrusion',
      change: 'active',
      code: 'BA',
      description: '',
      sequence: String((n % 9_999) + 1).padStart(4, '0'),
      authenticated: false,
      occurredAt: null,
    });
    const judge = (n: number): string | null =>
      repeats.judge(signal(n), fingerprint(signal(n), null), false, `sig_${String(n)}` as never, n * 20);
    expect(judge(1)).toBeNull();
    expect(judge(1)).toBe('sig_1');
    for (let n = 2; n <= 5_001; n++) expect(judge(n)).toBeNull();
    expect(
      repeats.judge(signal(1), fingerprint(signal(1), null), false, 'sig_again' as never, 5_002 * 20),
    ).toBeNull();
  });
}
