import { Type } from 'typebox';
import { by, route, type RawReply } from '../../platform/http/route.ts';
import { id, instant, names, nothing, shape, strict, text, word } from '../../platform/http/schema.ts';
import { ROLES } from '../identity/model.ts';
import type { Names } from '../site/model.ts';
import {
  CAMERA_RIGHTS,
  MAX_GRANTS,
  type Camera,
  type CameraGroup,
  type CameraId,
  type CameraInput,
  type CameraSaid,
  type CameraView,
  type FoundCamera,
  type Frame,
  type Hold,
  type Preset,
} from './model.ts';
import type { Cameras } from './service.ts';

const PARAMS = strict({ id: id() });
const PORT = Type.Integer({ minimum: 1, maximum: 65_535 });
const PATH = Type.String({ pattern: '^/[^\\s"<>\\\\]{0,500}$' });
const HTTP_URL = Type.String({ pattern: '^https?://[^\\s"<>\\\\]{1,500}$' });
const IDS = (most: number) => Type.Array(id(), { maxItems: most });
const ADDRESS = {
  host: text(1, 253),
  port: PORT,
  path: PATH,
  username: text(0, 120),
};
const CAMERA = {
  ...ADDRESS,
  password: Type.Optional(text(0, 200)),
  name: names<Names>(),
  zoneId: Type.Union([id(), Type.Null()]),
  alsoSees: IDS(100),
  groupId: Type.Union([id(), Type.Null()]),
  protocol: word(['onvif', 'rtsp'] as const),
  profile: Type.Union([text(1, 120), Type.Null()]),
  whepUrl: Type.Union([HTTP_URL, Type.Null()]),
};
const GRANTS = Type.Array(
  strict({
    role: Type.Optional(word(ROLES)),
    userId: Type.Optional(id()),
    rights: Type.Array(word(CAMERA_RIGHTS), { maxItems: CAMERA_RIGHTS.length }),
  }),
  { maxItems: MAX_GRANTS },
);
const REASON = text(1, 400);
const MAX_OFFER = 64 * 1024;
const jpeg = (bytes: Buffer): RawReply => ({ raw: true, type: 'image/jpeg', bytes });
/** The ids were checked for their form; whether they are there, the service looks. */
const inputOf = (body: unknown): CameraInput => body as CameraInput;

/** Throws when there is no such alarm. */
type CheckAlarm = (alarmId: string) => Promise<void>;

export const cameraRoutes = (cameras: Cameras, checkAlarm: CheckAlarm) => ({
  'GET /cameras': route({
    who: 'camera.see',
    does: 'The cameras that you may see, how they are, and what you may do with each.',
    reply: shape<{ cameras: readonly CameraView[] }>('cameras'),
    run: async ({ caller }) => ({ cameras: await cameras.cameras(caller) }),
  }),
  'GET /cameras/:id/picture': route({
    who: 'camera.see',
    does: 'A picture from now (JPEG).',
    params: PARAMS,
    query: strict({ at: Type.Optional(text(1, 40)) }),
    reply: 'raw',
    run: async (call) => jpeg(await cameras.picture(by(call), call.caller, call.params.id)),
  }),
  'GET /cameras/:id/live': route({
    who: 'camera.see',
    does: 'The live view: fragmented MP4 without end, its codec in Content-Type.',
    params: PARAMS,
    reply: 'raw',
    run: async (call): Promise<RawReply> => {
      const { type, stream } = await cameras.live(by(call), call.caller, call.params.id);
      return { raw: true, type, bytes: stream };
    },
  }),
  'POST /cameras/:id/whep': route({
    who: 'camera.see',
    does: 'Carries a WebRTC offer to the media server of the camera (WHEP) and its answer back.',
    params: PARAMS,
    maxBytes: MAX_OFFER * 2,
    body: strict({ offer: Type.String({ minLength: 10, maxLength: MAX_OFFER }) }),
    reply: shape<{ answer: string }>('answer'),
    run: (call) => cameras.whep(by(call), call.caller, call.params.id, call.body.offer),
  }),
  'POST /cameras/:id/preset': route({
    who: 'camera.see',
    does: 'Turns the camera to one of its presets.',
    params: PARAMS,
    body: strict({ token: text(1, 120) }),
    reply: shape<{ preset: Preset }>('preset'),
    run: (call) => cameras.goToPreset(by(call), call.caller, call.params.id, call.body.token),
  }),
  'POST /cameras/:id/frames': route({
    who: 'camera.see',
    does: 'Takes a picture now and keeps it.',
    params: PARAMS,
    body: strict({ alarmId: Type.Union([id(), Type.Null()]) }),
    reply: shape<{ frame: Frame }>('frame'),
    status: 201,
    run: async (call) => {
      if (call.body.alarmId !== null) await checkAlarm(call.body.alarmId);
      return cameras.keepNow(by(call), call.caller, call.params.id, call.body.alarmId);
    },
  }),
  'GET /cameras/:id/frames': route({
    who: 'camera.see',
    does: 'Frames kept of a camera, newest first, at most 200.',
    params: PARAMS,
    query: strict({ before: Type.Optional(instant()) }),
    reply: shape<{ frames: readonly Frame[] }>('frames'),
    run: async ({ caller, params, query }) => ({
      frames: await cameras.framesOfCamera(caller, params.id, query.before ?? null),
    }),
  }),
  'GET /alarms/:id/frames': route({
    who: 'camera.see',
    does: 'Frames kept of an alarm, newest first.',
    params: PARAMS,
    reply: shape<{ frames: readonly Frame[] }>('frames'),
    run: async ({ caller, params }) => ({ frames: await cameras.framesOfAlarm(caller, params.id) }),
  }),
  'GET /frames/:id': route({
    who: 'camera.see',
    does: 'A frame that is kept (JPEG).',
    params: PARAMS,
    reply: 'raw',
    run: async ({ caller, params }) => jpeg((await cameras.image(caller, params.id)).bytes),
  }),
  'POST /frames/:id/delete': route({
    who: 'camera.see',
    does: 'Deletes a frame that no hold keeps; needs the right to delete.',
    params: PARAMS,
    body: strict({ reason: REASON }),
    reply: nothing(),
    run: async (call) => {
      await cameras.deleteFrame(by(call), call.caller, call.params.id, call.body.reason);
      return {};
    },
  }),
  ...holdRoutes(cameras, checkAlarm),
  ...setupRoutes(cameras),
});

const holdRoutes = (cameras: Cameras, checkAlarm: CheckAlarm) => ({
  'GET /holds': route({
    who: 'camera.see',
    does: 'Footage that must not be lost: holds, newest first; with `all` also those that are over.',
    query: strict({ all: Type.Optional(Type.Boolean()) }),
    reply: shape<{ holds: readonly Hold[] }>('holds'),
    run: async ({ query }) => ({ holds: await cameras.holds(query.all === true ? 'all' : 'holding') }),
  }),
  'POST /holds': route({
    who: 'camera.see',
    does: 'Holds footage of cameras until a date.',
    body: strict({
      cameraIds: Type.Array(id(), { minItems: 1, maxItems: 200 }),
      from: instant(),
      to: instant(),
      until: instant(),
      reason: REASON,
      alarmId: Type.Union([id(), Type.Null()]),
    }),
    reply: shape<{ hold: Hold }>('hold'),
    status: 201,
    run: async (call) => {
      const { cameraIds, ...rest } = call.body;
      if (rest.alarmId !== null) await checkAlarm(rest.alarmId);
      return cameras.makeHold(by(call), call.caller, { ...rest, cameraIds: cameraIds as CameraId[] });
    },
  }),
  'POST /holds/:id/extend': route({
    who: 'camera.see',
    does: 'Lets a hold last longer.',
    params: PARAMS,
    body: strict({ until: instant(), reason: REASON }),
    reply: shape<{ hold: Hold }>('hold'),
    run: (call) => cameras.extendHold(by(call), call.caller, call.params.id, call.body),
  }),
  'POST /holds/:id/release': route({
    who: 'camera.see',
    does: 'Ends a hold early; needs the right to delete, since footage may then be lost.',
    params: PARAMS,
    body: strict({ reason: REASON }),
    reply: shape<{ hold: Hold }>('hold'),
    run: (call) => cameras.releaseHold(by(call), call.caller, call.params.id, call.body.reason),
  }),
});

const setupRoutes = (cameras: Cameras) => ({
  'GET /camera-settings': route({
    who: 'camera.setup',
    does: 'All cameras with their addresses, without passwords.',
    reply: shape<{ cameras: readonly (Camera & Pick<CameraView, 'name' | 'zoneId' | 'state'>)[] }>('cameras'),
    run: async () => ({ cameras: await cameras.settings() }),
  }),
  'POST /cameras/find': route({
    who: 'camera.setup',
    does: 'ONVIF cameras that answer on this network (WS-Discovery). Takes three seconds.',
    body: strict({}),
    reply: shape<{ found: readonly FoundCamera[] }>('found'),
    run: async () => ({ found: await cameras.find() }),
  }),
  'POST /cameras/ask': route({
    who: 'camera.setup',
    does: 'Asks an ONVIF camera what it is and what it shows.',
    body: strict({
      ...ADDRESS,
      password: text(0, 200),
      profile: Type.Optional(Type.Union([text(1, 120), Type.Null()])),
    }),
    reply: shape<CameraSaid>('device', 'profiles', 'profile', 'presets'),
    run: ({ body: { profile, ...address } }) => cameras.ask(address, profile ?? null),
  }),
  'POST /cameras': route({
    who: 'camera.setup',
    does: 'Adds a camera, which must answer (ONVIF), and its device.',
    body: strict(CAMERA),
    reply: shape<{ camera: Camera }>('camera'),
    status: 201,
    run: (call) => cameras.addCamera(by(call), inputOf(call.body)),
  }),
  'POST /cameras/:id': route({
    who: 'camera.setup',
    does: 'Changes a camera; without `password` it keeps the one it has.',
    params: PARAMS,
    body: strict(CAMERA),
    reply: shape<{ camera: Camera }>('camera'),
    run: (call) => cameras.changeCamera(by(call), call.params.id, inputOf(call.body)),
  }),
  'DELETE /cameras/:id': route({
    who: 'camera.setup',
    does: 'Removes a camera. What was kept of it stays until its time.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await cameras.removeCamera(by(call), call.params.id);
      return {};
    },
  }),
  'GET /camera-groups': route({
    who: 'camera.setup',
    does: 'Camera groups and who may do what with them.',
    reply: shape<{ groups: readonly CameraGroup[] }>('groups'),
    run: async () => ({ groups: await cameras.groups() }),
  }),
  'POST /camera-groups': route({
    who: 'camera.rights',
    does: 'Adds a camera group with its rights.',
    body: strict({ name: names<Names>(), grants: GRANTS }),
    reply: shape<{ group: CameraGroup }>('group'),
    status: 201,
    run: (call) => cameras.addGroup(by(call), call.body),
  }),
  'POST /camera-groups/:id': route({
    who: 'camera.rights',
    does: 'Changes the name or the rights of a camera group.',
    params: PARAMS,
    body: strict({ name: Type.Optional(names<Names>()), grants: Type.Optional(GRANTS) }),
    reply: shape<{ group: CameraGroup }>('group'),
    run: (call) => cameras.changeGroup(by(call), call.params.id, call.body),
  }),
  'DELETE /camera-groups/:id': route({
    who: 'camera.rights',
    does: 'Removes a camera group that has no cameras.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await cameras.removeGroup(by(call), call.params.id);
      return {};
    },
  }),
});
