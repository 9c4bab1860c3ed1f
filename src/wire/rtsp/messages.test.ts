import { expect, test } from 'vitest';
import { createRtspReader, statusOf, valueOf, writeRtsp, type RtspPart } from './messages.ts';

const REPLY = Buffer.from(
  'RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: 7\r\n\r\nv=0\r\ns=',
);
const DATA = Buffer.from([0x24, 0, 0, 3, 1, 2, 3]);

const readAll = (chunks: readonly Buffer[], max = 4_096): readonly RtspPart[] => {
  const read = createRtspReader(max);
  return chunks.flatMap((chunk) => {
    const answer = read(chunk);
    if (!answer.ok) throw new Error(answer.fault);
    return answer.parts;
  });
};

test('a response with its body, then interleaved data, whole and byte by byte', () => {
  const all = Buffer.concat([REPLY, DATA, REPLY]);
  for (const chunks of [[all], [...all].map((byte) => Buffer.from([byte]))]) {
    const parts = readAll(chunks);
    expect(parts.map((part) => part.kind)).toEqual(['message', 'data', 'message']);
    const [first, second] = parts;
    if (first?.kind !== 'message' || second?.kind !== 'data') throw new Error('order');
    expect(statusOf(first.message)).toBe(200);
    expect(valueOf(first.message, 'content-type')).toBe('application/sdp');
    expect(first.message.body.toString()).toBe('v=0\r\ns=');
    expect(writeRtsp(first.message)).toEqual(REPLY);
    expect(second.bytes).toEqual(DATA);
  }
});

test('a request is no response', () => {
  const [part] = readAll([Buffer.from('OPTIONS rtsp://10.0.0.2:554/ RTSP/1.0\r\nCSeq: 1\r\n\r\n')]);
  if (part?.kind !== 'message') throw new Error('no message');
  expect(statusOf(part.message)).toBeNull();
});

test('an endless head, an endless body and what is no RTSP are faults, and nothing grows', () => {
  expect(() => readAll([Buffer.alloc(5_000, 'a')])).toThrow('too-long');
  expect(() => readAll([Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n')])).toThrow(
    'too-long',
  );
  expect(() => readAll([Buffer.from('HTTP/1.1 200 OK\r\n\r\n')])).toThrow('not-rtsp');
  expect(() => readAll([Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: -4\r\n\r\n')])).toThrow('not-rtsp');
});
