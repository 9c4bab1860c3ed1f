/** Camera groups: who may do what with which cameras. */
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import {
  cameraRefusals,
  FIRST_GRANTS,
  MAX_GROUPS,
  rightsIn,
  type Camera,
  type CameraGroup,
  type CameraRight,
  type Grant,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(cameraRefusals);

/** Whose rights are asked. */
export interface Asker {
  readonly role: string | null;
  readonly userId: string | null;
}

export interface GroupDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly checkNames: (names: Names) => void;
  readonly userIds: () => Promise<ReadonlySet<string>>;
}

export function createGroups(
  deps: GroupDeps & {
    readonly cameras: () => Promise<readonly Pick<Camera, 'id' | 'groupId'>[]>;
  },
) {
  const { db, transact, postId } = deps;

  async function checkGrants(grants: readonly Grant[]): Promise<void> {
    const users = await deps.userIds();
    const named = grants.map((grant) => grant.role ?? grant.userId);
    const each = grants.every(
      (grant) =>
        (grant.role === undefined) !== (grant.userId === undefined) &&
        (grant.userId === undefined || users.has(grant.userId)),
    );
    if (!each || new Set(named).size !== named.length) throw refuse('camera-group-rights');
  }

  return {
    groups: () => store.listGroups(db, postId),

    /** The group of an id, or the first one of the post, made when there is none. */
    async groupIn(tx: Transaction, by: By, id: string | null): Promise<CameraGroup> {
      await store.lockPost(tx);
      const groups = await store.listGroups(tx.client, postId);
      const found = id === null ? groups[0] : groups.find((group) => group.id === id);
      if (found) return found;
      if (id !== null) throw refuse('camera-group-unknown', { id });
      const name = { en: 'All cameras', ko: '모든 카메라' };
      const group = { id: newId<'camera-group'>('cgr', tx.nowMs), name, grants: FIRST_GRANTS };
      await store.saveGroup(tx, group);
      record(tx, 'camera-group.added', group, by);
      return group;
    },

    async addGroup(
      by: By,
      input: { name: Names; grants: readonly Grant[] },
    ): Promise<{ group: CameraGroup }> {
      deps.checkNames(input.name);
      await checkGrants(input.grants);
      return transact({ postId, actor: by.actor, key: by.key, name: 'addCameraGroup' }, async (tx) => {
        await store.lockPost(tx);
        if ((await store.listGroups(tx.client, postId)).length >= MAX_GROUPS)
          throw refuse('camera-groups-full');
        const group = { id: newId<'camera-group'>('cgr', tx.nowMs), ...input };
        await store.saveGroup(tx, group);
        record(tx, 'camera-group.added', group, by);
        return { group };
      });
    },

    async changeGroup(
      by: By,
      id: string,
      change: { name?: Names; grants?: readonly Grant[] },
    ): Promise<{ group: CameraGroup }> {
      if (change.name) deps.checkNames(change.name);
      if (change.grants) await checkGrants(change.grants);
      return transact({ postId, actor: by.actor, key: by.key, name: 'changeCameraGroup' }, async (tx) => {
        await store.lockPost(tx);
        const before = (await store.listGroups(tx.client, postId)).find((group) => group.id === id);
        if (!before) throw refuse('camera-group-unknown', { id });
        const group = { ...before, ...change };
        await store.saveGroup(tx, group);
        record(tx, 'camera-group.changed', group, by);
        return { group };
      });
    },

    async removeGroup(by: By, id: string): Promise<void> {
      await transact({ postId, actor: by.actor, key: by.key, name: 'removeCameraGroup' }, async (tx) => {
        await store.lockPost(tx);
        const group = (await store.listGroups(tx.client, postId)).find((each) => each.id === id);
        if (!group) throw refuse('camera-group-unknown', { id });
        if (await store.groupIsUsed(tx, id)) throw refuse('camera-group-used');
        await store.deleteGroup(tx, id);
        record(tx, 'camera-group.removed', group, by);
      });
    },

    /** Refuses when the person lacks the right for the camera; `cameraId` may be of one that is gone. */
    async demand(who: Asker, right: CameraRight, cameraIds: readonly string[]): Promise<void> {
      const may = await this.rights(who);
      for (const id of cameraIds)
        if (!may(id).includes(right)) throw refuse('camera-right', { right, cameraId: id });
    },

    /**
     * The person's rights by camera. Frames of a camera that was removed belong to nobody's group any more: those
     * who have a right in every group have it for them.
     */
    async rights(who: Asker): Promise<(cameraId: string) => readonly CameraRight[]> {
      const [groups, cameras] = [await store.listGroups(db, postId), await deps.cameras()];
      const byGroup = new Map(groups.map((group) => [group.id, rightsIn(group, who)]));
      const byCamera = new Map(cameras.map((camera) => [camera.id as string, byGroup.get(camera.groupId)]));
      const everywhere = [...byGroup.values()].reduce<readonly CameraRight[] | null>(
        (all, rights) => (all === null ? rights : all.filter((right) => rights.includes(right))),
        null,
      );
      return (id) => byCamera.get(id) ?? everywhere ?? [];
    },
  };
}

function record(tx: Transaction, kind: string, group: CameraGroup, by: By): void {
  tx.record({
    kind,
    subjects: [group.id],
    body: { name: group.name, grants: group.grants, byName: by.name },
  });
}
