/**
 * People, sessions, phones and machine tokens.
 *
 * A session begins at sign-on or enrolment, is found by the hash of its cookie, and ends by sign-off, by time,
 * or when the person is switched off. Found sessions are kept in memory for CACHE_MS, so that a revocation by
 * another process bites within that time; one by this process bites at once.
 */
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transact, Transaction } from '../../platform/transact.ts';
import { identityRefusals, roleMay, type Me, type Permission, type Person, type Role } from './model.ts';
import { hashSecret, newCode, newToken, secretFits, tokenHash } from './service-secrets.ts';
import type { PersonChange } from './service-import.ts';
import * as store from './store.ts';
import { createThrottle } from './service-throttle.ts';

const refuse = refuser(identityRefusals);
const CACHE_MS = 2_000;
const SESSION_MS = 12 * 3_600_000;
const PHONE_SESSION_MS = 90 * 24 * 3_600_000;
const ENROLMENT_MS = 10 * 60_000;
const SETUP_MS = 24 * 3_600_000;
const MAX_CACHED = 5_000;

export interface SignOn {
  readonly token: string;
  readonly maxAgeS: number;
  readonly me: Me;
}

export type Identity = ReturnType<typeof createIdentity>;

export function createIdentity(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly demoSignIn: string | null;
}) {
  const { db, transact, clock, postId } = deps;
  const throttle = createThrottle(() => clock.monotonicMs());
  const cache = new Map<string, { at: number; me: Me }>();

  const by = (actor: string, name: string, key: string | null = null) => ({ postId, actor, name, key });

  async function find(token: string): Promise<Me | null> {
    const kept = cache.get(token);
    if (kept && clock.monotonicMs() - kept.at < CACHE_MS) return kept.me;
    // What is kept stays until the answer is here: a stream that asks meanwhile is not ended for that.
    const row = await store.sessionByHash(db, tokenHash(token));
    if (!row || row.post_id !== postId || toMs(row.expires_at) <= clock.nowMs()) {
      cache.delete(token);
      return null;
    }
    const me: Me = {
      person: store.toPerson(row.user),
      seat: row.seat,
      shared: row.shared,
      phone: row.phone,
      expiresAt: row.expires_at,
    };
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(token, { at: clock.monotonicMs(), me });
    return me;
  }

  function forget(userId: string | null): void {
    for (const [token, kept] of cache)
      if (userId === null || kept.me.person.id === userId) cache.delete(token);
  }

  async function open(
    tx: Transaction,
    user: store.UserRow,
    seat: string,
    shared: boolean,
    phone: boolean,
  ): Promise<SignOn> {
    const token = newToken();
    const ms = phone ? PHONE_SESSION_MS : SESSION_MS;
    const expiresAt = toInstant(tx.nowMs + ms);
    await store.insertSession(tx, {
      token_hash: tokenHash(token),
      post_id: postId,
      user_id: user.id,
      seat,
      shared,
      phone,
      created_at: tx.now,
      expires_at: expiresAt,
      ended_at: null,
    });
    tx.record({
      kind: phone ? 'phone.enrolled' : 'session.started',
      actor: user.id,
      subjects: [user.id],
      body: { seat, byName: user.name, shared },
    });
    return {
      token,
      maxAgeS: Math.floor(ms / 1000),
      me: { person: store.toPerson(user), seat, shared, phone, expiresAt },
    };
  }

  async function checkSecret(
    user: store.UserRow | null,
    secret: { password?: string; pin?: string },
    keys: readonly string[],
  ): Promise<store.UserRow> {
    const waitS = throttle.waitS(keys);
    if (waitS > 0) throw refuse('sign-in-throttled', { retryAfterS: waitS });
    const hash = secret.password === undefined ? (user?.pin_hash ?? null) : (user?.password_hash ?? null);
    const fits = await secretFits(secret.password ?? secret.pin ?? '', user?.active ? hash : null);
    if (!fits || !user) {
      throttle.wrong(keys);
      throw refuse('sign-in-failed');
    }
    throttle.right(keys);
    return user;
  }

  async function secrets(change: PersonChange): Promise<{ password_hash?: string; pin_hash?: string }> {
    if (change.password !== undefined && change.password.length < 12) throw refuse('password-too-short');
    if (change.pin !== undefined && !/^\d{6,12}$/.test(change.pin)) throw refuse('pin-malformed');
    return {
      ...(change.password === undefined ? {} : { password_hash: await hashSecret(change.password) }),
      ...(change.pin === undefined ? {} : { pin_hash: await hashSecret(change.pin) }),
    };
  }

  async function addUser(
    tx: Transaction,
    change: PersonChange & { name: string; signIn: string; role: Role },
    hashes: { password_hash?: string; pin_hash?: string },
  ): Promise<store.UserRow> {
    if (await store.userBySignIn(tx.client, postId, change.signIn)) throw refuse('sign-in-taken');
    const row: store.UserRow = {
      id: newId<'user'>('usr', tx.nowMs),
      post_id: postId,
      name: change.name,
      sign_in: change.signIn.toLowerCase(),
      role: change.role,
      language: change.language ?? 'en',
      call_sign: change.callSign ?? null,
      password_hash: hashes.password_hash ?? null,
      pin_hash: hashes.pin_hash ?? null,
      active: true,
      created_at: tx.now,
    };
    await store.insertUser(tx, row);
    // No name in the record: it stands in the users table, where it can be erased.
    tx.record({ kind: 'person.added', subjects: [row.id], body: { role: row.role } });
    return row;
  }

  return {
    find,

    /** Name and password or PIN at a seat. Refuses: sign-in-failed, sign-in-throttled. */
    async signOn(
      input: { signIn: string; password?: string; pin?: string; seat: string; shared?: boolean },
      address: string,
    ): Promise<SignOn> {
      const found = await store.userBySignIn(db, postId, input.signIn);
      const user = await checkSecret(found, input, [
        `name:${input.signIn.toLowerCase()}`,
        `address:${address}`,
      ]);
      return transact(by(user.id, 'signOn'), (tx) =>
        open(tx, user, input.seat, input.shared ?? false, false),
      );
    },

    /** One click on the demo post: signs on as the watch officer. */
    async signOnDemo(): Promise<SignOn> {
      if (deps.demoSignIn === null) throw refuse('not-allowed');
      const users = await store.listUsers(db, postId);
      const user = users.find((u) => u.sign_in === deps.demoSignIn && u.active);
      if (!user) throw refuse('person-unknown');
      return transact(by(user.id, 'signOnDemo'), (tx) => open(tx, user, 'Post One, seat 1', false, false));
    },

    async signOff(token: string, me: Me): Promise<void> {
      await transact(by(me.person.id, 'signOff'), async (tx) => {
        await store.endSessions(tx, { hash: tokenHash(token) });
        tx.record({
          kind: 'session.ended',
          subjects: [me.person.id],
          body: { seat: me.seat, byName: me.person.name },
        });
      });
      cache.delete(token);
    },

    /** Whose action it is at a shared console. Refuses: pin-wrong, sign-in-throttled. */
    async personByPin(userId: string, pin: string, seat: string): Promise<Person> {
      const keys = [`pin:${userId}`, `seat:${seat}`];
      const waitS = throttle.waitS(keys);
      if (waitS > 0) throw refuse('sign-in-throttled', { retryAfterS: waitS });
      const user = await store.userById(db, postId, userId);
      if (!(await secretFits(pin, user?.active ? user.pin_hash : null)) || !user) {
        throttle.wrong(keys);
        throw refuse('pin-wrong');
      }
      throttle.right(keys);
      return store.toPerson(user);
    },

    people: async (): Promise<Person[]> => (await store.listUsers(db, postId)).map(store.toPerson),
    person: async (id: string): Promise<Person | null> => {
      const row = await store.userById(db, postId, id);
      return row && store.toPerson(row);
    },
    isSetUp: async (): Promise<boolean> => (await store.countAdministrators(db, postId)) > 0,

    /** A code for the first administrator; printed once in the terminal. */
    async makeSetupCode(): Promise<string> {
      const code = newCode();
      await transact(by('system', 'makeSetupCode'), async (tx) => {
        await tx.client.query(
          "update one_time_codes set used_at = $2 where post_id = $1 and purpose = 'setup' and used_at is null",
          [postId, tx.now],
        );
        await store.insertCode(tx, {
          code_hash: tokenHash(code),
          post_id: postId,
          purpose: 'setup',
          user_id: null,
          created_at: tx.now,
          expires_at: toInstant(tx.nowMs + SETUP_MS),
          used_at: null,
        });
        tx.record({ kind: 'setup.code-made', subjects: [], body: {} });
      });
      return code;
    },

    async createAdministrator(
      input: { code: string; name: string; signIn: string; password: string; pin: string },
      address: string,
    ): Promise<SignOn> {
      const waitS = throttle.waitS([`setup:${address}`]);
      if (waitS > 0) throw refuse('sign-in-throttled', { retryAfterS: waitS });
      const hashes = await secrets(input);
      return transact(by('system', 'createAdministrator'), async (tx) => {
        if ((await store.countAdministrators(tx.client, postId)) > 0) throw refuse('setup-done');
        if (!(await store.useCode(tx, tokenHash(input.code.trim().toLowerCase()), 'setup'))) {
          throttle.wrong([`setup:${address}`]);
          throw refuse('code-unusable');
        }
        const user = await addUser(tx, { ...input, role: 'administrator' }, hashes);
        return open(tx, user, 'Set up', false, false);
      });
    },

    async addPerson(
      actor: string,
      key: string | null,
      input: PersonChange & { name: string; signIn: string; role: Role },
    ): Promise<Person> {
      const hashes = await secrets(input);
      return transact(by(actor, 'addPerson', key), async (tx) =>
        store.toPerson(await addUser(tx, input, hashes)),
      );
    },

    async changePerson(actor: string, key: string | null, id: string, change: PersonChange): Promise<Person> {
      const hashes = await secrets(change);
      const person = await transact(by(actor, 'changePerson', key), async (tx) => {
        const row = await store.userById(tx.client, postId, id);
        if (!row) throw refuse('person-unknown');
        const leaves =
          row.role === 'administrator' &&
          row.active &&
          (change.active === false || (change.role !== undefined && change.role !== 'administrator'));
        if (leaves && (await store.countAdministrators(tx.client, postId)) < 2)
          throw refuse('last-administrator');
        const next: Partial<store.UserRow> = {
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.role === undefined ? {} : { role: change.role }),
          ...(change.language === undefined ? {} : { language: change.language }),
          ...(change.callSign === undefined ? {} : { call_sign: change.callSign }),
          ...(change.active === undefined ? {} : { active: change.active }),
          ...hashes,
        };
        await store.updateUser(tx, id, next);
        if (
          change.active === false ||
          change.role !== undefined ||
          change.password !== undefined ||
          change.pin !== undefined
        )
          await store.endSessions(tx, { userId: id });
        const fields = Object.keys(change).filter(
          (field) => change[field as keyof PersonChange] !== undefined,
        );
        tx.record({
          kind: 'person.changed',
          subjects: [id],
          body: {
            fields,
            ...(change.role ? { role: change.role } : {}),
            ...(change.active === undefined ? {} : { active: change.active }),
          },
        });
        return store.toPerson({ ...row, ...next });
      });
      forget(id);
      return person;
    },

    async makeEnrolment(actor: string, userId: string): Promise<{ code: string; expiresAt: string }> {
      const code = newCode();
      return transact(by(actor, 'makeEnrolment'), async (tx) => {
        const user = await store.userById(tx.client, postId, userId);
        if (!user?.active) throw refuse('person-unknown');
        const expiresAt = toInstant(tx.nowMs + ENROLMENT_MS);
        await store.insertCode(tx, {
          code_hash: tokenHash(code),
          post_id: postId,
          purpose: 'enrol',
          user_id: user.id,
          created_at: tx.now,
          expires_at: expiresAt,
          used_at: null,
        });
        tx.record({ kind: 'phone.code-made', subjects: [user.id], body: {} });
        return { code, expiresAt };
      });
    },

    async enrol(code: string, address: string): Promise<SignOn> {
      const keys = [`enrol:${address}`];
      const waitS = throttle.waitS(keys);
      if (waitS > 0) throw refuse('sign-in-throttled', { retryAfterS: waitS });
      return transact(by('system', 'enrol'), async (tx) => {
        const used = await store.useCode(tx, tokenHash(code.trim().toLowerCase()), 'enrol');
        const user = used?.user_id ? await store.userById(tx.client, postId, used.user_id) : null;
        if (!user?.active) {
          throttle.wrong(keys);
          throw refuse('code-unusable');
        }
        return open(tx, user, `Phone of ${user.call_sign ?? user.name}`, false, true);
      });
    },

    async addMachineToken(actor: string, name: string): Promise<{ id: string; name: string; token: string }> {
      const token = `p1m_${newToken()}`;
      return transact(by(actor, 'addMachineToken'), async (tx) => {
        const id = newId<'machine'>('mch', tx.nowMs);
        await store.insertToken(tx, {
          token_hash: tokenHash(token),
          post_id: postId,
          id,
          name,
          created_at: tx.now,
          revoked_at: null,
        });
        tx.record({ kind: 'machine-token.added', subjects: [id], body: { name } });
        return { id, name, token };
      });
    },
    machineTokens: async () =>
      (await store.listTokens(db, postId)).map((t) => ({
        id: t.id,
        name: t.name,
        createdAt: t.created_at,
        revokedAt: t.revoked_at,
      })),
    async revokeMachineToken(actor: string, id: string): Promise<void> {
      await transact(by(actor, 'revokeMachineToken'), async (tx) => {
        if (!(await store.revokeToken(tx, id))) throw refuse('token-unknown');
        tx.record({ kind: 'machine-token.revoked', subjects: [id], body: {} });
      });
    },
    machine: async (token: string): Promise<{ id: string; name: string } | null> => {
      const row = await store.tokenByHash(db, tokenHash(token));
      return row && row.post_id === postId ? { id: row.id, name: row.name } : null;
    },

    forgetSessions: (): void => cache.clear(),

    /** Throws not-allowed unless the role may. */
    demand(role: Role | null, permission: Permission): void {
      if (role === null || !roleMay(role, permission)) throw refuse('not-allowed', { permission });
    },
    refuse,
  };
}
