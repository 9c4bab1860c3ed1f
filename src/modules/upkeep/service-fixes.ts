/** Requests to mend something: what, where, by whom, and whether it is done. */
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact } from '../../platform/transact.ts';
import type { Names, Post } from '../site/model.ts';
import { MAX_OPEN_FIXES, upkeepRefusals, type FixRequest } from './model.ts';
import * as store from './store.ts';

const refuse = refuser(upkeepRefusals);

export function fixCommands(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly post: Pick<Post, 'id'>;
}) {
  const { db, transact } = deps;
  const postId = deps.post.id;
  return {
    fixes: (): Promise<readonly FixRequest[]> => store.listFixes(db, postId),
    requestFix: (by: By, input: { readonly place: string; readonly name: Names; readonly what: string }) =>
      transact({ postId, actor: by.actor, key: by.key, name: 'requestFix' }, async (tx) => {
        if ((await store.countOpenFixes(tx)) >= MAX_OPEN_FIXES) throw refuse('fixes-full');
        const fix: FixRequest = {
          id: newId<'fix'>('fix', tx.nowMs),
          number: await tx.nextNumber('fix'),
          place: input.place,
          name: input.name,
          what: input.what.trim(),
          state: 'open',
          at: tx.now,
          byName: by.name,
          doneAt: null,
          doneBy: null,
          note: null,
        };
        if (!(await store.insertFix(tx, fix))) throw refuse('fix-open');
        const { number, name, what } = fix;
        tx.record({
          kind: 'fix.requested',
          subjects: [fix.id],
          body: { number, name, what, byName: by.name },
        });
        return { fix };
      }),
    finishFix: (by: By, id: string, note: string) =>
      transact({ postId, actor: by.actor, key: by.key, name: 'finishFix' }, async (tx) => {
        const before = await store.fixForUpdate(tx, id);
        if (!before) throw refuse('fix-unknown', { id });
        if (before.state === 'done') throw refuse('fix-done');
        const fix: FixRequest = {
          ...before,
          state: 'done',
          doneAt: tx.now,
          doneBy: by.name,
          note: note.trim(),
        };
        await store.finishFix(tx, fix);
        const { number, name } = fix;
        tx.record({
          kind: 'fix.done',
          subjects: [id],
          body: { number, name, note: fix.note, byName: by.name },
        });
        return { fix };
      }),
  };
}
