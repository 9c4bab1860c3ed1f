/** Everything that the server says to cameras, behind one interface: pictures, live views, presets, discovery. */
import { fault, ok, type Result } from '../kernel/result.ts';
import type { Credentials } from '../wire/http-auth/digest.ts';
import type { PlaceAtCamera } from '../wire/onvif/place.ts';
import type { CameraSaid, FoundCamera } from '../modules/camera/model.ts';
import { findCameras } from './camera-discovery.ts';
import { askCamera, CameraTrouble, type CameraFault } from './camera-http.ts';
import { askOnvif, goToPreset, greetOnvif } from './camera-onvif.ts';
import { greetRtsp, type RelayTarget } from './camera-relay.ts';
import { createCameraVideo, type LiveVideo } from './camera-video.ts';

const MAX_PICTURE_BYTES = 6 * 1024 * 1024;
const PICTURE_MS = 8_000;
const GREET_MS = 5_000;
const WHEP_MS = 8_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** A camera's address with what we know of it. */
export interface CameraAt {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly username: string;
  readonly password: string;
}
export interface KnownCamera extends CameraAt {
  readonly id: string;
  readonly stream: PlaceAtCamera | null;
  readonly snapshot: PlaceAtCamera | null;
}

const credentialsOf = (at: CameraAt): Credentials | null =>
  at.username === '' ? null : { username: at.username, password: at.password };
const onvifOf = (at: CameraAt) => ({
  host: at.host,
  port: at.port,
  path: at.path,
  credentials: credentialsOf(at),
});

async function outcome<T>(work: Promise<T>): Promise<Result<T, CameraFault>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof CameraTrouble) return fault(error.fault);
    throw error;
  }
}

export function createCameraLink(deps: { readonly ffmpeg: string; readonly nowMs: () => number }) {
  const video = createCameraVideo(deps);
  const targetOf = (camera: KnownCamera): RelayTarget => {
    if (camera.stream === null) throw new CameraTrouble('not-supported');
    return { host: camera.host, ...camera.stream, credentials: credentialsOf(camera) };
  };
  /** The camera's own snapshot where it has one, else a frame of its stream. */
  async function picture(camera: KnownCamera): Promise<Buffer> {
    if (camera.snapshot !== null) {
      const spec = { host: camera.host, ...camera.snapshot, credentials: credentialsOf(camera) };
      const reply = await askCamera({
        ...spec,
        method: 'GET',
        maxBytes: MAX_PICTURE_BYTES,
        timeoutMs: PICTURE_MS,
      }).catch((error: unknown) => {
        // A camera that leads elsewhere or wants another password is not asked a second way.
        if (camera.stream === null || !(error instanceof CameraTrouble) || ASK_NO_MORE.has(error.fault))
          throw error;
        return null;
      });
      if (reply?.status === 200 && reply.bytes.subarray(0, 3).equals(JPEG)) return reply.bytes;
      if (camera.stream === null) throw new CameraTrouble('no-picture');
    }
    return video.frame(targetOf(camera));
  }

  return {
    ask: (at: CameraAt, profile: string | null): Promise<Result<CameraSaid, CameraFault>> =>
      outcome(askOnvif(onvifOf(at), profile, deps.nowMs)),
    goTo: (at: CameraAt, profile: string, preset: string): Promise<Result<void, CameraFault>> =>
      outcome(goToPreset(onvifOf(at), profile, preset, deps.nowMs)),
    find: (): Promise<readonly FoundCamera[]> => findCameras(),
    picture: (camera: KnownCamera): Promise<Result<Buffer, CameraFault>> => outcome(picture(camera)),
    watch: (camera: KnownCamera): Promise<Result<LiveVideo, CameraFault>> =>
      outcome((async () => video.watch(camera.id, targetOf(camera)))()),
    whep: (url: string, offer: string): Promise<Result<string, CameraFault | 'whep-failed'>> =>
      offerTo(url, offer),
    /** Rejects with the fault as a word when the camera is not there. */
    async greet(camera: KnownCamera): Promise<void> {
      // Somebody watches it, so it is there.
      if ((video.watched().get(camera.id) ?? 0) > 0) return;
      if (camera.stream !== null) return greetRtsp(targetOf(camera), GREET_MS);
      await greetOnvif(onvifOf(camera)).catch((error: unknown) => {
        throw error instanceof CameraTrouble ? error.fault : error;
      });
    },
    stop: () => video.stop(),
  };
}
export type CameraLinkAtEdge = ReturnType<typeof createCameraLink>;

const ASK_NO_MORE: ReadonlySet<CameraFault> = new Set(['redirected', 'not-authorized']);

/** WHEP (draft-ietf-wish-whep): POST the offer, 201 with the answer. To the configured address, no redirects. */
async function offerTo(address: string, offer: string): Promise<Result<string, 'whep-failed'>> {
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  const reply = await askCamera({
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    contentType: 'application/sdp',
    body: offer,
    credentials: null,
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: WHEP_MS,
  }).catch(() => null);
  const answer = reply?.status === 201 ? reply.bytes.toString('utf8') : '';
  return answer.startsWith('v=0') ? ok(answer) : fault('whep-failed');
}
