import type { Pool } from 'pg';
import { SEARCHED_KINDS } from '../../src/modules/ledger/search-words.ts';
import { pause, until } from './report.ts';

const TRIAGE_LIMIT_MS = 180_000;
const LOOK_MS = 20;

/**
 * Waits until triage has decided every signal, and then until the search has read and the seal covers all, so
 * that what the server put off is not measured as somebody else's time. Gives the milliseconds triage took.
 */
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
  await until(
    'the search and the seal catch up',
    TRIAGE_LIMIT_MS,
    async () => {
      const rows = await pool.query<{ behind: boolean }>(
        `select exists (select 1 from ledger_heads h where h.post_id <> 'pst_bare'
           and h.size > (select coalesce(max(size), 0) from ledger_checkpoints c where c.post_id = h.post_id))
         or exists (select 1 from ledger_heads h join ledger_entries e using (post_id) where h.post_id <> 'pst_bare'
           and e.kind = any($1) and e.seq > (select coalesce(max(seq), -1) from ledger_cursors where follower = 'search')) behind`,
        [SEARCHED_KINDS],
      );
      return rows.rows[0]?.behind === false;
    },
    10 * LOOK_MS,
  );
  await pause(300);
  return took;
}
