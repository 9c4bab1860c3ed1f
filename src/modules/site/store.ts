import type { PostId } from '../../kernel/id.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { PlanFeature, Post, PostSettings, Zone } from './model.ts';

interface PostRow {
  id: PostId;
  name: Post['name'];
  time_zone: string;
  languages: string[];
  settings: PostSettings;
  demo: boolean;
}

const toPost = (row: PostRow): Post => ({
  id: row.id,
  name: row.name,
  timeZone: row.time_zone,
  languages: row.languages,
  demo: row.demo,
  settings: row.settings,
});

/** The posts of this database; one, until there is a headquarters. */
export async function listPosts(db: Queryable): Promise<Post[]> {
  return (
    await db.query<PostRow>(
      'select id, name, time_zone, languages, settings, demo from posts order by id limit 500',
    )
  ).rows.map(toPost);
}

/** A post and the head of its ledger, born together. Not a command: there is no ledger to write to yet. */
export async function insertPost(db: Queryable, post: Post, emptyPeaks: Buffer, at: string): Promise<void> {
  await db.query(
    `with p as (insert into posts (id, name, time_zone, languages, settings, demo) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id)
     insert into ledger_heads (post_id, size, peaks, last_at) select id, 0, $7, $8 from p`,
    [
      post.id,
      toJsonb(post.name),
      post.timeZone,
      post.languages,
      toJsonb(post.settings),
      post.demo,
      emptyPeaks,
      at,
    ],
  );
}

export async function listZones(db: Queryable, postId: string): Promise<Zone[]> {
  return (
    await db.query<Zone>(
      'select id, name, area, settings from zones where post_id = $1 order by position, id limit 20000',
      [postId],
    )
  ).rows;
}

export async function listPlan(db: Queryable, postId: string): Promise<PlanFeature[]> {
  return (
    await db.query<PlanFeature>(
      'select id, kind, name, shape from plan_features where post_id = $1 order by id limit 5000',
      [postId],
    )
  ).rows;
}

export async function insertZones(tx: Transaction, zones: readonly Zone[]): Promise<void> {
  for (const [i, zone] of zones.entries())
    await tx.client.query(
      'insert into zones (id, post_id, name, area, settings, position) values ($1, $2, $3, $4, $5, $6)',
      [zone.id, tx.postId, toJsonb(zone.name), toJsonb(zone.area), toJsonb(zone.settings), i],
    );
}

export async function insertPlan(tx: Transaction, features: readonly PlanFeature[]): Promise<void> {
  for (const feature of features)
    await tx.client.query(
      'insert into plan_features (id, post_id, kind, name, shape) values ($1, $2, $3, $4, $5)',
      [feature.id, tx.postId, feature.kind, toJsonb(feature.name), toJsonb(feature.shape)],
    );
}

/** More zones than any compound has; the list that is sent to the screens ends here. */
export const MAX_ZONES = 20_000;

/** The post's row, locked: changes of the site happen one after the other. */
export async function lockPost(tx: Transaction): Promise<Post | null> {
  const row = (
    await tx.client.query<PostRow>(
      'select id, name, time_zone, languages, settings, demo from posts where id = $1 for update',
      [tx.postId],
    )
  ).rows[0];
  return row ? toPost(row) : null;
}

export async function updatePost(tx: Transaction, post: Post): Promise<void> {
  await tx.client.query(
    'update posts set name = $2, time_zone = $3, languages = $4, settings = $5 where id = $1',
    [tx.postId, toJsonb(post.name), post.timeZone, post.languages, toJsonb(post.settings)],
  );
}

export async function zoneById(tx: Transaction, id: string): Promise<Zone | null> {
  return (
    (
      await tx.client.query<Zone>(
        'select id, name, area, settings from zones where post_id = $1 and id = $2 for update',
        [tx.postId, id],
      )
    ).rows[0] ?? null
  );
}

/** Adds zones behind those that stand, and replaces those whose id is known. One statement for all. */
export async function saveZones(tx: Transaction, zones: readonly Zone[]): Promise<void> {
  await tx.client.query(
    `insert into zones (id, post_id, name, area, settings, position)
     select r->>'id', $1, r->'name', r->'area', r->'settings',
       n + (select coalesce(max(position) + 1, 0) from zones where post_id = $1)
     from unnest($2::jsonb[]) with ordinality u(r, n)
     on conflict (id) do update set name = excluded.name, area = excluded.area, settings = excluded.settings`,
    [tx.postId, zones.map((zone) => toJsonb(zone))],
  );
}

export async function deleteZone(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from zones where post_id = $1 and id = $2', [tx.postId, id]);
}
