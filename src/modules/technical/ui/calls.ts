import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Permission } from '../../identity/model.ts';
import type { Device, DeviceState, Panel } from '../model.ts';

/** What is sent of a panel. Keys are write-only: left out, they stay as they are. */
export interface PanelForm {
  readonly name: string;
  readonly keys?: string[];
  readonly decimalLength?: boolean;
  readonly windowPastS?: number | null;
  readonly windowFutureS?: number | null;
  readonly windowApplies?: 'encrypted' | 'all';
  readonly supervisionS?: number | null;
}

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface TechnicalCalls {
  readonly panels: () => Promise<readonly Panel[]>;
  readonly devices: () => Promise<readonly Device[]>;
  readonly deviceStates: () => Promise<readonly DeviceState[]>;
  readonly addPanel: (form: PanelForm & { readonly account: string }) => Promise<Panel>;
  readonly changePanel: (id: string, form: PanelForm & { readonly enabled: boolean }) => Promise<Panel>;
  readonly registerPanel: (alarmId: string) => Promise<Panel>;
  readonly may: (permission: Permission) => boolean;
}

const Calls = createContext<TechnicalCalls | null>(null);
export const TechnicalCallsProvider = Calls.Provider;

export function useTechnicalCalls(): TechnicalCalls {
  return present(useContext(Calls), 'TechnicalCallsProvider is missing above this screen');
}
