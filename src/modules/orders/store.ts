import type { SopId } from '../../kernel/id.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import {
  MAX_FILES_OF_ORDER,
  MAX_ORDERS,
  MAX_VERSIONS,
  type OrderFile,
  type Sop,
  type SopRead,
  type SopVersion,
} from './model.ts';

const COLUMNS = 'record card, state, revision, note, changed_at as "changedAt", changed_by as "changedBy"';

/** The versions in force, by id. */
export async function issuedCards(db: Queryable, postId: string): Promise<Sop[]> {
  const rows = await db.query<{ record: Sop }>(
    "select record from sop_versions where post_id = $1 and state = 'issued' order by sop_id limit $2",
    [postId, MAX_ORDERS],
  );
  return rows.rows.map((row) => row.record);
}

/** These versions of these orders; a null version is the first one, from before alarms named theirs. */
export async function cardsOf(
  db: Queryable,
  postId: string,
  pins: readonly { readonly id: string; readonly version: number | null }[],
): Promise<Sop[]> {
  if (pins.length === 0) return [];
  const rows = await db.query<{ record: Sop }>(
    `select v.record from unnest($2::text[], $3::int[]) p(id, version) cross join lateral (
       select record from sop_versions where post_id = $1 and sop_id = p.id and state <> 'draft'
         and (p.version is null or version = p.version) order by version limit 1) v`,
    [postId, pins.map((pin) => pin.id), pins.map((pin) => pin.version)],
  );
  return rows.rows.map((row) => row.record);
}

/** What the list of orders shows: the draft, the issued and the newest retired version of each. */
export async function listVersions(db: Queryable, postId: string): Promise<SopVersion[]> {
  const rows = await db.query<SopVersion>(
    `select distinct on (sop_id, state) ${COLUMNS} from sop_versions where post_id = $1
     order by sop_id, state, version desc limit $2`,
    [postId, MAX_ORDERS * 3],
  );
  return rows.rows;
}

export async function versionsOf(db: Queryable, postId: string, id: string): Promise<SopVersion[]> {
  const rows = await db.query<SopVersion>(
    `select ${COLUMNS} from sop_versions where post_id = $1 and sop_id = $2 order by version desc limit $3`,
    [postId, id, MAX_VERSIONS],
  );
  return rows.rows;
}

/** All versions of an order, with the order locked: changes happen one after the other. */
export async function lockedVersions(tx: Transaction, id: string): Promise<SopVersion[]> {
  await tx.client.query('select 1 from sops where post_id = $1 and id = $2 for update', [tx.postId, id]);
  return versionsOf(tx.client, tx.postId, id);
}

/** How many orders there are, with the post locked. */
export async function countOrders(tx: Transaction): Promise<number> {
  await tx.client.query('select 1 from posts where id = $1 for update', [tx.postId]);
  const rows = await tx.client.query<{ n: number }>('select count(*)::int n from sops where post_id = $1', [
    tx.postId,
  ]);
  return rows.rows[0]?.n ?? 0;
}

export async function insertOrder(tx: Transaction, id: SopId): Promise<void> {
  await tx.client.query('insert into sops (id, post_id) values ($1, $2) on conflict (id) do nothing', [
    id,
    tx.postId,
  ]);
}

/** Writes a version as it now stands; a new one is added. */
export async function saveVersion(tx: Transaction, version: SopVersion): Promise<void> {
  await tx.client.query(
    `insert into sop_versions (post_id, sop_id, version, state, revision, record, note, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (sop_id, version) do update set state = excluded.state, revision = excluded.revision,
       record = excluded.record, note = excluded.note, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by`,
    [
      tx.postId,
      version.card.id,
      version.card.version,
      version.state,
      version.revision,
      toJsonb(version.card),
      version.note,
      version.changedAt,
      version.changedBy,
    ],
  );
}

export async function deleteDraft(tx: Transaction, id: string): Promise<void> {
  await tx.client.query("delete from sop_versions where post_id = $1 and sop_id = $2 and state = 'draft'", [
    tx.postId,
    id,
  ]);
}

/** An order that never had another version than a draft goes with its draft. */
export async function deleteOrder(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from order_files where post_id = $1 and owner_id = $2', [tx.postId, id]);
  await tx.client.query('delete from sops where post_id = $1 and id = $2', [tx.postId, id]);
}

/** Takes cards in as issued; those that are there already stay as they are. */
export async function insertSops(tx: Transaction, sops: readonly Sop[], byName = ''): Promise<void> {
  for (const sop of sops) {
    await insertOrder(tx, sop.id);
    await tx.client.query(
      `insert into sop_versions (post_id, sop_id, version, state, revision, record, note, changed_at, changed_by)
       select $1, $2, $3, 'issued', 1, $4, null, $5, $6
       where not exists (select 1 from sop_versions where sop_id = $2)`,
      [tx.postId, sop.id, sop.version, toJsonb(sop), sop.issuedAt, byName],
    );
  }
}

const READS =
  'sop_id as "sopId", version, user_id as "userId", user_name as "userName", signed_at as "signedAt"';

/** Signatures under the versions in force. */
export async function readsOfIssued(db: Queryable, postId: string): Promise<SopRead[]> {
  const rows = await db.query<SopRead>(
    `select ${READS} from sop_reads r where post_id = $1 and exists (select 1 from sop_versions v
       where v.sop_id = r.sop_id and v.version = r.version and v.state = 'issued') limit 100000`,
    [postId],
  );
  return rows.rows;
}

export async function readsOf(db: Queryable, postId: string, id: string): Promise<SopRead[]> {
  const rows = await db.query<SopRead>(
    `select ${READS} from sop_reads where post_id = $1 and sop_id = $2 order by version desc, signed_at limit 20000`,
    [postId, id],
  );
  return rows.rows;
}

/** Returns false when it stood there already. */
export async function saveRead(tx: Transaction, read: SopRead): Promise<boolean> {
  const done = await tx.client.query(
    `insert into sop_reads (post_id, sop_id, version, user_id, user_name, signed_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [tx.postId, read.sopId, read.version, read.userId, read.userName, read.signedAt],
  );
  return done.rowCount === 1;
}

/** A file with what only the server needs to know of it. */
export interface StoredFile extends OrderFile {
  readonly sha256: string;
}

const FILE = 'id, name, type, bytes, sha256';

export async function filesOf(db: Queryable, postId: string, ownerId: string): Promise<StoredFile[]> {
  const rows = await db.query<StoredFile>(
    `select ${FILE} from order_files where post_id = $1 and owner_id = $2 order by id limit $3`,
    [postId, ownerId, MAX_FILES_OF_ORDER],
  );
  return rows.rows;
}

export async function fileById(db: Queryable, postId: string, id: string): Promise<StoredFile | null> {
  const rows = await db.query<StoredFile>(`select ${FILE} from order_files where post_id = $1 and id = $2`, [
    postId,
    id,
  ]);
  return rows.rows[0] ?? null;
}

export async function insertFile(
  tx: Transaction,
  ownerId: string,
  file: StoredFile,
  byName: string,
): Promise<void> {
  await tx.client.query(
    `insert into order_files (id, post_id, owner_id, name, type, bytes, sha256, added_at, added_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [file.id, tx.postId, ownerId, file.name, file.type, file.bytes, file.sha256, tx.now, byName],
  );
}
