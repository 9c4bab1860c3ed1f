/**
 * Frames and holds.
 *
 * A frame is kept from the moment it was taken. It goes by hand (who has the right to delete), or by itself after
 * thirty days; a hold that covers it keeps it until the hold is over or released. Each step is on record.
 */
import { createHash } from 'node:crypto';
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import {
  cameraRefusals,
  covers,
  FRAME_DAYS,
  HOLD_AT_MOST_MS,
  HOLD_SPAN_MS,
  holds,
  MAX_HOLDS,
  type CameraId,
  type Frame,
  type Hold,
  type HoldInput,
} from './model.ts';
import type { Asker, createGroups } from './service-groups.ts';
import * as store from './store-footage.ts';

const refuse = refuser(cameraRefusals);
const DAY_MS = 86_400_000;
const SWEEP = 200;

export interface FootageDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly groups: Pick<ReturnType<typeof createGroups>, 'demand' | 'rights'>;
  readonly nameOf: (cameraId: string) => Promise<Names>;
}

export function createFootage(deps: FootageDeps) {
  const { db, transact, clock, postId, groups } = deps;
  const now = (): Instant => toInstant(clock.nowMs());
  const command = <T>(by: By, name: string, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    transact({ postId, actor: by.actor, key: by.key, name }, work);

  async function marked(frames: readonly store.KeptFrame[]): Promise<Frame[]> {
    const at = now();
    const holding = await store.listHolds(db, postId, at, 'holding');
    return frames.map((frame) => ({
      ...frame,
      held: holding.some((hold) => covers(hold, frame.cameraId, frame.takenAt)),
    }));
  }
  async function holdOf(tx: Transaction, id: string): Promise<Hold> {
    const hold = await store.holdForUpdate(tx, id);
    if (!hold) throw refuse('hold-unknown', { id });
    if (!holds(hold, tx.now)) throw refuse('hold-over');
    return hold;
  }
  const said = async (hold: Hold, by: By) => ({
    names: await Promise.all(hold.cameraIds.map(async (id) => (await deps.nameOf(id)).en)),
    cameras: hold.cameraIds.length,
    from: hold.from,
    to: hold.to,
    until: hold.until,
    reason: hold.reason,
    byName: by.name,
  });
  // The alarm's story tells of a hold for it; else the hold is its own story.
  const subjectsOf = (hold: Hold): string[] =>
    hold.alarmId === null ? [hold.id, ...hold.cameraIds] : [hold.alarmId, hold.id, ...hold.cameraIds];

  return {
    /** Frames of an alarm that this person may see. */
    async framesOfAlarm(who: Asker, alarmId: string): Promise<Frame[]> {
      const may = await groups.rights(who);
      const frames = await store.listFrames(db, postId, { alarmId });
      return marked(frames.filter((frame) => may(frame.cameraId).includes('view')));
    },
    async framesOfCamera(who: Asker, cameraId: string, before: Instant | null): Promise<Frame[]> {
      await groups.demand(who, 'view', [cameraId]);
      return marked(await store.listFrames(db, postId, { cameraId, before }));
    },
    async image(who: Asker, id: string): Promise<store.FrameBytes> {
      const found = await store.frameBytes(db, postId, id);
      if (!found) throw refuse('frame-unknown', { id });
      await groups.demand(who, 'view', [found.cameraId]);
      return found;
    },
    /** Frames of an alarm with their bytes, for the evidence; without the right to export there are none. */
    async export(
      who: Asker,
      alarmId: string,
    ): Promise<{
      readonly frames: readonly { readonly frame: Frame; readonly name: Names; readonly bytes: Buffer }[];
      readonly withheld: number;
    }> {
      const may = await groups.rights(who);
      const all = await marked(await store.listFrames(db, postId, { alarmId }));
      const mine = all.filter((frame) => may(frame.cameraId).includes('export'));
      const frames = [];
      for (const frame of mine.toReversed()) {
        const picture = await store.frameBytes(db, postId, frame.id);
        if (picture) frames.push({ frame, name: await deps.nameOf(frame.cameraId), bytes: picture.bytes });
      }
      return { frames, withheld: all.length - mine.length };
    },

    /** Keeps a picture. `by` null: the post itself, at an alarm. */
    async keep(
      by: By,
      input: { cameraId: CameraId; alarmId: string | null; bytes: Buffer; takenAt: Instant },
    ): Promise<{ frame: Frame }> {
      const name = await deps.nameOf(input.cameraId);
      const sha256 = createHash('sha256').update(input.bytes).digest('hex');
      const frame = await command(by, 'keepFrame', async (tx) => {
        const kept: store.KeptFrame = {
          id: newId<'frame'>('frm', tx.nowMs),
          cameraId: input.cameraId,
          alarmId: input.alarmId,
          takenAt: input.takenAt,
          sha256,
          bytes: input.bytes.length,
          byName: by.name,
        };
        await store.insertFrame(tx, kept, { type: 'image/jpeg', bytes: input.bytes });
        tx.record({
          kind: 'frame.kept',
          subjects: [...(input.alarmId === null ? [] : [input.alarmId]), kept.cameraId, kept.id],
          body: { name, takenAt: kept.takenAt, sha256, bytes: kept.bytes, frameId: kept.id, byName: by.name },
        });
        return kept;
      });
      return { frame: { ...frame, held: false } };
    },
    /** No picture could be had at an alarm: its story says so. */
    async missed(
      by: By,
      missing: readonly { readonly cameraId: CameraId; readonly alarmId: string }[],
      fault: string,
    ): Promise<void> {
      const named = await Promise.all(
        missing.map(async (each) => ({ ...each, name: await deps.nameOf(each.cameraId) })),
      );
      await command(by, 'missFrame', async (tx) => {
        for (const { cameraId, alarmId, name } of named)
          tx.record({ kind: 'frame.missed', subjects: [alarmId, cameraId], body: { name, fault } });
      });
    },

    async deleteFrame(by: By, who: Asker, id: string, reason: string): Promise<void> {
      await command(by, 'deleteFrame', async (tx) => {
        const frame = await store.frameForUpdate(tx, id);
        if (!frame) throw refuse('frame-unknown', { id });
        await groups.demand(who, 'delete', [frame.cameraId]);
        const hold = (await store.listHolds(tx.client, postId, tx.now, 'holding')).find((each) =>
          covers(each, frame.cameraId, frame.takenAt),
        );
        if (hold) throw refuse('frame-held', { until: hold.until });
        await store.deleteFrames(tx, [id]);
        const { cameraId, alarmId, takenAt, sha256 } = frame;
        tx.record({
          kind: 'frame.deleted',
          subjects: [...(alarmId === null ? [] : [alarmId]), cameraId, id],
          body: { name: await deps.nameOf(cameraId), takenAt, sha256, reason, byName: by.name },
        });
      });
    },

    /** Lets frames go whose time is over; says whether more are left. */
    async sweep(): Promise<boolean> {
      return transact(
        { postId, actor: 'system', name: 'sweepFrames', mayRecordNothing: true },
        async (tx) => {
          const before = toInstant(tx.nowMs - FRAME_DAYS * DAY_MS);
          const old = await store.oldFrames(tx, before, SWEEP);
          if (old.length === 0) return false;
          await store.deleteFrames(
            tx,
            old.map((frame) => frame.id),
          );
          tx.record({
            kind: 'frame.expired',
            subjects: [],
            body: { frames: old.length, days: FRAME_DAYS, ids: old.map((frame) => frame.id) },
          });
          return old.length === SWEEP;
        },
      );
    },

    /** The list of holds: every one that holds, and those that are over with `all`. */
    holds: (which: 'holding' | 'all'): Promise<Hold[]> => store.listHolds(db, postId, now(), which),

    async makeHold(by: By, who: Asker, input: HoldInput): Promise<{ hold: Hold }> {
      if (input.cameraIds.length === 0) throw refuse('hold-cameras');
      await groups.demand(who, 'hold', input.cameraIds);
      return command(by, 'makeHold', async (tx) => {
        const [from, to, until] = [toMs(input.from), toMs(input.to), toMs(input.until)];
        const inOrder = from < to && to - from <= HOLD_SPAN_MS;
        if (!inOrder || until <= tx.nowMs || until > tx.nowMs + HOLD_AT_MOST_MS) throw refuse('hold-times');
        if ((await store.listHolds(tx.client, postId, tx.now, 'holding')).length >= MAX_HOLDS)
          throw refuse('holds-full');
        const hold: Hold = {
          ...input,
          id: newId<'hold'>('hld', tx.nowMs),
          cameraIds: [...new Set(input.cameraIds)],
          reason: input.reason.trim(),
          madeAt: tx.now,
          byName: by.name,
          released: null,
        };
        await store.saveHold(tx, hold);
        tx.record({ kind: 'hold.made', subjects: subjectsOf(hold), body: await said(hold, by) });
        return { hold };
      });
    },

    async extendHold(
      by: By,
      who: Asker,
      id: string,
      input: { until: Instant; reason: string },
    ): Promise<{ hold: Hold }> {
      return command(by, 'extendHold', async (tx) => {
        const before = await holdOf(tx, id);
        await groups.demand(who, 'hold', before.cameraIds);
        if (input.until <= before.until) throw refuse('hold-shorter');
        if (toMs(input.until) > tx.nowMs + HOLD_AT_MOST_MS) throw refuse('hold-times');
        const hold = { ...before, until: input.until };
        await store.saveHold(tx, hold);
        const body = { ...(await said(hold, by)), before: before.until, reason: input.reason.trim() };
        tx.record({ kind: 'hold.extended', subjects: subjectsOf(hold), body });
        return { hold };
      });
    },

    /** Ends a hold early. Footage may then be lost, so it takes the right to delete. */
    async releaseHold(by: By, who: Asker, id: string, reason: string): Promise<{ hold: Hold }> {
      return command(by, 'releaseHold', async (tx) => {
        const before = await holdOf(tx, id);
        await groups.demand(who, 'delete', before.cameraIds);
        const hold = { ...before, released: { at: tx.now, byName: by.name, reason: reason.trim() } };
        await store.saveHold(tx, hold);
        const body = { ...(await said(hold, by)), reason: reason.trim() };
        tx.record({ kind: 'hold.released', subjects: subjectsOf(hold), body });
        return { hold };
      });
    },
  };
}
