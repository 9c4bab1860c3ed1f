/** Which ledger entries reach which viewer over the live stream. Signals themselves stay in the log. */
import { roleMay, type Role } from './modules/identity/model.ts';
import type { Caller } from './platform/http/route.ts';
import type { StoredEntry } from './platform/ledger-read.ts';

/** Facts about people, phones and tokens: for those who may see people. */
const ABOUT_PEOPLE = /^(person|people|phone|machine-token|setup)\./;
/** Who passed which door: for those who may see that list. */
const ABOUT_DOORS = /^door(-user)?\./;
const MAX_VIEWERS = 5_000;

export function createVisibility(deps: {
  readonly responderOfUser: (userId: string) => Promise<{ readonly id: string } | null>;
}): {
  prepare(caller: Caller): Promise<void>;
  sees(caller: Caller, entry: StoredEntry): boolean;
  seesBoard(caller: Caller): boolean;
} {
  const responders = new Map<string, string>();
  const may = (caller: Caller, permission: 'board.see' | 'people.see' | 'doors.see'): boolean =>
    caller.role !== null && roleMay(caller.role as Role, permission);
  // A phone is its bearer's pocket, not a desk: it sees only its own tasks, whatever the role.
  const seesBoard = (caller: Caller): boolean => !caller.phone && may(caller, 'board.see');

  return {
    seesBoard,
    async prepare(caller) {
      if (caller.userId === null || seesBoard(caller)) return;
      const responder = await deps.responderOfUser(caller.userId);
      if (responders.size >= MAX_VIEWERS) responders.clear();
      if (responder) responders.set(caller.userId, responder.id);
      else responders.delete(caller.userId);
    },
    sees(caller, entry) {
      if (entry.kind.startsWith('signal.')) return false;
      if (ABOUT_DOORS.test(entry.kind)) return seesBoard(caller) && may(caller, 'doors.see');
      if (seesBoard(caller)) return !ABOUT_PEOPLE.test(entry.kind) || may(caller, 'people.see');
      const own = caller.userId === null ? undefined : responders.get(caller.userId);
      return (
        own !== undefined &&
        (entry.kind.startsWith('task.') || entry.kind === 'responder.changed') &&
        entry.subjects.includes(own)
      );
    },
  };
}
