import { assert, present } from '../kernel/assert.ts';
import type { ResponderId } from '../kernel/id.ts';
import type { Priority } from '../modules/watch/model.ts';
import { chance, type Chance } from './chance.ts';
import { demoPriority } from './codes.ts';
import { demoDevices } from './devices.ts';
import type { HistoryAlarm, HistoryDispatch, HistoryEvent, Occurrence } from './history-model.ts';
import { makeNotes, onWatch } from './history-notes.ts';
import {
  BEAM_SOURCE,
  DOOR_SOURCE,
  HIGH_SOURCES,
  LOW_SOURCES,
  MEDIUM_SOURCES,
  type HistorySource,
  type Rhythm,
} from './history-sources.ts';
import {
  FLOOD_ALARMS,
  floodOccurrences,
  floodStartMs,
  openOccurrences,
  realOccurrences,
} from './history-stories.ts';
import { isWeekday, localHour } from './local-time.ts';

const ALARMS_A_DAY = 60;
const DAY_MS = 86_400_000;
/** Nothing new but what stays open in the last two hours, so that all the rest is closed by the end. */
const QUIET_END_MS = 2 * 3_600_000;
const LONGEST_MS = 100 * 60_000;
/** Alarms of one zone join within 60 s; these are alarms of their own, so they stand further apart. */
const APART_MS = 65_000;
const MAX_TRIES = 500;

export interface HistoryOptions {
  readonly seed: number;
  /** The present: nothing of the history is later. Milliseconds since 1970. */
  readonly endMs: number;
  /** 2 to 90. */
  readonly days: number;
}

/**
 * The past of the demo post: about 60 alarms a day at 80/15/5 low, medium and high, two bad actors,
 * one flood and a few real events, each with what the watch did, and the log notes between them.
 * Pure: the same options give the same events, in time order. Seven alarms are open at the end.
 */
export function makeHistory({ seed, endMs, days }: HistoryOptions): HistoryEvent[] {
  assert(days >= 2 && days <= 90, 'a demo history has 2 to 90 days');
  const dice = chance(seed);
  const startMs = endMs - days * DAY_MS;
  const alarms = spaced(occurrences(dice, startMs, endMs, days)).map((one) => answered(dice, one, endMs));
  const events: HistoryEvent[] = [...alarms, ...makeNotes(dice, startMs, endMs)];
  return events.sort((a, b) => a.atMs - b.atMs);
}

function occurrences(dice: Chance, startMs: number, endMs: number, days: number): Occurrence[] {
  const total = ALARMS_A_DAY * days;
  const floodAtMs = floodStartMs(endMs, days);
  const real = realOccurrences(endMs, days);
  const open = openOccurrences(endMs);
  const byHand = (priorities: readonly Priority[]) =>
    [...real, ...open].filter((one) => priorities.includes(demoPriority(one.kind))).length;
  const beams = Math.round(total * 0.1);
  const doors = Math.round(total * 0.06);
  const draw = (source: HistorySource) =>
    occurrence(dice, source, drawTime(dice, source.rhythm, startMs, endMs - QUIET_END_MS, floodAtMs));
  const many = (count: number, sources: readonly HistorySource[]) =>
    Array.from({ length: count }, () => draw(dice.weighted(sources)));
  return [
    ...many(Math.round(total * 0.05) - byHand([1]), HIGH_SOURCES),
    ...many(Math.round(total * 0.15) - beams - byHand([2]), MEDIUM_SOURCES),
    ...many(Math.round(total * 0.8) - doors - FLOOD_ALARMS - byHand([3, 4]), LOW_SOURCES),
    ...Array.from({ length: doors }, (): Occurrence => ({ ...draw(DOOR_SOURCE), story: 'door' })),
    ...beamBursts(dice, beams, startMs, endMs, floodAtMs),
    ...floodOccurrences(floodAtMs),
    ...real,
    ...open,
  ];
}

/** Windy hours: the beam speaks five to fourteen times, some minutes apart, then is quiet for days. */
function beamBursts(
  dice: Chance,
  count: number,
  startMs: number,
  endMs: number,
  floodAtMs: number,
): Occurrence[] {
  const beams: Occurrence[] = [];
  const lastMs = endMs - QUIET_END_MS;
  while (beams.length < count) {
    const size = Math.min(count - beams.length, Math.floor(dice.between(5, 15)));
    let atMs = drawTime(dice, 'wind', startMs, lastMs - 14 * 900_000, floodAtMs);
    for (let n = 0; n < size; n++) {
      beams.push({ ...occurrence(dice, BEAM_SOURCE, atMs), story: 'beam' });
      atMs = Math.floor(atMs + dice.between(100_000, 900_000));
    }
  }
  return beams;
}

function occurrence(dice: Chance, source: HistorySource, atMs: number): Occurrence {
  return {
    atMs,
    story: 'ordinary',
    device: source.device,
    kind: source.kind,
    restoreS: source.restoreS === null ? null : dice.lognormal(source.restoreS, 0.6),
    sent: source.sent,
    ending: dice.weighted(source.endings),
  };
}

/** An instant that suits the rhythm, by rejection; never around the power failure. */
function drawTime(dice: Chance, rhythm: Rhythm, fromMs: number, toMs: number, floodAtMs: number): number {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const atMs = Math.floor(dice.between(fromMs, toMs));
    const nearFlood = atMs > floodAtMs - 4 * 3_600_000 && atMs < floodAtMs + 3_600_000;
    if (!nearFlood && dice.next() < likelihood(rhythm, atMs)) return atMs;
  }
  return fromMs;
}

function likelihood(rhythm: Rhythm, atMs: number): number {
  const hour = localHour(atMs);
  const dark = hour < 6 || hour >= 19;
  switch (rhythm) {
    case 'office':
      return (
        (hour >= 8 && hour < 18 ? 1 : hour >= 6 && hour < 21 ? 0.3 : 0.05) * (isWeekday(atMs) ? 1 : 0.25)
      );
    case 'night':
      return dark ? 1 : 0.12;
    case 'wind':
      return dark ? 1 : 0.35;
    case 'always':
      return hour >= 7 && hour < 20 ? 1 : 0.6;
  }
}

/** In time order, alarms of one zone far enough apart to be alarms of their own. */
function spaced(all: readonly Occurrence[]): Occurrence[] {
  const lastByZone = new Map<string, number>();
  const inOrder = [...all].sort((a, b) => a.atMs - b.atMs);
  return inOrder
    .map((one) => {
      const zone = deviceOf(one).zoneId ?? '';
      const atMs = Math.max(one.atMs, (lastByZone.get(zone) ?? 0) + APART_MS);
      lastByZone.set(zone, atMs);
      return { ...one, atMs };
    })
    .sort((a, b) => a.atMs - b.atMs);
}

const DEVICES = new Map(demoDevices.map((device) => [device.id as string, device]));
const deviceOf = (one: Occurrence) => present(DEVICES.get(`dev_${one.device}`), `no device ${one.device}`);

/** Half are answered within so many seconds, P1 to P4. */
const ANSWER_MEDIAN_S: Readonly<Record<Priority, number>> = { 1: 12, 2: 26, 3: 55, 4: 150 };

/** Adds what the watch did. */
function answered(dice: Chance, one: Occurrence, endMs: number): HistoryAlarm {
  const priority = demoPriority(one.kind);
  const atMs = one.atMs;
  const joinsAtMs = joins(dice, one);
  const slow = one.story === 'flood' ? 2.5 : localHour(atMs) < 6 ? 1.2 : 1;
  const lastSaidMs = joinsAtMs.at(-1) ?? atMs;
  const ackS = Math.min(1_500, dice.lognormal(ANSWER_MEDIAN_S[priority] * slow, 0.5));
  const acknowledgedAtMs = Math.max(Math.floor(atMs + ackS * 1000), lastSaidMs + 1_500);
  const by = onWatch(acknowledgedAtMs);
  const dispatch =
    one.ending && dice.next() < one.sent
      ? sent(dice, one, priority, acknowledgedAtMs, one.ending.finding)
      : null;
  const restoredAtMs =
    one.restoreS === null
      ? null
      : Math.floor(Math.max(lastSaidMs + 1_000, atMs + Math.min(3_000, one.restoreS) * 1000));
  const busyUntilMs = Math.max(acknowledgedAtMs, dispatch?.doneAtMs ?? 0, restoredAtMs ?? 0);
  const closedAtMs = Math.floor(
    Math.min(busyUntilMs + dice.lognormal(240, 0.7) * 1000, Math.max(atMs + LONGEST_MS, busyUntilMs + 5_000)),
  );
  const seen = one.kind === 'intrusion' || one.kind === 'perimeter' || one.kind === 'person-seen';
  assert(one.ending === null || closedAtMs < endMs, 'the history ends before an alarm of it is closed');
  return {
    type: 'alarm',
    story: one.story,
    atMs,
    deviceId: deviceOf(one).id,
    kind: one.kind,
    priority,
    joinsAtMs,
    restoredAtMs,
    acknowledgedAtMs,
    by,
    dispatch,
    evidenceLevel: seen && one.ending ? (one.ending.outcome === 'real' ? 3 : 0) : null,
    closed: one.ending && {
      atMs: closedAtMs,
      outcome: one.ending.outcome,
      cause: one.ending.cause,
      finding: one.ending.finding,
    },
  };
}

/** The beam chatters: one to five more breaks within 20 s. Others seldom say it twice. */
function joins(dice: Chance, one: Occurrence): number[] {
  const count = one.story === 'beam' ? Math.floor(dice.between(1, 6)) : dice.next() < 0.05 ? 1 : 0;
  let atMs = one.atMs;
  return Array.from({ length: count }, () => (atMs += Math.floor(dice.between(1_500, 4_000))));
}

const GO = ['lee', 'jung', 'han', 'bae', 'moon', 'velez', 'oh'] as const;

function sent(
  dice: Chance,
  one: Occurrence,
  priority: Priority,
  acknowledgedAtMs: number,
  finding: string,
): HistoryDispatch {
  const sentAtMs = Math.floor(
    acknowledgedAtMs + Math.min(300, dice.lognormal(10 + priority * 8, 0.6)) * 1000,
  );
  const acceptedAtMs = Math.floor(sentAtMs + Math.min(90, dice.lognormal(7, 0.5)) * 1000);
  const thereAtMs = Math.floor(acceptedAtMs + Math.min(600, dice.lognormal(80, 0.5)) * 1000);
  const doneAtMs = Math.floor(
    thereAtMs + Math.min(1_500, dice.lognormal(one.story === 'real' ? 500 : 150, 0.5)) * 1000,
  );
  return {
    responderId: `rsp_${dice.pick(GO)}` as ResponderId,
    sentAtMs,
    acceptedAtMs,
    thereAtMs,
    doneAtMs,
    finding,
  };
}
