import type pg from 'pg';

/*
 * The schema as text, the same for every Postgres from 15 on, so that a difference is a difference of ours.
 * Names, types, defaults, constraints and indexes, sorted; no owners, no storage, no system names.
 */

const TABLES = `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p') order by c.relname collate "C"`;

const COLUMNS = `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    pg_get_expr(d.adbin, d.adrelid) as fallback, a.attidentity::text as identity, a.attgenerated::text as generated
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped order by a.attnum`;

// Postgres 18 also lists "not null" as constraints (contype n); the columns say that already.
const CONSTRAINTS = `select k.conname as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and k.contype <> 'n' order by k.conname collate "C"`;

const INDEXES = `select i.indexname as name, i.indexdef as definition from pg_indexes i
  where i.schemaname = $1 and i.tablename = $2
    and not exists (select 1 from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and k.conname = i.indexname)
  order by i.indexname collate "C"`;

const TRIGGERS = `select t.tgname as name, pg_get_triggerdef(t.oid) as definition from pg_trigger t
  join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and not t.tgisinternal order by t.tgname collate "C"`;

const FUNCTIONS = `select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = $1 and p.prokind in ('f', 'p')
    and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by p.proname collate "C", p.oid`;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly fallback: string | null;
  readonly identity: string;
  readonly generated: string;
}

interface Named {
  readonly name: string;
  readonly definition: string;
}

/** Reads a schema (`public` unless told) and writes it as SQL-like text that ends with a line break. */
export async function schemaText(db: Pick<pg.Pool, 'query'>, schema = 'public'): Promise<string> {
  const parts: string[] = [
    '-- The sum of migrations/, written by `npm run dump-schema`. Read it; do not edit or run it.',
  ];
  const tables = await db.query<{ name: string }>(TABLES, [schema]);
  for (const { name } of tables.rows) parts.push(await tableText(db, schema, name));
  const functions = await db.query<Named>(FUNCTIONS, [schema]);
  for (const { definition } of functions.rows) parts.push(`${clean(definition, schema)};`);
  return `${parts.join('\n\n')}\n`;
}

async function tableText(db: Pick<pg.Pool, 'query'>, schema: string, table: string): Promise<string> {
  const columns = await db.query<Column>(COLUMNS, [schema, table]);
  const constraints = await db.query<Named>(CONSTRAINTS, [schema, table]);
  const indexes = await db.query<Named>(INDEXES, [schema, table]);
  const triggers = await db.query<Named>(TRIGGERS, [schema, table]);
  const lines = [
    ...columns.rows.map(columnText),
    ...constraints.rows.map(({ name, definition }) => `constraint ${name} ${definition}`),
  ];
  const after = [...indexes.rows, ...triggers.rows].map(({ definition }) => `${clean(definition, schema)};`);
  return [`create table ${table} (\n  ${lines.join(',\n  ')}\n);`, ...after].join('\n');
}

function columnText({ name, type, required, fallback, identity, generated }: Column): string {
  const words = [name, type];
  if (generated !== '') words.push(`generated always as (${fallback}) stored`);
  else if (fallback !== null) words.push(`default ${fallback}`);
  if (identity !== '') words.push(`generated ${identity === 'a' ? 'always' : 'by default'} as identity`);
  if (required) words.push('not null');
  return words.join(' ');
}

/** Definitions name the schema; ours may be a test's own. */
const clean = (definition: string, schema: string) => definition.trim().replaceAll(`${schema}.`, '');
