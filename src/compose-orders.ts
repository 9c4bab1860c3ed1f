/** Standing orders: what they ask of their neighbours, and what the alarm desk asks of them. */
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import type { Clock } from './kernel/time.ts';
import type { Identity } from './modules/identity/service.ts';
import { createOrders, type Orders } from './modules/orders/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import type { OrderBook } from './modules/watch/service-steps.ts';
import type { DiskWatch } from './platform/disk-watch.ts';
import type { Transact } from './platform/transact.ts';

export const composeOrders = (
  deps: { readonly clock: Clock; readonly config: Config },
  store: {
    readonly pool: Pool;
    readonly transact: Transact;
    readonly post: Post;
    readonly disk: DiskWatch;
  },
  parts: { readonly site: Site; readonly identity: Identity },
): Orders =>
  createOrders({
    db: store.pool,
    transact: store.transact,
    clock: deps.clock,
    postId: store.post.id,
    dataDir: deps.config.dataDir,
    hasRoom: store.disk.hasRoom,
    people: parts.identity.people,
    zones: parts.site.zones,
  });

/** Who keeps the pictures of alarms and the files of notes. */
export const fileKeeper = (orders: Orders): Pick<OrderBook, 'keepFile' | 'ownFile'> => ({
  keepFile: orders.files.keep,
  ownFile: orders.own,
});
export const orderBook = (orders: Orders): OrderBook => ({
  current: orders.current,
  cards: orders.cards,
  ...fileKeeper(orders),
});
