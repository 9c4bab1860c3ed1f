/**
 * Live video of cameras through ffmpeg without transcoding: one ffmpeg for each camera that somebody watches,
 * shared by all who watch it, as fragmented MP4 (ISO/IEC 14496-12) for Media Source Extensions.
 *
 * Starting: ffmpeg was started, the movie box has not come. Playing: fragments go to every viewer; a viewer that
 * reads too slowly misses whole fragments. Lingering: nobody watches, for a moment. Over: ffmpeg ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { codecOf, createBoxReader } from '../wire/fmp4/boxes.ts';
import { CameraTrouble } from './camera-http.ts';
import { openRelay, type Relay, type RelayTarget } from './camera-relay.ts';

const MAX_CAMERAS = 16;
const MAX_VIEWERS = 24;
const MAX_BOX_BYTES = 16 * 1024 * 1024;
const START_MS = 15_000;
const LINGER_MS = 4_000;
/** What may wait for one viewer. */
const VIEWER_BYTES = 8 * 1024 * 1024;
const MAX_FRAME_BYTES = 6 * 1024 * 1024;
const MAX_FRAMES_AT_ONCE = 4;

export interface LiveVideo {
  /** `video/mp4; codecs="avc1.64001F"`, for SourceBuffer. */
  readonly type: string;
  readonly stream: Readable;
}

export interface CameraVideo {
  /** Joins the camera's live view. Rejects with CameraTrouble. */
  watch(cameraId: string, target: RelayTarget): Promise<LiveVideo>;
  /** One frame now, as JPEG. Rejects with CameraTrouble. */
  frame(target: RelayTarget): Promise<Buffer>;
  /** Cameras that are watched, and by how many. */
  watched(): ReadonlyMap<string, number>;
  stop(): void;
}

interface Show {
  readonly child: ChildProcess;
  readonly relay: Relay;
  readonly viewers: Set<PassThrough>;
  readonly ready: Promise<string>;
  init: Buffer | null;
  linger: NodeJS.Timeout | null;
}

/** `ffmpeg`: the program to run. Its absence is found when it is first needed. */
export function createCameraVideo(deps: { readonly ffmpeg: string }): CameraVideo {
  const shows = new Map<string, Show>();
  const frames = new Set<ChildProcess>();

  async function open(cameraId: string, target: RelayTarget): Promise<Show> {
    if (shows.size >= MAX_CAMERAS) throw new CameraTrouble('too-many');
    const relay = await openRelay(target);
    // Somebody else may have begun meanwhile: one ffmpeg for each camera.
    const twin = shows.get(cameraId);
    if (twin) {
      relay.close();
      return twin;
    }
    const show = startShow(deps.ffmpeg, relay, () => {
      if (shows.get(cameraId) === show) shows.delete(cameraId);
    });
    shows.set(cameraId, show);
    return show;
  }

  return {
    async watch(cameraId, target) {
      const show = shows.get(cameraId) ?? (await open(cameraId, target));
      if (show.viewers.size >= MAX_VIEWERS) throw new CameraTrouble('too-many');
      const viewer = new PassThrough({ highWaterMark: VIEWER_BYTES });
      viewer.on('error', () => undefined);
      // Waits among the viewers from now, so that the show does not end under it.
      show.viewers.add(viewer);
      if (show.linger) clearTimeout(show.linger);
      viewer.on('close', () => leave(show, viewer));
      // Who comes while it plays begins with the movie box too.
      if (show.init !== null) viewer.write(show.init);
      try {
        const type = await show.ready;
        return { type, stream: viewer };
      } catch (error) {
        viewer.destroy();
        throw error;
      }
    },
    async frame(target) {
      if (frames.size >= MAX_FRAMES_AT_ONCE) throw new CameraTrouble('too-many');
      return takeFrame(deps.ffmpeg, await openRelay(target), frames);
    },
    watched: () => new Map([...shows].map(([id, show]) => [id, show.viewers.size])),
    stop() {
      for (const show of shows.values()) show.child.kill('SIGKILL');
      for (const child of frames) child.kill('SIGKILL');
    },
  };
}

function leave(show: Show, viewer: PassThrough): void {
  if (!show.viewers.delete(viewer) || show.viewers.size > 0) return;
  if (show.linger) clearTimeout(show.linger);
  show.linger = setTimeout(() => show.child.kill('SIGKILL'), LINGER_MS);
  show.linger.unref();
}

const INPUT = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-rtsp_transport', 'tcp'];
const COPY =
  '-an -c:v copy -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof -flush_packets 1 pipe:1'.split(
    ' ',
  );

function startShow(ffmpeg: string, relay: Relay, onOver: () => void): Show {
  const child = spawn(ffmpeg, [...INPUT, '-i', relay.url, ...COPY], { stdio: ['ignore', 'pipe', 'ignore'] });
  let settle = { resolve: (_type: string): void => undefined, reject: (_error: Error): void => undefined };
  const ready = new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
  ready.catch(() => undefined);
  const show: Show = { child, relay, viewers: new Set(), ready, init: null, linger: null };
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const over = (trouble: CameraTrouble): void => {
    clearTimeout(late);
    relay.close();
    settle.reject(trouble);
    for (const viewer of show.viewers) viewer.end();
    onOver();
  };
  child.on('error', () => over(new CameraTrouble('no-ffmpeg')));
  child.on('close', () => over(new CameraTrouble(relay.fault() ?? 'no-picture')));
  child.stdout.on(
    'data',
    playing(show, (type) => {
      clearTimeout(late);
      settle.resolve(type);
    }),
  );
  return show;
}

/** Takes what ffmpeg writes: the movie box first, then a fragment at a time. */
function playing(show: Show, onReady: (type: string) => void): (chunk: Buffer) => void {
  const boxes = createBoxReader(MAX_BOX_BYTES);
  let head: Buffer[] = [];
  let moof: Buffer | null = null;
  const begin = (moov: Buffer): void => {
    const codec = codecOf(moov);
    if (codec === null) return void show.child.kill('SIGKILL');
    show.init = Buffer.concat(head);
    head = [];
    for (const viewer of show.viewers) viewer.write(show.init);
    onReady(`video/mp4; codecs="${codec}"`);
  };
  return (chunk) => {
    const read = boxes(chunk);
    if (!read.ok) return void show.child.kill('SIGKILL');
    for (const box of read.boxes)
      if (show.init === null) {
        head.push(box.bytes);
        if (box.type === 'moov') begin(box.bytes);
      } else if (box.type === 'moof') moof = box.bytes;
      else if (box.type === 'mdat' && moof !== null) {
        hand(show, Buffer.concat([moof, box.bytes]));
        moof = null;
      }
  };
}

/** One fragment, which begins with a key frame, to everybody who can take it. */
function hand(show: Show, fragment: Buffer): void {
  for (const viewer of show.viewers)
    if (viewer.writableLength + viewer.readableLength < VIEWER_BYTES) viewer.write(fragment);
}

const ONE_FRAME = ['-an', '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg', 'pipe:1'];

function takeFrame(ffmpeg: string, relay: Relay, running: Set<ChildProcess>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg, [...INPUT, '-i', relay.url, ...ONE_FRAME], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.add(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_FRAME_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    const over = (trouble: CameraTrouble | null): void => {
      clearTimeout(timer);
      running.delete(child);
      relay.close();
      if (trouble) reject(trouble);
      else resolve(Buffer.concat(chunks));
    };
    child.on('error', () => over(new CameraTrouble('no-ffmpeg')));
    child.on('close', (code) =>
      over(code === 0 && bytes > 0 ? null : new CameraTrouble(relay.fault() ?? 'no-picture')),
    );
  });
}
