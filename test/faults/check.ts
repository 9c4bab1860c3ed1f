/* What must hold after every fault: each acknowledged signal is there exactly once, had its effect once, and the ledger verifies. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { canonicalHeader } from '../../src/platform/canonical.ts';
import { CompactRange } from '../../src/wire/tlog/compact-range.ts';
import { leafHash } from '../../src/wire/tlog/merkle.ts';
import { PRIORITY_BY_KIND } from '../../src/modules/watch/policy.ts';
import type { Record } from './load.ts';
import { expect, until } from './room.ts';

const CAUGHT_UP_LIMIT_MS = 30_000;
const PAGE = 20_000;

export interface Seen {
  readonly acked: number;
  readonly rows: number;
  readonly repeats: number;
  readonly effects: number;
  readonly entries: number;
}

/** Everything. Call it while the panels are silent. */
export async function checkAll(pool: pg.Pool, record: Record): Promise<Seen> {
  const signals = await checkSignals(pool, record);
  const effects = await checkEffects(pool);
  const entries = await checkLedger(pool);
  return { acked: record.acked.size, ...signals, effects, entries };
}

interface SignalRow {
  id: string;
  repeat_of: string | null;
  raw: string;
  kind: string | null;
  same: boolean;
}

/** Each acknowledged frame stands once as a signal, byte for byte, with its entry; the others at most once. */
async function checkSignals(pool: pg.Pool, record: Record): Promise<{ rows: number; repeats: number }> {
  // Only frames: the server's own signals, such as "unknown panel", begin with a brace.
  const { rows } = await pool.query<SignalRow>(
    `select s.id, s.repeat_of, encode(s.raw, 'hex') raw, e.kind, coalesce(e.subjects[1] = s.id, false) same
     from signals s left join ledger_entries e on e.post_id = s.post_id and e.seq = s.seq
     where substr(s.raw, 1, 1) = '\\x0a'`,
  );
  const firsts = new Map<string, number>();
  const ids = new Set<string>();
  let repeats = 0;
  for (const row of rows) {
    expect(!ids.has(row.id), `signal ${row.id} stands twice`);
    ids.add(row.id);
    const kind = row.repeat_of === null ? 'signal.received' : 'signal.repeated';
    expect(row.kind === kind && row.same, `signal ${row.id} has no entry ${kind} of its own`);
    if (row.repeat_of === null) firsts.set(row.raw, (firsts.get(row.raw) ?? 0) + 1);
    else repeats += 1;
  }
  const lost: string[] = [];
  const doubled: string[] = [];
  let known = 0;
  for (const [name, frame] of record.sent) {
    const times = firsts.get(frame) ?? 0;
    known += times;
    if (times === 0 && record.acked.has(name)) lost.push(name);
    if (times > 1) doubled.push(name);
  }
  expect(
    lost.length === 0,
    `${lost.length} of ${record.acked.size} acknowledged signals are lost (${some(lost)})`,
  );
  expect(doubled.length === 0, `${doubled.length} signals stand more than once (${some(doubled)})`);
  const total = rows.length - repeats;
  expect(known === total, `${total - known} signals stand there that nobody sent`);
  return { rows: rows.length, repeats };
}

/** Names of acknowledged signals whose frame is not among `kept` (hex). */
export function lostOf(record: Record, kept: ReadonlySet<string>): string[] {
  return [...record.acked].filter((name) => !kept.has(record.sent.get(name) ?? ''));
}

const some = (names: readonly string[]): string =>
  names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');

const WITHOUT_ALARM = Object.entries(PRIORITY_BY_KIND).flatMap(([kind, priority]) =>
  priority === null ? [kind] : [],
);

/** Every received signal that asks for an alarm raised or joined one, exactly once. */
export async function checkEffects(pool: pg.Pool): Promise<number> {
  const read = async (): Promise<{ asked: number; had: number }> => {
    const { rows } = await pool.query<{ asked: string; had: string }>(
      `select count(*) filter (where e.kind = 'signal.received' and b.body::jsonb->>'change' = 'active'
           and b.body::jsonb->>'kind' <> all($1)) asked,
         coalesce(sum(case e.kind when 'alarm.raised' then 1 when 'alarm.joined' then (b.body::jsonb->>'times')::int end), 0) had
       from ledger_entries e join ledger_bodies b using (post_id, seq)`,
      [WITHOUT_ALARM],
    );
    return { asked: Number(rows[0]?.asked), had: Number(rows[0]?.had) };
  };
  let last = { asked: 0, had: -1 };
  await until('alarms follow the signals', CAUGHT_UP_LIMIT_MS, async () => {
    last = await read();
    return last.had >= last.asked;
  }).catch(() => undefined);
  expect(last.had === last.asked, `${last.asked} signals ask for an alarm, ${last.had} effects stand there`);
  const { rows } = await pool.query<{ id: string }>(
    `select s[2] id from (select subjects s from ledger_entries where kind in ('alarm.raised', 'alarm.joined', 'alarm.restored')) x
     where s[2] is not null group by 1 having count(*) > 1 limit 5`,
  );
  expect(rows.length === 0, `signals with two effects: ${some(rows.map((row) => row.id))}`);
  return last.had;
}

interface EntryRow {
  post_id: string;
  seq: string | number;
  at: string;
  kind: string;
  actor: string;
  subjects: string[];
  marking: string;
  body_digest: Buffer;
  leaf_hash: Buffer;
  salt: Buffer | null;
  body: string | null;
}

/** Hashes the whole ledger again, gapless, up to the root that the head claims. Returns its size. */
export async function checkLedger(pool: pg.Pool): Promise<number> {
  const heads = await pool.query<{ post_id: string; size: string; peaks: Buffer }>(
    'select post_id, size, peaks from ledger_heads',
  );
  let entries = 0;
  for (const head of heads.rows) {
    const range = CompactRange.empty();
    for (;;) {
      const { rows } = await pool.query<EntryRow>(
        `select e.*, b.salt, b.body from ledger_entries e left join ledger_bodies b using (post_id, seq)
         where e.post_id = $1 and e.seq >= $2 order by e.seq limit ${PAGE}`,
        [head.post_id, range.size],
      );
      for (const row of rows) addLeaf(range, row);
      if (rows.length < PAGE) break;
    }
    expect(
      range.size === Number(head.size),
      `the ledger has ${range.size} entries, its head says ${head.size}`,
    );
    expect(range.root().equals(CompactRange.fromBytes(head.peaks).root()), 'the root of the ledger differs');
    entries += range.size;
  }
  return entries;
}

function addLeaf(range: CompactRange, row: EntryRow): void {
  const seq = Number(row.seq);
  expect(seq === range.size, `the ledger has a gap: entry ${range.size} is missing, ${seq} follows`);
  expect(row.salt !== null && row.body !== null, `entry ${seq} has no body`);
  const digest = createHash('sha256').update(row.salt).update(row.body).digest();
  expect(digest.equals(row.body_digest), `entry ${seq}: the body differs from its digest`);
  const header = canonicalHeader({
    post: row.post_id,
    seq,
    at: row.at,
    kind: row.kind,
    actor: row.actor,
    subjects: row.subjects,
    marking: row.marking,
    bodyDigest: digest.toString('base64'),
  });
  const leaf = leafHash(Buffer.from(header));
  expect(leaf.equals(row.leaf_hash), `entry ${seq}: the header differs from its leaf`);
  range.append(leaf);
}
