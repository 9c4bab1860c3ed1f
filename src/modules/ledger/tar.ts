import { assert } from '../../kernel/assert.ts';

const BLOCK = 512;
const MAX_NAME_BYTES = 100;

/**
 * An uncompressed archive of plain files, as any `tar -xf` reads it. Names are at most 100 ASCII bytes.
 * `atMs` is the time of all files. POSIX.1-1988 "ustar".
 */
export function writeTar(files: ReadonlyMap<string, Buffer>, atMs: number): Buffer {
  const parts: Buffer[] = [];
  for (const [name, bytes] of files) {
    parts.push(
      header(name, bytes.length, atMs),
      bytes,
      Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
    );
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number, atMs: number): Buffer {
  assert(/^[\w./-]+$/.test(name) && name.length <= MAX_NAME_BYTES, 'a name of at most 100 plain characters');
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  block.write(name, 0, 'latin1');
  octal(name.endsWith('.sh') ? 0o755 : 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(atMs / 1000), 136, 12);
  block.write('        0', 148, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
