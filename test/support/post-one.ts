import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { compose, type Running } from '../../src/compose.ts';
import { createDialler, type Dialler, type DiallerOptions } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import type { Role } from '../../src/modules/identity/model.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Answer of one request. `body` is the parsed JSON, or the text where it is none. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Somebody with a cookie. */
export interface Person {
  readonly id: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  readonly cookie: () => string;
}

export interface TestPost {
  readonly running: Running;
  readonly database: TestDatabase;
  readonly url: string;
  /** Signs on as somebody of this role; made when there is nobody yet. */
  as(role: Role): Promise<Person>;
  anybody(): Person;
  dialler(over?: Partial<DiallerOptions>): Dialler;
  /** All entries so far, oldest first. */
  entries(): Promise<LedgerEntry[]>;
  /** Waits until `check` gives something; fails after five seconds. */
  until<T>(what: string, check: () => Promise<T | null | undefined | false>): Promise<T>;
  close(): Promise<void>;
}

/** The real Post One on a database of its own, with real sockets on free ports. */
export async function openTestPost(
  options: {
    readonly demo?: boolean;
    readonly ffmpeg?: string;
    readonly clock?: Clock;
    /** A database that outlives this post; a fresh one, dropped at the end, unless told. */
    readonly database?: TestDatabase;
  } = {},
): Promise<TestPost> {
  const database = options.database ?? (await openTestDatabase());
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = options.clock ?? systemClock;
  const running = await compose({
    config: {
      port: 0,
      host: '127.0.0.1',
      dataDir: join(database.dataDir, 'post'),
      databaseUrl: database.url,
      dc09Port: 0,
      mqttUrl: null,
      ffmpeg: options.ffmpeg ?? 'ffmpeg',
      demo: options.demo ?? false,
    },
    clock,
    log: process.env['TEST_LOG'] ? { info: console.error, warn: console.error, error: console.error } : quiet,
    migrationsDir: join(ROOT, 'migrations'),
    consoleDir: join(ROOT, 'dist/console'),
    guardDir: join(ROOT, 'dist/guard'),
    version: 'test',
  });
  const url = `http://127.0.0.1:${running.port}`;
  const diallers: Dialler[] = [];

  function person(id: string): Person & { keep(cookie: string): void } {
    let cookie = '';
    async function call(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Answer> {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie');
      if (set) cookie = set.split(';')[0] ?? '';
      const text = await response.text();
      const json = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        text,
        body: (json && text !== '' ? JSON.parse(text.split('\n')[0] ?? '') : {}) as Answer['body'],
      };
    }
    return {
      id,
      cookie: () => cookie,
      keep: (value) => void (cookie = value),
      get: (path) => call('GET', path),
      post: (path, body = {}, headers) => call('POST', path, body, headers),
      delete: (path) => call('DELETE', path),
    };
  }

  const post: TestPost = {
    running,
    database,
    url,
    anybody: () => person(''),
    async as(role) {
      const signIn = `test-${role}`;
      const known = (await running.identity.people()).find((p) => p.signIn === signIn);
      const made =
        known ??
        (await running.identity.addPerson('system', null, {
          name: `The ${role}`,
          signIn,
          role,
          pin: '246810',
        }));
      const who = person(made.id);
      const answer = await who.post('/session', { signIn, pin: '246810', seat: 'Test seat' });
      if (answer.status !== 200) throw new Error(`sign-on failed: ${answer.text}`);
      return who;
    },
    dialler(over = {}) {
      const dialler = createDialler({
        host: '127.0.0.1',
        port: running.dc09Port,
        transport: 'tcp',
        account: '1001',
        key: null,
        clock,
        timeoutMs: 3_000,
        ...over,
      });
      diallers.push(dialler);
      return dialler;
    },
    async entries() {
      const rows = await database.pool.query<{
        seq: number;
        at: string;
        kind: string;
        actor: string;
        subjects: string[];
        marking: string;
        body: string | null;
      }>(
        'select e.*, b.body from ledger_entries e left join ledger_bodies b using (post_id, seq) order by seq',
      );
      return rows.rows.map((row) => ({
        ...row,
        seq: Number(row.seq),
        body: row.body === null ? null : (JSON.parse(row.body) as Record<string, unknown>),
      }));
    },
    async until(what, check) {
      for (let i = 0; i < 250; i++) {
        const found = await check();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`did not happen within five seconds: ${what}`);
    },
    async close() {
      for (const dialler of diallers) dialler.close();
      await running.stop();
      if (options.database === undefined) await database.close();
    },
  };
  return post;
}
