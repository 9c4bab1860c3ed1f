/**
 * Talks ONVIF to one camera: what it is, what it shows, where it can look. Written here and not taken from the
 * `onvif` package, which throws inside socket callbacks when a reply misses a field (one odd camera would end the
 * process) and reads replies without limit; see docs/adr/0013-cameras.md.
 */
import { randomBytes } from 'node:crypto';
import { toInstant } from '../kernel/time.ts';
import type { Credentials } from '../wire/http-auth/digest.ts';
import { deviceOf, presetsOf, profilesOf, servicesOf, timeOf, uriOf } from '../wire/onvif/answers.ts';
import { placeOf } from '../wire/onvif/place.ts';
import {
  element,
  NAMESPACES,
  readSoap,
  schemaElement,
  soapRequest,
  textOf,
  type Node,
  type Service,
} from '../wire/onvif/soap.ts';
import type { CameraSaid } from '../modules/camera/model.ts';
import { askCamera, CameraTrouble } from './camera-http.ts';

const MAX_REPLY_BYTES = 1024 * 1024;
const TIMEOUT_MS = 6_000;
const CONTENT_TYPE = 'application/soap+xml; charset=utf-8';

/** The device service of a camera, and who we are to it. */
export interface OnvifAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly credentials: Credentials | null;
}

/** One conversation: the camera's clock is asked first, since it refuses digests of another time. */
class Conversation {
  private skewMs = 0;
  private readonly nowMs: () => number;
  private readonly paths = new Map<Service, string>();
  private readonly address: OnvifAddress;
  constructor(address: OnvifAddress, nowMs: () => number) {
    this.address = address;
    this.nowMs = nowMs;
    this.paths.set('device', address.path);
  }

  async open(): Promise<void> {
    const said = await this.ask('device', element('GetSystemDateAndTime'), false);
    const cameraMs = timeOf(said);
    if (cameraMs !== null) this.skewMs = cameraMs - this.nowMs();
    const services = servicesOf(
      await this.ask('device', element('GetServices', element('IncludeCapability', 'false'))).catch(
        (error) => {
          if (error instanceof CameraTrouble && error.fault === 'not-authorized') throw error;
          // The first ONVIF cameras do not know it.
          return this.ask('device', element('GetCapabilities', element('Category', 'All')));
        },
      ),
    );
    for (const service of ['media', 'media2', 'ptz'] as const) {
      const place = placeOf(services.get(NAMESPACES[service]) ?? '', 'http:');
      if (place) this.paths.set(service, place.path);
    }
  }

  has(service: Service): boolean {
    return this.paths.has(service);
  }

  async ask(service: Service, body: string, signed = true): Promise<Node> {
    const path = this.paths.get(service);
    if (path === undefined) throw new CameraTrouble('not-supported');
    const { credentials } = this.address;
    const created = toInstant(this.nowMs() + this.skewMs).replace(/\.\d+Z$/, 'Z');
    const reply = await askCamera({
      host: this.address.host,
      port: this.address.port,
      path,
      method: 'POST',
      contentType: CONTENT_TYPE,
      body: soapRequest(
        service,
        body,
        signed && credentials ? { credentials, created, nonce: randomBytes(16) } : null,
      ),
      credentials,
      maxBytes: MAX_REPLY_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    const read = readSoap(reply.bytes.toString('utf8'));
    if (read.ok) return read.body;
    if (read.fault === 'not-authorized') throw new CameraTrouble('not-authorized');
    throw new CameraTrouble(read.fault === 'not-soap' ? 'not-onvif' : 'not-supported');
  }

  /** What may be missing in a camera that is good otherwise. */
  async perhaps<T>(service: Service, body: string, read: (node: Node) => T, otherwise: T): Promise<T> {
    if (!this.has(service)) return otherwise;
    try {
      return read(await this.ask(service, body));
    } catch (error) {
      if (error instanceof CameraTrouble && error.fault === 'not-authorized') throw error;
      return otherwise;
    }
  }
}

const withProfile = (token: string): string => element('ProfileToken', textOf(token));
const streamSetup = element(
  'StreamSetup',
  schemaElement('Stream', 'RTP-Unicast'),
  schemaElement('Transport', schemaElement('Protocol', 'RTSP')),
);

/**
 * Asks a camera what it is and what it shows. `profile`: which one to show; null: the first with H.264, which
 * every browser plays, else the first. Rejects with CameraTrouble.
 */
export async function askOnvif(
  address: OnvifAddress,
  profile: string | null,
  nowMs: () => number,
): Promise<CameraSaid> {
  const camera = new Conversation(address, nowMs);
  await camera.open();
  const device = deviceOf(await camera.ask('device', element('GetDeviceInformation')));
  const media: Service = camera.has('media') ? 'media' : 'media2';
  const profiles = profilesOf(await camera.ask(media, element('GetProfiles')));
  const shown =
    profiles.find((each) => each.token === profile) ??
    profiles.find((each) => each.encoding === 'H264') ??
    profiles[0];
  if (!shown) throw new CameraTrouble('no-picture');
  const streamUri =
    media === 'media'
      ? element('GetStreamUri', streamSetup, withProfile(shown.token))
      : element('GetStreamUri', element('Protocol', 'RTSP'), withProfile(shown.token));
  const [stream, snapshot, presets] = [
    await camera.perhaps(media, streamUri, uriOf, null),
    await camera.perhaps(media, element('GetSnapshotUri', withProfile(shown.token)), uriOf, null),
    shown.steerable
      ? await camera.perhaps('ptz', element('GetPresets', withProfile(shown.token)), presetsOf, [])
      : [],
  ];
  return {
    device,
    profiles,
    profile: shown.token,
    stream: stream === null ? null : placeOf(stream, 'rtsp:'),
    snapshot: snapshot === null ? null : placeOf(snapshot, 'http:'),
    presets,
  };
}

/** Turns the camera to one of its presets. Rejects with CameraTrouble. */
export async function goToPreset(
  address: OnvifAddress,
  profile: string,
  preset: string,
  nowMs: () => number,
): Promise<void> {
  const camera = new Conversation(address, nowMs);
  await camera.open();
  await camera.ask(
    'ptz',
    element('GotoPreset', withProfile(profile), element('PresetToken', textOf(preset))),
  );
}

/** Does the camera answer at all? Its clock is free to ask for. Rejects with CameraTrouble. */
export async function greetOnvif(address: OnvifAddress): Promise<void> {
  await new Conversation(address, () => 0).ask('device', element('GetSystemDateAndTime'), false);
}
