/** The files of a new module, by path below its folder. `name` is kebab-case, such as `gate-log`. */
export function moduleFiles(name: string): Readonly<Record<string, string>> {
  const pascal = name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  const camel = pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
  const table = name.replaceAll('-', '_');
  const words = { name, pascal, camel, table };
  return {
    'model.ts': model(words),
    'model.test.ts': modelTest(words),
    'store.ts': store(words),
    'service.ts': service(words),
    'routes.ts': routes(words),
    'ui/words.ts': uiWords(words),
    'ui/words/en.json': `${JSON.stringify({ [`${name}.title`]: pascal, [`${name}.closed`]: 'Closed' }, null, 2)}\n`,
    'ui/words/ko.json': `${JSON.stringify({ [`${name}.title`]: pascal, [`${name}.closed`]: '종료' }, null, 2)}\n`,
    [`ui/${name}-line.tsx`]: uiPart(words),
  };
}

interface Words {
  readonly name: string;
  readonly pascal: string;
  readonly camel: string;
  readonly table: string;
}

const model = ({ name, pascal, camel }: Words) => `import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';

/** open -> closed. Nothing leads back: what was closed is reopened as a new one. */
export const ${upper(camel)}_STATES = ['open', 'closed'] as const;
export type ${pascal}State = (typeof ${upper(camel)}_STATES)[number];

/** What this module is about, in one sentence: replace this one. */
export interface ${pascal} {
  readonly id: string;
  readonly state: ${pascal}State;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

/** Which action is possible in which state: the screen and the service ask this one table. */
const CAN = { close: ['open'] } as const satisfies Record<string, readonly ${pascal}State[]>;
export type ${pascal}Action = keyof typeof CAN;

export const ${camel}Can = (action: ${pascal}Action, state: ${pascal}State): boolean =>
  (CAN[action] as readonly ${pascal}State[]).includes(state);

/** What goes into the ledger. Kinds are noun + past. */
export type ${pascal}Event =
  | { readonly kind: '${name}.opened'; readonly ${camel}: ${pascal} }
  | { readonly kind: '${name}.closed'; readonly id: string; readonly at: Instant };

/** The next state; the same function on the server and in the browser. Null: there is none yet. */
export function reduce${pascal}(${camel}: ${pascal} | null, event: ${pascal}Event): ${pascal} | null {
  switch (event.kind) {
    case '${name}.opened':
      return event.${camel};
    case '${name}.closed':
      return ${camel} === null ? null : { ...${camel}, state: 'closed', closedAt: event.at };
  }
}

export const ${camel}Refusals = catalogue({
  '${name}-unknown': { status: 404, says: 'There is no such entry: it may have been opened at another post. Reload the list.' },
  '${name}-already-closed': { status: 409, says: 'This is closed already. Open a new one if there is more to say.' },
});
`;

const modelTest = ({ name, pascal, camel }: Words) => `import { expect, test } from 'vitest';
import { ${camel}Can, reduce${pascal} } from './model.ts';

const opened = { id: 'one', state: 'open', openedAt: '2026-11-02T12:00:00.000Z', closedAt: null } as const;

test('closing ends it and keeps the instant', () => {
  const closed = reduce${pascal}(opened, { kind: '${name}.closed', id: 'one', at: '2026-11-02T12:05:00.000Z' });
  expect(closed).toEqual({ ...opened, state: 'closed', closedAt: '2026-11-02T12:05:00.000Z' });
});

test('what is closed cannot be closed again', () => {
  expect(${camel}Can('close', 'open')).toBe(true);
  expect(${camel}Can('close', 'closed')).toBe(false);
});
`;

const store = ({ name, pascal, table }: Words) => `import type { Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { ${pascal}, ${pascal}State } from './model.ts';

export interface ${pascal}Row {
  readonly id: string;
  readonly post_id: string;
  readonly state: ${pascal}State;
  readonly opened_at: Instant;
  readonly closed_at: Instant | null;
}

/** The tables that ${name} owns. They are made by a migration of their own. */
export interface ${pascal}Tables {
  ${table}: ${pascal}Row;
}

const LIST_MAX = 500;

export const to${pascal} = (row: ${pascal}Row): ${pascal} => ({
  id: row.id,
  state: row.state,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
});

export async function insert${pascal}(tx: Transaction, row: ${pascal}Row): Promise<void> {
  await tx.tables<${pascal}Tables>().insertInto('${table}').values(row).execute();
}

/** Reads and locks one row, so that two officers cannot close it at once. */
export async function lock${pascal}(tx: Transaction, id: string): Promise<${pascal}Row | null> {
  const row = await tx
    .tables<${pascal}Tables>()
    .selectFrom('${table}')
    .selectAll()
    .where('post_id', '=', tx.postId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function close${pascal}(tx: Transaction, id: string): Promise<void> {
  await tx
    .tables<${pascal}Tables>()
    .updateTable('${table}')
    .set({ state: 'closed', closed_at: tx.now })
    .where('post_id', '=', tx.postId)
    .where('id', '=', id)
    .execute();
}

/** The newest first, 500 at most. */
export async function list${pascal}(db: Queryable, postId: string): Promise<${pascal}[]> {
  const found = await db.query<${pascal}Row>(
    'select * from ${table} where post_id = $1 order by opened_at desc, id desc limit $2',
    [postId, LIST_MAX],
  );
  return found.rows.map(to${pascal});
}
`;

const service = ({ name, pascal, camel }: Words) => `import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transact } from '../../platform/transact.ts';
import { ${camel}Can, ${camel}Refusals, type ${pascal} } from './model.ts';
import * as store from './store.ts';

const refuse = refuser(${camel}Refusals);

/** Answers that this module needs from a neighbour stand here as functions; main.ts hands them over. */
export interface ${pascal}Deps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
}

export type ${pascal}Service = ReturnType<typeof create${pascal}>;

export function create${pascal}(deps: ${pascal}Deps) {
  const { db, transact, postId } = deps;
  return {
    list: (): Promise<${pascal}[]> => store.list${pascal}(db, postId),

    async open${pascal}(actor: string, key: string | null): Promise<${pascal}> {
      return transact({ postId, actor, key, name: 'open${pascal}' }, async (tx) => {
        const id = newId<'${name}'>('${name.slice(0, 3)}', tx.nowMs);
        const row = { id, post_id: postId, state: 'open', opened_at: tx.now, closed_at: null } as const;
        await store.insert${pascal}(tx, row);
        const ${camel} = store.to${pascal}(row);
        tx.record({ kind: '${name}.opened', subjects: [id], body: { ${camel} } });
        return ${camel};
      });
    },

    /** Refuses: ${name}-unknown, ${name}-already-closed. */
    async close${pascal}(actor: string, key: string | null, id: string): Promise<${pascal}> {
      return transact({ postId, actor, key, name: 'close${pascal}' }, async (tx) => {
        const row = await store.lock${pascal}(tx, id);
        if (row === null) throw refuse('${name}-unknown', { id });
        if (!${camel}Can('close', row.state)) throw refuse('${name}-already-closed', { id });
        await store.close${pascal}(tx, id);
        tx.record({ kind: '${name}.closed', subjects: [id], body: { at: tx.now } });
        return store.to${pascal}({ ...row, state: 'closed', closed_at: tx.now });
      });
    },
  };
}
`;

const routes = ({ name, pascal, camel }: Words) => `import { route } from '../../platform/http/route.ts';
import { id, nothing, shape, strict } from '../../platform/http/schema.ts';
import type { ${pascal} } from './model.ts';
import type { ${pascal}Service } from './service.ts';

const ${upper(camel)} = shape<${pascal}>('id', 'state', 'openedAt', 'closedAt');

/** Body, reply, who may, which command. The browser imports the type of this table and nothing else of it. */
export const ${camel}Routes = (deps: { readonly ${camel}: ${pascal}Service }) => ({
  'GET /${name}': route({
    who: 'signed-in',
    does: 'The newest entries.',
    reply: shape<{ entries: readonly ${pascal}[] }>('entries'),
    run: async () => ({ entries: await deps.${camel}.list() }),
  }),
  'POST /${name}': route({
    who: 'signed-in',
    does: 'Opens one.',
    body: nothing(),
    reply: ${upper(camel)},
    status: 201,
    run: (call) => deps.${camel}.open${pascal}(call.caller.actor, call.key),
  }),
  'POST /${name}/:id/close': route({
    who: 'signed-in',
    does: 'Closes one.',
    params: strict({ id: id() }),
    body: nothing(),
    reply: ${upper(camel)},
    run: (call) => deps.${camel}.close${pascal}(call.caller.actor, call.key, call.params.id),
  }),
});

export type ${pascal}Routes = ReturnType<typeof ${camel}Routes>;
`;

const uiWords = ({ name }: Words) => `import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

export const { useWords } = registerWords('${name}', en);
`;

const uiPart = ({ name, pascal, camel }: Words) => `import type { ${pascal} } from '../model.ts';
import { useWords } from './words.ts';

/** One entry as a line of text. */
export function ${pascal}Line({ ${camel} }: { readonly ${camel}: ${pascal} }) {
  const say = useWords();
  return (
    <p>
      {say('${name}.title')} {${camel}.id} {${camel}.state === 'closed' ? say('${name}.closed') : null}
    </p>
  );
}
`;

const upper = (camel: string) => camel.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
