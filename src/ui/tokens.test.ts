import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/*
 * Measures the palette as it stands in tokens.css. Contrast: WCAG 2.2, 1.4.3 and 1.4.11. Colour vision:
 * Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1.0. Distance: CIEDE2000
 * (Sharma, Wu and Dalal 2005, doi:10.1002/col.20070).
 */
type Rgb = readonly [number, number, number];
type Lab = readonly [number, number, number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

function tokensOf(selector: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, selectors = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(',').some((one) => one.trim() === selector)) continue;
    for (const [, name = '', value = ''] of body.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g))
      found[name] = value;
  }
  return found;
}

const dark = tokensOf("[data-theme='dark']");
const light = { ...dark, ...tokensOf("[data-theme='light']") };
const grey = tokensOf("[data-live='false']");
const greyLight = tokensOf("[data-theme='light'][data-live='false']");
const themes = {
  dark,
  light,
  'dark, not live': { ...dark, ...grey },
  'light, not live': { ...light, ...grey, ...greyLight },
};

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
const toLinear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
const linearOf = (hex: string): Rgb => {
  const [r, g, b] = rgbOf(hex);
  return [toLinear(r), toLinear(g), toLinear(b)];
};
function luminance(hex: string): number {
  const [r, g, b] = linearOf(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];
const VISION: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (m: Matrix, v: Rgb): Rgb =>
  m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as Rgb;

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function labOf(linear: Rgb): Lab {
  const clamped = linear.map((c) => Math.max(0, Math.min(1, c))) as unknown as Rgb;
  const [x, y, z] = times(TO_XYZ, clamped);
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const rad = Math.PI / 180;
const hueOf = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / rad + 360) % 360);

function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const cMean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(cMean ** 7 / (cMean ** 7 + 25 ** 7)));
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hueOf(p1, b1), hueOf(p2, b2)];
  const apart = Math.abs(h1 - h2);
  const dh = c1 * c2 === 0 ? 0 : apart <= 180 ? h2 - h1 : h2 <= h1 ? h2 - h1 + 360 : h2 - h1 - 360;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * rad);
  const [lm, cm] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const hm =
    c1 * c2 === 0 ? h1 + h2 : apart <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const t =
    1 -
    0.17 * Math.cos((hm - 30) * rad) +
    0.24 * Math.cos(2 * hm * rad) +
    0.32 * Math.cos((3 * hm + 6) * rad) -
    0.2 * Math.cos((4 * hm - 63) * rad);
  const sl = 1 + (0.015 * (lm - 50) ** 2) / Math.sqrt(20 + (lm - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * cm, 1 + 0.015 * cm * t];
  const turn =
    -2 * Math.sqrt(cm ** 7 / (cm ** 7 + 25 ** 7)) * Math.sin(60 * Math.exp(-(((hm - 275) / 25) ** 2)) * rad);
  const [dl, dc, dhh] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
  return Math.sqrt(dl * dl + dc * dc + dhh * dhh + turn * dc * dhh);
}

const at = (tokens: Record<string, string>, name: string): string => {
  const value = tokens[name];
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  return value;
};
const STATES = ['p1', 'p2', 'p3', 'p4', 'ok', 'off', 'drill'];

test('CIEDE2000 gives the published distances of Sharma et al., table 1, pairs 1, 7 and 19', () => {
  expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 3);
  expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 3);
  expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 3);
});

describe.each(Object.entries(themes))('%s', (_, tokens) => {
  test('text reads on every surface at 4.5 or more', () => {
    for (const ink of ['ink-1', 'ink-2', 'ink-3'])
      for (const surface of ['ground', 'panel', 'raised', 'selected'])
        expect(contrast(at(tokens, ink), at(tokens, surface)), `${ink} on ${surface}`).toBeGreaterThanOrEqual(
          4.5,
        );
    expect(contrast(at(tokens, 'on-inverse'), at(tokens, 'inverse'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(at(tokens, 'on-danger'), at(tokens, 'danger'))).toBeGreaterThanOrEqual(4.5);
    for (const ink of ['ink-1', 'ink-2', 'ink-3'])
      expect(contrast(at(tokens, ink), at(tokens, 'p1-row')), `${ink} on p1-row`).toBeGreaterThanOrEqual(4.5);
  });

  test('the digit reads on its symbol at 4.5 or more', () => {
    for (const state of STATES)
      expect(contrast(at(tokens, `on-${state}`), at(tokens, state)), state).toBeGreaterThanOrEqual(4.5);
  });

  test('the edge of every control and symbol stands out from the panel at 3 or more', () => {
    for (const edge of ['edge', 'p1-edge', 'p2-edge', 'p3-edge', 'p4-edge', 'off'])
      expect(contrast(at(tokens, edge), at(tokens, 'panel')), edge).toBeGreaterThanOrEqual(3);
  });
});

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('colour vision, %s', (_, tokens) => {
  test.each(Object.keys(VISION))('seven states are 12 or more apart for %s vision', (vision) => {
    const matrix = VISION[vision] as Matrix;
    const labs = STATES.map((state) => labOf(times(matrix, linearOf(at(tokens, state)))));
    for (let i = 0; i < labs.length; i++)
      for (let j = i + 1; j < labs.length; j++)
        expect(
          ciede2000(labs[i] as Lab, labs[j] as Lab),
          `${STATES[i]} and ${STATES[j]}`,
        ).toBeGreaterThanOrEqual(12);
  });
});

test('not live leaves no hue in any token but the duress button', () => {
  for (const tokens of [themes['dark, not live'], themes['light, not live']]) {
    for (const [name, value] of Object.entries(tokens)) {
      if (name === 'danger' || name === 'on-danger') continue;
      const [r, g, b] = rgbOf(value);
      expect(r === g && g === b, `${name} ${value}`).toBe(true);
    }
  }
});
