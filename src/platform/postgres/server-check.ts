import type { ClientBase } from 'pg';
import type { PostgresLog } from './postmaster.ts';
import { StartRefused } from './start-refused.ts';

/*
 * "Acknowledged" means "on disk". A server that may lose what it committed must not hold an alarm: with
 * synchronous_commit=off, 12,743 of 80,275 acknowledged rows were lost in power cuts (shared/reliability.md 1.3).
 */

const VERSION_MIN = 150_000;
const DURABLE_COMMITS = ['on', 'remote_write', 'remote_apply'];

interface ServerFacts {
  readonly version_number: number;
  readonly version: string;
  readonly fsync: string | null;
  readonly synchronous_commit: string | null;
  readonly full_page_writes: string | null;
  readonly standby: boolean;
  readonly encoding: string;
  readonly may_create: boolean | null;
}

const QUESTION = `
  select current_setting('server_version_num')::int as version_number,
         current_setting('server_version') as version,
         current_setting('fsync', true) as fsync,
         current_setting('synchronous_commit', true) as synchronous_commit,
         current_setting('full_page_writes', true) as full_page_writes,
         pg_is_in_recovery() as standby,
         current_setting('server_encoding') as encoding,
         has_schema_privilege(current_schema(), 'create') as may_create`;

/** Refuses a server that is too old, not durable, read-only or not UTF-8. Returns its version. */
export async function checkServer(client: ClientBase, log: PostgresLog): Promise<string> {
  const facts = (await client.query<ServerFacts>(QUESTION)).rows[0];
  if (facts === undefined)
    throw new StartRefused('database-silent', 'The database gave no answer: check that it is a Postgres.');
  const complaint = complaintAbout(facts);
  if (complaint !== undefined) throw new StartRefused('database-unfit', complaint);
  if (facts.full_page_writes === 'off') {
    log.warn('full_page_writes is off: safe only on a disk that never tears a page (such as ZFS)');
  }
  return facts.version.split(' ')[0] ?? facts.version;
}

/** The sentence for the first thing that is wrong, or undefined. Pure, for tests. */
export function complaintAbout(facts: ServerFacts): string | undefined {
  if (facts.version_number < VERSION_MIN) {
    return `The database is Postgres ${facts.version}, which is too old: use Postgres 15 or newer.`;
  }
  if (facts.fsync !== 'on') {
    return 'The database runs with fsync off, so a power cut loses alarms: set fsync = on in postgresql.conf and reload it.';
  }
  if (!DURABLE_COMMITS.includes(facts.synchronous_commit ?? '')) {
    return `The database runs with synchronous_commit = ${facts.synchronous_commit ?? 'unknown'}, so a power cut can lose acknowledged alarms: set it to on for the server, the database and the user of DATABASE_URL.`;
  }
  if (facts.standby) return 'The database is a read-only standby: point DATABASE_URL at the primary server.';
  if (facts.encoding !== 'UTF8') {
    return `The database stores text as ${facts.encoding}: create one with encoding UTF8, and point DATABASE_URL at it.`;
  }
  if (facts.may_create !== true) {
    return 'The user of DATABASE_URL may not create tables: make it the owner of the database, or grant it create on the schema public.';
  }
  return undefined;
}
