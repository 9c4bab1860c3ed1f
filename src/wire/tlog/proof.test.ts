import { describe, expect, test } from 'vitest';
import { signCheckpoint } from './checkpoint.ts';
import { CompactRange } from './compact-range.ts';
import { leafHash, proveInclusion } from './merkle.ts';
import type { ReadHash } from './merkle.ts';
import { generateSigningKey } from './note-keys.ts';
import { formatProof, parseProof, verifyProof } from './proof.ts';

const ORIGIN = 'post.example/log';
const log = generateSigningKey(ORIGIN);
const leaves = Array.from({ length: 11 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const stored = new Map<string, Buffer>();
const range = CompactRange.empty();
for (const leaf of leaves) {
  for (const { level, index, hash } of range.append(leaf)) stored.set(`${level}/${index}`, hash);
}
const readHash: ReadHash = (level, index) => stored.get(`${level}/${index}`) ?? Buffer.alloc(0);
const checkpoint = signCheckpoint({ origin: ORIGIN, size: 11, root: range.root(), extensions: [] }, [log]);
const proofOf = (index: number, extra: Buffer | null = null): string =>
  formatProof({ index, hashes: proveInclusion(index, 11, readHash), checkpoint, extra });
const leafAt = (index: number): Buffer => leaves[index] ?? Buffer.alloc(0);

describe('proof files', () => {
  test('each entry has a proof that reads back and verifies, with and without extra data', () => {
    for (let index = 0; index < 11; index++) {
      for (const extra of [null, Buffer.from('context')]) {
        const text = proofOf(index, extra);
        const parsed = parseProof(Buffer.from(text));
        expect(parsed.ok && formatProof(parsed.value)).toBe(text);
        expect(verifyProof(Buffer.from(text), leafAt(index), ORIGIN, log)).toMatchObject({
          ok: true,
          value: { index },
        });
      }
    }
  });
  test('the shape is that of the specification', () => {
    const lines = proofOf(10).split('\n');
    expect(lines.slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 10']);
    expect(lines[4]).toBe('');
    expect(lines.slice(5).join('\n')).toBe(checkpoint);
  });
  const text = proofOf(5);
  const firstHash = text.split('\n')[2] ?? '';
  test.each([
    ['another index', text.replace('index 5', 'index 4'), 'wrong-root'],
    ['an index outside', text.replace('index 5', 'index 11'), 'wrong-root'],
    ['a hash left out', text.replace(`${firstHash}\n`, ''), 'wrong-root'],
    ['a hash twice', text.replace(firstHash, `${firstHash}\n${firstHash}`), 'wrong-root'],
    ['another hash', text.replace(firstHash, leafAt(9).toString('base64')), 'wrong-root'],
    ['another size', text.replace('\n11\n', '\n12\n'), 'bad-signature'],
    ['a wrong header', text.replace('@v1', '@v2'), 'malformed-proof'],
    ['no index', text.replace('index 5\n', ''), 'malformed-proof'],
    ['an index that is no number', text.replace('index 5', 'index five'), 'malformed-proof'],
    ['a negative index', text.replace('index 5', 'index -5'), 'malformed-proof'],
    ['a leading zero', text.replace('index 5', 'index 05'), 'malformed-proof'],
    ['extra data that is not base64', text.replace('index 5', 'extra !!no!!\nindex 5'), 'malformed-proof'],
    ['empty extra data', text.replace('index 5', 'extra \nindex 5'), 'malformed-proof'],
    ['a hash that is not base64', text.replace(firstHash, '!!notbase64!!'), 'malformed-proof'],
    ['a hash of 64 bytes', text.replace(firstHash, Buffer.alloc(64).toString('base64')), 'malformed-proof'],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n') + 2), 'malformed-proof'],
    ['no empty line', text.replace('\n\n', '\n').slice(0, 60), 'malformed-proof'],
    ['a thousand hashes', text.replace(firstHash, `${firstHash}\n`.repeat(1000).trim()), 'malformed-proof'],
    ['a cut end', text.slice(0, -3), 'malformed-note'],
  ])('a proof with %s is refused', (_, altered, code) => {
    expect(altered).not.toBe(text);
    expect(verifyProof(Buffer.from(altered), leafAt(5), ORIGIN, log)).toMatchObject({
      ok: false,
      fault: { code },
    });
  });
  test('a proof serves no other leaf, origin or key', () => {
    const bytes = Buffer.from(text);
    expect(verifyProof(bytes, leafAt(6), ORIGIN, log).ok).toBe(false);
    expect(verifyProof(bytes, leafAt(5), 'other', log).ok).toBe(false);
    expect(verifyProof(bytes, leafAt(5), ORIGIN, generateSigningKey(ORIGIN)).ok).toBe(false);
  });
});
