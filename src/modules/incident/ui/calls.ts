import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Permission } from '../../identity/model.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import type { Incident, IncidentStep, IncidentWhole } from '../model.ts';
import type { TemplateKind } from '../templates.ts';

export interface IncidentPage {
  readonly incidents: readonly Incident[];
  readonly next: string | null;
}

/** What the incident screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface IncidentCalls {
  /** May the person who is signed in do this? */
  readonly may: (permission: Permission) => boolean;
  readonly page: (state: 'all' | 'open', before: string | null) => Promise<IncidentPage>;
  readonly incident: (id: string) => Promise<IncidentWhole>;
  readonly timeline: (id: string) => Promise<{ entries: readonly LedgerEntry[]; cut: boolean }>;
  readonly ofAlarm: (alarmId: string) => Promise<{ incident: Incident | null }>;
  readonly open: (body: {
    kind: TemplateKind;
    title: string;
    commanderId?: string;
    alarmIds: string[];
  }) => Promise<{ incident: Incident }>;
  readonly link: (id: string, alarmId: string) => Promise<unknown>;
  readonly unlink: (id: string, alarmId: string) => Promise<unknown>;
  readonly command: (id: string, userId: string) => Promise<unknown>;
  readonly addPerson: (id: string, name: string, part: string) => Promise<unknown>;
  readonly removePerson: (id: string, key: number) => Promise<unknown>;
  readonly step: (
    id: string,
    index: number,
    state: IncidentStep['state'],
    reason?: string,
  ) => Promise<unknown>;
  readonly note: (id: string, text: string, file: File | null) => Promise<unknown>;
  readonly resolve: (id: string) => Promise<unknown>;
  readonly reopen: (id: string, reason: string) => Promise<unknown>;
  readonly report: (id: string, summary: string, lessons: string) => Promise<unknown>;
}

const Calls = createContext<IncidentCalls | null>(null);
export const IncidentCallsProvider = Calls.Provider;

export function useIncidentCalls(): IncidentCalls {
  return present(useContext(Calls), 'IncidentCallsProvider is missing above this screen');
}

/** Everything that is asked about incidents stands under this key: news of them asks it again. */
export const INCIDENTS = 'incidents';
