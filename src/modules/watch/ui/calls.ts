import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { AlarmId, UserId } from '../../../kernel/id.ts';
import type { Permission } from '../../identity/model.ts';
import type { Task } from '../../dispatch/model.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import type { AlarmHealth } from '../model-health.ts';
import type { Alarm, Outcome } from '../model.ts';

export interface AlarmFilters {
  readonly state: 'all' | 'closed';
  readonly priority?: number;
  readonly zone?: string;
}

export interface AlarmPage {
  readonly alarms: readonly Alarm[];
  readonly next: string | null;
}

export interface LogFilters {
  readonly kinds?: string;
  readonly actor?: string;
  readonly thread?: string;
  /** Words that all must be in the text. */
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface LogPage {
  readonly entries: readonly LedgerEntry[];
  readonly next: number | null;
  readonly corrections: readonly LedgerEntry[];
}

export interface Story {
  readonly entries: readonly LedgerEntry[];
}

export interface StepMark {
  readonly done: boolean;
  readonly choice?: string;
  readonly second?: { readonly userId: string; readonly pin: string };
}

/** What the watch screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface WatchCalls {
  readonly acknowledge: (id: AlarmId, revision: number) => Promise<unknown>;
  readonly undoAcknowledge: (id: AlarmId) => Promise<unknown>;
  readonly take: (id: AlarmId) => Promise<unknown>;
  readonly assign: (id: AlarmId, userId: UserId) => Promise<unknown>;
  readonly silence: (id: AlarmId) => Promise<unknown>;
  readonly shelve: (id: AlarmId, until: string, reason: string) => Promise<unknown>;
  readonly unshelve: (id: AlarmId) => Promise<unknown>;
  readonly offer: (id: AlarmId, userId: UserId) => Promise<unknown>;
  readonly acceptOffer: (id: AlarmId) => Promise<unknown>;
  readonly step: (id: AlarmId, index: number, step: StepMark) => Promise<unknown>;
  readonly skipStep: (id: AlarmId, index: number, reason: string) => Promise<unknown>;
  readonly startTimer: (id: AlarmId, index: number) => Promise<unknown>;
  readonly addPhoto: (id: AlarmId, index: number, file: File) => Promise<unknown>;
  readonly note: (id: AlarmId, text: string, file: File | null) => Promise<unknown>;
  readonly judge: (id: AlarmId, evidenceLevel: 0 | 1 | 2 | 3 | 4) => Promise<unknown>;
  readonly close: (
    id: AlarmId,
    how: { outcome: Outcome; cause: string; finding: string },
  ) => Promise<unknown>;
  readonly alarm: (
    id: AlarmId,
  ) => Promise<{ alarm: Alarm; tasks: readonly Task[]; related: readonly Alarm[] }>;
  readonly story: (id: AlarmId) => Promise<Story>;
  readonly health: () => Promise<AlarmHealth>;
  readonly alarms: (filters: AlarmFilters, before: string | null) => Promise<AlarmPage>;
  readonly log: (filters: LogFilters, before: number | null) => Promise<LogPage>;
  readonly correct: (seq: number, text: string, reason: string) => Promise<unknown>;
  readonly writeLog: (text: string, file: File | null) => Promise<unknown>;
  /** May the person who is signed in do this? */
  readonly may: (permission: Permission) => boolean;
}

const Calls = createContext<WatchCalls | null>(null);
export const WatchCallsProvider = Calls.Provider;

export function useWatchCalls(): WatchCalls {
  return present(useContext(Calls), 'WatchCallsProvider is missing above this screen');
}
