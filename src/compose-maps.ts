import type { Config } from './config.ts';
import type { Clock } from './kernel/time.ts';
import { createBasemaps } from './modules/map/service-basemap.ts';
import { createFloorMaps } from './modules/map/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import type { Technical } from './modules/technical/service.ts';
import type { Queryable } from './platform/ledger-log.ts';
import type { Transact } from './platform/transact.ts';

/** The floors that the office draws, and the city map under them. */
export async function composeMaps(
  deps: { readonly config: Config; readonly clock: Clock },
  store: { readonly pool: Queryable; readonly post: Post; readonly transact: Transact },
  parts: { readonly site: Site; readonly technical: Technical },
  stops: (() => Promise<void> | void)[],
) {
  const common = { db: store.pool, transact: store.transact, postId: store.post.id };
  const floorMaps = createFloorMaps({
    ...common,
    checkNames: parts.site.checkNames,
    zoneIds: async () => (await parts.site.zones()).map((zone) => zone.id),
    deviceIds: async () => (await parts.technical.devices()).map((device) => device.id),
  });
  const basemaps = createBasemaps({ ...common, clock: deps.clock, dataDir: deps.config.dataDir });
  await basemaps.start();
  stops.push(() => basemaps.stop());
  return { floorMaps, basemaps };
}
