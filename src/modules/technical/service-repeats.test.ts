import { expect, test } from 'vitest';
import type { SignalId } from '../../kernel/id.ts';
import type { IncomingSignal } from './model.ts';
import {
  createRepeats,
  fingerprint,
  REPEAT_WINDOW_MS,
  REPEAT_WINDOW_UNTIMED_MS,
  REPEAT_WITHIN_SIGNALS,
} from './service-repeats.ts';

const signal = (over: Partial<IncomingSignal> = {}): IncomingSignal => ({
  protocol: 'dc09',
  source: 'dc09:1001',
  point: '5',
  kind: 'intrusion',
  change: 'active',
  code: 'BA',
  description: '',
  sequence: '0001',
  authenticated: false,
  occurredAt: '2026-11-22T03:00:00.000Z',
  ...over,
});
let made = 0;
const judge = (repeats: ReturnType<typeof createRepeats>, s: IncomingSignal, nowMs: number): boolean =>
  repeats.judge(s, fingerprint(s, null), false, `sig_${++made}` as SignalId, nowMs) !== null;

test('the same signal again within the window is a repeat, and names the first one', () => {
  const repeats = createRepeats();
  const s = signal();
  expect(repeats.judge(s, fingerprint(s, null), false, 'sig_a' as SignalId, 0)).toBeNull();
  expect(repeats.judge(s, fingerprint(s, null), false, 'sig_b' as SignalId, 1_000)).toBe('sig_a');
});

test('a signal that differs in any decoded field is new', () => {
  const repeats = createRepeats();
  judge(repeats, signal(), 0);
  for (const other of [
    { point: '6' },
    { code: 'BV' },
    { change: 'restored' as const },
    { sequence: '0002' },
    { text: 'x' },
    { partition: '2' },
    { occurredAt: '2026-11-22T03:00:01.000Z' },
    { source: 'dc09:1002' },
    { mac: 'AA' },
  ])
    expect(judge(repeats, signal(other), 10)).toBe(false);
});

test('an equal signal after the window is new', () => {
  const repeats = createRepeats();
  judge(repeats, signal(), 0);
  expect(judge(repeats, signal(), REPEAT_WINDOW_MS + 1)).toBe(false);
  const untimed = signal({ occurredAt: null });
  judge(repeats, untimed, 0);
  expect(judge(repeats, untimed, REPEAT_WINDOW_UNTIMED_MS)).toBe(true);
  expect(judge(repeats, untimed, REPEAT_WINDOW_UNTIMED_MS + 1)).toBe(false);
});

test('a sequence number that came round again is told from a repeat', () => {
  const repeats = createRepeats();
  const untimed = signal({ occurredAt: null });
  judge(repeats, untimed, 0);
  for (let i = 0; i < REPEAT_WITHIN_SIGNALS; i++)
    judge(repeats, signal({ occurredAt: null, sequence: String(i), point: `x${i}` }), 10);
  expect(judge(repeats, untimed, 20)).toBe(false);
});

test('a source without sequence numbers and keys repeats nothing', () => {
  const repeats = createRepeats();
  const s = signal({ sequence: undefined });
  judge(repeats, s, 0);
  expect(judge(repeats, s, 1)).toBe(false);
});

test('a key repeats whatever stands in the body, for ever', () => {
  const repeats = createRepeats();
  const s = signal({ sequence: undefined });
  repeats.judge(s, fingerprint(s, 'k1'), true, 'sig_k' as SignalId, 0);
  const other = signal({ sequence: undefined, point: '99' });
  expect(
    repeats.judge(other, fingerprint(other, 'k1'), true, 'sig_l' as SignalId, 10 * REPEAT_WINDOW_MS),
  ).toBe('sig_k');
});
