import type { Clock } from './kernel/time.ts';
import { createSeats, type SeatService } from './modules/seat/service.ts';
import type { Post } from './modules/site/model.ts';
import type { LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Transact } from './platform/transact.ts';
import type { Troubles } from './platform/troubles.ts';

/** Whether the watch is kept at the consoles of those who keep it. */
export function startSeats(
  deps: { readonly clock: Clock; readonly log: Log },
  store: {
    readonly post: Post;
    readonly transact: Transact;
    readonly troubles: Troubles;
    readonly ledgerLog: LedgerLog;
  },
  stops: (() => Promise<void> | void)[],
): SeatService {
  const { post, transact, troubles, ledgerLog } = store;
  const seats = createSeats({
    transact,
    clock: deps.clock,
    postId: post.id,
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
