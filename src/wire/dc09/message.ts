import type { Position } from '../../kernel/geo.ts';

/** Tokens of ANSI/SIA DC-09 that this codec reads; the leading `*` of an encrypted frame is `encrypted`. */
export type Token = 'SIA-DCS' | 'ADM-CID' | 'NULL' | 'ACK' | 'NAK' | 'DUH' | 'RSP';

/** How the sender writes its CRC: four hex digits, or two raw bytes (OPAX, older Lupus). */
export type CrcFormat = 'hex' | 'binary';

/** What an account allows. `keys` are raw AES keys (16, 24 or 32 bytes), tried in order. */
export interface AccountSettings {
  readonly keys: readonly Buffer[];
  readonly decimalLength: boolean;
}

/** The readable part of a frame's header, exactly as sent; null where nothing could be read. */
export interface FrameHeader {
  readonly token: string | null;
  readonly encrypted: boolean;
  readonly crcFormat: CrcFormat | null;
  readonly sequence: string | null;
  readonly receiver: string | null;
  readonly line: string | null;
  readonly account: string | null;
}

/** DC-03 modifiers as sent, by their letters: `ti` time, `id` user, `ri` area, `pi` peripheral ... */
export type SiaModifiers = Readonly<Record<string, string>>;

/** One SIA DC-03 code. `address` is '' when the panel gave none; `modifiers` hold at this code. */
export interface SiaEvent {
  readonly code: string;
  readonly address: string;
  readonly text: string | null;
  readonly modifiers: SiaModifiers;
}

/** The body of a SIA-DCS frame. `modifiers` keeps the first value of each; `unparsed` what made no sense. */
export interface SiaData {
  readonly qualifier: 'N' | 'O' | null;
  readonly modifiers: SiaModifiers;
  readonly modifierText: Readonly<Record<string, string>>;
  readonly events: readonly SiaEvent[];
  readonly asciiText: string | null;
  readonly unparsed: string | null;
}

/** One Contact ID event (DC-05). `checksumOk` is null unless the raw 16-digit form with account was sent. */
export interface ContactId {
  readonly qualifier: string;
  readonly event: string;
  readonly group: string;
  readonly zone: string;
  readonly text: string | null;
  readonly checksumOk: boolean | null;
}

/** One extended data field: its letter, the standard's name for it, and its text. */
export interface ExtendedField {
  readonly letter: string;
  readonly name: string;
  readonly value: string;
}

/** Extended data in our words. Position in degrees WGS 84, altitude in metres, times in ms since 1970 UTC. */
export interface ExtendedData {
  readonly fields: readonly ExtendedField[];
  readonly position: Position | null;
  readonly altitudeM: number | null;
  readonly mac: string | null;
  readonly verification: string | null;
  readonly text: string | null;
  readonly occurredMs: number | null;
  readonly occurredRaw: string | null;
}

/** A decoded frame. `strictlyValid`: CRC and hex length are right, and the key decrypts. */
export interface Dc09Message {
  readonly token: Token;
  readonly encrypted: boolean;
  readonly keyIndex: number | null;
  readonly crcFormat: CrcFormat;
  readonly sequence: string;
  readonly receiver: string | null;
  readonly line: string | null;
  readonly account: string | null;
  readonly kind: 'event' | 'supervision' | 'response';
  readonly timestampMs: number | null;
  readonly timestampRaw: string | null;
  readonly dataBlock: string;
  readonly dataAccount: string | null;
  readonly dataBody: string;
  readonly sia: SiaData | null;
  readonly contactId: ContactId | null;
  readonly extended: readonly string[];
  readonly extendedData: ExtendedData;
  readonly strictlyValid: boolean;
}

/** Every way in which a frame can be refused. */
export const WIRE_FAULT_CODES = [
  'not-dc09',
  'bad-crc',
  'bad-length',
  'unknown-token',
  'bad-header',
  'no-key',
  'wrong-key',
  'bad-data',
] as const;
export type WireFaultCode = (typeof WIRE_FAULT_CODES)[number];

/**
 * Why a frame was refused: a stable code, a sentence that says what to do, the header as far as readable,
 * what the standard answers, and what the frame claims to say (unproved: for the log, never for the board).
 */
export interface WireFault {
  readonly code: WireFaultCode;
  readonly sentence: string;
  readonly header: FrameHeader;
  readonly answer: 'none' | 'unable';
  readonly claims: Dc09Message | null;
}
