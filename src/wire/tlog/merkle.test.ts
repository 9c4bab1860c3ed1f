import { describe, expect, test } from 'vitest';
import { CompactRange } from './compact-range.ts';
import {
  emptyRoot,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootFromInclusion,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import type { ReadHash } from './merkle.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

// Reference leaves, roots and proofs of the Certificate Transparency project, as kept in
// github.com/transparency-dev/merkle proof/verify_test.go (Apache-2.0). Indexes there start at 1.
const REFERENCE_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hex);
const REFERENCE_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const REFERENCE_INCLUSIONS: readonly (readonly [number, number, readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [3, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    2,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const REFERENCE_CONSISTENCIES: readonly (readonly [number, number, readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];

function grow(leaves: readonly Buffer[]): { readHash: ReadHash; range: CompactRange; roots: Buffer[] } {
  const stored = new Map<string, Buffer>();
  const range = CompactRange.empty();
  const roots = [range.root()];
  for (const leaf of leaves) {
    for (const { level, index, hash } of range.append(leafHash(leaf))) stored.set(`${level}/${index}`, hash);
    roots.push(range.root());
  }
  const readHash: ReadHash = (level, index) => {
    const hash = stored.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`asked for ${level}/${index}, which is not a full subtree`);
    return hash;
  };
  return { readHash, range, roots };
}

const numbered = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`leaf ${i}`));
const flip = (hash: Buffer): Buffer => {
  const copy = Buffer.from(hash);
  copy[7] = (copy[7] ?? 0) ^ 0x10;
  return copy;
};

describe('reference tree', () => {
  const tree = grow(REFERENCE_LEAVES);
  test('the empty tree has the hash of nothing', () => {
    expect(emptyRoot().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(CompactRange.empty().root()).toEqual(emptyRoot());
    expect(treeRoot(0, tree.readHash)).toEqual(emptyRoot());
  });
  test('all eight roots agree with Certificate Transparency', () => {
    expect(tree.roots.slice(1).map((root) => root.toString('hex'))).toEqual(REFERENCE_ROOTS);
    REFERENCE_ROOTS.forEach((root, i) => expect(treeRoot(i + 1, tree.readHash)).toEqual(hex(root)));
  });
  test('a node differs from a leaf with the same bytes', () => {
    const [a, b] = [leafHash(hex('01')), leafHash(hex('02'))];
    expect(nodeHash(a, b)).not.toEqual(leafHash(Buffer.concat([a, b])));
  });
  test.each(REFERENCE_INCLUSIONS)('inclusion of leaf %i in %i agrees', (leaf, size, proof) => {
    const hashes = proof.map(hex);
    expect(proveInclusion(leaf - 1, size, tree.readHash)).toEqual(hashes);
    const leafBytes = REFERENCE_LEAVES[leaf - 1] ?? Buffer.alloc(0);
    expect(
      verifyInclusion(leaf - 1, size, leafHash(leafBytes), hashes, hex(REFERENCE_ROOTS[size - 1] ?? '')),
    ).toBe(true);
  });
  test.each(REFERENCE_CONSISTENCIES)('consistency of %i with %i agrees', (oldSize, newSize, proof) => {
    const hashes = proof.map(hex);
    expect(proveConsistency(oldSize, newSize, tree.readHash)).toEqual(hashes);
    const [oldRoot, newRoot] = [oldSize, newSize].map((size) => hex(REFERENCE_ROOTS[size - 1] ?? ''));
    expect(verifyConsistency(oldSize, newSize, oldRoot ?? hex(''), newRoot ?? hex(''), hashes)).toBe(true);
  });
});

// Answers of the Google Argon 2020 log, from golang.org/x/mod sumdb/tlog/testdata/argon2020 (BSD-3-Clause).
const ARGON = {
  oldSize: 3654490,
  oldRoot: 'AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=',
  newSize: 961984013,
  newRoot: 'dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM=',
  proof: `80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg= FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=
    Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k= eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=
    QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw= XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=
    SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg= WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=
    QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc= Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=
    mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU= q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=
    jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI= GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=
    x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I= 6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=
    Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0= DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=
    2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU= 3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=
    s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY= z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=
    GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0= pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=
    f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA= WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=
    f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ= NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=
    C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI= nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=`
    .split(/\s+/)
    .map(base64),
};

test('a consistency proof of a real public log of 962 million entries verifies', () => {
  const { oldSize, oldRoot, newSize, newRoot, proof } = ARGON;
  expect(verifyConsistency(oldSize, newSize, base64(oldRoot), base64(newRoot), proof)).toBe(true);
  expect(verifyConsistency(oldSize + 1, newSize, base64(oldRoot), base64(newRoot), proof)).toBe(false);
  proof.forEach((_, at) => {
    const altered = proof.map((hash, i) => (i === at ? flip(hash) : hash));
    expect(verifyConsistency(oldSize, newSize, base64(oldRoot), base64(newRoot), altered)).toBe(false);
  });
});

/** RFC 6962 section 2.1 word for word, as a check on the incremental form. */
function plainRoot(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return emptyRoot();
  if (hashes.length === 1) return hashes[0] ?? emptyRoot();
  let cut = 1;
  while (cut * 2 < hashes.length) cut *= 2;
  return nodeHash(plainRoot(hashes.slice(0, cut)), plainRoot(hashes.slice(cut)));
}

describe('every size from 0 to 300', () => {
  const leaves = numbered(300);
  const hashes = leaves.map(leafHash);
  const tree = grow(leaves);
  test('the root of each size follows the definition, appended or read from store', () => {
    for (let size = 0; size <= 300; size++) {
      const root = plainRoot(hashes.slice(0, size));
      expect(tree.roots[size]).toEqual(root);
      expect(treeRoot(size, tree.readHash)).toEqual(root);
    }
  });
  test('each leaf of each size has a proof, which fails for another index, size, leaf, root or hash', () => {
    let proofs = 0;
    let accepted = 0;
    for (let size = 1; size <= 300; size++) {
      const root = tree.roots[size] ?? emptyRoot();
      for (let index = size % 7; index < size; index += size > 40 ? 7 : 1) {
        const leaf = hashes[index] ?? emptyRoot();
        const proof = proveInclusion(index, size, tree.readHash);
        proofs += 1;
        if (!verifyInclusion(index, size, leaf, proof, root)) throw new Error(`refused ${index}/${size}`);
        const at = (index + size) % Math.max(1, proof.length);
        const bad = [
          verifyInclusion(index + 1, size, leaf, proof, root),
          verifyInclusion(index - 1, size, leaf, proof, root),
          verifyInclusion(index, size * 2, leaf, proof, root),
          verifyInclusion(index, Math.floor(size / 2), leaf, proof, root),
          verifyInclusion(index, size, flip(leaf), proof, root),
          verifyInclusion(index, size, leaf, proof, flip(root)),
          verifyInclusion(index, size, leaf, [...proof, root], root),
          verifyInclusion(index, size, leaf, [root, ...proof], root),
          verifyInclusion(index, size, leaf, [...proof, Buffer.alloc(0)], root),
          proof.length > 0 && verifyInclusion(index, size, leaf, proof.slice(0, -1), root),
          proof.length > 0 && verifyInclusion(index, size, leaf, proof.slice(1), root),
          proof.length > 0 &&
            verifyInclusion(index, size, leaf, proof.with(at, flip(proof[at] ?? leaf)), root),
        ];
        accepted += bad.filter(Boolean).length;
      }
    }
    expect(proofs).toBeGreaterThan(6000);
    expect(accepted).toBe(0);
  });
  test('each two sizes have a consistency proof, which fails when anything is altered', () => {
    let accepted = 0;
    for (let newSize = 0; newSize <= 300; newSize++) {
      const newRoot = tree.roots[newSize] ?? emptyRoot();
      for (let oldSize = 0; oldSize <= newSize; oldSize += newSize > 40 ? 3 : 1) {
        const oldRoot = tree.roots[oldSize] ?? emptyRoot();
        const proof = proveConsistency(oldSize, newSize, tree.readHash);
        if (!verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof)) {
          throw new Error(`refused ${oldSize}/${newSize}`);
        }
        const at = (oldSize + newSize) % Math.max(1, proof.length);
        const bad = [
          verifyConsistency(oldSize, newSize, flip(oldRoot), newRoot, proof),
          oldSize > 0 && verifyConsistency(oldSize, newSize, oldRoot, flip(newRoot), proof),
          oldSize > 0 && verifyConsistency(oldSize - 1, newSize, oldRoot, newRoot, proof),
          oldSize < newSize && verifyConsistency(newSize, oldSize, newRoot, oldRoot, proof),
          verifyConsistency(oldSize, newSize, oldRoot, newRoot, [...proof, oldRoot]),
          verifyConsistency(oldSize, newSize, oldRoot, newRoot, [newRoot, ...proof]),
          proof.length > 0 && verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof.slice(0, -1)),
          proof.length > 0 &&
            verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof.with(at, flip(proof[at] ?? oldRoot))),
        ];
        accepted += bad.filter(Boolean).length;
      }
    }
    expect(accepted).toBe(0);
  });
  test('a range stored as bytes goes on as if it had never stopped', () => {
    for (let size = 0; size <= 300; size += 1) {
      const first = grow(leaves.slice(0, size)).range;
      const second = CompactRange.fromBytes(first.toBytes());
      expect(second.size).toBe(size);
      expect(second.root()).toEqual(tree.roots[size]);
      expect(second.append(leafHash(Buffer.from('next')))).toEqual(
        first.append(leafHash(Buffer.from('next'))),
      );
    }
  });
});

test('a clone grows apart from its original', () => {
  const range = grow(numbered(5)).range;
  const root = range.root();
  const copy = range.clone();
  copy.append(leafHash(Buffer.from('x')));
  expect(range.root()).toEqual(root);
  expect(range.size).toBe(5);
  expect(copy.size).toBe(6);
});

test('damaged bytes of a range are a bug, never a wrong root', () => {
  const bytes = grow(numbered(13)).range.toBytes();
  expect(() => CompactRange.fromBytes(bytes.subarray(0, -1))).toThrow();
  expect(() => CompactRange.fromBytes(bytes.subarray(0, -32))).toThrow();
  expect(() => CompactRange.fromBytes(Buffer.alloc(3))).toThrow();
});

test('sizes that are no whole numbers are refused, not computed', () => {
  const root = leafHash(Buffer.from('a'));
  for (const size of [-1, 1.5, Number.NaN, 2 ** 60, Number.POSITIVE_INFINITY]) {
    expect(rootFromInclusion(0, size, root, [])).toBeNull();
    expect(verifyConsistency(1, size, root, root, [])).toBe(false);
  }
});

test('in ten million entries a proof has at most 24 hashes and takes under 5 ms to make and verify', () => {
  // A tree whose every full subtree of one level is alike, so that ten million leaves need no store.
  const alike = [leafHash(Buffer.from('same'))];
  for (let level = 1; level <= 24; level++) {
    const below = alike[level - 1] ?? emptyRoot();
    alike.push(nodeHash(below, below));
  }
  const readHash: ReadHash = (level) => alike[level] ?? emptyRoot();
  const size = 10_000_000;
  const root = treeRoot(size, readHash);
  const startedAt = performance.now();
  for (const index of [0, 1, 4_999_999, 8_388_607, 8_388_608, 9_999_999]) {
    const proof = proveInclusion(index, size, readHash);
    expect(proof.length).toBeLessThanOrEqual(24);
    expect(verifyInclusion(index, size, alike[0] ?? root, proof, root)).toBe(true);
  }
  expect((performance.now() - startedAt) / 6).toBeLessThan(5);
});
