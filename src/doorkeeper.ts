/** Who a request comes from and whether they may: the one place where cookies, tokens and PINs become a caller. */
import type { FastifyRequest } from 'fastify';
import { PERMISSIONS, roleMay, type Me, type Permission } from './modules/identity/model.ts';
import type { Identity } from './modules/identity/service.ts';
import { SESSION_COOKIE, type Doorkeeper } from './platform/http/server.ts';
import type { Caller } from './platform/http/route.ts';

/** Nobody types a PIN to call for help, to sign off, for position reports; a signature brings its own. */
const WITHOUT_PIN: readonly string[] = [
  '/api/duress',
  '/api/session',
  '/api/seat',
  '/api/exercise/join',
  '/api/exercise/leave',
  '/api/seat/check',
  '/api/seat/sound',
  '/api/guard/position',
  '/api/handover/sign',
];

export function createDoorkeeper(
  identity: Identity,
  postId: string,
): Doorkeeper & {
  stillValid(request: FastifyRequest): boolean;
  meOf(request: FastifyRequest): Promise<Me | null>;
} {
  const meOf = async (request: FastifyRequest): Promise<Me | null> => {
    const token = request.cookies[SESSION_COOKIE];
    return token ? identity.find(token) : null;
  };

  function checkOrigin(request: FastifyRequest): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    const foreignOrigin = origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
    if (foreignSite || foreignOrigin) throw identity.refuse('origin-foreign');
  }

  async function machine(request: FastifyRequest): Promise<Caller> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const found = token ? await identity.machine(token) : null;
    if (!found) throw identity.refuse('token-unknown');
    return {
      actor: `machine:${found.id}`,
      userId: null,
      name: found.name,
      role: null,
      seat: '',
      postId,
      phone: false,
    };
  }

  async function actingPerson(request: FastifyRequest, me: Me): Promise<Me['person']> {
    const path = request.url.split('?')[0] ?? '';
    if (!me.shared || request.method === 'GET' || WITHOUT_PIN.includes(path)) return me.person;
    const actor = request.headers['x-actor'];
    const pin = request.headers['x-pin'];
    if (typeof actor !== 'string' || typeof pin !== 'string') throw identity.refuse('pin-needed');
    return identity.personByPin(actor, pin, me.seat);
  }

  /** Tokens found to be ended; few, since their streams end and ask no more. */
  const ended = new Set<string>();
  const MAX_ENDED = 5_000;

  return {
    meOf,
    // Asked with each beat: the cache answers, and is refreshed behind it. A cache that was emptied is no verdict.
    stillValid(request) {
      const token = request.cookies[SESSION_COOKIE];
      if (!token) return false;
      const before = ended.has(token);
      void identity.find(token).then(
        (me) => {
          if (ended.size >= MAX_ENDED) ended.clear();
          if (me) ended.delete(token);
          else ended.add(token);
        },
        () => undefined,
      );
      return !before;
    },
    async admit(request, who) {
      if (who === 'machine') return machine(request);
      checkOrigin(request);
      const me = await meOf(request);
      if (!me) {
        if (who === 'public')
          return { actor: 'public', userId: null, name: '', role: null, seat: '', postId, phone: false };
        throw identity.refuse('sign-in-first');
      }
      const person = who === 'public' ? me.person : await actingPerson(request, me);
      if (who in PERMISSIONS && !roleMay(person.role, who as Permission))
        throw identity.refuse('not-allowed', { permission: who });
      return {
        actor: me.phone ? `phone:${person.id}` : person.id,
        userId: person.id,
        name: person.name,
        role: person.role,
        seat: me.seat,
        postId,
        phone: me.phone,
      };
    },
  };
}
