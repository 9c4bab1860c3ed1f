import { createHash } from 'node:crypto';
import { assert, present } from '../../kernel/assert.ts';
import { openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { verifyGuide } from './evidence-guide.ts';
import { VERIFY_SCRIPT } from './evidence-script.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import { formatVerifierKey, publicKeyPem } from './note-keys.ts';
import type { VerifierKey } from './note-keys.ts';
import { parseNote } from './note.ts';
import { formatProof } from './proof.ts';

/** Most entries in one bundle. */
export const MAX_DISCLOSED_ENTRIES = 100_000;
const SALT_BYTES = 32;

/**
 * One entry to hand out. `index` is its place in the tree and its sequence number (gapless from 0);
 * `leaf` the canonical header bytes; `body` and `salt` (32 bytes) both or neither.
 */
export interface DisclosedEntry {
  readonly index: number;
  readonly leaf: Buffer;
  readonly body: Buffer | null;
  readonly salt: Buffer | null;
}

/** What a bundle is made of. `checkpoint` is the signed note; `proofs` has each entry's path by index. */
export interface EvidenceInput {
  readonly entries: readonly DisclosedEntry[];
  readonly proofs: ReadonlyMap<number, readonly Buffer[]>;
  readonly checkpoint: string;
  readonly key: VerifierKey;
  /** Files that go with the entries, such as pictures that an entry names by hash and a page to read. */
  readonly more?: ReadonlyMap<string, Buffer>;
}

/** The values that the header gives to `name`. A quote inside a JSON string is escaped, so none is mistaken. */
function fieldsOf(leaf: Buffer, name: string): string[] {
  const head = `"${name}":`;
  return leaf
    .toString('utf8')
    .split(/[,{}]/)
    .filter((field) => field.startsWith(head))
    .map((field) => field.slice(head.length));
}

/** Why the outsider's script would refuse this entry, or null: a bundle that fails is never handed out. */
function faultOfEntry(
  entry: DisclosedEntry,
  path: readonly Buffer[] | undefined,
  head: Checkpoint,
): string | null {
  const { index, leaf, body, salt } = entry;
  const seqs = fieldsOf(leaf, 'seq');
  if (seqs.length !== 1 || seqs[0] !== String(index)) return 'its header does not name its number once';
  if ((body === null) !== (salt === null)) return 'it has a body without a salt or a salt without a body';
  if (body !== null && salt !== null) {
    if (salt.length !== SALT_BYTES) return 'its salt is not 32 bytes';
    const digest = createHash('sha256').update(salt).update(body).digest('base64');
    const digests = fieldsOf(leaf, 'bodyDigest');
    if (digests.length !== 1 || digests[0] !== `"${digest}"`)
      return 'its body is not the one its header names';
  }
  if (path === undefined) return 'it has no proof';
  const isProved = verifyInclusion(index, head.size, leafHash(leaf), path, head.root);
  return isProved ? null : 'its path does not lead to the root of the checkpoint';
}

function openHead({ checkpoint, key }: EvidenceInput): { head: Checkpoint; text: string; signature: Buffer } {
  const note = parseNote(Buffer.from(checkpoint));
  assert(note.ok, 'the checkpoint is a signed note');
  const parsed = parseCheckpoint(note.value.text);
  assert(parsed.ok, 'the note is a checkpoint');
  assert(key.type === 'ed25519' && parsed.value.origin === key.name, 'the key is the key of this log');
  const opened = openCheckpoint(Buffer.from(checkpoint), key.name, key);
  assert(opened.ok, 'the checkpoint is signed by the key of its log');
  const own = note.value.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  assert(own.length === 1, 'the log has signed the checkpoint once');
  return { head: parsed.value, text: note.value.text, signature: present(own[0], 'one signature').signature };
}

function manifestOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const names = [...files.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const lines = names.map((name) => {
    const content = present(files.get(name), 'a file has content');
    return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
  });
  return Buffer.from(lines.join(''));
}

/**
 * The files of an evidence bundle, by path within its folder, which OpenSSL and sh verify alone.
 * Input that would not verify is a Bug that names the first bad entry.
 */
export function evidenceBundle(input: EvidenceInput): Map<string, Buffer> {
  const { entries, proofs, checkpoint, key } = input;
  assert(
    entries.length > 0 && entries.length <= MAX_DISCLOSED_ENTRIES,
    'a bundle discloses 1 to 100,000 entries',
  );
  assert(new Set(entries.map(({ index }) => index)).size === entries.length, 'an entry is disclosed once');
  const { head, text, signature } = openHead(input);
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    const path = proofs.get(entry.index);
    const wrong = faultOfEntry(entry, path, head);
    assert(wrong === null, `entry ${entry.index} cannot be proved: ${wrong}`);
    files.set(`entries/${entry.index}.leaf`, entry.leaf);
    if (entry.body !== null) files.set(`entries/${entry.index}.body`, entry.body);
    if (entry.salt !== null) files.set(`entries/${entry.index}.salt`, entry.salt);
    const proof = { index: entry.index, hashes: path ?? [], checkpoint, extra: null };
    files.set(`proofs/${entry.index}.tlog-proof`, Buffer.from(formatProof(proof)));
  }
  const first = entries.find(({ body }) => body !== null) ?? present(entries[0], 'at least one entry');
  const example = {
    index: first.index,
    size: head.size,
    hashes: (proofs.get(first.index) ?? []).map((hash) => hash.toString('base64')),
    root: head.root.toString('base64'),
    hasBody: first.body !== null,
  };
  files.set('checkpoint', Buffer.from(checkpoint));
  files.set('checkpoint.txt', Buffer.from(text));
  files.set('checkpoint.sig', signature);
  files.set('public-key.pem', Buffer.from(publicKeyPem(key)));
  files.set('verifier-key.txt', Buffer.from(`${formatVerifierKey(key)}\n`));
  files.set('VERIFY.md', Buffer.from(verifyGuide(head.origin, example)));
  files.set('verify.sh', Buffer.from(VERIFY_SCRIPT));
  for (const [name, bytes] of input.more ?? []) {
    assert(
      /^(pictures\/[\w-]+\.jpg|files\/[\w-]+\.(pdf|png|jpg|txt)|STORY\.html)$/.test(name),
      'a picture, a file, or the story',
    );
    files.set(name, bytes);
  }
  files.set('manifest.txt', manifestOf(files));
  return files;
}
