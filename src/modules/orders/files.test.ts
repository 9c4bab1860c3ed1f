import { expect, test } from 'vitest';
import { tinyPng } from '../../../test/support/pictures.ts';
import { typeOf } from './files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a file is what its bytes say', () => {
  expect(typeOf(bytes('%PDF-1.7\n...\n%%EOF\n'))).toBe('application/pdf');
  expect(typeOf(tinyPng(3, 2))).toBe('image/png');
  expect(typeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9))).toBe('image/jpeg');
  expect(typeOf(bytes('Line one\r\n\t두 번째 줄\n'))).toBe('text/plain');
});

test('what is cut off, empty, or carries what no text has is not taken', () => {
  expect(typeOf(bytes('%PDF-1.7\n...'))).toBeNull();
  expect(typeOf(tinyPng(3, 2).subarray(0, 30))).toBeNull();
  expect(typeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBeNull();
  expect(typeOf(new Uint8Array())).toBeNull();
  expect(typeOf(Uint8Array.of(0x41, 0x00))).toBeNull();
  expect(typeOf(Uint8Array.of(0xc3, 0x28))).toBeNull();
  expect(typeOf(bytes('PK\u0003\u0004 a zip'))).toBeNull();
});

test('a page with scripts is only text: it is never shown as a page', () => {
  expect(typeOf(bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'))).toBe(
    'text/plain',
  );
});
