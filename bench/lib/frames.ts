import { crc16 } from '../../src/wire/dc09/crc.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { TIMESTAMP_LENGTH, writeTimestamp } from '../../src/wire/dc09/timestamp.ts';

/** Writes frames of one account so cheaply that the client takes little from the server it measures. */
export interface FrameWriter {
  /** A plain SIA-DCS frame: its sequence number (1 to 9999), code (two letters), point (1 to 999). */
  write(sequence: number, code: string, point: number, nowMs: number): Buffer;
}

const CRC_AT = 1;
const REGION_AT = 9;

/** Encodes one frame in full and from then on changes only what differs: sequence, code, point, time, CRC. */
export function createFrameWriter(account: string): FrameWriter {
  const template = encodeFrame({
    token: 'SIA-DCS',
    sequence: '0000',
    line: '0',
    account,
    dataBlock: `#${account}|Nri1/BA000`,
    timestampMs: 0,
  });
  const sequenceAt = template.indexOf('0000L');
  const codeAt = template.indexOf('/BA') + 1;
  const timeAt = template.length - 1 - TIMESTAMP_LENGTH;
  let second = -1;
  return {
    write(sequence, code, point, nowMs) {
      const nowS = Math.floor(nowMs / 1000);
      if (nowS !== second) {
        second = nowS;
        template.write(writeTimestamp(nowMs), timeAt, 'latin1');
      }
      const frame = Buffer.allocUnsafe(template.length);
      template.copy(frame);
      frame.write(String(sequence).padStart(4, '0'), sequenceAt, 'latin1');
      frame.write(code, codeAt, 'latin1');
      frame.write(String(point).padStart(3, '0'), codeAt + 2, 'latin1');
      const crc = crc16(frame.subarray(REGION_AT, -1));
      frame.write(crc.toString(16).toUpperCase().padStart(4, '0'), CRC_AT, 'latin1');
      return frame;
    },
  };
}

/** Sequence number that an answer frame acknowledges, or null when it is no ACK. */
export function acknowledgedSequence(answer: Buffer): number | null {
  // LF, CRC (4), length (4), then "ACK" in quotes and the four digits.
  if (answer.length < 18 || answer[10] !== 0x41 || answer[11] !== 0x43 || answer[12] !== 0x4b) return null;
  let sequence = 0;
  for (let i = 14; i < 18; i++) sequence = sequence * 10 + ((answer[i] ?? 0) - 0x30);
  return sequence;
}
