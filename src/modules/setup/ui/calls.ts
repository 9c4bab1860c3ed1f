import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Permission } from '../../identity/model.ts';
import type { Names, Post, TermPack, Zone, ZoneSettings } from '../../site/model.ts';
import type { Device } from '../../technical/model.ts';
import type { Sop } from '../../orders/model.ts';
import type { ImportKind, ImportPreview, SetupState } from '../model.ts';

export interface DeviceForm {
  readonly name: Names;
  readonly kind: Device['kind'];
  readonly source: string;
  readonly point: string;
  readonly zoneId: Zone['id'] | null;
  /** Null: as its kind is watched. */
  readonly heartbeatS: number | null;
}

export interface Heard {
  readonly at: string;
  readonly kind: string;
  readonly code: string;
  readonly protocol: string;
}

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface SetupCalls {
  readonly may: (permission: Permission) => boolean;
  readonly steps: () => Promise<readonly SetupState[]>;
  readonly soundTested: () => Promise<unknown>;
  readonly templates: () => Promise<readonly (Sop & { readonly adopted: boolean })[]>;
  readonly adopt: (ids: string[]) => Promise<unknown>;
  readonly preview: (kind: ImportKind, csv: string) => Promise<ImportPreview>;
  readonly apply: (kind: ImportKind, csv: string, digest: string) => Promise<ImportPreview>;
  readonly zones: () => Promise<readonly Zone[]>;
  readonly saveZone: (id: string | null, form: { name: Names; settings: ZoneSettings }) => Promise<unknown>;
  readonly removeZone: (id: string) => Promise<unknown>;
  readonly devices: () => Promise<readonly Device[]>;
  readonly saveDevice: (id: string | null, form: DeviceForm) => Promise<unknown>;
  readonly removeDevice: (id: string) => Promise<unknown>;
  readonly startTest: (id: string) => Promise<unknown>;
  readonly endTest: (id: string) => Promise<unknown>;
  readonly tests: (id: string) => Promise<{ device: Device; heard: readonly Heard[] }>;
  readonly post: () => Promise<Post>;
  readonly savePost: (change: {
    name: Names;
    timeZone: string;
    languages: string[];
    radioChannel: string | null;
    watchPhone: string | null;
    terms: TermPack;
  }) => Promise<unknown>;
}

const Calls = createContext<SetupCalls | null>(null);
export const SetupCallsProvider = Calls.Provider;

export function useSetupCalls(): SetupCalls {
  return present(useContext(Calls), 'SetupCallsProvider is missing above this screen');
}
