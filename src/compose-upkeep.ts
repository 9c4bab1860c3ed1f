/** Maintenance, out of service and bypass: what they ask of their neighbours, and the clock that begins and ends them. */
import type { Pool } from 'pg';
import type { Clock } from './kernel/time.ts';
import type { Identity } from './modules/identity/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import type { Technical } from './modules/technical/service.ts';
import { createUpkeep, type UpkeepService } from './modules/upkeep/service.ts';
import { startDue, type DueJob } from './platform/due.ts';
import type { LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Transact } from './platform/transact.ts';

export const composeUpkeep = (parts: {
  readonly pool: Pool;
  readonly transact: Transact;
  readonly post: Post;
  readonly site: Site;
  readonly identity: Identity;
  readonly technical: Technical;
}): UpkeepService =>
  createUpkeep({
    db: parts.pool,
    transact: parts.transact,
    post: parts.post,
    devices: parts.technical.devices,
    zones: parts.site.zones,
    panels: parts.technical.panels,
    sourceName: parts.technical.sourceName,
    personByPin: parts.identity.personByPin,
    people: parts.identity.people,
  });

export async function startUpkeep(
  deps: { readonly clock: Clock; readonly log: Log },
  store: { readonly ledgerLog: LedgerLog },
  upkeep: UpkeepService,
  stops: (() => Promise<void> | void)[],
): Promise<DueJob> {
  const due = await startDue({
    clock: deps.clock,
    first: upkeep.firstDue,
    take: upkeep.takeDue,
    onTrouble: (error) => deps.log.error('due-upkeep', error),
  });
  stops.push(() => due.stop());
  store.ledgerLog.onAppended((_postId, entries) => {
    if (entries.some((entry) => entry.kind.startsWith('upkeep.'))) due.nudge();
  });
  return due;
}
