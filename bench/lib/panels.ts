import type { Pool } from 'pg';
import { pause } from './report.ts';

/** The server reads its panels again every two seconds. */
const PANELS_READ_MS = 3_500;

/** Registers `count` accounts from `first`, as a post knows its panels, and waits until the server knows them. */
export async function registerPanels(pool: Pool, first: number, count: number): Promise<void> {
  await pool.query(
    `insert into panels (id, post_id, account, name, created_at)
     select 'pnl_bench' || n, (select id from posts order by id <> 'pst_home', id limit 1), n::text, 'Panel ' || n, now()
     from generate_series($1::int, $2::int) n`,
    [first, first + count - 1],
  );
  await pause(PANELS_READ_MS);
}
