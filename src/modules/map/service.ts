import { createHash } from 'node:crypto';
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import { readImage } from './files.ts';
import {
  changesOf,
  faultOf,
  mapRefusals,
  MAX_FLOORS,
  MAX_IMAGE_BYTES,
  type Floor,
  type MapObject,
  type Placement,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(mapRefusals);

export interface Drawing {
  readonly revision: number;
  readonly objects: readonly MapObject[];
  /** Where the picture lies now; left out: as before. */
  readonly placement?: Placement;
}

export type FloorMaps = ReturnType<typeof createFloorMaps>;

/** The floors of the post and what is drawn on them. Each save names the revision it was drawn on. */
export function createFloorMaps(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly checkNames: (names: Names) => void;
  readonly zoneIds: () => Promise<readonly string[]>;
  readonly deviceIds: () => Promise<readonly string[]>;
}) {
  const { db, transact, postId } = deps;

  async function change(
    by: By,
    name: string,
    id: string,
    make: (tx: Transaction, before: Floor) => Promise<{ floor: Floor; kind: string; body: object }>,
  ): Promise<{ floor: Floor }> {
    return transact({ postId, actor: by.actor, key: by.key, name }, async (tx) => {
      const before = await store.floorById(tx, id);
      if (!before) throw refuse('floor-unknown', { id });
      const { floor: next, kind, body } = await make(tx, before);
      const floor = {
        ...next,
        revision: before.revision + 1,
        changedAt: tx.now,
        changedBy: by.name,
      };
      await store.saveFloor(tx, floor);
      const said = { name: floor.name.en, revision: floor.revision, byName: by.name, ...body };
      tx.record({ kind, subjects: [id], body: said });
      return { floor };
    });
  }
  function checkRevision(before: Floor, revision: number): void {
    if (before.revision !== revision)
      throw refuse('floor-changed', {
        byName: before.changedBy,
        at: before.changedAt,
        revision: before.revision,
      });
  }

  return {
    floors: () => store.listFloors(db, postId),

    async addFloor(by: By, input: { name: Names; level: number }): Promise<{ floor: Floor }> {
      deps.checkNames(input.name);
      return transact({ postId, actor: by.actor, key: by.key, name: 'addFloor' }, async (tx) => {
        const others = await store.lockedFloors(tx);
        if (others.length >= MAX_FLOORS) throw refuse('floors-full');
        checkName(input.name, others);
        const floor: Floor = {
          id: newId<'floor'>('flo', tx.nowMs),
          ...input,
          revision: 1,
          objects: [],
          image: null,
          changedAt: tx.now,
          changedBy: by.name,
        };
        await store.saveFloor(tx, floor);
        tx.record({
          kind: 'floor.added',
          subjects: [floor.id],
          body: { name: floor.name.en, level: floor.level, byName: by.name },
        });
        return { floor };
      });
    },

    async changeFloor(
      by: By,
      id: string,
      input: { name?: Names; level?: number },
    ): Promise<{ floor: Floor }> {
      const { name, level } = input;
      if (name) deps.checkNames(name);
      return change(by, 'changeFloor', id, async (tx, before) => {
        if (name)
          checkName(
            name,
            (await store.lockedFloors(tx)).filter((other) => other.id !== id),
          );
        const floor = { ...before, name: name ?? before.name, level: level ?? before.level };
        return { floor, kind: 'floor.changed', body: { level: floor.level } };
      });
    },

    async removeFloor(by: By, id: string): Promise<void> {
      await transact({ postId, actor: by.actor, key: by.key, name: 'removeFloor' }, async (tx) => {
        const floor = await store.floorById(tx, id);
        if (!floor) throw refuse('floor-unknown', { id });
        await store.deleteFloor(tx, id);
        const body = { name: floor.name.en, objects: floor.objects.length, byName: by.name };
        tx.record({ kind: 'floor.removed', subjects: [id], body });
      });
    },

    /** Replaces what is drawn; refused when somebody saved since `revision`, who is then named. */
    async saveDrawing(by: By, id: string, drawing: Drawing): Promise<{ floor: Floor }> {
      const [zones, devices] = await Promise.all([deps.zoneIds(), deps.deviceIds()]);
      const fault = faultOf(drawing.objects, { zones: new Set(zones), devices: new Set(devices) });
      if (fault) throw refuse(fault.code, { name: fault.object?.name ?? '', id: fault.object?.id ?? '' });
      return change(by, 'saveDrawing', id, async (_tx, before) => {
        checkRevision(before, drawing.revision);
        const image =
          before.image && drawing.placement ? { ...before.image, ...drawing.placement } : before.image;
        const floor = { ...before, objects: drawing.objects, image };
        return { floor, kind: 'floor.drawn', body: changesOf(before.objects, drawing.objects) };
      });
    },

    /** Lays a picture under the floor. `base64` holds a PNG or JPEG of at most 5 MB. */
    async setImage(
      by: By,
      id: string,
      input: { revision: number; base64: string; placement: Placement },
    ): Promise<{ floor: Floor }> {
      const bytes = Buffer.from(input.base64, 'base64');
      if (bytes.length > MAX_IMAGE_BYTES) throw refuse('image-too-large');
      const head = readImage(bytes);
      if (!head.ok) throw refuse(head.code);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const image = { ...head.image, ...input.placement, sha256 };
      return change(by, 'setFloorImage', id, async (tx, before) => {
        checkRevision(before, input.revision);
        await store.saveImage(tx, id, image, bytes);
        const { type, widthPx, heightPx } = image;
        return {
          floor: { ...before, image },
          kind: 'floor.image-set',
          body: { sha256, type, widthPx, heightPx, bytes: bytes.length },
        };
      });
    },

    async removeImage(by: By, id: string, revision: number): Promise<{ floor: Floor }> {
      return change(by, 'removeFloorImage', id, async (tx, before) => {
        checkRevision(before, revision);
        if (before.image === null) throw refuse('image-unknown', { id });
        await store.deleteImage(tx, id);
        const body = { sha256: before.image.sha256 };
        return { floor: { ...before, image: null }, kind: 'floor.image-removed', body };
      });
    },

    async image(id: string): Promise<{ type: string; bytes: Buffer }> {
      const image = await store.imageOf(db, postId, id);
      if (image === null) throw refuse('image-unknown', { id });
      return image;
    },
  };
}

function checkName(name: Names, others: readonly Pick<Floor, 'name'>[]): void {
  const same = (other: Pick<Floor, 'name'>) =>
    other.name.en.trim().toLowerCase() === name.en.trim().toLowerCase();
  if (others.some(same)) throw refuse('floor-name-taken');
}
