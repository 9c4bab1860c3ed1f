import type { DeviceId, Id, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Role } from '../identity/model.ts';
import type { Names } from '../site/model.ts';

export type CameraId = Id<'camera'>;
export type CameraGroupId = Id<'camera-group'>;
export type FrameId = Id<'frame'>;
export type HoldId = Id<'hold'>;

/**
 * What somebody may do with the cameras of a group. To see is not to steer, to hold footage is not to take it out
 * of the house, and to delete stands apart from everything.
 */
export const CAMERA_RIGHTS = ['view', 'steer', 'hold', 'export', 'delete'] as const;
export type CameraRight = (typeof CAMERA_RIGHTS)[number];

/** Rights of a role, or of one person beyond what the role has. */
export interface Grant {
  readonly role?: Role;
  readonly userId?: string;
  readonly rights: readonly CameraRight[];
}

export interface CameraGroup {
  readonly id: CameraGroupId;
  readonly name: Names;
  readonly grants: readonly Grant[];
}

/** A post begins with one group: those who stand watch see and steer; only the RSO deletes. */
export const FIRST_GRANTS: readonly Grant[] = [
  { role: 'rso', rights: ['view', 'steer', 'hold', 'export', 'delete'] },
  { role: 'deputy', rights: ['view', 'steer', 'hold', 'export'] },
  { role: 'watch-officer', rights: ['view', 'steer', 'hold'] },
  { role: 'guard-commander', rights: ['view'] },
  { role: 'technician', rights: ['view', 'steer'] },
];

/** Everything that this person may do with the cameras of the group. */
export function rightsIn(
  group: CameraGroup,
  person: { readonly role: string | null; readonly userId: string | null },
): readonly CameraRight[] {
  return CAMERA_RIGHTS.filter((right) =>
    group.grants.some(
      (grant) =>
        grant.rights.includes(right) &&
        ((grant.role !== undefined && grant.role === person.role) ||
          (grant.userId !== undefined && grant.userId === person.userId)),
    ),
  );
}

export interface PlaceAtCamera {
  readonly port: number;
  readonly path: string;
}
export interface Preset {
  readonly token: string;
  readonly name: string;
}

/** How a camera is reached: `onvif` asks the camera for everything, `rtsp` has a stream and nothing else. */
export type CameraProtocol = 'onvif' | 'rtsp';

/** One camera, without its password. Name, zone and place are those of its device. */
export interface Camera {
  readonly id: CameraId;
  readonly deviceId: DeviceId;
  readonly groupId: CameraGroupId;
  readonly protocol: CameraProtocol;
  readonly host: string;
  /** Of the ONVIF device service; of the stream for `rtsp`. */
  readonly port: number;
  readonly path: string;
  readonly username: string;
  readonly hasPassword: boolean;
  /** Maker and model, as the camera said. */
  readonly device: string;
  readonly profile: string | null;
  readonly stream: PlaceAtCamera | null;
  readonly snapshot: PlaceAtCamera | null;
  readonly presets: readonly Preset[];
  /** A media server's WHEP address for this camera, where the post has one. */
  readonly whepUrl: string | null;
  /** Zones that it looks at beside the one it hangs in. */
  readonly alsoSees: readonly ZoneId[];
}

/** Whether it answers, kept in memory (ADR 0008). */
export interface CameraState {
  readonly state: 'live' | 'offline' | 'unknown';
  readonly since: Instant | null;
  /** Why it is offline: a word of `camera.fault.*`. */
  readonly fault: string | null;
}

/** One camera as the screens have it, for the person who asks. */
export interface CameraView {
  readonly id: CameraId;
  readonly name: Names;
  readonly deviceId: DeviceId;
  readonly groupId: CameraGroupId;
  readonly zoneId: ZoneId | null;
  readonly alsoSees: readonly ZoneId[];
  readonly state: CameraState;
  readonly hasStream: boolean;
  readonly hasWhep: boolean;
  readonly presets: readonly Preset[];
  readonly mine: readonly CameraRight[];
}

/** One picture that is kept, with the alarm that it belongs to. The bytes are asked for by id. */
export interface Frame {
  readonly id: FrameId;
  readonly cameraId: CameraId;
  readonly alarmId: string | null;
  readonly takenAt: Instant;
  readonly sha256: string;
  readonly bytes: number;
  readonly byName: string;
  /** A hold keeps it past its time. */
  readonly held: boolean;
}

/** What a form says of a camera. */
export interface CameraInput {
  readonly name: Names;
  readonly zoneId: ZoneId | null;
  readonly alsoSees: readonly ZoneId[];
  readonly groupId: string | null;
  readonly protocol: CameraProtocol;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly username: string;
  /** Left out: as it was. */
  readonly password?: string;
  readonly profile: string | null;
  readonly whepUrl: string | null;
}

/** What a camera says of itself. Streams and snapshots stand at its host, whatever host it named. */
export interface CameraSaid {
  readonly device: string;
  readonly profiles: readonly {
    readonly token: string;
    readonly name: string;
    readonly encoding: string;
    readonly widthPx: number | null;
    readonly heightPx: number | null;
    readonly steerable: boolean;
  }[];
  readonly profile: string;
  readonly stream: PlaceAtCamera | null;
  readonly snapshot: PlaceAtCamera | null;
  readonly presets: readonly Preset[];
}

/** A camera that answered when the network was asked. */
export interface FoundCamera {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly name: string;
}

/** What a form says of a hold. */
export interface HoldInput {
  readonly cameraIds: readonly CameraId[];
  readonly from: Instant;
  readonly to: Instant;
  readonly until: Instant;
  readonly reason: string;
  readonly alarmId: string | null;
}

/** Footage that must not be lost before a date: frames here, and the recorder's by the order on the list. */
export interface Hold extends HoldInput {
  readonly id: HoldId;
  readonly madeAt: Instant;
  readonly byName: string;
  readonly released: { readonly at: Instant; readonly byName: string; readonly reason: string } | null;
}

export const holds = (hold: Hold, at: Instant): boolean => hold.released === null && hold.until > at;

/** Does the hold cover what this camera saw at that moment? */
export const covers = (hold: Hold, cameraId: string, takenAt: Instant): boolean =>
  hold.cameraIds.some((id) => id === cameraId) && takenAt >= hold.from && takenAt <= hold.to;

export const MAX_CAMERAS = 1_000;
export const MAX_GROUPS = 60;
export const MAX_GRANTS = 60;
export const MAX_HOLDS = 1_000;
/** A hold ends by itself; longer needs are extended with a reason. */
export const HOLD_AT_MOST_MS = 5 * 366 * 86_400_000;
export const HOLD_SPAN_MS = 31 * 86_400_000;
/** Frames without a hold go after so long. */
export const FRAME_DAYS = 30;
export const MAX_FRAME_BYTES = 6 * 1024 * 1024;
export const FRAMES_OF_ALARM = 4;
export const MAX_FRAMES_LISTED = 200;

/** Which cameras see this place: the camera that raised the alarm first, then those of the zone. */
export function camerasOf<C extends Pick<CameraView, 'deviceId' | 'zoneId' | 'alsoSees'>>(
  cameras: readonly C[],
  alarm: { readonly deviceId: string | null; readonly zoneId: string | null },
): readonly C[] {
  const own = cameras.filter((camera) => camera.deviceId === alarm.deviceId);
  const sees = (camera: C): boolean =>
    alarm.zoneId !== null &&
    (camera.zoneId === alarm.zoneId || camera.alsoSees.some((zone) => zone === alarm.zoneId));
  return [...own, ...cameras.filter((camera) => !own.includes(camera) && sees(camera))].slice(
    0,
    FRAMES_OF_ALARM,
  );
}

export const cameraRefusals = catalogue({
  'camera-unknown': { status: 404, says: 'There is no such camera. Reload the list of cameras.' },
  'camera-right': {
    status: 403,
    says: 'You do not have this right for this camera. Ask the RSO, who gives rights by camera group.',
  },
  'cameras-full': { status: 409, says: 'The post has as many cameras as it can hold. Remove one first.' },
  'camera-address': {
    status: 422,
    says: 'Give the address of the camera as a host name or IP address, without http:// in front.',
  },
  'camera-no-answer': {
    status: 503,
    says: 'The camera does not answer. Check that it has power, and that the server reaches its network.',
  },
  'camera-refused-connection': {
    status: 503,
    says: 'Nothing listens at this address and port. Check the port of the camera.',
  },
  'camera-unknown-host': { status: 503, says: 'No machine has this name. Check the address.' },
  'camera-not-authorized': {
    status: 422,
    says: 'The camera refuses the user name or the password. Check both.',
  },
  'camera-redirected': {
    status: 422,
    says: 'The camera points to another address. Post One goes only where you set it: give the right address.',
  },
  'camera-too-large': {
    status: 422,
    says: 'The camera sent more than a picture may have. Lower its resolution.',
  },
  'camera-not-onvif': {
    status: 422,
    says: 'This is no ONVIF service. Check port and path, or add the camera by its RTSP address.',
  },
  'camera-not-supported': { status: 422, says: 'The camera cannot do this.' },
  'camera-no-picture': {
    status: 503,
    says: 'The camera answers but gives no picture. Choose another profile, H.264 where it has one.',
  },
  'camera-no-ffmpeg': {
    status: 503,
    says: 'Live view needs ffmpeg on the server. Install it (Debian: apt-get install ffmpeg), or set FFMPEG to its path.',
  },
  'camera-too-many': { status: 503, says: 'Too many cameras are shown at once. Close one, then try again.' },
  'camera-no-whep': {
    status: 404,
    says: 'This camera has no WHEP address. Set one up, or use the live view.',
  },
  'camera-whep-failed': {
    status: 503,
    says: 'The media server did not take the offer. Check its address and that it has this camera.',
  },
  'camera-group-unknown': { status: 404, says: 'There is no such camera group. Reload the list.' },
  'camera-group-used': { status: 409, says: 'Cameras are in this group. Move them to another one first.' },
  'camera-groups-full': { status: 409, says: 'The post has as many camera groups as it can hold.' },
  'camera-group-rights': {
    status: 422,
    says: 'Each line names a role or a person, once. Correct the doubled or empty one.',
  },
  'frame-unknown': { status: 404, says: 'There is no such frame. It was deleted, or its time was over.' },
  'frame-held': {
    status: 409,
    says: 'A hold keeps this frame until {until}. Release the hold first, or leave the frame.',
  },
  'hold-unknown': { status: 404, says: 'There is no such hold. Reload the list of holds.' },
  'hold-over': { status: 409, says: 'This hold is over already. Make a new one.' },
  'hold-times': {
    status: 422,
    says: 'A hold covers at most 31 days of footage, its beginning before its end, and lasts into the future for 5 years at most.',
  },
  'hold-shorter': { status: 422, says: 'A hold is extended to a later date. Release it to end it early.' },
  'hold-cameras': { status: 422, says: 'Choose at least one camera for the hold.' },
  'holds-full': { status: 409, says: 'The list of holds is full. Release those that are no longer needed.' },
});
