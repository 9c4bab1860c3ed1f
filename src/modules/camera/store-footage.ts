/** Frames that are kept, and holds on footage. */
import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import { MAX_FRAMES_LISTED, MAX_HOLDS, type Frame, type Hold } from './model.ts';

export type KeptFrame = Omit<Frame, 'held'>;
export interface FrameBytes {
  readonly cameraId: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const FRAME = `id, camera_id as "cameraId", alarm_id as "alarmId", taken_at as "takenAt", sha256, size as bytes,
  by_name as "byName"`;

/** Frames of an alarm or of a camera, newest first. */
export async function listFrames(
  db: Queryable,
  postId: string,
  of: { readonly alarmId: string } | { readonly cameraId: string; readonly before: Instant | null },
): Promise<KeptFrame[]> {
  const byAlarm = 'alarmId' in of;
  const rows = await db.query<KeptFrame>(
    `select ${FRAME} from camera_frames where post_id = $1 and ${byAlarm ? 'alarm_id' : 'camera_id'} = $2
     and taken_at < $3 order by taken_at desc, id desc limit ${MAX_FRAMES_LISTED}`,
    [postId, byAlarm ? of.alarmId : of.cameraId, (byAlarm ? null : of.before) ?? 'infinity'],
  );
  return rows.rows;
}

export async function frameBytes(db: Queryable, postId: string, id: string): Promise<FrameBytes | null> {
  const rows = await db.query<FrameBytes>(
    'select camera_id as "cameraId", type, bytes from camera_frames where post_id = $1 and id = $2',
    [postId, id],
  );
  return rows.rows[0] ?? null;
}

export async function frameForUpdate(tx: Transaction, id: string): Promise<KeptFrame | null> {
  const rows = await tx.client.query<KeptFrame>(
    `select ${FRAME} from camera_frames where post_id = $1 and id = $2 for update`,
    [tx.postId, id],
  );
  return rows.rows[0] ?? null;
}

export async function insertFrame(
  tx: Transaction,
  frame: KeptFrame,
  picture: { readonly type: string; readonly bytes: Buffer },
): Promise<void> {
  await tx.client.query(
    `insert into camera_frames (id, post_id, camera_id, alarm_id, taken_at, sha256, type, size, by_name, bytes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      frame.id,
      tx.postId,
      frame.cameraId,
      frame.alarmId,
      frame.takenAt,
      frame.sha256,
      picture.type,
      frame.bytes,
      frame.byName,
      picture.bytes,
    ],
  );
}

export async function deleteFrames(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.client.query('delete from camera_frames where post_id = $1 and id = any($2)', [tx.postId, ids]);
}

/** The oldest frames taken before `before`, locked. */
export async function oldFrames(tx: Transaction, before: Instant, limit: number): Promise<KeptFrame[]> {
  const rows = await tx.client.query<KeptFrame>(
    `select ${FRAME} from camera_frames f where post_id = $1 and taken_at < $2 and not exists (
       select 1 from footage_holds h where h.post_id = f.post_id and not h.released and h.until_at > $4
         and h.record->'cameraIds' ? f.camera_id and f.taken_at >= (h.record->>'from')::timestamptz
         and f.taken_at <= (h.record->>'to')::timestamptz)
     order by taken_at limit $3 for update`,
    [tx.postId, before, limit, tx.now],
  );
  return rows.rows;
}

/** Holds, newest first: those that hold, or all. */
export async function listHolds(
  db: Queryable,
  postId: string,
  now: Instant,
  which: 'holding' | 'all',
): Promise<Hold[]> {
  const rows = await db.query<{ record: Hold }>(
    `select record from footage_holds where post_id = $1 and ($2 or (not released and until_at > $3))
     order by id desc limit ${MAX_HOLDS}`,
    [postId, which === 'all', now],
  );
  return rows.rows.map((row) => row.record);
}

export async function holdForUpdate(tx: Transaction, id: string): Promise<Hold | null> {
  const rows = await tx.client.query<{ record: Hold }>(
    'select record from footage_holds where post_id = $1 and id = $2 for update',
    [tx.postId, id],
  );
  return rows.rows[0]?.record ?? null;
}

export async function saveHold(tx: Transaction, hold: Hold): Promise<void> {
  await tx.client.query(
    `insert into footage_holds (id, post_id, until_at, released, record) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set until_at = excluded.until_at, released = excluded.released,
       record = excluded.record`,
    [hold.id, tx.postId, hold.until, hold.released !== null, toJsonb(hold)],
  );
}
