import { newId, type UserId } from '../../kernel/id.ts';
import { Refusal, refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By as Actor, Transact, Transaction } from '../../platform/transact.ts';
import { roleMay, type Person } from '../identity/model.ts';
import { UPKEEP_AT_MOST_H, type Names, type Post, type Zone } from '../site/model.ts';
import type { Device, Panel } from '../technical/model.ts';
import {
  MAX_OPEN_UPKEEP,
  PLAN_AHEAD_MS,
  targetKey,
  upkeepRefusals,
  type Upkeep,
  type UpkeepId,
  type UpkeepKind,
  type UpkeepTarget,
} from './model.ts';
import { fixCommands } from './service-fixes.ts';
import { openHolder } from './service-hold.ts';
import * as store from './store.ts';

const refuse = refuser(upkeepRefusals);
/** A desk's clock may be so far off ours. */
const SLACK_MS = 60_000;
const DUE_BATCH = 100;

export interface By extends Actor {
  readonly seat: string;
}

export interface UpkeepInput {
  readonly target: UpkeepTarget;
  readonly reason: string;
  /** Null: now. */
  readonly startsAt: Instant | null;
  readonly endsAt: Instant;
}

/** One signal that raised no alarm. */
export interface HeldSignal {
  readonly at: Instant;
  readonly about: Names;
  readonly times: number;
}

export interface UpkeepDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly post: Post;
  readonly devices: () => Promise<readonly Device[]>;
  readonly zones: () => Promise<readonly Zone[]>;
  readonly panels: () => Promise<readonly Panel[]>;
  readonly sourceName: (source: string) => string;
  /** Throws a Refusal when the PIN is not this person's. */
  readonly personByPin: (userId: string, pin: string, seat: string) => Promise<Person>;
  readonly people: () => Promise<readonly Person[]>;
}

export type UpkeepService = ReturnType<typeof createUpkeep>;

/** Maintenance, out of service and bypass; what they keep back; and requests to mend something. */
export function createUpkeep(deps: UpkeepDeps) {
  const { db, transact, post } = deps;
  const postId = post.id;

  async function nameOf(target: UpkeepTarget): Promise<Names> {
    if (target.what === 'device') {
      const device = (await deps.devices()).find((each) => each.id === target.id);
      if (device) return device.name;
    } else if (target.what === 'zone') {
      const zone = (await deps.zones()).find((each) => each.id === target.id);
      if (zone) return zone.name;
    } else {
      const panel = (await deps.panels()).find((each) => `dc09:${each.account}` === target.id);
      const known = panel !== undefined || (await deps.devices()).some((each) => each.source === target.id);
      if (known) return { en: panel?.name ?? deps.sourceName(target.id) };
    }
    throw refuse('upkeep-target-unknown');
  }

  /** Start and end as they will hold, within what the post allows. */
  function times(kind: UpkeepKind, input: UpkeepInput, nowMs: number): { startMs: number; endMs: number } {
    const wantedMs = input.startsAt === null ? nowMs : toMs(input.startsAt);
    const endMs = toMs(input.endsAt);
    if (!(wantedMs >= nowMs - SLACK_MS) || !(endMs > Math.max(wantedMs, nowMs))) throw refuse('upkeep-end');
    const startMs = Math.max(wantedMs, nowMs);
    if (startMs > nowMs + PLAN_AHEAD_MS) throw refuse('upkeep-too-early');
    const hours = (post.settings.upkeepAtMostH ?? UPKEEP_AT_MOST_H)[kind];
    const mostMs = hours * 3_600_000;
    if (endMs - startMs > mostMs + SLACK_MS) throw refuse('upkeep-too-long', { hours });
    // Never past the limit, whatever the desk's clock says.
    return { startMs, endMs: Math.min(endMs, startMs + mostMs) };
  }

  async function begin(
    by: By,
    kind: UpkeepKind,
    input: UpkeepInput,
    second: { readonly id: UserId; readonly name: string } | null,
  ): Promise<{ upkeep: Upkeep }> {
    const reason = input.reason.trim();
    if (reason === '') throw refuse('upkeep-reason');
    const name = await nameOf(input.target);
    return transact({ postId, actor: by.actor, key: by.key, name: `begin-${kind}` }, async (tx) => {
      await store.lockPlanning(tx);
      const { startMs, endMs } = times(kind, input, tx.nowMs);
      const open = await store.openUpkeep(tx.client, postId);
      if (open.length >= MAX_OPEN_UPKEEP) throw refuse('upkeep-full');
      const twin = open.some(
        (each) =>
          each.kind === kind &&
          targetKey(each.target) === targetKey(input.target) &&
          toMs(each.startsAt) < endMs &&
          toMs(each.endsAt) > startMs,
      );
      if (twin) throw refuse('upkeep-there');
      const planned: Upkeep = {
        id: newId<'upkeep'>('upk', tx.nowMs) satisfies UpkeepId,
        kind,
        target: input.target,
        name,
        reason,
        state: 'planned',
        startsAt: toInstant(startMs),
        endsAt: toInstant(endMs),
        byId: by.actor,
        byName: by.name,
        secondId: second?.id ?? null,
        secondName: second?.name ?? null,
        endedAt: null,
        endedBy: null,
        held: 0,
        lastHeldAt: null,
        standing: {},
      };
      if (startMs > tx.nowMs) {
        await store.saveUpkeep(tx, planned);
        note(tx, 'upkeep.planned', planned, { byName: by.name, startsAt: planned.startsAt });
        return { upkeep: planned };
      }
      return { upkeep: await start(tx, planned, by.name) };
    });
  }

  return {
    ...fixCommands(deps),

    begin: (by: By, kind: 'maintenance' | 'bypass', input: UpkeepInput) => begin(by, kind, input, null),
    /** Two people: who asks, and somebody else by PIN. */
    async takeOutOfService(by: By, input: UpkeepInput, second: { userId: string; pin: string }) {
      if (second.userId === by.actor) throw refuse('second-same-person');
      const person = await deps.personByPin(second.userId, second.pin, by.seat).catch((error: unknown) => {
        // The console takes `pin-wrong` as a question about whose action it is.
        if (error instanceof Refusal && error.code === 'pin-wrong') throw refuse('second-pin-wrong');
        throw error;
      });
      if (!roleMay(person.role, 'upkeep.second')) throw refuse('second-unsuitable');
      return begin(by, 'out-of-service', input, person);
    },
    /** Who may be the second person, for the one who asks. */
    async seconds(actor: string): Promise<readonly { id: string; name: string }[]> {
      const people = await deps.people();
      return people
        .filter((p) => p.active && p.hasPin && p.id !== actor && roleMay(p.role, 'upkeep.second'))
        .map((p) => ({ id: p.id, name: p.name }));
    },
    /** Ends one early, or takes a planned one away. */
    end: (by: By, id: string): Promise<{ upkeep: Upkeep }> =>
      transact({ postId, actor: by.actor, key: by.key, name: 'end-upkeep' }, async (tx) => {
        const upkeep = await store.upkeepForUpdate(tx, id);
        if (!upkeep) throw refuse('upkeep-unknown', { id });
        if (upkeep.state === 'ended') throw refuse('upkeep-over');
        return { upkeep: await finish(tx, upkeep, by.name) };
      }),

    open: (): Promise<readonly Upkeep[]> => store.openUpkeep(db, postId),
    ended: (): Promise<readonly Upkeep[]> => store.endedUpkeep(db, postId),
    async held(id: string): Promise<readonly HeldSignal[]> {
      const entries = await store.heldOf(db, postId, id);
      return entries.flatMap((entry) =>
        entry.body
          ? [{ at: entry.at, about: entry.body['about'] as Names, times: Number(entry.body['times']) }]
          : [],
      );
    },
    /** For alarm health: how many of each run now. */
    async counts(): Promise<Record<UpkeepKind, number>> {
      const running = (await store.openUpkeep(db, postId)).filter((each) => each.state === 'running');
      const of = (kind: UpkeepKind): number => running.filter((each) => each.kind === kind).length;
      return { maintenance: of('maintenance'), 'out-of-service': of('out-of-service'), bypass: of('bypass') };
    },
    openHolder,

    firstDue: () => store.firstDue(db, postId),
    /** Begins and ends what is due; true when more may be. */
    takeDue: (asOfMs: number): Promise<boolean> =>
      transact({ postId, actor: 'system', name: 'due-upkeep', mayRecordNothing: true }, async (tx) => {
        const due = await store.dueUpkeep(tx, toInstant(asOfMs), DUE_BATCH);
        for (const upkeep of due) {
          const running = upkeep.state === 'planned' ? await start(tx, upkeep, upkeep.byName) : upkeep;
          if (toMs(running.endsAt) <= asOfMs) await finish(tx, running, null);
        }
        return due.length === DUE_BATCH;
      }),
  };
}

async function start(tx: Transaction, planned: Upkeep, byName: string): Promise<Upkeep> {
  const running: Upkeep = { ...planned, state: 'running' };
  await store.saveUpkeep(tx, running);
  note(tx, 'upkeep.begun', running, { byName });
  return running;
}

/** Over: what still stands goes to triage with the entry, as of now. `byName` null: by time. */
async function finish(tx: Transaction, upkeep: Upkeep, byName: string | null): Promise<Upkeep> {
  const standing = Object.values(upkeep.standing).map((signal) => ({ ...signal, receivedAt: tx.now }));
  const over: Upkeep = { ...upkeep, state: 'ended', endedAt: tx.now, endedBy: byName, standing: {} };
  await store.saveUpkeep(tx, over);
  const kind = upkeep.state === 'planned' ? 'upkeep.withdrawn' : 'upkeep.ended';
  note(tx, kind, over, {
    ...(byName === null ? {} : { byName }),
    early: byName === null ? 'no' : 'yes',
    held: upkeep.held,
    stillThere: standing.length,
    standing,
  });
  return over;
}

function note(tx: Transaction, kind: string, upkeep: Upkeep, more: Readonly<Record<string, unknown>>): void {
  const { id, target, name, reason, endsAt, secondName } = upkeep;
  tx.record({
    kind,
    subjects: [id, ...(target.what === 'source' ? [] : [target.id])],
    body: {
      what: upkeep.kind,
      name,
      target,
      reason,
      endsAt,
      second: secondName ?? '',
      ...more,
    },
  });
}
