import { join } from 'node:path';
import { assert } from '../../kernel/assert.ts';
import { ensureDir, readFileIfThere, writeFileDurably } from '../../platform/files.ts';
import {
  generateSigningKey,
  privateKeyPem,
  publicKeyPem,
  signingKeyFromPem,
  verifierKeyFromPem,
  verifierOf,
  type SigningKey,
  type VerifierKey,
} from '../../wire/tlog/note-keys.ts';

/** Name of a post's log and of its key. C2SP tlog-checkpoint asks for a schema-less URL; `.invalid` never resolves. */
export const ledgerOrigin = (postId: string): string => `post1.invalid/${postId}`;

/** A post id becomes part of file names. */
export function safeName(postId: string): string {
  assert(/^\w[\w.-]{0,99}$/.test(postId), 'a post id can be a file name');
  return postId;
}

const privatePath = (dataDir: string, postId: string): string =>
  join(dataDir, 'keys', `ledger-${safeName(postId)}.pem`);
/** Where the public key stands, for people who are told where to look. */
export const publicKeyPath = (dataDir: string, postId: string): string =>
  join(dataDir, 'keys', `ledger-${safeName(postId)}.pub.pem`);

/** The log's signing key, or null when there is none. A file that is no Ed25519 key throws. */
export async function loadLedgerKey(dataDir: string, postId: string): Promise<SigningKey | null> {
  const pem = await readFileIfThere(privatePath(dataDir, postId));
  if (pem === undefined) return null;
  const key = signingKeyFromPem(ledgerOrigin(postId), pem.toString());
  // A crash between the two files of the first start is mended here.
  if ((await readFileIfThere(publicKeyPath(dataDir, postId))) === undefined)
    await writeFileDurably(publicKeyPath(dataDir, postId), publicKeyPem(verifierOf(key)), 0o644);
  return key;
}

/** Makes the log's key at the first start: PKCS #8, readable by the owner alone, on disk before it signs. */
export async function makeLedgerKey(dataDir: string, postId: string): Promise<SigningKey> {
  const key = generateSigningKey(ledgerOrigin(postId));
  await ensureDir(join(dataDir, 'keys'));
  await writeFileDurably(privatePath(dataDir, postId), privateKeyPem(key), 0o600);
  await writeFileDurably(publicKeyPath(dataDir, postId), publicKeyPem(verifierOf(key)), 0o644);
  return key;
}

/** The key that checks the log, from the public file or else the private one; null when there is none. */
export async function loadVerifierKey(dataDir: string, postId: string): Promise<VerifierKey | null> {
  const pem = await readFileIfThere(publicKeyPath(dataDir, postId));
  if (pem !== undefined) return verifierKeyFromPem(ledgerOrigin(postId), pem.toString());
  const key = await loadLedgerKey(dataDir, postId);
  return key && verifierOf(key);
}
