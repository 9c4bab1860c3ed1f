import type { AlarmId, ResponderId, UserId } from '../../kernel/id.ts';
import type { RankedResponder, Task } from '../../modules/dispatch/model.ts';
import { roleMay } from '../../modules/identity/model.ts';
import type { Me, Permission, Person } from '../../modules/identity/model.ts';
import type { IdentityCalls, SignInPerson, Start } from '../../modules/identity/ui/calls.ts';
import type { Enrolment, MachineToken, PersonForm, SignIn } from '../../modules/identity/ui/calls.ts';
import type { LedgerEntry } from '../../modules/ledger/model.ts';
import type { Device, Panel, SourceState } from '../../modules/technical/model.ts';
import type { PanelForm, TechnicalCalls } from '../../modules/technical/ui/calls.ts';
import type { Alarm, BoardSnapshot, Outcome } from '../../modules/watch/model.ts';
import type { AlarmPage, LogPage, Story, WatchCalls } from '../../modules/watch/ui/calls.ts';
import type { DispatchCalls } from '../../modules/dispatch/ui/calls.ts';
import type { BoardStore } from '../../modules/watch/ui/board-store.ts';
import { ApiRefusal, createApi } from '../../ui/api.ts';
import type { Api } from '../../ui/api.ts';
import { knownWord, say } from './words.ts';

interface ById {
  readonly id: string;
}
interface AlarmReply {
  readonly alarm: Alarm;
}

/** The routes that the console uses, as the server keeps them. */
export interface Routes {
  'GET /start': { reply: Start };
  'GET /sign-in/people': { reply: { people: SignInPerson[] } };
  'POST /setup/administrator': {
    body: { code: string; name: string; signIn: string; password: string; pin: string };
    reply: Me;
  };
  'POST /session': { body: SignIn; reply: Me };
  'POST /session/demo': { body: object; reply: Me };
  'DELETE /session': { reply: unknown };
  'GET /me': { reply: Me };
  'GET /people': { reply: { people: Person[] } };
  'POST /people': { body: PersonForm; reply: Person };
  'POST /people/:id': { params: ById; body: PersonForm; reply: Person };
  'POST /people/:id/enrolment': { params: ById; body: object; reply: Enrolment };
  'GET /machine-tokens': { reply: { tokens: MachineToken[] } };
  'POST /machine-tokens': { body: { name: string }; reply: { id: string; name: string; token: string } };
  'DELETE /machine-tokens/:id': { params: ById; reply: unknown };
  'GET /board': { reply: BoardSnapshot };
  'GET /alarms': {
    query: { state: string; before?: string; limit?: number; priority?: number; zone?: string };
    reply: AlarmPage;
  };
  'GET /alarms/:id': { params: ById; reply: { alarm: Alarm; tasks: Task[]; related: Alarm[] } };
  'GET /alarms/:id/story': { params: ById; reply: Story };
  'POST /alarms/:id/acknowledge': { params: ById; body: { revision: number }; reply: AlarmReply };
  'POST /alarms/:id/undo-acknowledge': { params: ById; body: object; reply: AlarmReply };
  'POST /alarms/:id/take': { params: ById; body: object; reply: AlarmReply };
  'POST /alarms/:id/assign': { params: ById; body: { userId: UserId }; reply: AlarmReply };
  'POST /alarms/:id/silence': { params: ById; body: object; reply: AlarmReply };
  'POST /alarms/:id/steps/:index': {
    params: { id: string; index: number };
    body: { done: boolean; choice?: string };
    reply: AlarmReply;
  };
  'POST /alarms/:id/note': { params: ById; body: { text: string }; reply: AlarmReply };
  'POST /alarms/:id/judge': { params: ById; body: { evidenceLevel: number }; reply: AlarmReply };
  'POST /alarms/:id/close': {
    params: ById;
    body: { outcome: Outcome; cause: string; finding: string };
    reply: AlarmReply;
  };
  'GET /log': {
    query: {
      before?: number;
      limit?: number;
      kinds?: string;
      actor?: string;
      thread?: string;
      from?: string;
      to?: string;
    };
    reply: LogPage;
  };
  'POST /log': { body: { text: string }; reply: { seq: number } };
  'GET /alarms/:id/responders': { params: ById; reply: { ranked: RankedResponder[] } };
  'POST /alarms/:id/dispatch': {
    params: ById;
    body: { responderId: ResponderId };
    reply: { task: Task; alarm: Alarm };
  };
  'POST /tasks/:id/accept': { params: ById; body: object; reply: { task: Task } };
  'POST /tasks/:id/there': { params: ById; body: object; reply: { task: Task } };
  'POST /tasks/:id/done': { params: ById; body: object; reply: { task: Task } };
  'POST /tasks/:id/decline': { params: ById; body: object; reply: { task: Task } };
  'POST /tasks/:id/cancel': { params: ById; body: { reason: string }; reply: { task: Task } };
  'POST /duress': {
    body: { text?: string; quiet?: boolean };
    reply: { accepted: boolean; signalId: string };
  };
  'GET /sources': { reply: { sources: SourceState[] } };
  'GET /panels': { reply: { panels: Panel[] } };
  'POST /panels': { body: PanelForm; reply: Panel };
  'POST /panels/:id': { params: ById; body: PanelForm; reply: Panel };
  'POST /panels/register': { body: { alarmId: string }; reply: Panel };
  'GET /devices': { reply: { devices: Device[] } };
}

/** Translates a refusal by its code; English stands in the server's own sentence. */
export function sayRefusal(error: unknown): Error {
  if (!(error instanceof ApiRefusal)) return error instanceof Error ? error : new Error(String(error));
  const word = knownWord(`refusal.${error.code}`);
  return word === null ? error : new ApiRefusal(error.code, error.status, say(word), error.detail);
}

const raw = createApi<Routes>();

/** The client of the server. What it throws carries a sentence in the language now shown. */
export const api: Api<Routes> = (key, ...rest) =>
  raw(key, ...rest).catch((error: unknown) => {
    throw sayRefusal(error);
  });

const PAGE = 100;

/** The calls of the watch screens; answers go into the board at once. */
export function watchCalls(
  store: BoardStore,
  may: (permission: Permission) => boolean,
  learn: (entries: readonly LedgerEntry[]) => void,
): WatchCalls {
  const keep = async (answer: Promise<AlarmReply>) => {
    const { alarm } = await answer;
    store.answerAlarm(alarm);
  };
  const params = (id: AlarmId) => ({ id });
  return {
    may,
    acknowledge: (id, revision) =>
      keep(api('POST /alarms/:id/acknowledge', { params: params(id), body: { revision } })),
    undoAcknowledge: (id) => keep(api('POST /alarms/:id/undo-acknowledge', { params: params(id), body: {} })),
    take: (id) => keep(api('POST /alarms/:id/take', { params: params(id), body: {} })),
    assign: (id, userId) => keep(api('POST /alarms/:id/assign', { params: params(id), body: { userId } })),
    silence: (id) => keep(api('POST /alarms/:id/silence', { params: params(id), body: {} })),
    step: (id, index, done, choice) =>
      keep(
        api('POST /alarms/:id/steps/:index', {
          params: { id, index },
          body: { done, ...(choice === undefined ? {} : { choice }) },
        }),
      ),
    note: (id, text, key) =>
      keep(
        api('POST /alarms/:id/note', {
          params: params(id),
          body: { text },
          idempotencyKey: key ?? crypto.randomUUID(),
        }),
      ),
    judge: (id, evidenceLevel) =>
      keep(api('POST /alarms/:id/judge', { params: params(id), body: { evidenceLevel } })),
    close: (id, how) => keep(api('POST /alarms/:id/close', { params: params(id), body: how })),
    alarm: (id) => api('GET /alarms/:id', { params: params(id) }),
    story: (id) => api('GET /alarms/:id/story', { params: params(id) }),
    alarms: (filters, before) =>
      api('GET /alarms', { query: { ...filters, before: before ?? undefined, limit: PAGE } }),
    log: async (filters, before) => {
      const page = await api('GET /log', { query: { ...filters, before: before ?? undefined, limit: PAGE } });
      learn(page.entries);
      return page;
    },
    writeLog: (text, key) => api('POST /log', { body: { text }, idempotencyKey: key ?? crypto.randomUUID() }),
  };
}

export function dispatchCalls(store: BoardStore, may: (permission: Permission) => boolean): DispatchCalls {
  const keep = async (answer: Promise<{ task: Task; alarm?: Alarm }>) => {
    const { task, alarm } = await answer;
    store.answerTask(task);
    if (alarm !== undefined) store.answerAlarm(alarm);
  };
  return {
    may,
    responders: async (id) => (await api('GET /alarms/:id/responders', { params: { id } })).ranked,
    send: (id, responderId) =>
      keep(api('POST /alarms/:id/dispatch', { params: { id }, body: { responderId } })),
    answer: (id, action) => keep(api(`POST /tasks/:id/${action}`, { params: { id }, body: {} })),
    cancel: (id, reason) => keep(api('POST /tasks/:id/cancel', { params: { id }, body: { reason } })),
  };
}

export function technicalCalls(may: (permission: Permission) => boolean): TechnicalCalls {
  return {
    may,
    sources: async () => (await api('GET /sources')).sources,
    panels: async () => (await api('GET /panels')).panels,
    devices: async () => (await api('GET /devices')).devices,
    addPanel: (body) => api('POST /panels', { body }),
    changePanel: (id, body) => api('POST /panels/:id', { params: { id }, body }),
    registerPanel: (alarmId) => api('POST /panels/register', { body: { alarmId } }),
  };
}

export function identityCalls(may: (permission: Permission) => boolean): IdentityCalls {
  return {
    may,
    signInPeople: async () => (await api('GET /sign-in/people')).people,
    signIn: (body) => api('POST /session', { body }),
    signInDemo: () => api('POST /session/demo', { body: {} }),
    createAdministrator: (body) => api('POST /setup/administrator', { body }),
    people: async () => (await api('GET /people')).people,
    addPerson: (body) => api('POST /people', { body }),
    changePerson: (id, body) => api('POST /people/:id', { params: { id }, body }),
    enrolPhone: (id) => api('POST /people/:id/enrolment', { params: { id }, body: {} }),
    tokens: async () => (await api('GET /machine-tokens')).tokens,
    addToken: (name) => api('POST /machine-tokens', { body: { name } }),
    revokeToken: (id) => api('DELETE /machine-tokens/:id', { params: { id } }),
  };
}

/** What the person who is signed in may do, by the one table. */
export const mayOf =
  (me: Me | null) =>
  (permission: Permission): boolean =>
    me !== null && roleMay(me.person.role, permission);
