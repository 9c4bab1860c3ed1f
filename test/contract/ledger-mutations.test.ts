import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { present } from '../../src/kernel/assert.ts';
import { toInstant } from '../../src/kernel/time.ts';
import { openSeal, signSeal } from '../../src/modules/ledger/checkpoint-text.ts';
import { loadVerifierKey } from '../../src/modules/ledger/service-key.ts';
import { verifyLedger } from '../../src/modules/ledger/service-verify.ts';
import { leafOf, LEAF_COLUMNS, type LeafRow } from '../../src/modules/ledger/store.ts';
import { CompactRange } from '../../src/wire/tlog/compact-range.ts';
import { leafHash } from '../../src/wire/tlog/merkle.ts';
import { generateSigningKey, type VerifierKey } from '../../src/wire/tlog/note-keys.ts';
import { openTestLedger, type TestLedger } from '../support/ledger.ts';

/*
 * A superuser of the database against the ledger: each mutation is made in a savepoint, verified through the same
 * session, and rolled back. What is right: the smallest number among the rows that are not as they were; for rows
 * that stand for a whole tree (heads, checkpoints) the size at which they disagree.
 */

const MUTATIONS = 1_000;
const SIZE = 620;
const ERASED = [3, 4, 250];

let at: TestLedger;
let db: PoolClient;
let key: VerifierKey;
let erasure = 0;
let sizes: number[] = [];
const forger = generateSigningKey('post1.invalid/pst_test');

beforeAll(async () => {
  at = await openTestLedger();
  await at.append(1);
  await at.service.start();
  for (let grown = 1; grown < SIZE - 1;) {
    const count = Math.min(SIZE - 1 - grown, grown % 3 === 0 ? 45 : 31);
    await at.append(count);
    grown += count;
    if (grown > 300 && erasure === 0) {
      await at.service.eraseBody('usr_1', ERASED, 'asked for');
      erasure = grown;
      grown += 1;
    }
    await at.service.sealNow();
  }
  await at.append(1);
  await at.service.stop();
  await at.pool.query(
    "insert into posts (id, name, time_zone, languages) values ('pst_other', '{}', 'UTC', '{en}')",
  );
  key = present(await loadVerifierKey(at.dataDir, at.postId), 'a key');
  db = await at.pool.connect();
  await db.query('begin');
  const rows = await db.query<{ size: number }>('select size from ledger_checkpoints order by size');
  sizes = rows.rows.map((row) => row.size);
});

afterAll(async () => {
  await db.query('rollback');
  db.release();
  await at.close();
});

const verify = () => verifyLedger({ db, postId: at.postId, dataDir: at.dataDir, key });

/** A seeded source of chance (mulberry32), so that a failure can be repeated. */
function chance(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, pick: <T>(list: readonly T[]): T => present(list[below(list.length)], 'not empty') };
}
type Chance = ReturnType<typeof chance>;

/** An entry that has a body and is not the erasure, whose loss would also lose the excuse for older bodies. */
function someSeq(by: Chance, below = SIZE): number {
  for (;;) {
    const seq = by.below(below);
    if (!ERASED.includes(seq) && seq !== erasure) return seq;
  }
}

const flip = (column: string, by: Chance, bytes = 32): string => {
  const i = by.below(bytes);
  return `${column} = set_byte(${column}, ${i}, get_byte(${column}, ${i}) # ${1 << by.below(8)})`;
};

/** Writes every leaf hash and the head as the rows now say: the careful forger. */
async function rehash(): Promise<CompactRange> {
  const rows = (
    await db.query<LeafRow>(
      `select ${LEAF_COLUMNS} from ledger_entries e where post_id = 'pst_test' order by seq`,
    )
  ).rows;
  const range = CompactRange.empty();
  const leaves = rows.map((row) => leafHash(present(leafOf('pst_test', row), 'a leaf')));
  for (const leaf of leaves) range.append(leaf);
  await db.query(
    `update ledger_entries e set leaf_hash = u.leaf from unnest($1::bigint[], $2::bytea[]) u(seq, leaf)
     where e.post_id = 'pst_test' and e.seq = u.seq and e.leaf_hash <> u.leaf`,
    [rows.map((row) => row.seq), leaves],
  );
  await db.query(
    `update ledger_heads set size = $1, peaks = $2, last_at = (select at from ledger_entries where post_id = 'pst_test' order by seq desc limit 1) where post_id = 'pst_test'`,
    [rows.length, range.toBytes()],
  );
  return range;
}

/** Signs all checkpoint rows again, with a key of the same name. */
async function forgeCheckpoints(): Promise<void> {
  const rows = (
    await db.query<{ leaf_hash: Buffer }>(
      `select leaf_hash from ledger_entries where post_id = 'pst_test' order by seq`,
    )
  ).rows;
  await db.query('delete from ledger_checkpoints');
  const range = CompactRange.empty();
  let after = 0;
  for (const { leaf_hash } of rows) {
    range.append(leaf_hash);
    if (!sizes.includes(range.size)) continue;
    const seal = signSeal(
      { size: range.size, root: range.root(), after, atMs: Date.UTC(2026, 10, 2) },
      forger,
    );
    after = range.size;
    await db.query('insert into ledger_checkpoints values ($1, $2, $3, $4, $5)', [
      'pst_test',
      seal.size,
      seal.root,
      seal.note,
      seal.at,
    ]);
  }
}

async function newBody(seq: number, text: string): Promise<void> {
  const salt = createHash('sha256').update(text).digest();
  const digest = createHash('sha256').update(salt).update(text).digest();
  await db.query('update ledger_bodies set salt = $2, body = $3 where seq = $1', [seq, salt, text]);
  await db.query('update ledger_entries set body_digest = $2 where seq = $1', [seq, digest]);
}

/** Makes one mutation; returns the index that must be named, or several of which one must be. */
type Mutation = (by: Chance) => Promise<number | readonly number[]>;

const ENTRY_CHANGES: readonly ((by: Chance) => string)[] = [
  () => "at = at + interval '1 microsecond'",
  (by) => `at = at - interval '${1 + by.below(90_000)} milliseconds'`,
  () => "kind = kind || 'x'",
  () => "kind = case kind when 'alarm.closed' then 'alarm.raised' else 'alarm.closed' end",
  () => "actor = 'usr_z'",
  () => "actor = actor || ' '",
  () => "subjects = subjects || '{sig_x}'::text[]",
  () => "subjects = '{alm_other}'",
  () =>
    "subjects = ('[0:1]={' || coalesce(subjects[1], 'a') || ',' || coalesce(subjects[2], 'b') || '}')::text[]",
  () => "marking = marking || 'S'",
  (by) => flip('body_digest', by),
  (by) => flip('leaf_hash', by),
  () => "post_id = 'pst_other'",
  (by) => `seq = seq + ${SIZE + by.below(1_000)}`,
];

const BODY_CHANGES: readonly ((by: Chance) => string)[] = [
  (by) => flip('salt', by),
  () => "body = body || ' '",
  () => "body = replace(body, 'What', 'Nothing')",
  () => "body = '{}'",
  () => "salt = salt || convert_to(left(body, 1), 'UTF8'), body = substr(body, 2)",
  () => "post_id = 'pst_other'",
  (by) => `seq = seq + ${SIZE + by.below(1_000)}`,
];

const updateEntry: Mutation = async (by) => {
  const seq = someSeq(by);
  await db.query(
    `update ledger_entries set ${by.pick(ENTRY_CHANGES)(by)} where post_id = 'pst_test' and seq = ${seq}`,
  );
  return seq;
};
const updateBody: Mutation = async (by) => {
  const seq = someSeq(by);
  await db.query(
    `update ledger_bodies set ${by.pick(BODY_CHANGES)(by)} where post_id = 'pst_test' and seq = ${seq}`,
  );
  return seq;
};
const deleteRow: Mutation = async (by) => {
  const seq = someSeq(by);
  const which = by.pick(['entry', 'body', 'both']);
  if (which !== 'body') await db.query('delete from ledger_entries where seq = $1', [seq]);
  if (which !== 'entry') await db.query('delete from ledger_bodies where seq = $1', [seq]);
  return seq;
};
const insertRow: Mutation = async (by) => {
  const from = someSeq(by);
  const columns = 'at, kind, actor, subjects, marking, body_digest, leaf_hash';
  const copyTo = (seq: number, post = 'pst_test') =>
    db.query(
      `insert into ledger_entries (post_id, seq, ${columns}) select $3, $2, ${columns} from ledger_entries where post_id = 'pst_test' and seq = $1`,
      [from, seq, post],
    );
  switch (by.below(6)) {
    case 0:
      await copyTo(SIZE);
      return SIZE;
    case 1:
      await copyTo(SIZE + 1 + by.below(50));
      return SIZE;
    case 2:
      await copyTo(-5);
      return -5;
    case 3:
      await copyTo(7, 'pst_ghost');
      return 7;
    case 4:
      await db.query('alter table ledger_entries drop constraint ledger_entries_pkey');
      await copyTo(from);
      return from;
    default:
      await db.query(
        "insert into ledger_bodies select post_id, seq + 5000, salt, body from ledger_bodies where post_id = 'pst_test' and seq = $1",
        [from],
      );
      return from + 5_000;
  }
};
const swapRows: Mutation = async (by) => {
  const [a, b] = [someSeq(by, SIZE / 2 - 1), SIZE / 2 + by.below(SIZE / 2 - 1)];
  if (b === erasure) return swapRows(by);
  const parts = by.below(3);
  for (const table of parts === 0 ? ['ledger_entries'] : ['ledger_entries', 'ledger_bodies'])
    for (const [from, to] of [
      [a, -1],
      [b, a],
      [-1, b],
    ] as const)
      await db.query(`update ${table} set seq = ${to} where post_id = 'pst_test' and seq = ${from}`);
  if (parts === 2) {
    await rehash();
  }
  return a;
};
const cutTail: Mutation = async (by) => {
  const end = SIZE - 1 - by.below(SIZE - erasure - 2);
  await db.query('delete from ledger_entries where seq >= $1', [end]);
  await db.query('delete from ledger_bodies where seq >= $1', [end]);
  const how = by.below(3);
  if (how > 0) await rehash();
  if (how > 1) await db.query('delete from ledger_checkpoints where size > $1', [end]);
  return end;
};
const reseal: Mutation = async (by) => {
  const seq = someSeq(by);
  const how = by.below(4);
  if (how === 0) await newBody(seq, '{"text":"nothing happened"}');
  else if (how === 1) await db.query("update ledger_entries set actor = 'usr_other' where seq = $1", [seq]);
  else {
    // An entry is taken out, or one is put in, and all that follow are counted anew.
    const shift = how === 2 ? -1 : 1;
    if (seq >= erasure || seq <= Math.max(...ERASED)) return reseal(by);
    for (const table of ['ledger_entries', 'ledger_bodies']) {
      if (shift < 0) await db.query(`delete from ${table} where seq = ${seq}`);
      await db.query(`update ${table} set seq = -1 - seq - (${shift}) where seq >= ${seq}`);
      await db.query(`update ${table} set seq = -1 - seq where seq < 0`);
      if (shift > 0)
        await db.query(
          table === 'ledger_entries'
            ? `insert into ledger_entries select post_id, ${seq}, at, kind, 'usr_new', subjects, marking, body_digest, leaf_hash from ledger_entries where seq = ${seq + 1}`
            : `insert into ledger_bodies select post_id, ${seq}, salt, body from ledger_bodies where seq = ${seq + 1}`,
        );
    }
  }
  await rehash();
  if (by.below(2) === 1) await forgeCheckpoints();
  return seq;
};
const changeHead: Mutation = async (by) => {
  switch (by.below(6)) {
    case 0: {
      const size = by.below(SIZE);
      await db.query("update ledger_heads set size = $1 where post_id = 'pst_test'", [size]);
      return size;
    }
    case 1:
      await db.query("update ledger_heads set size = size + $1 where post_id = 'pst_test'", [
        1 + by.below(9),
      ]);
      return SIZE;
    case 2:
      await db.query(`update ledger_heads set ${flip('peaks', by, 40)} where post_id = 'pst_test'`);
      return SIZE;
    case 3:
      await db.query(
        "update ledger_heads set last_at = last_at + interval '1 microsecond' where post_id = 'pst_test'",
      );
      return SIZE;
    case 4:
      await db.query("update ledger_heads set post_id = 'pst_other'");
      return SIZE;
    default:
      await db.query('delete from ledger_heads');
      return SIZE;
  }
};
const changeCheckpoint: Mutation = async (by) => {
  const size = by.pick(sizes);
  const set = (what: string) => db.query(`update ledger_checkpoints set ${what} where size = ${size}`);
  switch (by.below(9)) {
    case 0:
      await set(flip('root', by));
      return size;
    case 1:
      await set("at = at + interval '1 microsecond'");
      return size;
    case 2:
      await set(`note = overlay(note placing '7' from ${30 + by.below(20)} for 1) || ' '`);
      return size;
    case 3:
      await set(
        `note = note || '\u2014 witness.invalid ${Buffer.alloc(68, by.below(255)).toString('base64')}' || chr(10)`,
      );
      return size;
    case 4: {
      const other = size + 1;
      if (sizes.includes(other)) return changeCheckpoint(by);
      await set('size = size + 1');
      return [size, other];
    }
    case 5:
      await db.query('delete from ledger_checkpoints where size = $1', [size]);
      return size;
    case 6:
      await set("post_id = 'pst_other'");
      return size;
    case 7: {
      const other = by.pick(sizes.filter((s) => s > size).concat(size));
      if (other === size) return changeCheckpoint(by);
      await db.query(
        `update ledger_checkpoints c set note = o.note, root = o.root from ledger_checkpoints o
         where c.size in ($1, $2) and o.size in ($1, $2) and c.size <> o.size`,
        [size, other],
      );
      return size;
    }
    default: {
      const free = 1 + by.below(SIZE - 1);
      if (sizes.includes(free)) return changeCheckpoint(by);
      const root = createHash('sha256').update(String(free)).digest();
      const seal = signSeal({ size: free, root, after: 0, atMs: 0 }, forger);
      await db.query('insert into ledger_checkpoints values ($1, $2, $3, $4, $5)', [
        'pst_test',
        free,
        root,
        seal.note,
        toInstant(0),
      ]);
      return free;
    }
  }
};

const KINDS: Readonly<Record<string, Mutation>> = {
  updateEntry,
  updateBody,
  deleteRow,
  insertRow,
  swapRows,
  cutTail,
  reseal,
  changeHead,
  changeCheckpoint,
};

test('the untouched ledger verifies', async () => {
  expect(await verify()).toMatchObject({
    ok: true,
    entries: SIZE,
    unsealed: 0,
    files: 'checked',
    checkpoints: sizes.length,
  });
  expect(sizes.length).toBeGreaterThan(12);
  const note = await db.query<{ note: string }>(
    'select note from ledger_checkpoints order by size desc limit 1',
  );
  expect(openSeal(note.rows[0]?.note ?? '', key)).toMatchObject({ ok: true, value: { size: SIZE } });
});

test('1,000 random mutations by a superuser are each detected and the first bad index is named', async () => {
  const by = chance(20_261_122);
  const names = Object.keys(KINDS);
  const wrong: string[] = [];
  for (let i = 0; i < MUTATIONS; i++) {
    const name = names[i % names.length] ?? '';
    await db.query('savepoint before_mutation');
    const expected = await present(KINDS[name], 'a kind')(by);
    const report = await verify();
    await db.query('rollback to savepoint before_mutation');
    await db.query('release savepoint before_mutation');
    const right = typeof expected === 'number' ? [expected] : expected;
    if (report.ok || report.firstBad === null || !right.includes(report.firstBad))
      wrong.push(
        `${i} ${name}: expected ${right.join(' or ')}, got ${report.firstBad} ${JSON.stringify(report.faults.slice(0, 3))}`,
      );
  }
  expect(wrong).toEqual([]);
  expect(await verify()).toMatchObject({ ok: true });
}, 240_000);

test('without the files a forged history is traced to the last good checkpoint', async () => {
  const dataDir = `${at.dataDir}-absent`;
  for (const seq of [0, 10, 300, SIZE - 1]) {
    await db.query('savepoint before_mutation');
    await newBody(seq, '{"text":"nothing happened"}');
    await rehash();
    const report = await verifyLedger({ db, postId: at.postId, dataDir, key });
    await db.query('rollback to savepoint before_mutation');
    expect(report).toMatchObject({ ok: false, files: 'absent' });
    expect(report.firstBad).toBe(Math.max(0, ...sizes.filter((size) => size <= seq)));
  }
});
