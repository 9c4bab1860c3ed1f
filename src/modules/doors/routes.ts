import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { id, nothing, shape, strict, text } from '../../platform/http/schema.ts';
import type { Names } from '../site/model.ts';
import { MAX_DOOR_PAGE, type DoorUser } from './model.ts';
import type { DoorPage, Doors } from './service.ts';

const PARAMS = strict({ id: id() });
const USER = shape<{ user: DoorUser }>('user');
const NAME = text(1, 80);

export const doorRoutes = (doors: Doors) => ({
  'GET /doors': route({
    who: 'doors.see',
    does: 'Who passed, was refused, armed or disarmed, newest first.',
    query: strict({
      door: Type.Optional(text(1, 400)),
      person: Type.Optional(text(1, 80)),
      denied: Type.Optional(Type.Boolean()),
      before: Type.Optional(Type.String({ pattern: '^[0-9TZ:.-]{20,30},[a-z]{3}_[0-9a-zA-Z_-]{1,60}$' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DOOR_PAGE })),
    }),
    reply: shape<DoorPage>('events', 'next'),
    run: (call) =>
      doors.page({
        door: call.query.door ?? null,
        person: call.query.person ?? null,
        denied: call.query.denied ?? false,
        before: call.query.before ?? null,
        limit: call.query.limit ?? 50,
      }),
  }),
  'GET /doors/seen': route({
    who: 'doors.see',
    does: 'Doors and panels that the list knows, with their newest names.',
    reply: shape<{ doors: readonly { door: string; name: Names }[] }>('doors'),
    run: async () => ({ doors: await doors.doorsSeen() }),
  }),
  'GET /door-users': route({
    who: 'doors.see',
    does: 'Whose number or card it is.',
    reply: shape<{ users: readonly DoorUser[] }>('users'),
    run: async () => ({ users: await doors.users() }),
  }),
  'POST /door-users': route({
    who: 'site.change',
    does: 'Names a user number of a panel, or a card. Without a source it holds at every door and panel.',
    status: 201,
    body: strict({ source: Type.Optional(text(0, 200)), credential: text(1, 60), name: NAME }),
    reply: USER,
    run: (call) => doors.addUser(by(call), { source: '', ...call.body }),
  }),
  'POST /door-users/:id': route({
    who: 'site.change',
    does: 'Gives a number or card another name. What happened before keeps the name of then.',
    params: PARAMS,
    body: strict({ name: NAME }),
    reply: USER,
    run: (call) => doors.renameUser(by(call), call.params.id, call.body.name),
  }),
  'DELETE /door-users/:id': route({
    who: 'site.change',
    does: 'Takes the name of a number or card away.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await doors.removeUser(by(call), call.params.id);
      return {};
    },
  }),
});
