import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from './decode.ts';
import { acknowledge, encodeFrame, negative, unable } from './encode.ts';
import { createFramer } from './frame.ts';
import type { Dc09Message, Token } from './message.ts';
import { windowOk } from './timestamp.ts';

const hex = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFabcdef'), minLength: min, maxLength: max });

/** Free text without the five octets that frame a block, in scripts of one to four bytes a character. */
const freeText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) => text.replace(/[\p{Cc}[\]^|]/gu, ' '));

const key = fc
  .constantFrom(16, 24, 32)
  .chain((length) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes)),
  );

const frame = fc.record({
  token: fc.constantFrom<Token>('SIA-DCS', 'ADM-CID', 'NULL', 'ACK', 'DUH', 'RSP'),
  sequence: fc.nat(9999).map((number) => String(number).padStart(4, '0')),
  receiver: fc.option(hex(1, 6)),
  line: fc.option(hex(1, 6)),
  account: hex(3, 16),
  dataAccount: fc.option(hex(3, 16)),
  name: freeText,
  text: fc.option(freeText),
  timestampMs: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
  crcFormat: fc.constantFrom('hex' as const, 'binary' as const),
  key: fc.option(key),
});

function read(bytes: Buffer, keys: readonly Buffer[] = [], decimalLength = false): Dc09Message {
  const result = decodeFrame(bytes, () => ({ keys, decimalLength }));
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.sentence}`);
  return result.value;
}

describe('what is written is read', () => {
  test('for any account, key, CRC style, token and text', () => {
    const wrong = Buffer.alloc(16, 1);
    fc.assert(
      fc.property(frame, (sent) => {
        const account = sent.dataAccount === null ? '' : `#${sent.dataAccount}`;
        const dataBlock = `${account}|Nri1/BA12^${sent.name}^/FA3`;
        const extended = sent.text === null ? [] : [`I${sent.text}`, 'X006E07.5', 'Y49N30.0'];
        const bytes = encodeFrame({ ...sent, dataBlock, extended });
        expect(createFramer().push(bytes)).toEqual([{ kind: 'frame', bytes }]);
        const got = read(bytes, sent.key ? [wrong, sent.key] : []);
        expect(got).toMatchObject({
          token: sent.token,
          encrypted: sent.key !== null,
          keyIndex: sent.key ? 1 : null,
          crcFormat: sent.crcFormat,
          sequence: sent.sequence,
          receiver: sent.receiver,
          line: sent.line,
          account: sent.account,
          timestampMs: sent.timestampMs,
          dataBlock,
          dataAccount: sent.dataAccount,
          extended,
          strictlyValid: true,
        });
        if (sent.token === 'SIA-DCS') {
          expect(got.sia?.events).toMatchObject([
            { code: 'BA', address: '12', text: sent.name, modifiers: { ri: '1' } },
            { code: 'FA', address: '3', text: null },
          ]);
        }
        if (sent.text !== null) {
          expect(got.extendedData).toMatchObject({ text: sent.text, position: { lat: 49.5, lon: 6.125 } });
        }
      }),
      { numRuns: 400 },
    );
  });

  test('one spoiled octet anywhere is never accepted', () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, at, change) => {
        const bytes = Buffer.from(encodeFrame({ ...sent, dataBlock: '|Nri1/BA12' }));
        const index = at % bytes.length;
        const before = bytes[index] ?? 0;
        // A hex digit in the other case is the same digit; a space or control character is not.
        bytes[index] = before ^ change;
        const sameDigit =
          String.fromCharCode(before).toLowerCase() === String.fromCharCode(bytes[index]).toLowerCase();
        if (sameDigit && index < 10) return;
        const keys = sent.key ? [sent.key] : [];
        expect(decodeFrame(bytes, () => ({ keys, decimalLength: false })).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('a wrong key is never accepted', () => {
    fc.assert(
      fc.property(frame, key, key, (sent, right, wrong) => {
        fc.pre(!right.equals(wrong));
        const bytes = encodeFrame({ ...sent, key: right, dataBlock: '|Nri1/BA12' });
        const result = decodeFrame(bytes, () => ({ keys: [wrong], decimalLength: false }));
        expect(result).toMatchObject({ ok: false, fault: { code: 'wrong-key', answer: 'unable' } });
      }),
    );
  });
});

describe('answers', () => {
  const nowMs = Date.UTC(2026, 10, 22, 8, 0, 0);

  test('an ACK repeats sequence, receiver, line and account exactly, in the CRC style of the sender', () => {
    fc.assert(
      fc.property(frame, (sent) => {
        const got = read(encodeFrame(sent), sent.key ? [sent.key] : []);
        const ack = acknowledge(got, sent.key, nowMs);
        const keys = sent.key ? [sent.key] : [];
        expect(read(ack, keys)).toMatchObject({
          token: 'ACK',
          encrypted: sent.key !== null,
          crcFormat: sent.crcFormat,
          sequence: sent.sequence,
          receiver: sent.receiver,
          line: sent.line,
          account: sent.account,
          dataBlock: '',
          timestampMs: sent.key ? nowMs : null,
        });
      }),
    );
  });

  test('the plain answers are the texts of the standard', () => {
    const message = read(
      encodeFrame({ token: 'SIA-DCS', sequence: '0002', receiver: '1', line: '232', account: '78919' }),
    );
    expect(acknowledge(message, null, nowMs).toString('latin1', 9)).toBe('"ACK"0002R1L232#78919[]\r');
    expect(unable(message).toString('latin1', 9)).toBe('"DUH"0002R1L232#78919[]\r');
    expect(negative(nowMs).toString('latin1', 9)).toBe('"NAK"0000R0L0A0[]_08:00:00,11-22-2026\r');
    expect(negative(nowMs, 'binary')[7]).toBe(0x22);
    expect(read(negative(nowMs))).toMatchObject({ token: 'NAK', receiver: '0', line: '0', account: 'A0' });
  });

  test('an encrypted frame without a key gets a plain DUH with its own numbers', () => {
    const bytes = encodeFrame({
      token: 'ADM-CID',
      sequence: '0031',
      line: '0',
      account: '4F39',
      key: Buffer.alloc(16, 7),
      timestampMs: nowMs,
    });
    const result = decodeFrame(bytes, () => null);
    if (result.ok) throw new Error('accepted');
    expect(result.fault).toMatchObject({ code: 'no-key', answer: 'unable' });
    expect(unable(result.fault.header).toString('latin1', 9)).toBe('"DUH"0031L0#4F39[]\r');
  });
});

test('the time window is 40 s back and 20 s ahead, bounds included', () => {
  const nowMs = 1_700_000_000_900;
  expect(windowOk(1_700_000_000_000 - 40_000, nowMs)).toBe(true);
  expect(windowOk(1_700_000_000_000 - 41_000, nowMs)).toBe(false);
  expect(windowOk(1_700_000_000_000 + 20_000, nowMs)).toBe(true);
  expect(windowOk(1_700_000_000_000 + 21_000, nowMs)).toBe(false);
  expect(windowOk(nowMs - 90_000, nowMs, { pastS: 100, futureS: 0 })).toBe(true);
});
