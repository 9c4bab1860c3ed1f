import { assert } from '../../kernel/assert.ts';
import { encryptBlocks, padFor } from './cipher.ts';
import { crc16, hex4 } from './crc.ts';
import type { CrcFormat, Token } from './message.ts';
import { writeTimestamp } from './timestamp.ts';

const LF = 0x0a;
const CR = 0x0d;
/** `0LLL` has three hex digits. */
const MAX_REGION_BYTES = 0xfff;
/** LF, CRC as two octets or four hex digits, four digits of length, CR. */
const BINARY_WRAP_BYTES = 8;
const HEX_WRAP_BYTES = 10;

/** What to send. Text becomes UTF-8; give a Buffer for other octets. A key encrypts and needs a timestamp. */
export interface FrameToSend {
  readonly token: Token;
  readonly sequence: string;
  readonly receiver?: string | null;
  readonly line?: string | null;
  readonly account: string | null;
  readonly dataBlock?: string | Buffer;
  readonly extended?: readonly (string | Buffer)[];
  readonly timestampMs?: number | null;
  readonly crcFormat?: CrcFormat;
  readonly key?: Buffer | null;
  readonly decimalLength?: boolean;
}

const octets = (text: string | Buffer): Buffer => (typeof text === 'string' ? Buffer.from(text) : text);

/** Puts LF, CRC, length and CR around a region (from the first quote on), in the given CRC style. */
export function wrapRegion(region: Buffer, crcFormat: CrcFormat, decimalLength = false): Buffer {
  assert(
    region.length <= MAX_REGION_BYTES,
    `a DC-09 frame holds ${MAX_REGION_BYTES} octets, not ${region.length}`,
  );
  const crc = crc16(region);
  const binary = crcFormat === 'binary';
  const frame = Buffer.allocUnsafe(region.length + (binary ? BINARY_WRAP_BYTES : HEX_WRAP_BYTES));
  frame[0] = LF;
  let at = 1;
  if (binary) at = frame.writeUInt16BE(crc, at);
  else at += frame.write(hex4(crc), at, 'latin1');
  const length = decimalLength ? String(region.length).padStart(4, '0') : hex4(region.length);
  at += frame.write(length, at, 'latin1');
  at += region.copy(frame, at);
  frame[at] = CR;
  return frame;
}

/** Encodes one frame, LF to CR. Source: ANSI/SIA DC-09-2013 5.4 and 5.5. */
export function encodeFrame(frame: FrameToSend): Buffer {
  const key = frame.key ?? null;
  const timestampMs = frame.timestampMs ?? null;
  assert(key === null || timestampMs !== null, 'an encrypted DC-09 frame needs a timestamp');
  // A NAK names its account without `#`: DC-09 5.5.3 fixes the whole text.
  const accountMark = frame.token === 'NAK' ? '' : '#';
  const head = [
    `"${key ? '*' : ''}${frame.token}"${frame.sequence}`,
    frame.receiver == null ? '' : `R${frame.receiver}`,
    frame.line == null ? '' : `L${frame.line}`,
    frame.account === null ? '' : `${accountMark}${frame.account}`,
    '[',
  ].join('');
  const content = Buffer.concat([
    octets(frame.dataBlock ?? ''),
    Buffer.from(']'),
    ...(frame.extended ?? []).flatMap((block) => [Buffer.from('['), octets(block), Buffer.from(']')]),
    Buffer.from(timestampMs === null ? '' : `_${writeTimestamp(timestampMs)}`),
  ]);
  const body = key === null ? content : Buffer.from(encryptContent(content, key), 'latin1');
  const region = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  return wrapRegion(region, frame.crcFormat ?? 'hex', frame.decimalLength ?? false);
}

function encryptContent(content: Buffer, key: Buffer): string {
  const plaintext = Buffer.concat([padFor(content.length), content]);
  return encryptBlocks(plaintext, key).toString('hex').toUpperCase();
}

/** What an answer repeats of the frame it answers; a Dc09Message and a FrameHeader both fit. */
export interface Answerable {
  readonly encrypted: boolean;
  readonly crcFormat: CrcFormat | null;
  readonly sequence: string | null;
  readonly receiver: string | null;
  readonly line: string | null;
  readonly account: string | null;
}

function echo(to: Answerable): Pick<FrameToSend, 'sequence' | 'receiver' | 'line' | 'account' | 'crcFormat'> {
  return {
    sequence: to.sequence ?? '0000',
    receiver: to.receiver,
    line: to.line,
    account: to.account,
    crcFormat: to.crcFormat ?? 'hex',
  };
}

/** A plain answer without content: what nearly every frame gets, so it is put together in one go. */
function emptyFrame(token: Token, to: Answerable): Buffer {
  const receiver = to.receiver === null ? '' : `R${to.receiver}`;
  const line = to.line === null ? '' : `L${to.line}`;
  const account = to.account === null ? '' : `#${to.account}`;
  const region = `"${token}"${to.sequence ?? '0000'}${receiver}${line}${account}[]`;
  return wrapRegion(Buffer.from(region, 'latin1'), to.crcFormat ?? 'hex');
}

/** ACK: sequence, receiver, line and account as sent, in the sender's CRC style; `*ACK` to an encrypted frame. */
export function acknowledge(to: Answerable, key: Buffer | null, nowMs: number): Buffer {
  assert(!to.encrypted || key !== null, 'an encrypted frame is acknowledged with its key');
  if (!to.encrypted) return emptyFrame('ACK', to);
  return encodeFrame({ token: 'ACK', ...echo(to), key, timestampMs: nowMs });
}

/** NAK: the frame's time lies outside the window. Never encrypted, always R0 L0 A0; carries our time. */
export function negative(nowMs: number, crcFormat: CrcFormat = 'hex'): Buffer {
  return encodeFrame({
    token: 'NAK',
    sequence: '0000',
    receiver: '0',
    line: '0',
    account: 'A0',
    timestampMs: nowMs,
    crcFormat,
  });
}

/** DUH: received whole, but not to be processed here (unknown token, no key). Never encrypted. */
export function unable(to: Answerable): Buffer {
  return emptyFrame('DUH', to);
}
