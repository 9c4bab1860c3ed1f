import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { assert } from '../../kernel/assert.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { refuserOf } from './fault.ts';
import type { TlogFault } from './fault.ts';
import { decodeBase64, hasControls } from './text.ts';

const refuse = refuserOf('malformed-key');

/** What a key signs: plain note text, or a witness's dated statement about a checkpoint. */
export type SignatureType = 'ed25519' | 'cosignature/v1';

// C2SP signed-note, "Signature types".
const TYPE_BYTES: Readonly<Record<SignatureType, number>> = { ed25519: 0x01, 'cosignature/v1': 0x04 };
const PUBLIC_KEY_BYTES = 32;
const MAX_NAME_BYTES = 255;

// DER of an Ed25519 SubjectPublicKeyInfo up to the 32 key bytes. RFC 8410 section 4.
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key under a name. `id` is the unsigned 32-bit key id, `publicKey` 32 raw bytes. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  readonly id: number;
  readonly publicKey: Buffer;
}

/** A verifier key together with its private half. Never written anywhere except by `privateKeyPem`. */
export interface SigningKey extends VerifierKey {
  readonly privateKey: KeyObject;
}

/** True for a name that a signature line can carry: not empty, no Unicode space, no plus, no control. */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}+\p{Cs}]+$/u.test(name) && !hasControls(name);
}

/** First four bytes of SHA-256(name || 0x0A || type || public key), big end first. C2SP signed-note. */
export function keyId(name: string, type: SignatureType, publicKey: Uint8Array): number {
  return createHash('sha256')
    .update(name, 'utf8')
    .update(Buffer.from([0x0a, TYPE_BYTES[type]]))
    .update(publicKey)
    .digest()
    .readUInt32BE(0);
}

/** A verifier key from 32 raw bytes. A bad name or length is a Bug. */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = 'ed25519',
): VerifierKey {
  assert(isKeyName(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES, 'a key name has no space or plus');
  assert(publicKey.length === PUBLIC_KEY_BYTES, 'an Ed25519 public key is 32 bytes');
  return { name, type, id: keyId(name, type, publicKey), publicKey: Buffer.from(publicKey) };
}

const idHex = (id: number): string => id.toString(16).padStart(8, '0');

/** `name+key id in hex+base64(type || public key)`. C2SP signed-note "Verifier keys". */
export function formatVerifierKey(key: VerifierKey): string {
  const body = Buffer.concat([Buffer.from([TYPE_BYTES[key.type]]), key.publicKey]);
  return `${key.name}+${idHex(key.id)}+${body.toString('base64')}`;
}

/** Reads what `formatVerifierKey` writes; the key id must be the one that name and key give. */
export function parseVerifierKey(text: string): Result<VerifierKey, TlogFault> {
  const [name = '', id = '', ...rest] = text.split('+');
  // The base64 part may hold plus signs of its own.
  const body = decodeBase64(rest.join('+'));
  if (!isKeyName(name)) return refuse('The key name is empty or has a space.');
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return refuse('The key name is longer than 255 bytes.');
  if (!/^[0-9a-f]{8}$/.test(id)) return refuse('The key id is not eight hexadecimal digits.');
  if (body === null || body.length !== PUBLIC_KEY_BYTES + 1)
    return refuse('The key is not 33 bytes in base64.');
  const type = body[0] === 0x01 ? 'ed25519' : body[0] === 0x04 ? 'cosignature/v1' : null;
  if (type === null) return refuse('The key is of a type that we do not know.');
  const key = verifierKey(name, body.subarray(1), type);
  return idHex(key.id) === id ? ok(key) : refuse('The key id does not belong to this name and key.');
}

/** The public half alone: safe to print and to hand out. */
export function verifierOf(key: SigningKey): VerifierKey {
  return { name: key.name, type: key.type, id: key.id, publicKey: key.publicKey };
}

/** The Node key for verifying. */
export function publicKeyObject(key: VerifierKey): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, key.publicKey]), format: 'der', type: 'spki' });
}

function rawPublicKey(key: KeyObject): Buffer {
  assert(key.asymmetricKeyType === 'ed25519', 'the key is an Ed25519 key');
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
}

function signingKey(name: string, type: SignatureType, privateKey: KeyObject): SigningKey {
  return { ...verifierKey(name, rawPublicKey(createPublicKey(privateKey)), type), privateKey };
}

/** A new Ed25519 key pair under `name`. */
export function generateSigningKey(name: string, type: SignatureType = 'ed25519'): SigningKey {
  return signingKey(name, type, generateKeyPairSync('ed25519').privateKey);
}

/** Private key as PKCS #8 PEM, without a passphrase: the caller guards the file. */
export function privateKeyPem(key: SigningKey): string {
  return key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** Reads a PKCS #8 PEM. Another kind of key, or none, is a Bug. */
export function signingKeyFromPem(name: string, pem: string, type: SignatureType = 'ed25519'): SigningKey {
  return signingKey(name, type, createPrivateKey(pem));
}

/** Public key as SubjectPublicKeyInfo PEM, as `openssl pkey -pubin` reads it. RFC 8410. */
export function publicKeyPem(key: VerifierKey): string {
  return publicKeyObject(key).export({ format: 'pem', type: 'spki' }).toString();
}

/** Reads a SubjectPublicKeyInfo PEM. Another kind of key, or none, is a Bug. */
export function verifierKeyFromPem(name: string, pem: string, type: SignatureType = 'ed25519'): VerifierKey {
  return verifierKey(name, rawPublicKey(createPublicKey(pem)), type);
}

/**
 * SHA-256 over the DER public key, 64 hexadecimal digits: what
 * `openssl pkey -pubin -outform DER | openssl dgst -sha256` prints, to be compared by voice or on paper.
 */
export function keyFingerprint(key: VerifierKey): string {
  return createHash('sha256')
    .update(Buffer.concat([SPKI_HEAD, key.publicKey]))
    .digest('hex');
}
