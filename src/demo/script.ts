import { present } from '../kernel/assert.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import { mulberry } from './chance.ts';
import { demoCode, demoTitle } from './codes.ts';
import { demoDevices, demoPanels } from './devices.ts';

/** One signal that the demo's dialler sends through the DC-09 socket. */
export interface DemoSignal {
  /** Seconds after the first board was opened. */
  readonly afterS: number;
  readonly account: string;
  readonly format: 'SIA' | 'CID';
  /** `1121` with its qualifier for Contact ID, `HA` for SIA. */
  readonly code: string;
  /** Zone or user number as the panel sends it, without leading zeros: `3`. */
  readonly point: string;
  readonly kind: SignalKind;
  readonly change: 'active' | 'restored';
  /** English words for the terminal, and for the text block of a SIA frame. */
  readonly text: string;
}

type Line = readonly [afterS: number, device: string, kind: SignalKind, change: DemoSignal['change']];

/**
 * The newcomer's two minutes (ux.md 4): a P3 at once, its restoral, a P1 duress at 90 s, then the beam
 * that always chatters. What follows comes from `nextDemoSignal`.
 */
const LINES: readonly Line[] = [
  [6, 'turnstile', 'door-held', 'active'],
  [48, 'barrier', 'technical-trouble', 'active'],
  [74, 'turnstile', 'door-held', 'restored'],
  [90, 'window-3', 'duress', 'active'],
  [128, 'barrier', 'technical-trouble', 'restored'],
  [165, 'beam-4', 'perimeter', 'active'],
  [172, 'beam-4', 'perimeter', 'restored'],
  [210, 'window-3', 'duress', 'restored'],
];

export const demoScript: readonly DemoSignal[] = LINES.map(([afterS, device, kind, change]) =>
  demoSignal(afterS, device, kind, change),
);

/** What the calm trickle is made of, how often, and how long it lasts. */
const TRICKLE: readonly { device: string; kind: SignalKind; weight: number; lastsS: number }[] = [
  { device: 'beam-4', kind: 'perimeter', weight: 3, lastsS: 9 },
  { device: 'generator-door', kind: 'door-held', weight: 4, lastsS: 100 },
  { device: 'turnstile', kind: 'door-held', weight: 4, lastsS: 80 },
  { device: 'vestibule', kind: 'door-held', weight: 3, lastsS: 60 },
  { device: 'inner-gate', kind: 'technical-trouble', weight: 3, lastsS: 150 },
  { device: 'generator-heat', kind: 'temperature', weight: 3, lastsS: 220 },
  { device: 'garden-door', kind: 'door-held', weight: 3, lastsS: 90 },
  { device: 'lobby-glass', kind: 'tamper', weight: 2, lastsS: 120 },
  { device: 'warehouse-motion', kind: 'intrusion', weight: 1, lastsS: 30 },
  { device: 'beam-2', kind: 'perimeter', weight: 1, lastsS: 9 },
  { device: 'kitchen-smoke', kind: 'fire', weight: 1, lastsS: 180 },
];
const TRICKLE_WEIGHT = TRICKLE.reduce((sum, one) => sum + one.weight, 0);

/**
 * Something new begins every 4 to 6 minutes and ends before the next: a signal in two to three minutes.
 * No condition lasts as long as the least gap, so it has ended before it can begin again.
 */
const GAP_S = { least: 240, most: 360 };
/** A trickle keeps a few restorals in hand; with this many, nothing new begins until one has gone out. */
const MAX_WAITING = 16;

/** Where the script stands. A plain value: keep it, send it, start again from it. */
export interface DemoScriptState {
  readonly random: number;
  /** When the next new condition of the trickle begins. */
  readonly nextNewS: number;
  /** Signals still to be sent, earliest first. */
  readonly waiting: readonly DemoSignal[];
}

/** The script before its first signal; `seed` is any whole number. */
export function startDemoScript(seed: number): DemoScriptState {
  const last = demoScript.at(-1)?.afterS ?? 0;
  return { random: seed >>> 0, nextNewS: last + 120, waiting: demoScript };
}

/** The next signal, never ending, in time order, and the state after it. Pure. */
export function nextDemoSignal(state: DemoScriptState): {
  readonly signal: DemoSignal;
  readonly state: DemoScriptState;
} {
  const [first, ...rest] = state.waiting;
  if (first && (first.afterS <= state.nextNewS || state.waiting.length >= MAX_WAITING)) {
    return { signal: first, state: { ...state, waiting: rest } };
  }
  const drawn = mulberry(state.random);
  const gap = mulberry(drawn.state);
  let left = drawn.value * TRICKLE_WEIGHT;
  const chosen = present(
    TRICKLE.find((one) => (left -= one.weight) < 0) ?? TRICKLE[0],
    'the trickle has no signals',
  );
  const restored = demoSignal(state.nextNewS + chosen.lastsS, chosen.device, chosen.kind, 'restored');
  const waiting = [...state.waiting, restored].sort((a, b) => a.afterS - b.afterS);
  const nextNewS = state.nextNewS + Math.round(GAP_S.least + gap.value * (GAP_S.most - GAP_S.least));
  return {
    signal: demoSignal(state.nextNewS, chosen.device, chosen.kind, 'active'),
    state: { random: gap.state, nextNewS, waiting },
  };
}

function demoSignal(
  afterS: number,
  deviceName: string,
  kind: SignalKind,
  change: DemoSignal['change'],
): DemoSignal {
  const device = present(
    demoDevices.find((one) => one.id === `dev_${deviceName}`),
    `the demo has no device ${deviceName}`,
  );
  const account = device.source.slice('dc09:'.length);
  const panel = present(
    demoPanels.find((one) => one.account === account),
    `${deviceName} is on no panel`,
  );
  return {
    afterS,
    account,
    format: panel.format,
    code: demoCode(kind, device, change),
    point: device.point.replace('user:', ''),
    kind,
    change,
    text: demoTitle(kind, device).en + (change === 'restored' ? ', restored' : ''),
  };
}
