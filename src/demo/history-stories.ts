import type { SignalKind } from '../modules/technical/model.ts';
import type { Outcome } from '../modules/watch/model.ts';
import { demoDevices } from './devices.ts';
import type { Occurrence } from './history-model.ts';
import { atLocal, localDay } from './local-time.ts';
import { demoZones } from './plan.ts';

/** How many alarms the power failure makes, and how far apart: 34 in nine and a half minutes. */
export const FLOOD_ALARMS = 34;
const FLOOD_STEP_MS = 17_000;

/** The evening of the power failure: eleven days before the end, or the middle of a shorter history. */
export function floodStartMs(endMs: number, days: number): number {
  return atLocal(localDay(endMs) - (days > 12 ? 11 : Math.max(1, Math.floor(days / 2))), 19.2);
}

/** The power failure: zone after zone loses mains, cameras and lines; all comes back after half an hour. */
export function floodOccurrences(startMs: number): Occurrence[] {
  const panelKinds: readonly SignalKind[] = ['power', 'battery', 'technical-trouble', 'communication'];
  return Array.from({ length: FLOOD_ALARMS }, (_, n): Occurrence => {
    const zone = demoZones[n % demoZones.length];
    const round = Math.floor(n / demoZones.length);
    const there = demoDevices.filter(
      (device) => device.zoneId === zone?.id && device.source.startsWith('dc09:'),
    );
    const device = there[round % there.length];
    // The residence's panel reports mains and battery only: one after the other.
    const kinds = device?.source === 'dc09:1003' ? panelKinds.slice(0, 3) : panelKinds;
    return {
      atMs: startMs + n * FLOOD_STEP_MS,
      story: 'flood',
      device: device?.id.slice('dev_'.length) ?? 'ups',
      kind: kinds[round % kinds.length] ?? 'power',
      restoreS: 1_900 - n * 14,
      sent: 0,
      ending: {
        outcome: 'real',
        cause: 'other',
        finding: 'City power failed at 19:12, back at 19:44. Generator took the load. Seen one by one.',
      },
    };
  });
}

type Real = readonly [
  daysAgo: number,
  hour: number,
  device: string,
  kind: SignalKind,
  outcome: Outcome,
  cause: string,
  finding: string,
];

/** The handful that were real. */
const REAL: readonly Real[] = [
  [
    27,
    10.7,
    'window-2',
    'duress',
    'real',
    'disturbance',
    'Applicant refused a visa struck the glass. Led out by Rover 2, nobody hurt.',
  ],
  [
    24,
    7.6,
    'delivery-door',
    'door-forced',
    'real',
    'damage',
    'Lorry reversed into the door. Frame bent, driver known, report written.',
  ],
  [
    19,
    18.3,
    'kitchen-smoke',
    'fire',
    'real',
    'fire',
    'Pan on fire, put out with a blanket. Kitchen aired. No one hurt.',
  ],
  [15, 2.4, 'beam-2', 'perimeter', 'real', 'intruder', '청년 한 명이 담장을 넘으려다 내려감. 경찰에 인계.'],
  [
    9,
    14.2,
    'post-one-panic',
    'medical',
    'real',
    'medical',
    'Visitor fainted in the lobby. First aid by Marine Post One, ambulance in 9 min.',
  ],
  [
    6,
    4.8,
    'pump-room',
    'water',
    'real',
    'damage',
    'Pump seal failed, 3 cm of water. Technician shut the valve.',
  ],
  [
    3,
    16.1,
    'c14',
    'person-seen',
    'real',
    'disturbance',
    'Man took pictures of the sally port for ten minutes. Description given to police.',
  ],
];

/** The real events that fall into the last `days` days. */
export function realOccurrences(endMs: number, days: number): Occurrence[] {
  return REAL.filter(([daysAgo]) => daysAgo < days - 1).map(
    ([daysAgo, hour, device, kind, outcome, cause, finding]) => ({
      atMs: atLocal(localDay(endMs) - daysAgo, hour),
      story: 'real',
      device,
      kind,
      restoreS: kind === 'water' ? 2_400 : 240,
      sent: 1,
      ending: { outcome, cause, finding },
    }),
  );
}

type Left = readonly [minutesAgo: number, device: string, kind: SignalKind, restoreS: number | null];

/** What still stands on the board when the demo opens: taken by somebody, some of it cleared. */
const LEFT_OPEN: readonly Left[] = [
  [96, 'repeater', 'battery', null],
  [83, 'delivery-door', 'door-held', 340],
  [71, 'caa-reader', 'access-denied', null],
  [58, 'c11', 'supervision', null],
  [44, 'warehouse-motion', 'tamper', null],
  [33, 'generator-heat', 'temperature', 700],
  [17, 'c16', 'person-seen', 45],
];

/** The alarms that are open at `endMs`. */
export function openOccurrences(endMs: number): Occurrence[] {
  return LEFT_OPEN.map(([minutesAgo, device, kind, restoreS]) => ({
    atMs: endMs - minutesAgo * 60_000,
    story: 'open',
    device,
    kind,
    restoreS,
    sent: 0,
    ending: null,
  }));
}
