import { createPrivateKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  formatVerifierKey,
  generateSigningKey,
  keyFingerprint,
  parseVerifierKey,
  privateKeyPem,
  publicKeyObject,
  publicKeyPem,
  signingKeyFromPem,
  verifierKeyFromPem,
  verifierOf,
} from './note-keys.ts';
import type { VerifierKey } from './note-keys.ts';
import { cosign, formatNote, openNote, parseNote, signNote } from './note.ts';

// Keys, text and signatures of golang.org/x/mod sumdb/note/note_test.go (BSD-3-Clause).
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SECRET = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_LINE =
  '\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

function key(text: string): VerifierKey {
  const parsed = parseVerifierKey(text);
  if (!parsed.ok) throw new Error(parsed.fault.says);
  return parsed.value;
}
const bytes = (text: string): Buffer => Buffer.from(text);
const faultOf = (note: string | Buffer, known: readonly VerifierKey[]): string => {
  const opened = openNote(Buffer.from(note), known);
  return opened.ok ? 'opened' : opened.fault.code;
};

describe('verifier keys', () => {
  test('the keys of the Go package read and write back the same', () => {
    expect(formatVerifierKey(key(PETER))).toBe(PETER);
    expect(key(PETER)).toMatchObject({ name: 'PeterNeumann', id: 0xc74f20a3, type: 'ed25519' });
    expect(formatVerifierKey(key(ENOCH))).toBe(ENOCH);
  });
  test('a witness key of type 4 reads', () => {
    // transparency-dev/formats note/note_cosigv1_test.go (BSD-3-Clause).
    const remora = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    expect(key(remora)).toMatchObject({ name: 'remora.n621.de', id: 0xda77ade7, type: 'cosignature/v1' });
    expect(formatVerifierKey(key(remora))).toBe(remora);
  });
  test('no part of a key and no key with one character changed is accepted', () => {
    for (let from = 0; from <= PETER.length; from++) {
      for (let to = from + 1; to <= PETER.length; to++) {
        if (to - from < PETER.length) expect(parseVerifierKey(PETER.slice(from, to)).ok).toBe(false);
      }
    }
    for (let at = 0; at < PETER.length; at++) {
      const next = String.fromCharCode(PETER.charCodeAt(at) + 1);
      expect(parseVerifierKey(PETER.slice(0, at) + next + PETER.slice(at + 1)).ok).toBe(false);
    }
  });
  test.each([
    ['of another length', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['of an unknown type', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['with a foreign id', 'rekor.sigstore.dev+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['without a key', 'bananas.sigstore.dev+12344556'],
  ])('a key %s is refused', (_, text) => {
    expect(parseVerifierKey(text)).toMatchObject({ ok: false, fault: { code: 'malformed-key' } });
  });
  test('a pair survives its PEM files', () => {
    const pair = generateSigningKey('post.example/log');
    expect(verifierOf(signingKeyFromPem(pair.name, privateKeyPem(pair)))).toEqual(verifierOf(pair));
    expect(verifierKeyFromPem(pair.name, publicKeyPem(pair))).toEqual(verifierOf(pair));
    expect(keyFingerprint(pair)).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(verifierOf(pair))).not.toContain('privateKey');
  });
  test('one key has another id as a witness than as a log', () => {
    const pem = privateKeyPem(generateSigningKey('a'));
    expect(signingKeyFromPem('a', pem).id).not.toBe(signingKeyFromPem('a', pem, 'cosignature/v1').id);
  });
  test.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\nb', 'a\u2003b', 'a\u0001b'])(
    'the name %j is a bug',
    (name) => {
      expect(() => generateSigningKey(name)).toThrow('key name');
    },
  );
});

describe('signed notes', () => {
  test('signing gives the very bytes that Go gives', () => {
    const seed = Buffer.from(PETER_SECRET, 'base64').subarray(1);
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const signer = signingKeyFromPem(
      'PeterNeumann',
      secret.export({ format: 'pem', type: 'pkcs8' }).toString(),
    );
    expect(formatVerifierKey(signer)).toBe(PETER);
    expect(signNote(TEXT, [signer])).toBe(`${TEXT}\n${PETER_LINE}`);
  });
  test('one known signature is enough, the other is set aside', () => {
    const opened = openNote(bytes(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`), [key(PETER)]);
    if (!opened.ok) throw new Error(opened.fault.says);
    expect(opened.value.text).toBe(TEXT);
    expect(opened.value.verified.map(({ key }) => key.name)).toEqual(['PeterNeumann']);
    expect(opened.value.unknown.map(({ name }) => name)).toEqual(['EnochRoot']);
  });
  test('both verify when both are known, and repeats count once', () => {
    const note = `${TEXT}\n${PETER_LINE}${PETER_LINE}${ENOCH_LINE}${ENOCH_LINE}`;
    const opened = openNote(bytes(note), [key(PETER), key(ENOCH)]);
    expect(opened.ok && opened.value.verified.length).toBe(2);
    expect(opened.ok && opened.value.unknown.length).toBe(0);
  });
  test('without a known signature the note is refused', () => {
    expect(faultOf(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`, [])).toBe('no-known-signature');
    expect(faultOf(`${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'CarmenSandiego')}`, [key(PETER)])).toBe(
      'no-known-signature',
    );
    expect(faultOf(`${TEXT}\n${PETER_LINE.replace('x08g', 'xxxx')}`, [key(PETER)])).toBe(
      'no-known-signature',
    );
  });
  test('a known signature that fails spoils the note, also beside a good one', () => {
    expect(faultOf(`x${TEXT}\n${PETER_LINE}`, [key(PETER)])).toBe('bad-signature');
    const longer = `${PETER_LINE.slice(0, 60)}ABCD${PETER_LINE.slice(60)}`;
    expect(faultOf(`${TEXT}\n${longer}`, [key(PETER)])).toBe('bad-signature');
    const bad = ENOCH_LINE.replace('+QQ=', '+QA=');
    expect(faultOf(`${TEXT}\n${PETER_LINE}${bad}`, [key(PETER), key(ENOCH)])).toBe('bad-signature');
  });
  test.each([
    ['no signature part', TEXT],
    ['an empty signature part', `${TEXT}\n`],
    ['no last newline', `${TEXT}\n${PETER_LINE.slice(0, -1)}`],
    ['a control character', `\u0001${TEXT}\n${PETER_LINE}`],
    ['a carriage return', `${TEXT}\n${PETER_LINE.replace('\n', '\r\n')}`],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from([0xff]), bytes(`${TEXT}\n${PETER_LINE}`)])],
    ['a name with a space', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad Name')}`],
    ['a name with a plus', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad+Name')}`],
    ['a line that is no signature', `${TEXT}\n${PETER_LINE}Unexpected line.\n`],
    ['a hyphen for the dash', `${TEXT}\n${PETER_LINE.replace('\u2014', '-')}`],
    ['base64 with spare bits', `${TEXT}\n${PETER_LINE.replace('nAM=', 'nAN=')}`],
    ['base64 without padding', `${TEXT}\n${PETER_LINE.replace('nAM=', 'nAM')}`],
    ['a signature of four bytes', `${TEXT}\n\u2014 PeterNeumann x08gow==\n`],
    ['101 signatures', `${TEXT}\n${PETER_LINE.repeat(101)}`],
  ])('a note with %s is malformed', (_, note) => {
    expect(faultOf(note, [key(PETER)])).toBe('malformed-note');
  });
  test('an empty line within the text belongs to the text', () => {
    const signer = generateSigningKey('x.example');
    const text = 'one\n\ntwo\n\n';
    const opened = openNote(bytes(signNote(text, [signer])), [signer]);
    expect(opened.ok && opened.value.text).toBe(text);
  });
  test('two different known keys with one name and id are refused, not guessed', () => {
    const other = { ...key(ENOCH), name: 'PeterNeumann', id: key(PETER).id };
    expect(faultOf(`${TEXT}\n${PETER_LINE}`, [key(PETER), other])).toBe('bad-signature');
    expect(faultOf(`${TEXT}\n${PETER_LINE}`, [key(PETER), key(PETER)])).toBe('opened');
  });
  test.each(['abc', '', 'a\tb\n', 'a\rb\n', '\ud800\n'])('signing the text %j is a bug', (text) => {
    expect(() => signNote(text, [generateSigningKey('x')])).toThrow('note text');
  });
  test('any single flipped bit of a note is refused', () => {
    const signer = generateSigningKey('flip.example');
    const note = bytes(signNote('flip.example\n1\nAAAA\n', [signer]));
    for (let bit = 0; bit < note.length * 8; bit++) {
      const altered = Buffer.from(note);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(faultOf(altered, [signer])).not.toBe('opened');
    }
  });
});

describe('cosignatures', () => {
  const log = generateSigningKey('post.example');
  const witness = generateSigningKey('witness.example/w1', 'cosignature/v1');
  const text = 'post.example\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\next\n';
  const cosigned = (atS: number): string => {
    const parsed = parseNote(bytes(signNote(text, [log])));
    if (!parsed.ok) throw new Error(parsed.fault.says);
    return formatNote({ text, signatures: [...parsed.value.signatures, cosign(text, witness, atS)] });
  };
  test('a cosignature verifies beside the log and gives its time', () => {
    const opened = openNote(bytes(cosigned(1_679_315_147)), [log, witness]);
    expect(opened.ok && opened.value.verified.map(({ atS }) => atS)).toEqual([null, 1_679_315_147]);
  });
  test('the signed message is that of the specification', () => {
    const { signature } = cosign(text, witness, 1_679_315_147);
    expect(signature.readBigUInt64BE(0)).toBe(1_679_315_147n);
    const message = bytes(`cosignature/v1\ntime 1679315147\n${text}`);
    expect(verify(null, message, publicKeyObject(witness), signature.subarray(8))).toBe(true);
  });
  test('the example of the specification carries the time that it states', () => {
    // C2SP tlog-cosignature (CC BY 4.0), second signature line of its example.
    const line =
      '\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
    const parsed = parseNote(bytes(`${text}\n${line}`));
    const signature = parsed.ok ? parsed.value.signatures[0] : undefined;
    expect(signature?.signature.readBigUInt64BE(0)).toBe(1_679_315_147n);
    expect(signature?.signature.length).toBe(72);
  });
  test('another time, text or type is refused', () => {
    const note = cosigned(1000);
    expect(faultOf(note.replace('ext', 'eXt'), [witness])).toBe('bad-signature');
    const parsed = parseNote(bytes(note));
    if (!parsed.ok) throw new Error(parsed.fault.says);
    const signatures = parsed.value.signatures.map((line) => {
      const signature = Buffer.from(line.signature);
      if (line.name === witness.name) signature.writeBigUInt64BE(1001n);
      return { ...line, signature };
    });
    expect(faultOf(formatNote({ text, signatures }), [witness])).toBe('bad-signature');
    expect(() => cosign(text, log, 1)).toThrow('cosignature/v1 key');
    expect(() => signNote(text, [witness])).toThrow('plain Ed25519');
  });
});
