import { expect, test } from 'vitest';
import { codecOf, createBoxReader } from './boxes.ts';

const box = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const STREAM = Buffer.concat([
  box('ftyp', Buffer.from('isom')),
  box('moov', Buffer.alloc(40, 1)),
  box('moof', Buffer.alloc(24, 2)),
  box('mdat', Buffer.alloc(1_000, 3)),
]);

test('boxes come out whole, however the bytes arrive', () => {
  for (const size of [1, 7, 64, STREAM.length]) {
    const read = createBoxReader(4_096);
    const boxes = [];
    for (let at = 0; at < STREAM.length; at += size) {
      const answer = read(STREAM.subarray(at, at + size));
      if (!answer.ok) throw new Error(answer.fault);
      boxes.push(...answer.boxes);
    }
    expect(boxes.map((each) => each.type)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    expect(Buffer.concat(boxes.map((each) => each.bytes))).toEqual(STREAM);
  }
});

test('a box past the limit and bytes that are no boxes are faults', () => {
  const tooLong = Buffer.from('ffffffff6d646174', 'hex');
  expect(createBoxReader(4_096)(tooLong)).toEqual({ ok: false, fault: 'too-long' });
  expect(createBoxReader(4_096)(Buffer.from('<html>hello'))).toEqual({ ok: false, fault: 'not-mp4' });
  expect(createBoxReader(4_096)(Buffer.from('000000040000', 'hex').subarray(0, 6))).toEqual({
    ok: true,
    boxes: [],
  });
  expect(createBoxReader(4_096)(Buffer.from('000000046d6f6f76', 'hex'))).toEqual({
    ok: false,
    fault: 'not-mp4',
  });
});

test('the codec of a movie box by its RFC 6381 name', () => {
  expect(codecOf(Buffer.concat([Buffer.from('....avcC'), Buffer.from([1, 0x64, 0, 0x1f, 0xff])]))).toBe(
    'avc1.64001F',
  );
  // The example of ISO/IEC 14496-15 E.3: Main profile, level 3.1, progressive.
  const hvcc = Buffer.from('01016000000090000000000 05d'.replaceAll(' ', ''), 'hex');
  expect(codecOf(Buffer.concat([Buffer.from('hvcC'), hvcc, Buffer.alloc(8)]))).toBe('hvc1.1.6.L93.90');
  expect(codecOf(Buffer.from('nothing'))).toBeNull();
});
