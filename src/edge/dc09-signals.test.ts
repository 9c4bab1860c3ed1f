import { expect, test } from 'vitest';
import { crc16 } from '../wire/dc09/crc.ts';
import { decodeFrame } from '../wire/dc09/decode.ts';
import { signalsOf } from './dc09-signals.ts';

function read(data: string, behind = '') {
  const region = Buffer.from(`"SIA-DCS"0001L0#1234[#1234|${data}]${behind}`, 'latin1');
  const hex = (n: number) => n.toString(16).toUpperCase().padStart(4, '0');
  const frame = Buffer.concat([
    Buffer.from(`\n${hex(crc16(region))}${hex(region.length)}`),
    region,
    Buffer.from('\r'),
  ]);
  const decoded = decodeFrame(frame, () => null);
  if (!decoded.ok) throw new Error(decoded.fault.sentence);
  return signalsOf(decoded.value);
}

test('all words of a frame reach the officer, each once', () => {
  expect(read('Nri1/BA21^Back door^')[0]?.text).toBe('Back door');
  expect(read('Nri1/BA21|ABack door', '[IBack door]')[0]?.text).toBe('Back door');
  expect(read('Nri1^North wing^/BA21^Back door^|AForced')[0]?.text).toBe('Back door, Forced, North wing');
  expect(read('Nri1/BA21')[0]?.text).toBeUndefined();
});

test('codes beyond the 64th are not lost: one unreadable signal lists them', () => {
  const many = Array.from({ length: 66 }, (_, i) => `TX${i}`).join('/');
  const signals = read(`N${many}/HA999`);
  expect(signals).toHaveLength(65);
  expect(signals.at(-1)).toMatchObject({ kind: 'unreadable', change: 'active', text: 'TX64 TX65 HA999' });
});
