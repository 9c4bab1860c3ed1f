import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { present } from '../../kernel/assert.ts';
import { signCheckpoint } from './checkpoint.ts';
import { CompactRange } from './compact-range.ts';
import { evidenceBundle } from './evidence.ts';
import type { DisclosedEntry } from './evidence.ts';
import { leafHash, proveInclusion } from './merkle.ts';
import type { ReadHash } from './merkle.ts';
import { generateSigningKey, keyFingerprint, verifierOf } from './note-keys.ts';
import type { SigningKey } from './note-keys.ts';
import { cosign, formatNote, parseNote } from './note.ts';

const ORIGIN = 'post.example/hanseong';
const KEY = generateSigningKey(ORIGIN);
const folder = mkdtempSync(join(tmpdir(), 'evidence test '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Files = Map<string, Buffer>;

function entryOf(index: number): DisclosedEntry & { salt: Buffer; body: Buffer } {
  const salt = createHash('sha256').update(`salt ${index}`).digest();
  const body = Buffer.from(`{"says":"entry ${index}, with \\"seq\\":99 and a comma"}`);
  const bodyDigest = createHash('sha256').update(salt).update(body).digest('base64');
  const header = `{"actor":"usr_a,{\\"seq\\":1}","bodyDigest":"${bodyDigest}","kind":"alarm.\u00e9","seq":${index}}`;
  return { index, leaf: Buffer.from(header), body, salt };
}

function bundle(
  size: number,
  disclosed: readonly number[],
  key: SigningKey = KEY,
  witness?: SigningKey,
): Files {
  const stored = new Map<string, Buffer>();
  const range = CompactRange.empty();
  for (let i = 0; i < size; i++) {
    for (const { level, index, hash } of range.append(leafHash(entryOf(i).leaf)))
      stored.set(`${level}/${index}`, hash);
  }
  const readHash: ReadHash = (level, index) => present(stored.get(`${level}/${index}`), 'stored');
  let checkpoint = signCheckpoint({ origin: key.name, size, root: range.root(), extensions: [] }, [key]);
  const parsed = parseNote(Buffer.from(checkpoint));
  if (witness !== undefined && parsed.ok) {
    const { text, signatures } = parsed.value;
    checkpoint = formatNote({ text, signatures: [cosign(text, witness, 1_700_000_000), ...signatures] });
  }
  const proofs = new Map(disclosed.map((index) => [index, proveInclusion(index, size, readHash)]));
  return evidenceBundle({ entries: disclosed.map(entryOf), proofs, checkpoint, key: verifierOf(key) });
}

function relist(files: Files): void {
  const lines = [...files]
    .filter(([name]) => name !== 'manifest.txt')
    .map(([name, data]) => `${createHash('sha256').update(data).digest('hex')}  ${name}\n`);
  files.set('manifest.txt', Buffer.from(lines.join('')));
}

let runs = 0;
function unpack(files: Files): string {
  const at = join(folder, `bundle ${++runs}`);
  for (const [name, data] of files) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), data);
  }
  return at;
}

function run(args: readonly string[], cwd: string): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile('sh', [...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out: stdout + stderr });
    });
  });
}
const verify = (files: Files, ...args: string[]): Promise<{ code: number; out: string }> =>
  run([join(unpack(files), 'verify.sh'), ...args], '/');

const get = (files: Files, name: string): Buffer => present(files.get(name), name);
const flip = (files: Files, name: string, at: number): void => {
  const data = Buffer.from(get(files, name));
  data[at] = (data[at] ?? 0) ^ 1;
  files.set(name, data);
};
const replace = (files: Files, name: string, from: string, to: string): void => {
  const before = get(files, name).toString();
  expect(before).toContain(from);
  files.set(name, Buffer.from(before.replace(from, to)));
};
/** Alters the checkpoint alike in every file that holds it, as a careful forger would. */
const everywhere = (files: Files, from: string, to: string): void => {
  for (const name of files.keys()) {
    if (name.startsWith('checkpoint') || name.startsWith('proofs/')) {
      if (name !== 'checkpoint.sig') replace(files, name, from, to);
    }
  }
};
const rename = (files: Files, from: string, to: string): void => {
  files.set(to, get(files, from));
  files.delete(from);
};
const pathLine = (files: Files, at: number): string =>
  present(get(files, 'proofs/5.tlog-proof').toString().split('\n')[2 + at], 'a path line');
const swap = (files: Files, a: string, b: string): void => {
  const [first, second] = [get(files, a), get(files, b)];
  files.set(a, second);
  files.set(b, first);
};

const GOOD = bundle(13, [2, 5, 12]);
const HEAD = get(GOOD, 'checkpoint.txt').toString().split('\n');
const ROOT = present(HEAD[2], 'root');
const OLDER = bundle(11, [2, 5]);
const OLDEST = bundle(4, [2]);
/** Two entries suffice for the tamperings: each costs a run of the script. */
const PAIR = bundle(13, [2, 5]);
const STRANGER = generateSigningKey(ORIGIN);
const FORGED = bundle(13, [2, 5, 12], STRANGER);

describe('a sound bundle', () => {
  test('it verifies with sh and openssl alone, and names each entry', async () => {
    const { code, out } = await verify(GOOD, keyFingerprint(KEY));
    expect(out).toContain('OK      entry 2 (header and body)');
    expect(out).toContain('OK      entry 5 (header and body)');
    expect(out).toContain('OK      entry 12 (header and body)');
    expect(out).toContain('OK: 3 disclosed of 13 entries');
    expect(out).not.toContain('FAILED');
    expect(code).toBe(0);
  });
  test('the fingerprint may be left out, or written in capitals with colons', async () => {
    const bare = await verify(GOOD);
    expect(bare).toMatchObject({ code: 0 });
    expect(bare.out).toContain('NOTE    compare this fingerprint');
    const spoken = present(keyFingerprint(KEY).toUpperCase().match(/../g), 'pairs').join(':');
    expect(await verify(GOOD, spoken)).toMatchObject({ code: 0 });
  });
  test('the tree of one entry, entries of every place, and a witness beside the log verify', async () => {
    const witness = generateSigningKey('witness.example', 'cosignature/v1');
    const [one, all, cosigned] = await Promise.all([
      verify(bundle(1, [0])),
      verify(bundle(7, [0, 1, 2, 3, 4, 5, 6])),
      verify(bundle(300, [256], KEY, witness)),
    ]);
    expect(one).toMatchObject({ code: 0 });
    expect(all).toMatchObject({ code: 0 });
    expect(cosigned).toMatchObject({ code: 0 });
  });
  test('an entry whose body was erased still proves its header', async () => {
    const files = new Map(GOOD);
    files.delete('entries/5.body');
    files.delete('entries/5.salt');
    relist(files);
    const { code, out } = await verify(files);
    expect(out).toContain('OK      entry 5 (header only)');
    expect(code).toBe(0);
  });
  test('the commands of VERIFY.md, typed by hand, print what it says', async () => {
    const guide = get(GOOD, 'VERIFY.md').toString();
    const blocks = [...guide.matchAll(/```sh\n([^`]+)```/g)].map((match) => match[1] ?? '');
    expect(blocks.length).toBe(4);
    const { code, out } = await run(['-e', '-c', blocks.join('')], unpack(GOOD));
    expect(code).toBe(0);
    expect(out).toContain(keyFingerprint(KEY));
    expect(out).toContain('Signature Verified Successfully');
    expect(out.trim().split('\n').at(-1)).toBe(ROOT);
    expect(guide).toContain(ROOT);
  });
});

const TAMPERINGS: readonly (readonly [string, (files: Files) => void])[] = [
  ['one bit of a body', (files) => flip(files, 'entries/5.body', 3)],
  ['one bit of a salt', (files) => flip(files, 'entries/5.salt', 31)],
  ['one bit of a header', (files) => flip(files, 'entries/5.leaf', 12)],
  ['a header with another kind', (files) => replace(files, 'entries/5.leaf', 'alarm', 'Alarm')],
  ['a header with a newline after it', (files) => replace(files, 'entries/5.leaf', ':5}', ':5}\n')],
  [
    'another body with a digest to match in the header',
    (files) => {
      const body = Buffer.from('{"says":"nothing happened"}');
      const salt = get(files, 'entries/5.salt');
      const old = createHash('sha256').update(salt).update(get(files, 'entries/5.body')).digest('base64');
      replace(files, 'entries/5.leaf', old, createHash('sha256').update(salt).update(body).digest('base64'));
      files.set('entries/5.body', body);
    },
  ],
  ['a cut body', (files) => files.set('entries/5.body', get(files, 'entries/5.body').subarray(0, -1))],
  ['a cut header', (files) => files.set('entries/5.leaf', get(files, 'entries/5.leaf').subarray(0, -1))],
  [
    'a byte moved from the body to the salt',
    (files) => {
      const body = get(files, 'entries/5.body');
      files.set('entries/5.salt', Buffer.concat([get(files, 'entries/5.salt'), body.subarray(0, 1)]));
      files.set('entries/5.body', body.subarray(1));
    },
  ],
  ['no body, but a salt', (files) => void files.delete('entries/5.body')],
  ['no salt, but a body', (files) => void files.delete('entries/5.salt')],
  ['no header, but the rest', (files) => void files.delete('entries/5.leaf')],
  ['no proof', (files) => void files.delete('proofs/5.tlog-proof')],
  ['no signature file', (files) => void files.delete('checkpoint.sig')],
  ['no manifest', (files) => void files.delete('manifest.txt')],
  [
    'no entries at all',
    (files) => {
      for (const name of files.keys()) if (/^(entries|proofs)\//.test(name)) files.delete(name);
    },
  ],
  [
    'two bodies exchanged with their salts',
    (files) => {
      swap(files, 'entries/5.body', 'entries/2.body');
      swap(files, 'entries/5.salt', 'entries/2.salt');
    },
  ],
  [
    'two entries exchanged whole',
    (files) =>
      ['leaf', 'body', 'salt'].forEach((kind) => swap(files, `entries/5.${kind}`, `entries/2.${kind}`)),
  ],
  [
    'two entries exchanged with their proofs',
    (files) => {
      ['leaf', 'body', 'salt'].forEach((kind) => swap(files, `entries/5.${kind}`, `entries/2.${kind}`));
      swap(files, 'proofs/5.tlog-proof', 'proofs/2.tlog-proof');
    },
  ],
  [
    'an entry under another number',
    (files) => {
      ['leaf', 'body', 'salt'].forEach((kind) => rename(files, `entries/5.${kind}`, `entries/6.${kind}`));
      rename(files, 'proofs/5.tlog-proof', 'proofs/6.tlog-proof');
      replace(files, 'proofs/6.tlog-proof', 'index 5', 'index 6');
    },
  ],
  [
    'a number with a leading zero',
    (files) => {
      ['leaf', 'body', 'salt'].forEach((kind) => rename(files, `entries/5.${kind}`, `entries/05.${kind}`));
      rename(files, 'proofs/5.tlog-proof', 'proofs/05.tlog-proof');
    },
  ],
  ['another index in the proof', (files) => replace(files, 'proofs/5.tlog-proof', 'index 5', 'index 4')],
  ['another hash in the proof', (files) => replace(files, 'proofs/5.tlog-proof', pathLine(files, 1), ROOT)],
  [
    'an extra hash in the proof',
    (files) => replace(files, 'proofs/5.tlog-proof', pathLine(files, 3), `${pathLine(files, 3)}\n${ROOT}`),
  ],
  [
    'a hash left out of the proof',
    (files) => replace(files, 'proofs/5.tlog-proof', `${pathLine(files, 0)}\n`, ''),
  ],
  [
    'two hashes of the proof exchanged',
    (files) => {
      const [a, b] = [pathLine(files, 0), pathLine(files, 1)];
      replace(files, 'proofs/5.tlog-proof', `${a}\n${b}`, `${b}\n${a}`);
    },
  ],
  ['a hash in another spelling', (files) => replace(files, 'proofs/5.tlog-proof', '=\n', '\n')],
  [
    'a line of extra data in the proof',
    (files) => replace(files, 'proofs/5.tlog-proof', 'index', 'extra QQ==\nindex'),
  ],
  [
    'a proof cut at its end',
    (files) => files.set('proofs/5.tlog-proof', get(files, 'proofs/5.tlog-proof').subarray(0, -20)),
  ],
  [
    'a proof from another checkpoint',
    (files) => files.set('proofs/5.tlog-proof', get(OLDER, 'proofs/5.tlog-proof')),
  ],
  ['another size in every file', (files) => everywhere(files, '\n13\n', '\n14\n')],
  ['another root in every file', (files) => everywhere(files, ROOT, Buffer.alloc(32, 1).toString('base64'))],
  ['another origin in every file', (files) => everywhere(files, `${ORIGIN}\n`, 'post.example/other\n')],
  ['an extension line in every file', (files) => everywhere(files, ROOT, `${ROOT}\nextension`)],
  ['one bit of the signature', (files) => flip(files, 'checkpoint.sig', 40)],
  ['a signature of zeros', (files) => files.set('checkpoint.sig', Buffer.alloc(64))],
  ['a cut signature', (files) => files.set('checkpoint.sig', get(files, 'checkpoint.sig').subarray(0, 63))],
  [
    'the signed text of an older checkpoint',
    (files) => ['checkpoint.txt', 'checkpoint.sig'].forEach((name) => files.set(name, get(OLDER, name))),
  ],
  [
    'an older checkpoint throughout, with an entry it cannot hold',
    (files) =>
      ['checkpoint', 'checkpoint.txt', 'checkpoint.sig', 'proofs/2.tlog-proof'].forEach((name) =>
        files.set(name, get(OLDEST, name)),
      ),
  ],
  ['a cut note', (files) => files.set('checkpoint', get(files, 'checkpoint').subarray(0, -1))],
  [
    'a second signature of the same key',
    (files) => {
      const line = present(get(FORGED, 'checkpoint').toString().split('\n')[4], 'line');
      const own = present(get(files, 'checkpoint').toString().split('\n')[4], 'line');
      const at = own.lastIndexOf(' ') + 6;
      for (const name of files.keys()) {
        if (name === 'checkpoint' || name.startsWith('proofs/')) {
          replace(files, name, own, `${own}\n${own.slice(0, at)}${line.slice(at)}`);
        }
      }
    },
  ],
  ["a stranger's public key", (files) => files.set('public-key.pem', get(FORGED, 'public-key.pem'))],
  [
    "a stranger's key in both key files",
    (files) => ['public-key.pem', 'verifier-key.txt'].forEach((name) => files.set(name, get(FORGED, name))),
  ],
  [
    'a second key after the first',
    (files) =>
      files.set(
        'public-key.pem',
        Buffer.concat([get(files, 'public-key.pem'), get(FORGED, 'public-key.pem')]),
      ),
  ],
  ['a key file that holds no key', (files) => files.set('public-key.pem', Buffer.from('no key\n'))],
  ['a verifier key with another id', (files) => replace(files, 'verifier-key.txt', '+', '+0')],
];

describe('a tampered bundle', () => {
  test('at least 24 different ways are tried', () => {
    expect(TAMPERINGS.length).toBeGreaterThanOrEqual(24);
  });
  test.concurrent.each(TAMPERINGS)(
    'with %s is refused, although its manifest was rewritten',
    async (_, tamper) => {
      const files = new Map(PAIR);
      tamper(files);
      if (files.has('manifest.txt')) relist(files);
      const { code, out } = await verify(files, keyFingerprint(KEY));
      expect(out).toContain('FAILED');
      expect(code).toBe(1);
    },
  );
  test('a bundle signed anew by a stranger holds in itself, and is refused by the fingerprint', async () => {
    expect(await verify(FORGED)).toMatchObject({ code: 0 });
    const { code, out } = await verify(FORGED, keyFingerprint(KEY));
    expect(out).toContain('not the key with the fingerprint');
    expect(code).toBe(1);
  });
  test.each([
    ['a changed guide', (files: Files) => flip(files, 'VERIFY.md', 9)],
    ['an unlisted file', (files: Files) => void files.set('entries/9.note', Buffer.from('x'))],
    ['an entry left out', (files: Files) => void files.delete('entries/5.leaf')],
    ['an empty manifest', (files: Files) => void files.set('manifest.txt', Buffer.alloc(0))],
  ])('with %s is refused by its manifest', async (_, tamper) => {
    const files = new Map(PAIR);
    tamper(files);
    const { code, out } = await verify(files);
    expect(out).toContain('manifest.txt');
    expect(code).toBe(1);
  });
});

describe('a bundle that would not verify is not made', () => {
  const make = (change: Partial<DisclosedEntry>): (() => Files) => {
    const entry = { ...entryOf(0), ...change };
    const root = leafHash(entryOf(0).leaf);
    const checkpoint = signCheckpoint({ origin: ORIGIN, size: 1, root, extensions: [] }, [KEY]);
    return () =>
      evidenceBundle({ entries: [entry], proofs: new Map([[entry.index, []]]), checkpoint, key: KEY });
  };
  test('the entry that fails is named', () => {
    expect(make({})().size).toBe(12);
    expect(make({ body: null, salt: null })().size).toBe(10);
    expect(make({ body: Buffer.from('x') })).toThrow('entry 0 cannot be proved: its body');
    expect(make({ salt: null })).toThrow('a body without a salt');
    expect(make({ salt: Buffer.alloc(16) })).toThrow('32 bytes');
    expect(make({ leaf: Buffer.from('{"seq":1}') })).toThrow('does not name its number');
    expect(make({ leaf: Buffer.from('{"seq":0}'), body: null, salt: null })).toThrow(
      'does not lead to the root',
    );
  });
  test('the private key is in no file', () => {
    const files = bundle(3, [1]);
    const secret = KEY.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    for (const data of files.values()) {
      expect(data.includes(secret)).toBe(false);
      expect(data.includes(secret.toString('base64').slice(0, 40))).toBe(false);
    }
  });
});
