import { assert, present } from '../../kernel/assert.ts';

/** What the guide needs to spell out the path of one entry: `hashes` in base64, lowest first. */
export interface GuideExample {
  readonly index: number;
  readonly size: number;
  readonly hashes: readonly string[];
  readonly root: string;
  readonly hasBody: boolean;
}

/** For each hash of the path: does it stand left of ours? RFC 9162 section 2.1.3.2. */
function sidesOf(index: number, size: number, count: number): boolean[] {
  const sides: boolean[] = [];
  let node = index;
  let last = size - 1;
  for (let i = 0; i < count; i++) {
    assert(last > 0, 'a path ends at the root');
    const isLeft = node % 2 === 1 || node === last;
    sides.push(isLeft);
    if (isLeft) {
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return sides;
}

function pathCommands({ index, size, hashes }: GuideExample): string[] {
  const lines = [
    `{ printf '\\000'; cat entries/${index}.leaf; } | openssl dgst -sha256 -binary > /tmp/verify-hash`,
  ];
  for (const [at, isLeft] of sidesOf(index, size, hashes.length).entries()) {
    const sibling = `echo '${present(hashes[at], 'a hash for each side')}' | openssl base64 -d`;
    const both = isLeft ? `${sibling}; cat /tmp/verify-hash` : `cat /tmp/verify-hash; ${sibling}`;
    lines.push(
      `{ printf '\\001'; ${both}; } | openssl dgst -sha256 -binary > /tmp/verify-next && mv /tmp/verify-next /tmp/verify-hash`,
    );
  }
  lines.push('openssl base64 -in /tmp/verify-hash');
  return lines;
}

const block = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

function bodyStep(example: GuideExample): string {
  const n = example.index;
  return `## 3. The body belongs to the header

\`entries/<number>.leaf\` is the header of an entry as the log sealed it. The header does not hold the text of
the entry, only its digest: SHA-256 over 32 random bytes (\`.salt\`) followed by the body (\`.body\`), in base64,
under the name \`bodyDigest\`. An entry without \`.body\` and \`.salt\` was not disclosed, or its text was lawfully
erased; its header is still proved. For entry ${n}, the digest printed here must stand in the header:

${block(
  example.hasBody
    ? [
        `cat entries/${n}.salt entries/${n}.body | openssl dgst -sha256 -binary | openssl base64`,
        `cat entries/${n}.leaf; echo`,
        `wc -c entries/${n}.salt`,
      ]
    : [`cat entries/${n}.leaf; echo`],
)}
The salt must be exactly 32 bytes. The number after \`"seq":\` in the header is the number of the entry. Entries
are numbered from 0 without gaps, and entry n is leaf n of the tree, so that nothing can be slipped in between.
`;
}

/** The text of `VERIFY.md`: how to check the bundle by hand, with `openssl` and sh only. */
export function verifyGuide(origin: string, example: GuideExample): string {
  return `# How to verify this bundle

This folder holds entries of the log \`${origin}\` and the proof that they stood in it, unaltered, when
its operator signed the checkpoint. You need a POSIX shell and OpenSSL 3.0 or later (\`openssl version\`).
You need no network, no account and no program of ours.

Quick way, which does all the steps below for every entry:

    sh verify.sh <fingerprint that the post gave you>

It prints OK or FAILED for each entry; the exit code is 0 only when everything holds. The script came in the
same folder as the evidence: read it first, or follow the steps by hand.

## 1. The key is the post's key

${block(['openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256'])}
Compare all 64 digits with the fingerprint that the post gave you **by another way**: on paper, by telephone, in
an earlier letter. Everything else rests on this. Whoever can forge the whole folder can put in a key
of his own; he cannot change the fingerprint that you already have.

## 2. The key signed the checkpoint

${block([
  'openssl pkeyutl -verify -rawin -pubin -inkey public-key.pem -sigfile checkpoint.sig -in checkpoint.txt',
  'cat checkpoint.txt',
])}
The first command must say "Signature Verified Successfully". The lines of \`checkpoint.txt\` are the name of the
log, the number of entries it had, and the root hash over all of them. \`checkpoint\` is the same text with the
same signature as one file, a C2SP signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint); \`verifier-key.txt\`
is the key as C2SP tools read it.

${bodyStep(example)}
## 4. The header stands under the root

The hash of a header is SHA-256 over a zero byte and the header. Two hashes side by side become one: SHA-256
over a byte of value one, the left and the right (RFC 6962). \`proofs/<number>.tlog-proof\` lists the neighbours
from the entry up to the root (c2sp.org/tlog-proof). For entry ${example.index}:

${block(pathCommands(example))}
The last line printed must equal the third line of \`checkpoint.txt\`: \`${example.root}\`

Which neighbour stands on which side follows from the number of the entry and the size of the log: start with
node = number and last = size - 1. For each hash: if node is odd or equals last, the neighbour stands left, and
both numbers are then halved until node is odd or 0; otherwise it stands right. Then both are halved once more,
without remainder. In the end last must be 0. \`verify.sh\` does this for every entry.

## 5. Pictures and files belong to entries

A file in \`pictures/\` is a camera's frame. The entry \`frame.kept\` of the same frame holds its SHA-256 under the
name \`sha256\`: what \`openssl dgst -sha256 -r pictures/*\` prints must stand in one of the proved bodies, as
\`grep -h -o '"sha256":"[0-9a-f]*"' entries/*.body\` shows them. A file in \`files/\` came with a note; the entry of
that note holds its SHA-256 in the same way.

\`STORY.html\`, where there is one, says the entries in sentences for reading. The entries are the evidence.

## What this proves, and what not

- Each disclosed entry stood at its number in the log, word for word, when the checkpoint was signed.
- \`manifest.txt\` lists the SHA-256 of each file. It shows damage in transport; it is not signed.
- The bundle shows chosen entries. That others exist is visible from the size, what they say is not.
- It proves what was recorded, not that what was recorded is true.
`;
}
