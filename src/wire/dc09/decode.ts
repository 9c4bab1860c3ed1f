import { fault, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { readPlaintext, stripPadding } from './cipher.ts';
import { readContactId } from './contact-id.ts';
import { crc16, hex4 } from './crc.ts';
import { readExtended } from './extended.ts';
import { judgeHeader, MAX_FRAME_BYTES } from './frame.ts';
import { noHeader, readHeader, type HeaderReading } from './header.ts';
import type { AccountSettings, CrcFormat, Dc09Message, FrameHeader, Token } from './message.ts';
import type { WireFault, WireFaultCode } from './message.ts';
import { readSia } from './sia.ts';
import { readText } from './text.ts';
import { readTimestamp } from './timestamp.ts';

const KINDS: Readonly<Record<Token, Dc09Message['kind']>> = {
  'SIA-DCS': 'event',
  'ADM-CID': 'event',
  NULL: 'supervision',
  ACK: 'response',
  NAK: 'response',
  DUH: 'response',
  RSP: 'response',
};

const isToken = (token: string): token is Token => Object.hasOwn(KINDS, token);

const CR = 0x0d;
const BLOCK_HEX_DIGITS = 32;

interface Envelope {
  readonly crcFormat: CrcFormat;
  /** What the CRC covers, one character per byte. */
  readonly region: string;
  readonly crcSent: string;
  readonly crcTrue: string;
  readonly lengthSent: string;
}

function openEnvelope(bytes: Buffer): Envelope | null {
  const verdict = bytes.at(-1) === CR ? judgeHeader(bytes, bytes.length) : 'no';
  if (verdict !== 'hex' && verdict !== 'binary') return null;
  const lengthAt = verdict === 'hex' ? 5 : 3;
  const regionAt = lengthAt + 4;
  const octets = bytes.toString('latin1');
  return {
    crcFormat: verdict,
    region: octets.slice(regionAt, -1),
    crcSent: verdict === 'hex' ? octets.slice(1, 5).toUpperCase() : hex4(bytes.readUInt16BE(1)),
    crcTrue: hex4(crc16(bytes, regionAt, bytes.length - 1)),
    lengthSent: octets.slice(lengthAt, regionAt),
  };
}

interface Block {
  readonly text: string;
  readonly rest: string;
}

/** Cuts at the `]` that ends a block: one with `[`, `_` or nothing behind it. Null when there is none. */
function cutBlock(text: string): Block | null {
  let fallback = -1;
  for (let end = text.indexOf(']'); end >= 0; end = text.indexOf(']', end + 1)) {
    const next = text[end + 1];
    if (next === undefined || next === '[' || next === '_') {
      return { text: text.slice(0, end), rest: text.slice(end + 1) };
    }
    if (fallback < 0) fallback = end;
  }
  return fallback < 0 ? null : { text: text.slice(0, fallback), rest: text.slice(fallback + 1) };
}

interface Content {
  readonly dataBlock: string;
  readonly extended: readonly string[];
  readonly timestampRaw: string | null;
}

/** `data][xdata]..._time`, one character per byte. Null when the data block never ends. */
function readContent(text: string): Content | null {
  const data = cutBlock(text);
  if (!data) return null;
  const extended: string[] = [];
  let rest = data.rest;
  while (rest.startsWith('[')) {
    const block = cutBlock(rest.slice(1));
    if (!block) break;
    extended.push(block.text);
    rest = block.rest;
  }
  const timestampRaw = rest === '' ? null : rest.replace(/^_/, '');
  return { dataBlock: data.text, extended, timestampRaw };
}

const DATA_ACCOUNT = /^(?:#([0-9A-Za-z]{0,16})|([0-9A-Fa-f]{1,16})|)\|/;
const ACCOUNT_ALONE = /^#([0-9A-Za-z]{1,16})$/;

function splitData(dataBlock: string): { dataAccount: string | null; dataBody: string } {
  const alone = ACCOUNT_ALONE.exec(dataBlock);
  if (alone) return { dataAccount: alone[1] ?? null, dataBody: '' };
  const match = DATA_ACCOUNT.exec(dataBlock);
  if (!match) return { dataAccount: null, dataBody: dataBlock };
  const account = match[1] ?? match[2] ?? '';
  return { dataAccount: account === '' ? null : account, dataBody: dataBlock.slice(match[0].length) };
}

interface Proof {
  readonly keyIndex: number | null;
  readonly strictlyValid: boolean;
}

function buildMessage(header: FrameHeader, token: Token, content: Content, proof: Proof): Dc09Message {
  const { dataAccount, dataBody } = splitData(content.dataBlock);
  return {
    token,
    encrypted: header.encrypted,
    keyIndex: proof.keyIndex,
    crcFormat: header.crcFormat ?? 'hex',
    sequence: header.sequence ?? '',
    receiver: header.receiver,
    line: header.line,
    account: header.account,
    kind: KINDS[token],
    timestampMs: content.timestampRaw === null ? null : readTimestamp(content.timestampRaw),
    timestampRaw: content.timestampRaw === null ? null : readText(content.timestampRaw),
    dataBlock: readText(content.dataBlock),
    dataAccount,
    dataBody: readText(dataBody),
    sia: token === 'SIA-DCS' ? readSia(dataBody) : null,
    contactId: token === 'ADM-CID' ? readContactId(dataBody) : null,
    extended: content.extended.map(readText),
    extendedData: readExtended(content.extended),
    strictlyValid: proof.strictlyValid,
  };
}

const ANSWERS: Readonly<Record<WireFaultCode, WireFault['answer']>> = {
  'not-dc09': 'none',
  'bad-crc': 'none',
  'bad-length': 'none',
  'unknown-token': 'unable',
  'bad-header': 'unable',
  'no-key': 'unable',
  'wrong-key': 'unable',
  'bad-data': 'unable',
};

function refuse(code: WireFaultCode, sentence: string, header: FrameHeader): WireFault {
  return { code, sentence, header, answer: ANSWERS[code], claims: null };
}

const nameOf = (header: FrameHeader): string =>
  header.account === null ? 'the panel (it names no account)' : `account ${header.account}`;

type Opened = Result<{ text: string; keyIndex: number | null }, WireFault>;

/** The text behind the `[`, decrypted when the token says so. */
function openContent(header: FrameHeader, rest: string | null, settings: AccountSettings | null): Opened {
  if (rest === null) {
    const sentence = `The frame of ${nameOf(header)} has no data block; check the panel's output format.`;
    return fault(refuse('bad-data', sentence, header));
  }
  if (!header.encrypted) return ok({ text: rest, keyIndex: null });
  const keys = settings?.keys ?? [];
  if (keys.length === 0) {
    const sentence = `The frame is encrypted and no key is set for ${nameOf(header)}: enter the panel's key.`;
    return fault(refuse('no-key', sentence, header));
  }
  if (rest === '' || rest.length % BLOCK_HEX_DIGITS !== 0 || !/^[0-9A-Fa-f]+$/.test(rest)) {
    const sentence =
      `The encrypted part of the frame of ${nameOf(header)} is not whole blocks of 32 hex digits ` +
      `(${rest.length} characters): check the panel's encryption setting.`;
    return fault(refuse('bad-data', sentence, header));
  }
  const ciphertext = Buffer.from(rest, 'hex');
  for (const [keyIndex, key] of keys.entries()) {
    const plaintext = readPlaintext(ciphertext, key);
    if (plaintext !== null) return ok({ text: stripPadding(plaintext), keyIndex });
  }
  const sentence =
    `The key of ${nameOf(header)} does not decrypt its frame: compare the key in the panel with the one here, ` +
    'and whether it is meant as hex digits or as characters.';
  return fault(refuse('wrong-key', sentence, header));
}

/** Everything but CRC and length: token, header, decryption, data. */
function readRegion(reading: HeaderReading, settingsFor: SettingsFor, strictlyValid: boolean): Read {
  const { header } = reading;
  if (header.token === null) {
    return fault(refuse('bad-header', 'The frame has no readable token; check the panel type.', header));
  }
  if (!isToken(header.token)) {
    const sentence =
      `Token ${JSON.stringify(header.token)} of ${nameOf(header)} is not known here: ` +
      'set the panel to SIA-DCS or ADM-CID.';
    return fault(refuse('unknown-token', sentence, header));
  }
  if (!reading.complete) {
    const sentence =
      `The header of ${nameOf(header)} is not "sequence, receiver, line, account" as DC-09 writes it: ` +
      'check the account number (3 to 16 digits or letters) and the receiver and line numbers in the panel.';
    return fault(refuse('bad-header', sentence, header));
  }
  const opened = openContent(header, reading.rest, header.encrypted ? settingsFor(header.account) : null);
  if (!opened.ok) return opened;
  const content = readContent(opened.value.text);
  if (!content) {
    const sentence = `The data block of ${nameOf(header)} never ends (no "]"): check the panel's output format.`;
    return fault(refuse('bad-data', sentence, header));
  }
  return ok(buildMessage(header, header.token, content, { keyIndex: opened.value.keyIndex, strictlyValid }));
}

/** Gives the settings of an account as written in a frame's header; null for one that is not registered. */
export type SettingsFor = (account: string | null) => AccountSettings | null;
type Read = Result<Dc09Message, WireFault>;

function badLength(envelope: Envelope, header: FrameHeader, settingsFor: SettingsFor): string | null {
  const trueLength = envelope.region.length;
  const { lengthSent } = envelope;
  if (lengthSent === hex4(trueLength)) return null;
  if (/^[0-9A-Fa-f]{4}$/.test(lengthSent) && Number.parseInt(lengthSent, 16) === trueLength) return null;
  if (/^[0-9]{4}$/.test(lengthSent) && Number(lengthSent) === trueLength) {
    if (settingsFor(header.account)?.decimalLength) return '';
    return (
      `Length field ${lengthSent} is the true length ${trueLength} written in decimal; ` +
      `DC-09 wants hex (${hex4(trueLength)}): set 'decimal length' for ${nameOf(header)}.`
    );
  }
  return (
    `Length field ${lengthSent} does not fit: the frame of ${nameOf(header)} has ${trueLength} octets ` +
    `(${hex4(trueLength)} in hex). The CRC is right, so the panel counts wrongly: update or replace its module.`
  );
}

function withClaims(what: WireFault, read: Read): Read {
  return fault({ ...what, claims: read.ok ? read.value : null });
}

/**
 * Decodes one frame, LF to CR as the framer cut it. Returns the message, or a fault that explains; never
 * throws on any bytes. A length that is right only in decimal needs `decimalLength` in the account's settings.
 * Source: ANSI/SIA DC-09-2013 5.4 and 5.5.
 */
export function decodeFrame(bytes: Buffer, settingsFor: SettingsFor): Result<Dc09Message, WireFault> {
  const envelope = openEnvelope(bytes);
  if (!envelope) {
    const sentence =
      'These bytes are not a SIA DC-09 frame (LF, CRC, length, quoted token ... CR): ' +
      'set the panel to SIA DC-09, or find out what else calls this port.';
    return fault(refuse('not-dc09', sentence, noHeader()));
  }
  const reading = readHeader(envelope.region.slice(0, MAX_FRAME_BYTES), envelope.crcFormat);
  const { header } = reading;
  if (bytes.length > MAX_FRAME_BYTES) {
    const sentence =
      `The frame of ${nameOf(header)} has ${bytes.length} octets; the length field of DC-09 ends at ` +
      `${MAX_FRAME_BYTES}: shorten the texts in the panel.`;
    return fault(refuse('bad-length', sentence, header));
  }
  if (envelope.crcSent !== envelope.crcTrue) {
    const sentence =
      `CRC ${envelope.crcSent} does not fit the frame of ${nameOf(header)}, whose CRC is ${envelope.crcTrue}: ` +
      'the line spoils data, or the panel computes it wrongly. It repeats what was not acknowledged.';
    return withClaims(refuse('bad-crc', sentence, header), readRegion(reading, settingsFor, false));
  }
  const lengthFault = badLength(envelope, header, settingsFor);
  if (lengthFault) {
    return withClaims(refuse('bad-length', lengthFault, header), readRegion(reading, settingsFor, false));
  }
  return readRegion(reading, settingsFor, lengthFault === null);
}
