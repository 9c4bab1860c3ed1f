import type { Pool } from 'pg';
import { pause, until } from './report.ts';

const TRIAGE_LIMIT_MS = 180_000;
const LOOK_MS = 20;

/** Waits until triage has decided every signal, and a moment more; gives the milliseconds it took. */
export async function settled(pool: Pool): Promise<number> {
  const took = await until(
    'triage catches up',
    TRIAGE_LIMIT_MS,
    async () => {
      const rows = await pool.query<{ behind: boolean }>(
        `select exists (select 1 from ledger_entries e where e.post_id <> 'pst_bare' and e.kind = 'signal.received'
         and e.seq > (select coalesce(max(seq), -1) from ledger_cursors where follower = 'watch')) behind`,
      );
      return rows.rows[0]?.behind === false;
    },
    LOOK_MS,
  );
  await pause(300);
  return took;
}
