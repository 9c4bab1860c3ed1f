import { newId } from '../../kernel/id.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Person, Role } from './model.ts';
import * as store from './store.ts';

/** What may change of a person; what is left out stays. */
export interface PersonChange {
  readonly name?: string;
  readonly signIn?: string;
  readonly role?: Role;
  readonly language?: string;
  readonly callSign?: string | null;
  readonly password?: string;
  readonly pin?: string;
  readonly active?: boolean;
}

/** A person as a file tells it: no secrets; `id` null for somebody new. */
export type ImportedPerson = Pick<Person, 'signIn' | 'name' | 'role' | 'language' | 'callSign'> & {
  readonly id: string | null;
};

export const peopleIn = async (tx: Transaction): Promise<Person[]> =>
  (await store.listUsers(tx.client, tx.postId)).map(store.toPerson);

/** Adds and changes people in one statement; a role that changed ends the sessions. Returns ids in order. */
export async function savePeople(
  tx: Transaction,
  people: readonly ImportedPerson[],
): Promise<readonly string[]> {
  const before = new Map((await peopleIn(tx)).map((person) => [person.id as string, person]));
  const rows = people.map((each) => ({
    id: (each.id ?? newId<'user'>('usr', tx.nowMs)) as store.UserRow['id'],
    name: each.name,
    sign_in: each.signIn,
    role: each.role,
    language: each.language,
    call_sign: each.callSign,
  }));
  await store.saveUsers(tx, rows);
  for (const row of rows) {
    const old = before.get(row.id);
    if (old && old.role !== row.role) await store.endSessions(tx, { userId: row.id });
  }
  return rows.map((row) => row.id);
}
