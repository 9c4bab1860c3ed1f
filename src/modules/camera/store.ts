import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import {
  MAX_CAMERAS,
  MAX_GROUPS,
  type Camera,
  type CameraGroup,
  type CameraGroupId,
  type CameraId,
} from './model.ts';

/** A camera as it is kept, with its password. */
export interface KeptCamera extends Camera {
  readonly password: string;
}

type CameraRecord = Omit<Camera, 'id' | 'deviceId' | 'groupId' | 'hasPassword'>;
interface CameraRow {
  id: CameraId;
  group_id: CameraGroupId;
  device_id: Camera['deviceId'];
  record: CameraRecord;
  password: string;
}

const toCamera = (row: CameraRow): KeptCamera => ({
  ...row.record,
  id: row.id,
  groupId: row.group_id,
  deviceId: row.device_id,
  hasPassword: row.password !== '',
  password: row.password,
});

export async function listCameras(db: Queryable, postId: string): Promise<KeptCamera[]> {
  const rows = await db.query<CameraRow>(
    'select id, group_id, device_id, record, password from cameras where post_id = $1 order by id limit $2',
    [postId, MAX_CAMERAS],
  );
  return rows.rows.map(toCamera);
}

/** The camera, locked until the transaction ends. */
export async function cameraById(tx: Transaction, id: string): Promise<KeptCamera | null> {
  const rows = await tx.client.query<CameraRow>(
    'select id, group_id, device_id, record, password from cameras where post_id = $1 and id = $2 for update',
    [tx.postId, id],
  );
  return rows.rows[0] ? toCamera(rows.rows[0]) : null;
}

export async function saveCamera(tx: Transaction, camera: KeptCamera): Promise<void> {
  const { id, deviceId, groupId, hasPassword: _, password, ...record } = camera;
  await tx.client.query(
    `insert into cameras (id, post_id, group_id, device_id, record, password) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set group_id = excluded.group_id, record = excluded.record,
       password = excluded.password`,
    [id, tx.postId, groupId, deviceId, toJsonb(record), password],
  );
}

export async function deleteCamera(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from cameras where post_id = $1 and id = $2', [tx.postId, id]);
}

export async function lockPost(tx: Transaction): Promise<void> {
  await tx.client.query('select 1 from posts where id = $1 for update', [tx.postId]);
}

export async function listGroups(db: Queryable, postId: string): Promise<CameraGroup[]> {
  return (
    await db.query<CameraGroup>(
      'select id, name, grants from camera_groups where post_id = $1 order by id limit $2',
      [postId, MAX_GROUPS],
    )
  ).rows;
}

export async function saveGroup(tx: Transaction, group: CameraGroup): Promise<void> {
  await tx.client.query(
    `insert into camera_groups (id, post_id, name, grants) values ($1, $2, $3, $4)
     on conflict (id) do update set name = excluded.name, grants = excluded.grants`,
    [group.id, tx.postId, toJsonb(group.name), toJsonb(group.grants)],
  );
}

export async function deleteGroup(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from camera_groups where post_id = $1 and id = $2', [tx.postId, id]);
}

export async function groupIsUsed(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.client.query('select 1 from cameras where post_id = $1 and group_id = $2 limit 1', [
    tx.postId,
    id,
  ]);
  return rows.rowCount === 1;
}
