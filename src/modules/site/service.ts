import { newId, type ZoneId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import {
  createLivePost,
  foreignLanguages,
  readTimeZone,
  siteRefusals,
  type Names,
  type PlanFeature,
  type Post,
  type PostSettings,
  type ThreatLevel,
  type Zone,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(siteRefusals);
/** Zones and plan change seldom: read again after so long. */
const KEEP_MS = 2_000;

export type ZoneChange = Partial<Pick<Zone, 'name' | 'area' | 'settings'>>;

/** What may change of a post; null takes a setting away. */
export interface PostChange extends Partial<Pick<Post, 'name' | 'timeZone' | 'languages'>> {
  readonly answerWithinS?: PostSettings['answerWithinS'] | null;
  readonly radioChannel?: string | null;
  readonly watchPhone?: string | null;
  readonly soundTestedAt?: string;
  readonly terms?: PostSettings['terms'];
  readonly heartbeatByKindS?: PostSettings['heartbeatByKindS'] | null;
  readonly upkeepAtMostH?: PostSettings['upkeepAtMostH'] | null;
  readonly seatLimitsS?: PostSettings['seatLimitsS'] | null;
  readonly attention?: PostSettings['attention'] | null;
}

export type Site = ReturnType<typeof createSite>;

/** The post, its buildings and zones. Zones are asked for by triage on each batch, so kept for two seconds. */
export function createSite(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly live: ReturnType<typeof createLivePost>;
  readonly monotonicMs: () => number;
  /** Does a device or an alarm name this zone? */
  readonly zoneInUse: (tx: Transaction, zoneId: string) => Promise<boolean>;
}) {
  const { db, transact, live } = deps;
  const { post } = live;
  const postId = post.id;
  let kept: { at: number; zones: Zone[]; plan: PlanFeature[] } | null = null;
  async function read(): Promise<{ zones: Zone[]; plan: PlanFeature[] }> {
    if (kept && deps.monotonicMs() - kept.at < KEEP_MS) return kept;
    const at = deps.monotonicMs();
    const [zones, plan] = await Promise.all([store.listZones(db, postId), store.listPlan(db, postId)]);
    kept = { at, zones, plan };
    return kept;
  }
  const forget = (): void => {
    kept = null;
  };
  function checkNames(name: Names): void {
    const foreign = foreignLanguages(name, post);
    if (foreign.length > 0) throw refuse('name-language-unknown', { languages: foreign });
  }
  function checkZone(zone: Zone, others: readonly Zone[]): void {
    if (zone.area.length > 0 && zone.area.length < 3) throw refuse('area-malformed');
    const same = (each: Zone): boolean =>
      each.id !== zone.id && each.name.en.trim().toLowerCase() === zone.name.en.trim().toLowerCase();
    if (others.some(same)) throw refuse('zone-name-taken');
  }

  return {
    post,
    zones: async (): Promise<readonly Zone[]> => (await read()).zones,
    plan: async (): Promise<readonly PlanFeature[]> => (await read()).plan,
    checkNames,
    forget,

    /** Zones as they stand inside a transaction, with the post locked against other changes of the site. */
    async lockedZones(tx: Transaction): Promise<readonly Zone[]> {
      await store.lockPost(tx);
      return store.listZones(tx.client, postId);
    },
    saveZones: store.saveZones,

    async addZone(by: By, input: ZoneChange & { readonly name: Names }): Promise<{ zone: Zone }> {
      checkNames(input.name);
      const answer = await transact({ postId, actor: by.actor, key: by.key, name: 'addZone' }, async (tx) => {
        await store.lockPost(tx);
        const others = await store.listZones(tx.client, postId);
        if (others.length >= store.MAX_ZONES) throw refuse('zones-full');
        const zone: Zone = {
          id: newId<'zone'>('zon', tx.nowMs),
          name: input.name,
          area: input.area ?? [],
          settings: input.settings ?? {},
        };
        checkZone(zone, others);
        await store.saveZones(tx, [zone]);
        tx.record({ kind: 'zone.added', subjects: [zone.id], body: { zone, byName: by.name } });
        return { zone };
      });
      forget();
      return answer;
    },

    async changeZone(by: By, id: string, change: ZoneChange): Promise<{ zone: Zone }> {
      if (change.name) checkNames(change.name);
      const answer = await transact(
        { postId, actor: by.actor, key: by.key, name: 'changeZone' },
        async (tx) => {
          await store.lockPost(tx);
          const before = await store.zoneById(tx, id);
          if (!before) throw refuse('zone-unknown', { id });
          const zone: Zone = { ...before, ...change, id: id as ZoneId };
          checkZone(zone, await store.listZones(tx.client, postId));
          await store.saveZones(tx, [zone]);
          tx.record({ kind: 'zone.changed', subjects: [id], body: { zone, byName: by.name } });
          return { zone };
        },
      );
      forget();
      return answer;
    },

    /** Only a zone that no device and no alarm names can go. */
    async removeZone(by: By, id: string): Promise<void> {
      await transact({ postId, actor: by.actor, key: by.key, name: 'removeZone' }, async (tx) => {
        await store.lockPost(tx);
        const zone = await store.zoneById(tx, id);
        if (!zone) throw refuse('zone-unknown', { id });
        if (await deps.zoneInUse(tx, id)) throw refuse('zone-in-use', { id });
        await store.deleteZone(tx, id);
        tx.record({ kind: 'zone.removed', subjects: [id], body: { name: zone.name, byName: by.name } });
      });
      forget();
    },

    /** How threatened the post is from now on, and why: changes triage and the cards. */
    async setThreatLevel(by: By, level: ThreatLevel, reason: string): Promise<{ post: Post }> {
      const next = await transact(
        { postId, actor: by.actor, key: by.key, name: 'setThreatLevel' },
        async (tx) => {
          const before = (await store.lockPost(tx)) ?? post;
          const was = before.settings.threat?.level ?? null;
          if (was === level) throw refuse('threat-same', { level });
          const threat = { level, reason: reason.trim(), at: tx.now, byName: by.name };
          const after: Post = { ...before, settings: { ...before.settings, threat } };
          await store.updatePost(tx, after);
          const body = { level, was: was ?? '', reason: threat.reason, byName: by.name };
          tx.record({ kind: 'post.threat-level-set', subjects: [postId], body });
          return after;
        },
      );
      live.set(next);
      return { post: next };
    },

    /** Name, time zone, languages, answer clocks, radio channel, watch phone. */
    async changePost(by: By, change: PostChange): Promise<{ post: Post }> {
      const timeZone = change.timeZone === undefined ? undefined : readTimeZone(change.timeZone);
      if (timeZone === null) throw refuse('time-zone-unknown', { timeZone: change.timeZone });
      if (change.languages && !change.languages.includes('en')) throw refuse('languages-need-english');
      const next = await transact(
        { postId, actor: by.actor, key: by.key, name: 'changePost' },
        async (tx) => {
          const before = (await store.lockPost(tx)) ?? post;
          const after: Post = {
            ...before,
            name: change.name ?? before.name,
            timeZone: timeZone ?? before.timeZone,
            languages: change.languages ? [...new Set(change.languages)] : before.languages,
            settings: settingsAfter(before.settings, change),
          };
          const foreign = change.name ? foreignLanguages(change.name, after) : [];
          if (foreign.length > 0) throw refuse('name-language-unknown', { languages: foreign });
          await store.updatePost(tx, after);
          const fields = Object.keys(change).filter(
            (field) => change[field as keyof PostChange] !== undefined,
          );
          const kind = fields.length === 1 && fields[0] === 'soundTestedAt' ? 'sound.tested' : 'post.changed';
          tx.record({ kind, subjects: [postId], body: { fields, post: after, byName: by.name } });
          return after;
        },
      );
      live.set(next);
      return { post: next };
    },
  };
}

function settingsAfter(before: PostSettings, change: PostChange): PostSettings {
  const { name: _name, timeZone: _zone, languages: _languages, ...settings } = change;
  const merged = Object.entries({ ...before, ...defined(settings) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null)) as PostSettings;
}

const defined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
