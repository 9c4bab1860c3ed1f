/** Cameras: what they ask of their neighbours, the watch over them, the frame at the moment of an alarm. */
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import { createCameraLink } from './edge/camera-link.ts';
import { watchCameras, type CameraWatch } from './edge/camera-watch.ts';
import { toInstant, toMs, type Clock } from './kernel/time.ts';
import { camerasOf, type CameraId, type CameraState } from './modules/camera/model.ts';
import { cameraSource, createCameras, type Cameras } from './modules/camera/service.ts';
import type { KeptCamera } from './modules/camera/store.ts';
import type { Identity } from './modules/identity/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Site } from './modules/site/service.ts';
import type { IncomingSignal } from './modules/technical/model.ts';
import type { Technical } from './modules/technical/service.ts';
import type { Alarm } from './modules/watch/model.ts';
import type { Watch } from './modules/watch/service.ts';
import type { StoredEntry } from './platform/ledger-read.ts';
import type { Log } from './platform/log.ts';
import type { Tail } from './platform/tail.ts';
import type { Transact } from './platform/transact.ts';

const UNKNOWN: CameraState = { state: 'unknown', since: null, fault: null };
/** Frames of an older alarm would show something else. */
const TOO_LATE_MS = 60_000;
const MAX_WAITING = 64;
const AT_ONCE = 4;
const SWEEP_EVERY_MS = 10 * 60_000;
const MAX_SWEEPS = 50;

type RaisedAlarm = Pick<Alarm, 'id' | 'kind' | 'deviceId' | 'zoneId'>;

interface CameraParts {
  readonly deps: { readonly config: Config; readonly clock: Clock; readonly log: Log };
  readonly store: {
    readonly pool: Pool;
    readonly post: Post;
    readonly transact: Transact;
    readonly tail: Tail;
  };
  readonly site: Site;
  readonly identity: Identity;
  readonly technical: Technical;
  readonly watch: Watch;
  readonly stops: (() => Promise<void> | void)[];
}

export async function startCameras(
  parts: CameraParts,
): Promise<{ readonly cameras: Cameras; readonly cameraWatch: CameraWatch }> {
  const { deps, store, site, identity, technical, stops } = parts;
  const { clock } = deps;
  const link = createCameraLink({ ffmpeg: deps.config.ffmpeg, nowMs: () => clock.nowMs() });
  stops.push(() => link.stop());
  const states = new Map<string, CameraState>();
  const cameras = createCameras({
    db: store.pool,
    transact: store.transact,
    clock,
    postId: store.post.id,
    link,
    checkNames: site.checkNames,
    userIds: async () => new Set((await identity.people()).map((person) => person.id)),
    devices: technical.devices,
    addDeviceIn: technical.addDeviceIn,
    changeDeviceIn: technical.changeDeviceIn,
    forgetDevices: technical.forgetDevices,
    stateOf: (id) => states.get(id) ?? UNKNOWN,
  });
  const cameraWatch = await overCameras(parts, cameras, link.greet, states);
  stops.push(() => cameraWatch.stop());
  stops.push(store.tail.listen(framesAtAlarms(parts, cameras)));
  const sweeping = setInterval(() => {
    sweep(cameras).catch((error: unknown) => deps.log.error('frames', error));
  }, SWEEP_EVERY_MS);
  sweeping.unref();
  stops.push(() => clearInterval(sweeping));
  return { cameras, cameraWatch };
}

async function sweep(cameras: Cameras): Promise<void> {
  for (let n = 0; n < MAX_SWEEPS && (await cameras.sweep()); n++);
}

/** A camera that went away is an alarm like that of any device, and an event in the camera's own story. */
async function overCameras(
  { deps, store, technical, watch }: CameraParts,
  cameras: Cameras,
  greet: (camera: KeptCamera) => Promise<void>,
  states: Map<string, CameraState>,
): Promise<CameraWatch> {
  const { clock } = deps;
  // Those whose alarm still stands from before the start: their return ends it.
  for (const { source } of await watch.activeBySource(cameraSource('')))
    states.set(source.slice(cameraSource('').length), { state: 'offline', since: null, fault: null });

  async function turn(camera: KeptCamera, state: 'live' | 'offline', fault: string | null): Promise<void> {
    const before = states.get(camera.id);
    if (state === 'live') technical.deviceHeard(cameraSource(camera.id), '');
    if (before?.state === state) return;
    const since = toInstant(clock.nowMs());
    const name = await cameras.nameOf(camera.id);
    // Live for the first time is no news.
    if (state === 'offline' || before !== undefined) {
      await store.transact({ postId: store.post.id, actor: 'system', name: 'cameraState' }, async (tx) =>
        tx.record({ kind: `camera.${state}`, subjects: [camera.id], body: { name, fault } }),
      );
      const signal = ofState(camera, state, name.en, fault);
      await technical.receiveSignals([signal], Buffer.from(JSON.stringify(signal)));
    }
    states.set(camera.id, { state, since, fault });
  }

  return watchCameras<KeptCamera>({
    cameras: cameras.kept,
    greet,
    onLive: (camera) => turn(camera, 'live', null),
    onOffline: (camera, fault) => turn(camera, 'offline', fault),
    onBug: (error) => deps.log.error('cameras', error),
  });
}

const ofState = (
  camera: KeptCamera,
  state: 'live' | 'offline',
  name: string,
  fault: string | null,
): IncomingSignal => ({
  protocol: 'internal',
  source: cameraSource(camera.id),
  point: '',
  kind: 'camera-offline',
  change: state === 'offline' ? 'active' : 'restored',
  code: 'POST1',
  description: state === 'offline' ? 'Camera offline' : 'Camera back',
  text: `${name}: ${fault ?? 'answers again'}`,
  authenticated: true,
  occurredAt: null,
});

/** Keeps a frame of every camera that sees the place of a new alarm; a few at once, the rest waits its turn. */
function framesAtAlarms({ deps }: CameraParts, cameras: Cameras): (entries: readonly StoredEntry[]) => void {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;

  function next(): void {
    while (running < AT_ONCE) {
      const work = waiting.shift();
      if (!work) return;
      running += 1;
      void work()
        .catch((error: unknown) => deps.log.error('frame', error))
        .finally(() => {
          running -= 1;
          next();
        });
    }
  }
  /** What waits already stays; for what no longer fits the stories say that there is no picture. */
  async function look(alarms: readonly RaisedAlarm[]): Promise<void> {
    const places = await cameras.settings();
    const missing: { cameraId: CameraId; alarmId: string }[] = [];
    for (const alarm of alarms)
      for (const { id: cameraId } of camerasOf(places, alarm))
        if (waiting.length < MAX_WAITING) waiting.push(() => cameras.keepAtAlarm(cameraId, alarm.id));
        else missing.push({ cameraId, alarmId: alarm.id });
    next();
    if (missing.length > 0) await cameras.missed(SELF, missing, 'too-many');
  }
  return (entries) => {
    const alarms: RaisedAlarm[] = [];
    // Every entry of the post comes by here: only an alarm's time is looked at.
    for (const { kind, at, body } of entries) {
      if (kind !== 'alarm.raised' || deps.clock.nowMs() - toMs(at) > TOO_LATE_MS) continue;
      const alarm = body?.['alarm'] as RaisedAlarm | undefined;
      if (alarm && alarm.kind !== 'camera-offline') alarms.push(alarm);
    }
    if (alarms.length > 0) look(alarms).catch((error: unknown) => deps.log.error('frame', error));
  };
}
const SELF = { actor: 'system', name: '', key: null };
