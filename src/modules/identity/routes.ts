import { Type } from 'typebox';
import { roleMay, ROLES, type Me, type Person } from './model.ts';
import type { Identity, SignOn } from './service.ts';
import { route, type RouteCall } from '../../platform/http/route.ts';
import { id, nothing, shape, strict, text, word } from '../../platform/http/schema.ts';

const PASSWORD = Type.String({ minLength: 1, maxLength: 200 });
const PIN = Type.String({ minLength: 1, maxLength: 20 });
const SIGN_IN = Type.String({ minLength: 2, maxLength: 60, pattern: '^[A-Za-z0-9._@-]+$' });
const LANGUAGE = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$' });
const CALL_SIGN = Type.Union([text(1, 40), Type.Null()]);
const ME = shape<Me>('person', 'seat', 'shared', 'phone', 'expiresAt');
const PERSON = shape<Person>('id', 'name', 'signIn', 'role', 'language', 'active');

/** Parts that identity needs from outside: what the start page says, and pictures of codes. */
export interface IdentityRouteDeps {
  readonly identity: Identity;
  readonly start: () => Promise<{
    postName: Readonly<Record<string, string>>;
    demo: boolean;
    setUp: boolean;
    languages: readonly string[];
    terms: string | null;
    serverAt: string;
  }>;
  /** Address that a phone opens to enrol, and its QR as SVG. */
  readonly enrolmentLink: (origin: string, code: string) => Promise<{ url: string; qrSvg: string }>;
}

export const identityRoutes = (deps: IdentityRouteDeps) => {
  const { identity } = deps;
  const open = (call: RouteCall<unknown, unknown, unknown>, on: SignOn): Me => {
    call.setSession(on.token, on.maxAgeS);
    return on.me;
  };
  return {
    'GET /start': route({
      who: 'public',
      does: 'What this installation is, before sign-on.',
      reply: shape<Awaited<ReturnType<IdentityRouteDeps['start']>>>(
        'postName',
        'demo',
        'setUp',
        'languages',
        'terms',
        'serverAt',
      ),
      run: () => deps.start(),
    }),
    'POST /setup/administrator': route({
      who: 'public',
      does: 'Creates the first administrator with the code from the terminal.',
      reply: ME,
      body: strict({ code: text(4, 40), name: text(1, 80), signIn: SIGN_IN, password: PASSWORD, pin: PIN }),
      run: async (call) => open(call, await identity.createAdministrator(call.body, call.address)),
    }),
    'GET /sign-in/people': route({
      who: 'public',
      does: 'Name tiles of those who sign on at a console.',
      reply: shape<{ people: readonly unknown[] }>('people'),
      run: async () => ({
        people: (await identity.people())
          .filter(
            (p) =>
              p.active &&
              (p.hasPin || p.hasPassword) &&
              (roleMay(p.role, 'board.see') || p.role === 'administrator'),
          )
          .map((p) => ({ id: p.id, name: p.name, role: p.role, signIn: p.signIn, hasPin: p.hasPin })),
      }),
    }),
    'POST /session': route({
      who: 'public',
      does: 'Signs on at a seat with password or PIN.',
      reply: ME,
      body: strict({
        signIn: SIGN_IN,
        password: Type.Optional(PASSWORD),
        pin: Type.Optional(PIN),
        seat: text(1, 60),
        shared: Type.Optional(Type.Boolean()),
      }),
      run: async (call) => open(call, await identity.signOn(call.body, call.address)),
    }),
    'POST /session/demo': route({
      who: 'public',
      does: 'Signs on as the watch officer of the demo post.',
      body: nothing(),
      reply: ME,
      run: async (call) => open(call, await identity.signOnDemo()),
    }),
    'GET /me': route({
      who: 'signed-in',
      does: 'The session of this cookie.',
      reply: ME,
      run: async (call) => {
        const me = call.sessionToken ? await identity.find(call.sessionToken) : null;
        if (!me) throw identity.refuse('sign-in-first');
        return me;
      },
    }),
    'DELETE /session': route({
      who: 'signed-in',
      does: 'Signs off.',
      reply: nothing(),
      run: async (call) => {
        const me = call.sessionToken ? await identity.find(call.sessionToken) : null;
        if (me && call.sessionToken) await identity.signOff(call.sessionToken, me);
        call.setSession(null, 0);
        return {};
      },
    }),
    'GET /people': route({
      who: 'people.see',
      does: 'Everyone who signs in.',
      reply: shape<{ people: readonly Person[] }>('people'),
      run: async () => ({ people: await identity.people() }),
    }),
    'POST /people': route({
      who: 'people.change',
      does: 'Adds a person.',
      reply: PERSON,
      status: 201,
      body: strict({
        name: text(1, 80),
        signIn: SIGN_IN,
        role: word(ROLES),
        language: Type.Optional(LANGUAGE),
        callSign: Type.Optional(CALL_SIGN),
        password: Type.Optional(PASSWORD),
        pin: Type.Optional(PIN),
      }),
      run: (call) => identity.addPerson(call.caller.actor, call.key, call.body),
    }),
    'POST /people/:id': route({
      who: 'people.change',
      does: 'Changes a person; a new secret or role ends their sessions.',
      params: strict({ id: id() }),
      reply: PERSON,
      body: strict({
        name: Type.Optional(text(1, 80)),
        role: Type.Optional(word(ROLES)),
        language: Type.Optional(LANGUAGE),
        callSign: Type.Optional(CALL_SIGN),
        password: Type.Optional(PASSWORD),
        pin: Type.Optional(PIN),
        active: Type.Optional(Type.Boolean()),
      }),
      run: (call) => identity.changePerson(call.caller.actor, call.key, call.params.id, call.body),
    }),
    'POST /people/:id/enrolment': route({
      who: 'phone.enrol',
      does: 'A one-time code and QR that enrols a phone within ten minutes.',
      params: strict({ id: id() }),
      body: nothing(),
      reply: shape<{ code: string; url: string; qrSvg: string; expiresAt: string }>(
        'code',
        'url',
        'qrSvg',
        'expiresAt',
      ),
      run: async (call) => {
        const made = await identity.makeEnrolment(call.caller.actor, call.params.id);
        return { ...made, ...(await deps.enrolmentLink(call.origin, made.code)) };
      },
    }),
    'POST /enrol': route({
      who: 'public',
      does: 'Enrols this phone with a one-time code.',
      body: strict({ code: text(4, 40) }),
      reply: ME,
      run: async (call) => open(call, await identity.enrol(call.body.code, call.address)),
    }),
    'GET /machine-tokens': route({
      who: 'token.change',
      does: 'Bearer tokens of machines, without the tokens.',
      reply: shape<{
        tokens: readonly { id: string; name: string; createdAt: string; revokedAt: string | null }[];
      }>('tokens'),
      run: async () => ({ tokens: await identity.machineTokens() }),
    }),
    'POST /machine-tokens': route({
      who: 'token.change',
      does: 'Makes a bearer token; shown this once.',
      body: strict({ name: text(1, 80) }),
      status: 201,
      reply: shape<{ id: string; name: string; token: string }>('id', 'name', 'token'),
      run: (call) => identity.addMachineToken(call.caller.actor, call.body.name),
    }),
    'DELETE /machine-tokens/:id': route({
      who: 'token.change',
      does: 'Revokes a bearer token at once.',
      params: strict({ id: id() }),
      reply: nothing(),
      run: async (call) => {
        await identity.revokeMachineToken(call.caller.actor, call.params.id);
        return {};
      },
    }),
  };
};
