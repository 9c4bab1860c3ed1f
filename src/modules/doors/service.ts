import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Clock, Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import { placeAsSent } from '../technical/model.ts';
import {
  credentialAsSent,
  doorRefusals,
  MAX_DOOR_USERS,
  personText,
  userKey,
  whoIs,
  type Denial,
  type DoorEvent,
  type DoorUser,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(doorRefusals);
/** Names change seldom, and triage asks with each batch: read again after so long. */
const KEEP_MS = 2_000;

export interface DoorPage {
  readonly events: readonly DoorEvent[];
  /** Where the next page begins, or null on the last one. */
  readonly next: string | null;
}

export type Doors = ReturnType<typeof createDoors>;

/** Doors and panels: who passed, who was refused, who armed and disarmed; and whose number or card that is. */
export function createDoors(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
}) {
  const { db, transact, postId, clock } = deps;
  let kept: { at: number; list: readonly DoorUser[]; byKey: ReadonlyMap<string, string> } | null = null;

  async function read() {
    if (kept && clock.monotonicMs() - kept.at < KEEP_MS) return kept;
    const at = clock.monotonicMs();
    const list = await store.listUsers(db, postId);
    kept = {
      at,
      list,
      byKey: new Map(list.map((user) => [userKey(user.source, user.credential), user.name])),
    };
    return kept;
  }
  async function command<T>(by: By, name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const answer = await transact({ postId, actor: by.actor, key: by.key, name }, work);
    kept = null;
    return answer;
  }

  return {
    /** Names by `userKey`. */
    names: async (): Promise<ReadonlyMap<string, string>> => (await read()).byKey,
    users: async (): Promise<readonly DoorUser[]> => (await read()).list,

    denialsSince: (
      tx: Transaction,
      doors: readonly string[],
      since: Instant,
    ): Promise<Map<string, Denial[]>> => store.denialsSince(tx, doors, since),

    /** Writes down what happened, in triage's own transaction: what the list shows is what triage counts. */
    async noteEvents(tx: Transaction, events: readonly DoorEvent[]): Promise<void> {
      if (events.length === 0) return;
      await store.insertEvents(tx, events);
      for (const event of events)
        tx.record({
          kind: `door.${event.outcome}`,
          subjects: [event.id, ...(event.deviceId === null ? [] : [event.deviceId])],
          body: {
            door: event.doorName,
            person: personText(event),
            ...(event.who === null ? {} : { byName: event.who }),
            event,
          },
        });
    },

    /** Newest first. `person` is a name of the list, a name of then, or a number or card. */
    async page(filter: {
      readonly door: string | null;
      readonly person: string | null;
      readonly denied: boolean;
      readonly before: string | null;
      readonly limit: number;
    }): Promise<DoorPage> {
      const cut = filter.before?.lastIndexOf(',') ?? -1;
      const before =
        filter.before !== null && cut > 0
          ? { at: filter.before.slice(0, cut) as Instant, id: filter.before.slice(cut + 1) }
          : null;
      const { list, byKey } = await read();
      const person = filter.person === null ? null : personOf(filter.person, list);
      const events = await store.pageOfEvents(db, postId, { ...filter, before, person });
      const last = events.at(-1);
      return {
        // Who was named when it happened stays; what nobody had named then takes the name of today.
        events: events.map((event) => ({
          ...event,
          who: event.who ?? whoIs(byKey, event.source, event.credential),
        })),
        next: last && events.length === filter.limit ? `${last.at},${last.id}` : null,
      };
    },
    doorsSeen: (): Promise<readonly { door: string; name: Names }[]> => store.doorsSeen(db, postId),

    addUser: (
      by: By,
      input: { readonly source: string; readonly credential: string; readonly name: string },
    ) =>
      command(by, 'addDoorUser', async (tx) => {
        const source = placeAsSent(input.source, '').source;
        const user: DoorUser = {
          id: newId<'door-user'>('dus', tx.nowMs),
          source,
          credential: credentialAsSent(input.credential, source),
          name: input.name.trim(),
        };
        if ((await store.countUsers(tx)) >= MAX_DOOR_USERS) throw refuse('door-users-full');
        if (!(await store.insertUser(tx, user))) throw refuse('door-user-taken');
        tx.record({
          kind: 'door-user.added',
          subjects: [user.id],
          body: { user, ...told(user), byName: by.name },
        });
        return { user };
      }),
    renameUser: (by: By, id: string, name: string) =>
      command(by, 'renameDoorUser', async (tx) => {
        const user = await store.renameUser(tx, id, name.trim());
        if (!user) throw refuse('door-user-unknown', { id });
        tx.record({
          kind: 'door-user.changed',
          subjects: [id],
          body: { user, ...told(user), byName: by.name },
        });
        return { user };
      }),
    removeUser: (by: By, id: string) =>
      command(by, 'removeDoorUser', async (tx) => {
        const user = await store.deleteUser(tx, id);
        if (!user) throw refuse('door-user-unknown', { id });
        tx.record({
          kind: 'door-user.removed',
          subjects: [id],
          body: { user, ...told(user), byName: by.name },
        });
      }),
  };
}

const told = (user: DoorUser) => ({ person: personText({ who: user.name, credential: user.credential }) });

/** The credentials of everybody whose name holds what was typed, and what was typed itself. */
function personOf(text: string, users: readonly DoorUser[]): store.WantedPerson {
  const wanted = text.trim();
  const named = users.filter((user) => user.name.toLowerCase().includes(wanted.toLowerCase()));
  const everywhere = named.filter((user) => user.source === '').map((user) => user.credential);
  return {
    name: wanted,
    credentials: [...new Set([...everywhere, wanted, credentialAsSent(wanted, 'dc09:')])],
    ofSource: named.filter((user) => user.source !== ''),
  };
}
