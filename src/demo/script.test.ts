import { expect, test } from 'vitest';
import { demoPriority } from './codes.ts';
import { meaning } from '../wire/dc09/codes.ts';
import { demoDevices, demoPanels } from './devices.ts';
import { demoScript, nextDemoSignal, startDemoScript, type DemoSignal } from './script.ts';

function play(seed: number, count: number): DemoSignal[] {
  let state = startDemoScript(seed);
  return Array.from({ length: count }, () => {
    const next = nextDemoSignal(state);
    expect(next.state.waiting.length).toBeLessThanOrEqual(16);
    state = next.state;
    return next.signal;
  });
}

test('the first alarm is a P3 within 8 s and a P1 duress follows at about 90 s', () => {
  const [first] = demoScript;
  expect(first?.afterS).toBeLessThanOrEqual(8);
  expect(first && demoPriority(first.kind)).toBe(3);
  const duress = demoScript.find((one) => one.kind === 'duress');
  expect(duress).toMatchObject({
    account: '1001',
    format: 'CID',
    code: '1121',
    point: '3',
    change: 'active',
  });
  expect(Math.abs((duress?.afterS ?? 0) - 90)).toBeLessThan(5);
});

test('the script never ends, keeps time order and is the same for the same seed', () => {
  const signals = play(3, 2_000);
  expect(signals.slice(0, demoScript.length)).toEqual(demoScript);
  const times = signals.map((one) => one.afterS);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(play(3, 2_000)).toEqual(signals);
  expect(play(4, 2_000)).not.toEqual(signals);
});

test('the trickle is calm: a signal in two to three minutes', () => {
  const trickle = play(5, 1_000).slice(demoScript.length);
  const minutes = ((trickle.at(-1)?.afterS ?? 0) - (trickle[0]?.afterS ?? 0)) / 60;
  const each = minutes / trickle.length;
  expect(each).toBeGreaterThanOrEqual(2);
  expect(each).toBeLessThanOrEqual(3);
});

test('all that begins is restored before it begins again', () => {
  const active = new Set<string>();
  for (const one of play(6, 3_000)) {
    const key = `${one.account} ${one.point} ${one.kind}`;
    expect(active.has(key)).toBe(one.change === 'restored');
    if (one.change === 'active') active.add(key);
    else active.delete(key);
  }
});

test('each panel is spoken for in its own format', () => {
  for (const one of play(7, 500)) {
    expect(demoPanels.find((panel) => panel.account === one.account)?.format).toBe(one.format);
    expect(one.code).toMatch(one.format === 'CID' ? /^[13]\d{3}$/ : /^[A-Z]{2}$/);
  }
});

test('the wire reads each code as the kind and change that are meant, at a point that a device has', () => {
  for (const one of play(8, 500)) {
    const read = meaning(
      one.format === 'SIA'
        ? { code: one.code }
        : { qualifier: one.code.slice(0, 1), event: one.code.slice(1) },
    );
    expect(read).toMatchObject({ known: true, kind: one.kind, change: one.change });
    const point = read.concerns === 'user' ? `user:${one.point}` : one.point;
    const source = `dc09:${one.account}`;
    expect(demoDevices.some((device) => device.source === source && device.point === point)).toBe(true);
  }
});
