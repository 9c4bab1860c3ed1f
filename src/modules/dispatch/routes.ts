import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import { by, route, type Caller } from '../../platform/http/route.ts';
import { id, instant, nothing, position, shape, strict, text, word } from '../../platform/http/schema.ts';
import type { Person } from '../identity/model.ts';
import { termsOf, type Names, type Post } from '../site/model.ts';
import type { Alarm } from '../watch/model.ts';
import { RESPONDER_KINDS, type RankedResponder, type Responder, type Task } from './model.ts';
import type { Dispatch } from './service.ts';

const PARAMS = strict({ id: id() });
const TASK = shape<{ task: Task }>('task');
const AT = Type.Optional(instant());
const FINDING = Type.Optional(text(0, 2000));

/** What the phone shows before anything else. */
export interface GuardHome {
  readonly me: Person;
  readonly post: {
    readonly name: Names;
    readonly timeZone: string;
    readonly demo: boolean;
    readonly watchPhone: string | null;
    readonly radioChannel: string | null;
    /** Terminology pack of the post; null: the app's own words. */
    readonly terms: string | null;
  };
  readonly responder: Responder | null;
  readonly tasks: readonly Task[];
  readonly serverAt: string;
  readonly seq: number;
}

export interface DispatchRouteDeps {
  readonly dispatch: Dispatch;
  readonly post: Post;
  readonly person: (id: string) => Promise<Person | null>;
  readonly mayDispatch: (caller: Caller) => boolean;
  readonly newestSeq: () => number;
  readonly now: () => string;
}

export const dispatchRoutes = (deps: DispatchRouteDeps) => {
  const { dispatch } = deps;
  /** A guard answers for himself; the desk may answer for anybody. */
  const asResponder = async (caller: Caller) => {
    if (deps.mayDispatch(caller)) return null;
    return (
      (caller.userId ? await dispatch.responderOfUser(caller.userId) : null)?.id ??
      ('rsp_nobody' as Responder['id'])
    );
  };
  const own = async (caller: Caller): Promise<Responder | null> =>
    caller.userId ? dispatch.responderOfUser(caller.userId) : null;
  const answers = (action: 'accept' | 'there' | 'done' | 'decline', does: string) =>
    route({
      who: 'task.answer',
      does,
      params: PARAMS,
      body: strict({ at: AT, finding: FINDING }),
      reply: TASK,
      run: async (call) =>
        dispatch.answer(by(call), call.params.id, action, await asResponder(call.caller), {
          at: call.body.at ?? null,
          finding: call.body.finding ?? null,
        }),
    });
  return {
    'GET /responders': route({
      who: 'responder.change',
      does: 'Everybody who can be sent, with what they carry and can do.',
      reply: shape<{ responders: readonly Responder[] }>('responders'),
      run: async () => ({ responders: await dispatch.responders() }),
    }),
    'POST /responders/:id': route({
      who: 'responder.change',
      does: 'Changes kind, armed, qualifications or duty of somebody who can be sent.',
      params: PARAMS,
      body: strict({
        kind: Type.Optional(word(RESPONDER_KINDS)),
        armed: Type.Optional(Type.Boolean()),
        qualifications: Type.Optional(
          Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }), {
            maxItems: 20,
            uniqueItems: true,
          }),
        ),
        onDuty: Type.Optional(Type.Boolean()),
      }),
      reply: shape<{ responder: Responder }>('responder'),
      run: (call) => dispatch.changeResponder(by(call), call.params.id, call.body),
    }),
    'GET /alarms/:id/responders': route({
      who: 'board.see',
      does: 'Who can go, best first, with the reasons.',
      params: PARAMS,
      reply: shape<{ ranked: readonly RankedResponder[] }>('ranked'),
      run: (call) => dispatch.ranked(call.params.id),
    }),
    'POST /alarms/:id/dispatch': route({
      who: 'task.dispatch',
      does: 'Sends a responder to an alarm.',
      params: PARAMS,
      body: strict({ responderId: id() }),
      reply: shape<{ task: Task; alarm: Alarm }>('task', 'alarm'),
      run: (call) => dispatch.send(by(call), call.params.id, call.body.responderId),
    }),
    'POST /tasks/:id/accept': answers('accept', 'The responder accepts.'),
    'POST /tasks/:id/there': answers('there', 'The responder has arrived.'),
    'POST /tasks/:id/done': answers('done', 'The responder is done, with what was found.'),
    'POST /tasks/:id/decline': answers('decline', 'The responder cannot go.'),
    'POST /tasks/:id/cancel': route({
      who: 'task.cancel',
      does: 'The desk calls the responder off.',
      params: PARAMS,
      body: strict({ reason: text(1, 500) }),
      reply: TASK,
      run: (call) => dispatch.cancel(by(call), call.params.id, call.body.reason),
    }),
    'POST /duress': route({
      who: 'duress.raise',
      does: 'Calls for help; becomes a P1 alarm by the way of every signal.',
      status: 202,
      body: strict({
        position: Type.Optional(Type.Union([position(), Type.Null()])),
        text: Type.Optional(text(1, 300)),
        quiet: Type.Optional(Type.Boolean()),
        at: AT,
      }),
      reply: shape<{ accepted: true; signalId: string }>('accepted', 'signalId'),
      run: async (call) => {
        const { caller } = call;
        const source = caller.phone ? `phone:${caller.userId ?? 'unknown'}` : `desk:${caller.seat}`;
        const here = call.body.position ?? (await own(caller))?.position ?? null;
        return dispatch.duress(by(call), source, caller.phone ? 'phone' : 'desk', {
          position: here,
          text: call.body.text ?? null,
          quiet: call.body.quiet ?? false,
          at: call.body.at ?? null,
        });
      },
    }),
    'GET /guard/home': route({
      who: 'signed-in',
      does: "What the guard's phone shows: tasks, post, own state.",
      reply: shape<GuardHome>('me', 'post', 'tasks', 'serverAt', 'seq'),
      run: async (call): Promise<GuardHome> => {
        const seq = deps.newestSeq();
        const me = call.caller.userId ? await deps.person(call.caller.userId) : null;
        if (!me)
          throw new Refusal('sign-in-first', {
            status: 401,
            says: 'You are not signed in, or your session ended. Sign in again.',
          });
        const responder = await own(call.caller);
        return {
          me,
          responder,
          tasks: await dispatch.tasksForPhone(responder),
          serverAt: deps.now(),
          seq,
          post: {
            name: deps.post.name,
            timeZone: deps.post.timeZone,
            demo: deps.post.demo,
            watchPhone: deps.post.settings.watchPhone ?? null,
            radioChannel: deps.post.settings.radioChannel ?? null,
            terms: termsOf(deps.post.settings),
          },
        };
      },
    }),
    'POST /guard/position': route({
      who: 'position.send',
      does: 'Where this guard is; on duty only.',
      reply: nothing(),
      body: strict({
        lat: Type.Number({ minimum: -90, maximum: 90 }),
        lon: Type.Number({ minimum: -180, maximum: 180 }),
        accuracyM: Type.Optional(Type.Number({ minimum: 0 })),
        at: instant(),
      }),
      run: async (call) => {
        const responder = await own(call.caller);
        // Off duty nobody is followed, unless they are on the way to an alarm.
        if (responder && (responder.onDuty || responder.state === 'going' || responder.state === 'there'))
          dispatch.position(responder.id, { lat: call.body.lat, lon: call.body.lon }, call.body.at);
        return {};
      },
    }),
    'POST /guard/radio-check': route({
      who: 'signed-in',
      does: 'A guard answers the radio check.',
      body: strict({ at: AT }),
      reply: nothing(),
      run: async (call) => {
        await dispatch.phoneNote(by(call), 'guard.radio-check', call.caller.userId ?? 'unknown', {});
        return {};
      },
    }),
    'POST /guard/report': route({
      who: 'signed-in',
      does: 'A guard reports in his own words.',
      body: strict({ text: text(1, 4000), at: AT }),
      reply: nothing(),
      run: async (call) => {
        await dispatch.phoneNote(by(call), 'guard.reported', call.caller.userId ?? 'unknown', {
          text: call.body.text,
          ...(call.body.at ? { seenAt: call.body.at } : {}),
        });
        return {};
      },
    }),
  };
};
