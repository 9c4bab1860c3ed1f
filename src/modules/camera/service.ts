/** Cameras: added, changed, removed, watched, steered. Passwords go in and never come out. */
import { newId, type ZoneId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, type Clock } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import type { Device, DeviceKind } from '../technical/model.ts';
import {
  cameraRefusals,
  MAX_CAMERAS,
  type Camera,
  type CameraId,
  type CameraInput,
  type CameraSaid,
  type CameraState,
  type CameraView,
  type Frame,
  type Preset,
} from './model.ts';
import { createFootage } from './service-footage.ts';
import { createGroups, type Asker, type GroupDeps } from './service-groups.ts';
import { linked, type CameraAddress, type CameraLink } from './service-link.ts';
import * as store from './store.ts';

const refuse = refuser(cameraRefusals);
/** Whoever looks at a camera is written down once in this time. */
const VIEW_NOTED_MS = 10 * 60_000;
const MAX_NOTED = 5_000;
/** Every alarm and every greeting asks for the cameras: read again after so long. */
const KEEP_MS = 2_000;

export interface CameraDeps extends GroupDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly link: CameraLink;
  readonly devices: () => Promise<readonly Device[]>;
  readonly addDeviceIn: (
    tx: Transaction,
    by: By,
    input: { name: Names; kind: DeviceKind; source: string; zoneId: ZoneId | null },
  ) => Promise<{ device: Device }>;
  readonly changeDeviceIn: (
    tx: Transaction,
    by: By,
    id: string,
    input: { name: Names; zoneId: ZoneId | null },
  ) => Promise<{ device: Device }>;
  readonly forgetDevices: () => void;
  readonly stateOf: (cameraId: string) => CameraState;
}

/** Where a camera's signals come from. */
export const cameraSource = (id: string): string => `camera:${id}`;

export type Cameras = ReturnType<typeof createCameras>;

export function createCameras(deps: CameraDeps) {
  const { db, transact, clock, postId, link } = deps;
  const noted = new Map<string, number>();
  let listed: { readonly at: number; readonly list: readonly store.KeptCamera[] } | null = null;

  async function list(): Promise<readonly store.KeptCamera[]> {
    if (listed && clock.monotonicMs() - listed.at < KEEP_MS) return listed.list;
    listed = { at: clock.monotonicMs(), list: await store.listCameras(db, postId) };
    return listed.list;
  }
  const groups = createGroups({ ...deps, cameras: list });
  const nameOf = async (cameraId: string): Promise<Names> => {
    const camera = (await list()).find((each) => each.id === cameraId);
    const device = camera && (await deps.devices()).find((each) => each.id === camera.deviceId);
    return device?.name ?? { en: cameraId };
  };
  const footage = createFootage({ ...deps, groups, nameOf });

  async function known(id: string): Promise<store.KeptCamera> {
    const camera = (await list()).find((each) => each.id === id);
    if (!camera) throw refuse('camera-unknown', { id });
    return camera;
  }
  async function allowed(who: Asker, right: 'view' | 'steer', id: string): Promise<store.KeptCamera> {
    const camera = await known(id);
    await groups.demand(who, right, [id]);
    return camera;
  }
  async function command<T>(by: By, name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const answer = await transact({ postId, actor: by.actor, key: by.key, name }, work);
    listed = null;
    deps.forgetDevices();
    return answer;
  }
  /** What the camera says of itself, or of an RTSP address what people typed. */
  async function asked(
    input: CameraInput,
    password: string,
  ): Promise<Pick<Camera, 'device' | 'profile' | 'stream' | 'snapshot' | 'presets'>> {
    checkHost(input.host);
    if (input.protocol === 'rtsp') {
      const stream = { port: input.port, path: input.path };
      return { device: '', profile: null, stream, snapshot: null, presets: [] };
    }
    const said = linked(await link.ask({ ...input, password }, input.profile));
    const { device, profile, stream, snapshot, presets } = said;
    return { device, profile, stream, snapshot, presets };
  }
  function kept(
    input: CameraInput,
    said: Awaited<ReturnType<typeof asked>>,
    fixed: Pick<store.KeptCamera, 'id' | 'deviceId' | 'groupId' | 'password'>,
  ): store.KeptCamera {
    const { protocol, host, port, path, username, whepUrl, alsoSees } = input;
    const hasPassword = fixed.password !== '';
    return { ...fixed, ...said, protocol, host, port, path, username, whepUrl, alsoSees, hasPassword };
  }
  const changed = (camera: store.KeptCamera, name: Names, by: By) => ({
    subjects: [camera.id],
    body: { name, host: camera.host, groupId: camera.groupId, byName: by.name },
  });
  /** Who looks is on record: once, not with every frame. */
  async function noteView(by: By, camera: store.KeptCamera): Promise<void> {
    const key = `${by.actor} ${camera.id}`;
    const nowMs = clock.monotonicMs();
    if (nowMs - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < VIEW_NOTED_MS) return;
    if (noted.size >= MAX_NOTED) noted.clear();
    noted.set(key, nowMs);
    const name = await nameOf(camera.id);
    await transact({ postId, actor: by.actor, name: 'noteView' }, async (tx) =>
      tx.record({ kind: 'camera.viewed', subjects: [camera.id], body: { name, byName: by.name } }),
    );
  }

  return {
    ...groups,
    ...footage,
    nameOf,
    /** For the watch over cameras: every one, with its password. */
    kept: list,

    /** The cameras that this person may see. */
    async cameras(who: Asker): Promise<CameraView[]> {
      const [cameras, devices, may] = [await list(), await deps.devices(), await groups.rights(who)];
      return cameras.flatMap((camera): CameraView[] => {
        const device = devices.find((each) => each.id === camera.deviceId);
        const mine = may(camera.id);
        return mine.includes('view') ? [viewOf(camera, device, deps.stateOf(camera.id), mine)] : [];
      });
    },
    /** All cameras with their addresses, for those who set them up. */
    async settings(): Promise<(Camera & { name: Names; zoneId: ZoneId | null; state: CameraState })[]> {
      const devices = await deps.devices();
      return (await list()).map((camera) => {
        const device = devices.find((each) => each.id === camera.deviceId);
        return {
          ...withoutPassword(camera),
          name: device?.name ?? { en: camera.id },
          zoneId: device?.zoneId ?? null,
          state: deps.stateOf(camera.id),
        };
      });
    },

    /** Asks a camera before it is added: what it is, its profiles. */
    async ask(address: CameraAddress, profile: string | null): Promise<CameraSaid> {
      checkHost(address.host);
      return linked(await link.ask(address, profile));
    },
    find: () => link.find(),

    async addCamera(by: By, input: CameraInput): Promise<{ camera: Camera }> {
      const password = input.password ?? '';
      const said = await asked(input, password);
      return command(by, 'addCamera', async (tx) => {
        const group = await groups.groupIn(tx, by, input.groupId);
        if ((await store.listCameras(tx.client, postId)).length >= MAX_CAMERAS) throw refuse('cameras-full');
        const id = newId<'camera'>('cam', tx.nowMs);
        const source = cameraSource(id);
        const { name, zoneId } = input;
        const { device } = await deps.addDeviceIn(tx, by, { name, kind: 'camera', source, zoneId });
        const camera = kept(input, said, { id, deviceId: device.id, groupId: group.id, password });
        await store.saveCamera(tx, camera);
        tx.record({ kind: 'camera.added', ...changed(camera, name, by) });
        return { camera: withoutPassword(camera) };
      });
    },

    async changeCamera(by: By, id: string, input: CameraInput): Promise<{ camera: Camera }> {
      const before = await known(id);
      const said = await asked(input, input.password ?? before.password);
      return command(by, 'changeCamera', async (tx) => {
        const now = await store.cameraById(tx, id);
        if (!now) throw refuse('camera-unknown', { id });
        const group = await groups.groupIn(tx, by, input.groupId ?? now.groupId);
        const { name, zoneId } = input;
        await deps.changeDeviceIn(tx, by, now.deviceId, { name, zoneId });
        const password = input.password ?? now.password;
        const camera = kept(input, said, {
          id: now.id,
          deviceId: now.deviceId,
          groupId: group.id,
          password,
        });
        await store.saveCamera(tx, camera);
        tx.record({ kind: 'camera.changed', ...changed(camera, name, by) });
        return { camera: withoutPassword(camera) };
      });
    },

    /** The camera goes; its device stays in the record, and its frames stay until their time. */
    removeCamera: (by: By, id: string): Promise<void> =>
      command(by, 'removeCamera', async (tx) => {
        const camera = await store.cameraById(tx, id);
        if (!camera) throw refuse('camera-unknown', { id });
        const name = await nameOf(id);
        await store.deleteCamera(tx, id);
        tx.record({ kind: 'camera.removed', ...changed(camera, name, by) });
      }),

    /** A picture from now. */
    async picture(by: By, who: Asker, id: string): Promise<Buffer> {
      const camera = await allowed(who, 'view', id);
      const bytes = linked(await link.picture(camera));
      await noteView(by, camera);
      return bytes;
    },
    /** The live view, to be sent on as it comes. */
    async live(by: By, who: Asker, id: string) {
      const camera = await allowed(who, 'view', id);
      const video = linked(await link.watch(camera));
      await noteView(by, camera);
      return video;
    },
    async whep(by: By, who: Asker, id: string, offer: string): Promise<{ answer: string }> {
      const camera = await allowed(who, 'view', id);
      if (camera.whepUrl === null) throw refuse('camera-no-whep');
      const answer = linked(await link.whep(camera.whepUrl, offer));
      await noteView(by, camera);
      return { answer };
    },
    async goToPreset(by: By, who: Asker, id: string, token: string): Promise<{ preset: Preset }> {
      const camera = await allowed(who, 'steer', id);
      const preset = camera.presets.find((each) => each.token === token);
      if (!preset || camera.profile === null) throw refuse('camera-not-supported');
      linked(await link.goTo(camera, camera.profile, token));
      const name = await nameOf(id);
      await transact({ postId, actor: by.actor, key: by.key, name: 'goToPreset' }, async (tx) =>
        tx.record({
          kind: 'camera.steered',
          subjects: [id],
          body: { name, preset: preset.name, byName: by.name },
        }),
      );
      return { preset };
    },
    /** Takes a picture now and keeps it, for an alarm or for itself. */
    async keepNow(by: By, who: Asker, id: string, alarmId: string | null): Promise<{ frame: Frame }> {
      const camera = await allowed(who, 'view', id);
      const bytes = linked(await link.picture(camera));
      return footage.keep(by, { cameraId: camera.id, alarmId, bytes, takenAt: toInstant(clock.nowMs()) });
    },
    /** As the post itself at an alarm; a camera that gives nothing is written down. */
    async keepAtAlarm(cameraId: CameraId, alarmId: string): Promise<void> {
      const self: By = { actor: 'system', name: '', key: null };
      const camera = await known(cameraId);
      const taken = await link.picture(camera);
      if (!taken.ok) return footage.missed(self, [{ cameraId, alarmId }], taken.fault);
      await footage.keep(self, {
        cameraId,
        alarmId,
        bytes: taken.value,
        takenAt: toInstant(clock.nowMs()),
      });
    },
  };
}

function withoutPassword(kept: store.KeptCamera): Camera {
  const { password: _secret, ...camera } = kept;
  return camera;
}

function checkHost(host: string): void {
  if (!/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]{2,45})$/i.test(host))
    throw refuse('camera-address');
}

function viewOf(
  camera: store.KeptCamera,
  device: Device | undefined,
  state: CameraState,
  mine: CameraView['mine'],
): CameraView {
  return {
    id: camera.id,
    name: device?.name ?? { en: camera.id },
    deviceId: camera.deviceId,
    groupId: camera.groupId,
    zoneId: device?.zoneId ?? null,
    alsoSees: camera.alsoSees,
    state,
    hasStream: camera.stream !== null,
    hasWhep: camera.whepUrl !== null,
    presets: mine.includes('steer') ? camera.presets : [],
    mine,
  };
}
