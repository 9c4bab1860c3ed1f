/** The siren: it follows what asks for somebody, and its clock sends what is due. */
import type { Pool } from 'pg';
import { callSiren } from './edge/siren-caller.ts';
import type { Clock } from './kernel/time.ts';
import { createSiren, SIREN_FOLLOWS, type SirenService } from './modules/siren/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Alarm } from './modules/watch/model.ts';
import { alarmsByIds } from './modules/watch/store.ts';
import { startDue } from './platform/due.ts';
import { follow } from './platform/follow.ts';
import type { AppendedEntry, LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Storm } from './platform/storm.ts';
import type { Tail } from './platform/tail.ts';
import type { Transact } from './platform/transact.ts';
import type { Troubles } from './platform/troubles.ts';

const BATCH = 500;
const REST_MS = 20;

/** A call for help, and an answer: the siren neither begins nor ends late for a storm of lesser things. */
const isUrgent = ({ kind, body }: AppendedEntry): boolean =>
  kind !== 'alarm.joined' &&
  (kind !== 'alarm.raised' || (body['alarm'] as Alarm | undefined)?.priority === 1);

export async function startSiren(
  deps: { readonly clock: Clock; readonly log: Log },
  store: {
    readonly pool: Pool;
    readonly transact: Transact;
    readonly post: Post;
    readonly tail: Tail;
    readonly troubles: Troubles;
    readonly ledgerLog: LedgerLog;
    readonly storm: Storm;
  },
  stops: (() => Promise<void> | void)[],
): Promise<SirenService> {
  const { clock, log } = deps;
  const { pool, transact, post, tail, troubles } = store;
  const siren = createSiren({
    db: pool,
    transact,
    clock,
    postId: post.id,
    call: callSiren,
    alarms: (db, ids) => alarmsByIds(db, post.id, ids),
    onTrouble: (code, says) => troubles.set(code, says),
    onTroubleOver: (code) => troubles.clear(code),
  });
  await siren.start();
  const follower = await follow({
    db: pool,
    transact,
    postId: post.id,
    name: 'siren',
    kinds: SIREN_FOLLOWS,
    kept: (seq) => tail.kept(seq),
    batch: BATCH,
    restMs: REST_MS,
    // In a storm what panels wait for goes first; what may ask for somebody now cuts the rest short.
    busy: store.storm.on,
    handle: siren.follow,
    // An entry that cannot be handled sounds nothing; that is said where everything else is that fails.
    giveUp: async (_tx, entry, error) => {
      log.error('siren', error, { seq: entry.seq });
      troubles.set('siren-failing', 'The siren could not be asked for an alarm. Call people by radio.');
    },
    onTrouble: (error) => log.error('database', error),
  });
  const due = await startDue({
    clock,
    first: siren.firstDue,
    take: siren.takeDue,
    onTrouble: (error) => log.error('due-siren', error),
  });
  stops.push(
    () => due.stop(),
    () => follower.stop(),
  );
  store.ledgerLog.onAppended((_postId, entries) => {
    const followed = entries.filter(({ kind }) => SIREN_FOLLOWS.includes(kind));
    if (followed.length > 0) follower.nudge(followed.some(isUrgent));
    if (entries.some(({ kind }) => kind.startsWith('siren.'))) due.nudge();
  });
  return siren;
}
