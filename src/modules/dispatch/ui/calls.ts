import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { AlarmId, ResponderId, TaskId } from '../../../kernel/id.ts';
import type { Permission } from '../../identity/model.ts';
import type { RankedResponder } from '../model.ts';

/** What the dispatch parts ask of the server. Each rejects with an Error whose message can be shown. */
export interface DispatchCalls {
  readonly responders: (alarmId: AlarmId) => Promise<readonly RankedResponder[]>;
  readonly send: (alarmId: AlarmId, responderId: ResponderId) => Promise<unknown>;
  readonly answer: (taskId: TaskId, action: 'accept' | 'there' | 'done' | 'decline') => Promise<unknown>;
  readonly cancel: (taskId: TaskId, reason: string) => Promise<unknown>;
  readonly may: (permission: Permission) => boolean;
}

const Calls = createContext<DispatchCalls | null>(null);
export const DispatchCallsProvider = Calls.Provider;

export function useDispatchCalls(): DispatchCalls {
  return present(useContext(Calls), 'DispatchCallsProvider is missing above this screen');
}
