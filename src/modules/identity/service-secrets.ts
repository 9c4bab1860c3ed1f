import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt with 16 MiB (N = 2^14, r = 8): about 40 ms here, and as much memory for each guess (RFC 7914). */
const COST = { N: 16_384, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
/** Hashes worked on at once; more wait, so that a storm of tries cannot eat the machine. */
const MAX_AT_ONCE = 3;
const MAX_QUEUED = 200;

let running = 0;
const queue: (() => void)[] = [];

async function derive(secret: string, salt: Buffer): Promise<Buffer> {
  if (running >= MAX_AT_ONCE) {
    if (queue.length >= MAX_QUEUED) throw new Error('too many secrets wait to be checked');
    await new Promise<void>((resolve) => queue.push(resolve));
  }
  running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      scrypt(secret.normalize('NFKC'), salt, HASH_BYTES, COST, (error, key) =>
        error ? reject(error) : resolve(key),
      ),
    );
  } finally {
    running -= 1;
    queue.shift()?.();
  }
}

/** Hash of a password or PIN as `scrypt$<salt>$<key>`, base64url. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(secret, salt)).toString('base64url')}`;
}

const NOBODY = `scrypt$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(HASH_BYTES).toString('base64url')}`;

/** True when `secret` fits `hash`. A null hash takes as long and is false, so that time tells nothing. */
export async function secretFits(secret: string, hash: string | null): Promise<boolean> {
  const [, salt, key] = (hash ?? NOBODY).split('$');
  const derived = await derive(secret, Buffer.from(salt ?? '', 'base64url'));
  const wanted = Buffer.from(key ?? '', 'base64url');
  return wanted.length === derived.length && timingSafeEqual(wanted, derived) && hash !== null;
}

/** An opaque token of 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');
/** What is stored of a token or code. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

const CODE_LETTERS = '23456789abcdefghjkmnpqrstvwxyz';
/** A code that people can type: 16 of 30 letters in groups of four, 78 bits. */
export function newCode(): string {
  let code = '';
  while (code.length < 19) {
    if (code.length % 5 === 4) code += '-';
    else {
      const byte = randomBytes(1)[0] ?? 255;
      // 240 is the largest multiple of 30 below 256: higher bytes would favour the first letters.
      if (byte < 240) code += CODE_LETTERS[byte % 30];
    }
  }
  return code;
}
