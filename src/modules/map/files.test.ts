import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readImage, readPmtiles, readRange } from './files.ts';

test('the size of a JPEG stands in its first frame, behind whatever a camera wrote before it', () => {
  const bytes = [
    0xff, 0xd8, 0xff, 0xe1, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11, 8, 0x01, 0x02, 0x03, 0x04, 3, 1, 2,
  ];
  expect(readImage(Uint8Array.from(bytes))).toEqual({
    ok: true,
    image: { type: 'image/jpeg', widthPx: 0x304, heightPx: 0x102 },
  });
});

test('no bytes make the readers throw', () => {
  const starts = [[], [0xff, 0xd8, 0xff], [...Buffer.from('PMTiles\u0003')]];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const bytes = Uint8Array.from([...start, ...rest]);
      expect(typeof readImage(bytes).ok).toBe('boolean');
      expect(typeof readPmtiles(bytes, bytes.length).ok).toBe('boolean');
    }),
  );
});

test('a range has both ends, in order', () => {
  expect(readRange('bytes=0-9')).toEqual({ start: 0, end: 9 });
  for (const bad of [null, 'bytes=9-0', 'bytes=-5', 'bytes=5-', 'bytes=0-1,3-4', 'items=0-1'])
    expect(readRange(bad)).toBeNull();
});
