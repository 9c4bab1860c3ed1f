import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from './decode.ts';
import { createFramer } from './frame.ts';
import type { AccountSettings, Dc09Message, FrameHeader, WireFaultCode } from './message.ts';

interface Expected {
  readonly parse?: string;
  readonly strictlyValid: boolean;
  readonly crcOk?: boolean;
  readonly lengthOk?: boolean;
  readonly lengthIsDecimalQuirk?: boolean;
  readonly crcFormat?: string;
  readonly encrypted?: boolean;
  readonly decryptOk?: boolean | null;
  readonly timestampUtc?: string | null;
  readonly timestampRaw?: string;
  readonly sia?: Record<string, unknown> & { events: Record<string, unknown>[] };
  readonly contactId?: Record<string, unknown>;
  readonly [field: string]: unknown;
}

interface Vector {
  readonly id: string;
  readonly frameHex: string;
  readonly key: string | null;
  readonly keyEncoding: string | null;
  readonly expect: Expected;
}

const file = new URL('../../../test/frames/dc09/frames.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { frames: Vector[] }).frames;

function settingsOf(vector: Vector, decimalLength = false): AccountSettings {
  const encoding = vector.keyEncoding === 'hex' ? 'hex' : 'latin1';
  return { keys: vector.key === null ? [] : [Buffer.from(vector.key, encoding)], decimalLength };
}

function expectedFault(want: Expected): WireFaultCode | null {
  if (want.parse === 'not-dc09') return 'not-dc09';
  if (want.crcOk === false) return 'bad-crc';
  if (want.lengthOk === false) return 'bad-length';
  return want.encrypted && want.decryptOk !== true ? 'no-key' : null;
}

function expectHeader(header: FrameHeader, want: Expected): void {
  expect(header).toEqual({
    token: want['token'],
    encrypted: want.encrypted,
    crcFormat: want.crcFormat === 'binary' ? 'binary' : 'hex',
    sequence: want['sequence'],
    receiver: want['receiver'],
    line: want['line'],
    account: want['account'],
  });
}

function expectMessage(message: Dc09Message, want: Expected): void {
  const { token, encrypted, crcFormat, sequence, receiver, line, account } = message;
  expectHeader({ token, encrypted, crcFormat, sequence, receiver, line, account }, want);
  expect(message.kind).toBe(want['kind']);
  expect(message.strictlyValid).toBe(want.strictlyValid);
  const at =
    message.timestampMs === null ? null : `${new Date(message.timestampMs).toISOString().slice(0, 19)}Z`;
  expect(at).toBe(want.timestampUtc ?? null);
  if (want.timestampRaw !== undefined) expect(message.timestampRaw).toBe(want.timestampRaw);
  expect(message.dataBlock).toBe(want['dataBlock']);
  expect(message.extended).toEqual(want['extended']);
  expect(message.dataAccount).toBe(want['dataAccount'] ?? null);
  expect(message.dataBody).toBe(want['dataBody'] ?? '');
  if (want.contactId) expect(message.contactId).toMatchObject(want.contactId);
  if (!want.sia) return;
  const { qualifier, events, asciiText, ...modifiers } = want.sia;
  expect(message.sia).toMatchObject({
    qualifier,
    asciiText: asciiText ?? null,
    modifiers,
    events: events.map((event) => ({ ...event, text: event['text'] ?? null })),
    unparsed: null,
  });
  expect(message.sia?.modifiers).toEqual(modifiers);
  expect(message.sia?.events.length).toBe(events.length);
}

describe('frames made by others', () => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s decodes as expected', (_, vector) => {
    const want = vector.expect;
    const bytes = Buffer.from(vector.frameHex, 'hex');
    const read = decodeFrame(bytes, () => settingsOf(vector));
    const code = expectedFault(want);
    if (code === null) {
      if (!read.ok) throw new Error(read.fault.sentence);
      expectMessage(read.value, want);
      return;
    }
    if (read.ok) throw new Error('accepted');
    expect(read.fault.code).toBe(code);
    expect(read.fault.sentence.length).toBeGreaterThan(40);
    if (code === 'not-dc09') return;
    expectHeader(read.fault.header, want);
    if (!want.encrypted) {
      if (!read.fault.claims) throw new Error('no claims');
      expectMessage(read.fault.claims, want);
    }
  });

  test('the framer gives each DC-09 frame back whole and calls the others noise', () => {
    for (const vector of vectors) {
      const bytes = Buffer.from(vector.frameHex, 'hex');
      const outcomes = createFramer().push(bytes);
      const kind = vector.expect.parse === 'not-dc09' ? 'noise' : 'frame';
      expect(outcomes).toMatchObject([{ kind, bytes }]);
    }
  });

  test('a decimal length is accepted only when the account says so, and is never strictly valid', () => {
    for (const vector of vectors.filter(({ expect: want }) => want.lengthIsDecimalQuirk && want.crcOk)) {
      const bytes = Buffer.from(vector.frameHex, 'hex');
      const refused = decodeFrame(bytes, () => settingsOf(vector));
      expect(refused.ok ? '' : refused.fault.sentence).toContain("set 'decimal length' for account 4F39");
      const read = decodeFrame(bytes, () => settingsOf(vector, true));
      if (!read.ok) throw new Error(read.fault.sentence);
      expectMessage(read.value, vector.expect);
    }
  });
});
