import type { Queryable } from '../../platform/ledger-log.ts';
import type { PlanFeature, Post, Zone } from './model.ts';
import * as store from './store.ts';

/** Zones and plan change seldom: read again after so long. */
const KEEP_MS = 2_000;

export type Site = ReturnType<typeof createSite>;

/** The buildings and zones of one post. Asked by triage on each batch, so kept for two seconds. */
export function createSite(deps: {
  readonly db: Queryable;
  readonly post: Post;
  readonly monotonicMs: () => number;
}) {
  let kept: { at: number; zones: Zone[]; plan: PlanFeature[] } | null = null;
  async function read(): Promise<{ zones: Zone[]; plan: PlanFeature[] }> {
    if (kept && deps.monotonicMs() - kept.at < KEEP_MS) return kept;
    const [zones, plan] = await Promise.all([
      store.listZones(deps.db, deps.post.id),
      store.listPlan(deps.db, deps.post.id),
    ]);
    kept = { at: deps.monotonicMs(), zones, plan };
    return kept;
  }
  return {
    post: deps.post,
    zones: async (): Promise<readonly Zone[]> => (await read()).zones,
    plan: async (): Promise<readonly PlanFeature[]> => (await read()).plan,
  };
}
