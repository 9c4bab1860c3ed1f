import { describe, expect, test } from 'vitest';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { emptyRoot, leafHash } from './merkle.ts';
import { generateSigningKey } from './note-keys.ts';
import { cosign, formatNote, parseNote } from './note.ts';

// Example of C2SP tlog-checkpoint (CC BY 4.0).
const EXAMPLE = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
// golang.org/x/mod sumdb/tlog/note_test.go (BSD-3-Clause).
const GO_TREE = 'go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n';

describe('checkpoint text', () => {
  test('the example of the specification reads and writes back the same', () => {
    const parsed = parseCheckpoint(EXAMPLE);
    if (!parsed.ok) throw new Error(parsed.fault.says);
    expect(parsed.value).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20852163,
      extensions: [],
    });
    expect(formatCheckpoint(parsed.value)).toBe(EXAMPLE);
  });
  test('a tree head of the Go checksum database comes out byte for byte', () => {
    const root = leafHash(Buffer.from('hello world'));
    const checkpoint = { origin: 'go.sum database tree', size: 123456789012, root, extensions: [] };
    expect(formatCheckpoint(checkpoint)).toBe(GO_TREE);
    expect(parseCheckpoint(GO_TREE)).toEqual({ ok: true, value: checkpoint });
  });
  test('extension lines are kept', () => {
    const parsed = parseCheckpoint(`${EXAMPLE}one\ntwo lines\n`);
    expect(parsed.ok && parsed.value.extensions).toEqual(['one', 'two lines']);
    expect(parsed.ok && formatCheckpoint(parsed.value)).toBe(`${EXAMPLE}one\ntwo lines\n`);
  });
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  test.each([
    ['two lines', 'a\n1\n'],
    ['no last newline', `a\n1\n${root}`],
    ['an empty origin', `\n1\n${root}\n`],
    ['an empty line after the root', `a\n1\n${root}\n\n`],
    ['a size with a leading zero', `a\n01\n${root}\n`],
    ['a size in hexadecimal', `a\n0x1\n${root}\n`],
    ['a negative size', `a\n-1\n${root}\n`],
    ['a size with a sign', `a\n+1\n${root}\n`],
    ['a size with a space', `a\n1 \n${root}\n`],
    ['a size beyond counting', `a\n3438945738945739845734895735\n${root}\n`],
    ['a size just beyond counting', `a\n9007199254740992\n${root}\n`],
    ['a short root', 'a\n1\nYmFuYW5hcw==\n'],
    ['a root that is not base64', "a\n1\nThisIsn'tBase64\n"],
    ['a root with spare bits', `a\n1\n${root.replace('I=', 'J=')}\n`],
    ['a root without padding', `a\n1\n${root.slice(0, -1)}\n`],
    ['another root for no leaves', `a\n0\n${root}\n`],
    ['a carriage return', `a\r\n1\r\n${root}\r\n`],
  ])('text with %s is refused', (_, text) => {
    expect(parseCheckpoint(text)).toMatchObject({ ok: false, fault: { code: 'malformed-checkpoint' } });
  });
  test('what we would refuse to read we do not write', () => {
    const good = { origin: 'a', size: 0, root: emptyRoot(), extensions: [] };
    expect(formatCheckpoint(good)).toBe(`a\n0\n${emptyRoot().toString('base64')}\n`);
    expect(() => formatCheckpoint({ ...good, origin: '' })).toThrow();
    expect(() => formatCheckpoint({ ...good, origin: 'a\nb' })).toThrow();
    expect(() => formatCheckpoint({ ...good, origin: 'a'.repeat(256) })).toThrow();
    expect(() => formatCheckpoint({ ...good, size: 1.5 })).toThrow();
    expect(() => formatCheckpoint({ ...good, root: Buffer.alloc(31) })).toThrow();
    expect(() => formatCheckpoint({ ...good, root: Buffer.alloc(32) })).toThrow();
    expect(() => formatCheckpoint({ ...good, extensions: [''] })).toThrow();
  });
});

describe('signed checkpoints', () => {
  const log = generateSigningKey('post.example/log');
  const witness = generateSigningKey('witness.example', 'cosignature/v1');
  const checkpoint = {
    origin: 'post.example/log',
    size: 7,
    root: leafHash(Buffer.from('x')),
    extensions: [],
  };
  const note = signCheckpoint(checkpoint, [log]);
  test('a checkpoint opens with the key of its log', () => {
    const opened = openCheckpoint(Buffer.from(note), 'post.example/log', log);
    expect(opened.ok && opened.value.checkpoint).toEqual(checkpoint);
  });
  test('it opens for no other key and no other origin', () => {
    const stranger = generateSigningKey('post.example/log');
    expect(openCheckpoint(Buffer.from(note), 'post.example/log', stranger)).toMatchObject({
      fault: { code: 'no-known-signature' },
    });
    expect(openCheckpoint(Buffer.from(note), 'other.example', log)).toMatchObject({
      fault: { code: 'wrong-origin' },
    });
  });
  test('a witness alone does not stand for the log', () => {
    const text = formatCheckpoint(checkpoint);
    const alone = formatNote({ text, signatures: [cosign(text, witness, 5)] });
    expect(openCheckpoint(Buffer.from(alone), 'post.example/log', log, [witness])).toMatchObject({
      fault: { code: 'no-known-signature' },
    });
    const parsed = parseNote(Buffer.from(note));
    const signatures = parsed.ok ? [...parsed.value.signatures, cosign(text, witness, 5)] : [];
    const both = openCheckpoint(Buffer.from(formatNote({ text, signatures })), 'post.example/log', log, [
      witness,
    ]);
    expect(both.ok && both.value.note.verified.length).toBe(2);
  });
});
