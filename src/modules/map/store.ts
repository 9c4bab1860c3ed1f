import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import { MAX_FLOORS, type Basemap, type Floor } from './model.ts';

const COLUMNS =
  'id, name, level, revision, objects, image, changed_at as "changedAt", changed_by as "changedBy"';

export async function listFloors(db: Queryable, postId: string): Promise<Floor[]> {
  return (
    await db.query<Floor>(
      `select ${COLUMNS} from floors where post_id = $1 order by level, id limit ${MAX_FLOORS}`,
      [postId],
    )
  ).rows;
}

/** The floor, locked until the transaction ends. */
export async function floorById(tx: Transaction, id: string): Promise<Floor | null> {
  const rows = await tx.client.query<Floor>(
    `select ${COLUMNS} from floors where post_id = $1 and id = $2 for update`,
    [tx.postId, id],
  );
  return rows.rows[0] ?? null;
}

/** Floors of the post with their names, with the post locked: changes happen one after the other. */
export async function lockedFloors(tx: Transaction): Promise<Pick<Floor, 'id' | 'name'>[]> {
  await tx.client.query('select 1 from posts where id = $1 for update', [tx.postId]);
  return (
    await tx.client.query<Pick<Floor, 'id' | 'name'>>(
      'select id, name from floors where post_id = $1 limit $2',
      [tx.postId, MAX_FLOORS],
    )
  ).rows;
}

export async function saveFloor(tx: Transaction, floor: Floor): Promise<void> {
  await tx.client.query(
    `insert into floors (id, post_id, name, level, revision, objects, image, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update set name = excluded.name, level = excluded.level, revision = excluded.revision,
       objects = excluded.objects, image = excluded.image, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by`,
    [
      floor.id,
      tx.postId,
      toJsonb(floor.name),
      floor.level,
      floor.revision,
      toJsonb(floor.objects),
      floor.image === null ? null : toJsonb(floor.image),
      floor.changedAt,
      floor.changedBy,
    ],
  );
}

export async function deleteFloor(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from floors where post_id = $1 and id = $2', [tx.postId, id]);
}

export async function saveImage(
  tx: Transaction,
  floorId: string,
  image: { readonly sha256: string; readonly type: string },
  bytes: Buffer,
): Promise<void> {
  await tx.client.query(
    `insert into floor_images (floor_id, post_id, sha256, type, bytes) values ($1, $2, $3, $4, $5)
     on conflict (floor_id) do update set sha256 = excluded.sha256, type = excluded.type, bytes = excluded.bytes`,
    [floorId, tx.postId, image.sha256, image.type, bytes],
  );
}

export async function deleteImage(tx: Transaction, floorId: string): Promise<void> {
  await tx.client.query('delete from floor_images where post_id = $1 and floor_id = $2', [
    tx.postId,
    floorId,
  ]);
}

export async function imageOf(
  db: Queryable,
  postId: string,
  floorId: string,
): Promise<{ type: string; bytes: Buffer } | null> {
  const rows = await db.query<{ type: string; bytes: Buffer }>(
    'select type, bytes from floor_images where post_id = $1 and floor_id = $2',
    [postId, floorId],
  );
  return rows.rows[0] ?? null;
}

export async function basemap(db: Queryable, postId: string): Promise<Basemap | null> {
  const rows = await db.query<{ record: Basemap }>('select record from basemaps where post_id = $1', [
    postId,
  ]);
  return rows.rows[0]?.record ?? null;
}

export async function saveBasemap(tx: Transaction, map: Basemap): Promise<void> {
  await tx.client.query(
    `insert into basemaps (post_id, id, record) values ($1, $2, $3)
     on conflict (post_id) do update set id = excluded.id, record = excluded.record`,
    [tx.postId, map.id, toJsonb(map)],
  );
}

export async function deleteBasemap(tx: Transaction): Promise<void> {
  await tx.client.query('delete from basemaps where post_id = $1', [tx.postId]);
}
