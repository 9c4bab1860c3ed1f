/** Hands the setup module what stands in site, technical, identity and watch, and the cards that can be adopted. */
import type { Pool } from 'pg';
import { demoSops } from './demo/sops.ts';
import type { Identity } from './modules/identity/service.ts';
import { peopleIn, savePeople } from './modules/identity/service-import.ts';
import { enrolledUsers } from './modules/identity/store.ts';
import { createSetup, type Setup } from './modules/setup/service.ts';
import type { Orders } from './modules/orders/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import type { Technical } from './modules/technical/service.ts';
import type { Watch } from './modules/watch/service.ts';
import type { Transact } from './platform/transact.ts';

/** The name of a post that nobody named yet (open-post.ts). */
const UNNAMED = 'My post';

export function composeSetup(parts: {
  readonly pool: Pool;
  readonly transact: Transact;
  readonly post: Post;
  readonly site: Site;
  readonly identity: Identity;
  readonly technical: Technical;
  readonly watch: Watch;
  readonly orders: Orders;
}): Setup {
  const { pool, post, site, identity, technical, watch, orders } = parts;
  return createSetup({
    transact: parts.transact,
    post,
    async standing(tx) {
      if (!tx)
        return {
          zones: await site.zones(),
          devices: await technical.devices(),
          people: await identity.people(),
        };
      const zones = await site.lockedZones(tx);
      return { zones, devices: await technical.lockedDevices(tx), people: await peopleIn(tx) };
    },
    saveZones: site.saveZones,
    saveDevices: technical.saveDevices,
    savePeople,
    forget() {
      site.forget();
      technical.forgetDevices();
      identity.forgetSessions();
    },
    sopTemplates: demoSops,
    sops: orders.known,
    adoptSops: orders.adopt,
    async counts() {
      const people = await identity.people();
      return {
        post: post.name.en === UNNAMED ? 0 : 1,
        zones: (await site.zones()).length,
        people: people.filter((p) => p.active && p.hasPin && p.role !== 'administrator').length,
        sources: (await technical.devices()).length + (await technical.panels()).length,
        sops: (await orders.known()).length,
        phones: (await enrolledUsers(pool)).size,
        'first-alarm': post.settings.soundTestedAt === undefined ? 0 : await watch.alarmsSoFar(),
      };
    },
  });
}
