import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Clock } from './kernel/time.ts';
import { SEAT_LIMITS_S } from './modules/seat/model.ts';
import { createSeats, type SeatService } from './modules/seat/service.ts';
import type { Post } from './modules/site/model.ts';
import { openNow } from './modules/watch/store-open.ts';
import type { LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Transact } from './platform/transact.ts';
import type { Troubles } from './platform/troubles.ts';

/** Even in [0, 1) and guessed by nobody: a check whose time could be worked out would check nothing. */
const chance = (): number => randomBytes(6).readUIntBE(0, 6) / 2 ** 48;

/** Whether the watch is kept at the consoles of those who keep it. */
export function startSeats(
  deps: { readonly clock: Clock; readonly log: Log },
  store: {
    readonly pool: Pool;
    readonly post: Post;
    readonly transact: Transact;
    readonly troubles: Troubles;
    readonly ledgerLog: LedgerLog;
  },
  stops: (() => Promise<void> | void)[],
): SeatService {
  const { pool, post, transact, troubles, ledgerLog } = store;
  const seats = createSeats({
    transact,
    clock: deps.clock,
    postId: post.id,
    limits: () => post.settings.seatLimitsS ?? SEAT_LIMITS_S,
    attention: () => post.settings.attention ?? null,
    openAlarms: () => openNow(pool, post.id),
    chance,
    onTrouble: (code, says) => troubles.set(code, says),
    onTroubleOver: (code) => troubles.clear(code),
    onBug: (error) => deps.log.error('seats', error),
  });
  ledgerLog.onAppended((_postId, entries) => {
    for (const { kind, subjects, body } of entries)
      if (kind === 'session.ended')
        seats.left(subjects[0] ?? '', typeof body['seat'] === 'string' ? body['seat'] : null);
  });
  seats.start();
  stops.push(() => seats.stop());
  return seats;
}
