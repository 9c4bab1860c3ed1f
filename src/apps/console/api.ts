import type { AlarmId } from '../../kernel/id.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import type { DispatchCalls } from '../../modules/dispatch/ui/calls.ts';
import { roleMay } from '../../modules/identity/model.ts';
import type { Me, Permission } from '../../modules/identity/model.ts';
import type { DoorCalls } from '../../modules/doors/ui/calls.ts';
import type { HandoverCalls } from '../../modules/handover/ui/calls.ts';
import type { IdentityCalls, Start } from '../../modules/identity/ui/calls.ts';
import type { LedgerEntry } from '../../modules/ledger/model.ts';
import type { TechnicalCalls } from '../../modules/technical/ui/calls.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import type { BoardStore } from '../../modules/watch/ui/board-store.ts';
import type { WatchCalls } from '../../modules/watch/ui/calls.ts';
import { ApiRefusal, createApi } from '../../ui/api.ts';
import { fileBody, UPLOAD_MS, withFile } from '../../ui/base64.ts';
import type { Api } from '../../ui/api.ts';
import { sayIfTold, showTerms, type WordValues } from '../../ui/words.ts';
import type { ServerApi } from './api-types.ts';

/** Translates a refusal by its code; English stands in the server's own sentence (words/refusals-*.json). */
export function sayRefusal(error: unknown): Error {
  if (!(error instanceof ApiRefusal)) return error instanceof Error ? error : new Error(String(error));
  const named = error.detail['detail'];
  const values = typeof named === 'object' && named !== null ? (named as WordValues) : undefined;
  const told = sayIfTold(`refusal.${error.code}`, values);
  return told === null ? error : new ApiRefusal(error.code, error.status, told, error.detail);
}

const raw = createApi<ServerApi>();

/** The client of the server. What it throws carries a sentence in the language now shown. */
export const api: Api<ServerApi> = (key, ...rest) =>
  raw(key, ...rest).catch((error: unknown) => {
    throw sayRefusal(error);
  });

/** What this installation is. Every post has an English name: other languages fall back to it. */
export async function askStart(): Promise<Start> {
  const start = await api('GET /start');
  await showTerms(start.terms);
  return { ...start, postName: { en: 'Post One', ...start.postName } };
}

const PAGE = 100;
const uploadOf = (file: File | null) => (file === null ? {} : { timeoutMs: UPLOAD_MS });

/** The calls of the watch screens; answers go into the board at once. */
export function watchCalls(
  store: BoardStore,
  may: (permission: Permission) => boolean,
  learn: (entries: readonly LedgerEntry[]) => void,
): WatchCalls {
  const keep = async (answer: Promise<{ alarm: Alarm }>) => {
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
    shelve: (id, until, reason) =>
      keep(api('POST /alarms/:id/shelve', { params: params(id), body: { until, reason } })),
    unshelve: (id) => keep(api('POST /alarms/:id/unshelve', { params: params(id), body: {} })),
    offer: (id, userId) => keep(api('POST /alarms/:id/offer', { params: params(id), body: { userId } })),
    acceptOffer: (id) => keep(api('POST /alarms/:id/accept-offer', { params: params(id), body: {} })),
    silence: (id) => keep(api('POST /alarms/:id/silence', { params: params(id), body: {} })),
    step: (id, index, body) => keep(api('POST /alarms/:id/steps/:index', { params: { id, index }, body })),
    skipStep: (id, index, reason) =>
      keep(api('POST /alarms/:id/steps/:index/skip', { params: { id, index }, body: { reason } })),
    startTimer: (id, index) =>
      keep(api('POST /alarms/:id/steps/:index/timer', { params: { id, index }, body: {} })),
    addPhoto: async (id, index, file) => {
      const options = { params: { id, index }, body: await fileBody(file), timeoutMs: UPLOAD_MS };
      return keep(api('POST /alarms/:id/steps/:index/photo', options));
    },
    note: async (id, text, file) => {
      const body = { text, ...(await withFile(file)) };
      return keep(api('POST /alarms/:id/note', { params: params(id), body, ...uploadOf(file) }));
    },
    judge: (id, evidenceLevel) =>
      keep(api('POST /alarms/:id/judge', { params: params(id), body: { evidenceLevel } })),
    close: (id, how) => keep(api('POST /alarms/:id/close', { params: params(id), body: how })),
    alarm: (id) => api('GET /alarms/:id', { params: params(id) }),
    health: () => api('GET /alarm-health'),
    story: (id) => api('GET /alarms/:id/story', { params: params(id) }),
    alarms: (filters, before) =>
      api('GET /alarms', { query: { ...filters, before: before ?? undefined, limit: PAGE } }),
    log: async (filters, before) => {
      const page = await api('GET /log', { query: { ...filters, before: before ?? undefined, limit: PAGE } });
      learn(page.entries);
      return page;
    },
    correct: (seq, text, reason) =>
      api('POST /log/:seq/correct', { params: { seq }, body: { text, reason } }),
    writeLog: async (text, file) =>
      api('POST /log', { body: { text, ...(await withFile(file)) }, ...uploadOf(file) }),
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
    panels: async () => (await api('GET /panels')).panels,
    devices: async () => (await api('GET /devices')).devices,
    deviceStates: async () => (await api('GET /devices/states')).states,
    addPanel: (body) => api('POST /panels', { body }),
    changePanel: (id, body) => api('POST /panels/:id', { params: { id }, body }),
    registerPanel: (alarmId) => api('POST /panels/register', { body: { alarmId } }),
  };
}

export const doorCalls: DoorCalls = {
  page: (filters, before, limit) =>
    api('GET /doors', { query: { ...filters, before: before ?? undefined, limit } }),
  seen: async () => (await api('GET /doors/seen')).doors,
  users: async () => (await api('GET /door-users')).users,
  addUser: (body) => api('POST /door-users', { body }),
  renameUser: (id, name) => api('POST /door-users/:id', { params: { id }, body: { name } }),
  removeUser: (id) => api('DELETE /door-users/:id', { params: { id } }),
};

export const handoverCalls: HandoverCalls = {
  current: () => api('GET /handover'),
  begin: () => api('POST /handover', { body: {} }),
  redraft: () => api('POST /handover/redraft', { body: {} }),
  remark: (remarks) => api('POST /handover/remarks', { body: { remarks } }),
  sign: (body) => api('POST /handover/sign', { body }),
  withdraw: (reason) => api('POST /handover/withdraw', { body: { reason } }),
  note: (text) => api('POST /handover/notes', { body: { text } }),
  radioCheck: (answered, silent) => api('POST /radio-checks', { body: { answered, silent } }),
};

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
