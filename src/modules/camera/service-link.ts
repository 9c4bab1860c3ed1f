/** What the cameras' service asks of the world outside; the sockets stand at the edge. */
import type { Result } from '../../kernel/result.ts';
import { refuser, type Refusal } from '../../kernel/refusal.ts';
import type { Readable } from 'node:stream';
import { cameraRefusals, type CameraSaid, type FoundCamera } from './model.ts';
import type { KeptCamera } from './store.ts';

const refuse = refuser(cameraRefusals);

/** Why a camera gave nothing: the end of a refusal's code, `camera-no-answer`. */
export type LinkFault = string;
export type Linked<T> = Promise<Result<T, LinkFault>>;

export type CameraAddress = Pick<KeptCamera, 'host' | 'port' | 'path' | 'username' | 'password'>;

export interface CameraLink {
  /** ONVIF: what the camera is and shows. */
  ask(address: CameraAddress, profile: string | null): Linked<CameraSaid>;
  goTo(address: CameraAddress, profile: string, preset: string): Linked<void>;
  find(): Promise<readonly FoundCamera[]>;
  /** A picture from now, JPEG. */
  picture(camera: KeptCamera): Linked<Buffer>;
  watch(camera: KeptCamera): Linked<{ readonly type: string; readonly stream: Readable }>;
  /** Carries a WHEP offer to the media server at `url`; answers with its SDP. */
  whep(url: string, offer: string): Linked<string>;
}

/** The value, or the refusal that a fault is. */
export function linked<T>(result: Result<T, LinkFault>): T {
  if (result.ok) return result.value;
  throw refusalOf(result.fault);
}

export function refusalOf(fault: LinkFault): Refusal {
  const code = `camera-${fault}`;
  return refuse(
    Object.hasOwn(cameraRefusals, code) ? (code as keyof typeof cameraRefusals) : 'camera-no-answer',
  );
}
