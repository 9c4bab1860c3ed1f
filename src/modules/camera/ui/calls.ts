import type { Names } from '../../site/model.ts';
import type {
  Camera,
  CameraGroup,
  CameraInput,
  CameraRight,
  CameraSaid,
  CameraView,
  FoundCamera,
  Frame,
  Grant,
  Hold,
  HoldInput,
} from '../model.ts';

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface CameraCalls {
  readonly cameras: () => Promise<readonly CameraView[]>;
  readonly framesOfAlarm: (alarmId: string) => Promise<readonly Frame[]>;
  readonly framesOfCamera: (id: string) => Promise<readonly Frame[]>;
  readonly keep: (id: string, alarmId: string | null) => Promise<unknown>;
  readonly deleteFrame: (id: string, reason: string) => Promise<unknown>;
  readonly turn: (id: string, preset: string) => Promise<unknown>;
  readonly whep: (id: string, offer: string) => Promise<string>;
  readonly holds: (all: boolean) => Promise<readonly Hold[]>;
  readonly makeHold: (form: HoldInput) => Promise<unknown>;
  readonly extendHold: (id: string, until: string, reason: string) => Promise<unknown>;
  readonly releaseHold: (id: string, reason: string) => Promise<unknown>;
  /** A tar archive with pictures, notes, story and proofs. */
  readonly evidence: (alarmId: string) => Promise<{ readonly name: string; readonly bytes: Blob }>;
}

export type CameraSetting = Camera & Pick<CameraView, 'name' | 'zoneId' | 'state'>;

export interface CameraSetupCalls {
  readonly settings: () => Promise<readonly CameraSetting[]>;
  readonly find: () => Promise<readonly FoundCamera[]>;
  readonly ask: (form: CameraInput) => Promise<CameraSaid>;
  readonly add: (form: CameraInput) => Promise<unknown>;
  readonly change: (id: string, form: CameraInput) => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
  readonly groups: () => Promise<readonly CameraGroup[]>;
  readonly addGroup: (name: Names, grants: readonly Grant[]) => Promise<unknown>;
  readonly changeGroup: (id: string, name: Names, grants: readonly Grant[]) => Promise<unknown>;
  readonly removeGroup: (id: string) => Promise<unknown>;
}

export const frameUrl = (id: string): string => `/api/frames/${encodeURIComponent(id)}`;
export const liveUrl = (id: string): string => `/api/cameras/${encodeURIComponent(id)}/live`;
/** `tick` makes the browser ask again. */
export const pictureUrl = (id: string, tick: number): string =>
  `/api/cameras/${encodeURIComponent(id)}/picture?at=${tick}`;

export const mine = (camera: Pick<CameraView, 'mine'> | undefined, right: CameraRight): boolean =>
  camera?.mine.includes(right) === true;
