/*
 * Bad input over HTTP at every address of /api/openapi.json: broken JSON, wrong types, unknown ids, huge bodies,
 * wrong content types, bad cookies, wrong methods. Only 4xx with a code and a sentence; nothing is written.
 */
import fc from 'fast-check';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, newFolder } from './room.ts';
import type { Case } from './run.ts';
import { HOST, newPorts, openPool, setUp, startServer, stopServer, type Setting } from './server.ts';

const REQUESTS = 1_500;
const HUGE_BYTES = 3 * 1024 * 1024;
const AT_ONCE = 8;
const CUT_OFF = 599;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: Schema | null;
  readonly query: readonly string[];
}
interface Schema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** True when the request may be right by chance: then any answer below 500 will do. */
  readonly mayBeRight: boolean;
}
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export const badInput: Case = async ({ room, short }) => {
  const folder = newFolder(room, 'bad-input');
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...newPorts() };
  const server = await startServer(setting);
  const { rso, administrator } = await setUp(server, setting, []);
  const token = await administrator.call('POST', '/api/machine-tokens', { name: 'Machine' });
  const description = await rso.call('GET', '/api/openapi.json');
  const operations = operationsOf(description.json);
  expect(operations.length > 20, `the description names ${operations.length} addresses`);
  const pool = openPool(setting.dataDir);
  const before = await contents(pool);
  const requests = fc.sample(
    badRequest(operations, {
      cookie: rso.cookie,
      authorization: `Bearer ${String(token.json['token'])}`,
    }),
    { numRuns: short ? REQUESTS : REQUESTS * 10, seed: 20_261_122 },
  );
  const statuses = new Map<number, number>();
  let next = 0;
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let sent = requests[next++]; sent !== undefined; sent = requests[next++]) {
        const answer = await send(setting.port, sent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = judge(sent, answer);
        if (fault !== null) wrong.push(`${sent.method} ${sent.path.slice(0, 90)}: ${fault}`);
      }
    }),
  );
  expect(
    wrong.length === 0,
    `${wrong.length} of ${requests.length} answered badly, such as ${distinct(wrong).slice(0, 6).join(' | ')}`,
  );
  const after = await contents(pool);
  await pool.end();
  expect(before === after, `something was written: before ${before}, after ${after}`);
  expect(server.ended() === null, 'the server lives on');
  await stopServer(server, setting);
  const figures = [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${times} x ${status === CUT_OFF ? 'cut off' : status}`);
  return `${requests.length} bad requests to ${operations.length} addresses: ${figures.join(', ')}; no 5xx, ledger and rows unchanged (${after})`;
};

/** One of each kind of fault, whatever its address. */
const distinct = (wrong: readonly string[]): string[] => [
  ...new Map(wrong.map((line) => [line.replace(/^.*?: /, '').slice(0, 60), line])).values(),
];

/** Rows of every table that a request could change, and the size of the ledger. */
async function contents(pool: ReturnType<typeof openPool>): Promise<string> {
  const tables = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const counts: string[] = [];
  for (const { name } of tables.rows) {
    // Sealing goes on by itself a moment after the last entry.
    if (/checkpoint|session/.test(name)) continue;
    const { rows } = await pool.query<{ n: number }>(`select count(*) n from "${name}"`);
    if (Number(rows[0]?.n) > 0) counts.push(`${name} ${rows[0]?.n}`);
  }
  return counts.join(', ');
}

function operationsOf(description: Record<string, unknown>): Operation[] {
  const paths = (description['paths'] ?? {}) as Record<string, Record<string, Record<string, unknown>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // The live stream does not end; it has a case of its own.
      .filter(() => path !== '/api/live')
      .map(([method, operation]): Operation => {
        const content = (operation['requestBody'] as { content?: Record<string, { schema?: Schema }> })
          ?.content;
        const parameters = (operation['parameters'] ?? []) as { in: string; name: string }[];
        return {
          method: method.toUpperCase(),
          path,
          body: content?.['application/json']?.schema ?? null,
          query: parameters.filter((p) => p.in === 'query').map((p) => p.name),
        };
      }),
  );
}

const BAD_IDS = [
  'alm_',
  'alm_zzzz',
  'x',
  '%00',
  '..%2f..%2fetc',
  "'; drop table alarms; --",
  'usr_' + 'a'.repeat(300),
  '%F0%9F%92%A5',
  '-1',
];
const UNKNOWN_IDS = ['alm_00000000000000000000', 'usr_00000000000000000000', 'pnl_0', 'tsk_0', '999999999'];

/** A value of the wrong kind for a field. */
const wrongValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    {},
    [],
    [[]],
    '',
    ' ',
    '\u0000',
    -1,
    1e308,
    'x'.repeat(5_000),
    '2026-13-45T99:99:99Z',
    { $gt: '' },
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);

function wrongBody(schema: Schema | null): fc.Arbitrary<unknown> {
  const fields = Object.keys(schema?.properties ?? {});
  const partly = fc.record(Object.fromEntries(fields.map((field) => [field, wrongValue])), {
    requiredKeys: [],
  });
  // A field that nobody knows makes every body wrong, whatever the others happen to be.
  return fc.oneof(
    { weight: 4, arbitrary: partly.map((body): unknown => ({ ...body, 'no-such-field': 1 })) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(null, [], 'text', 7, true, [{}], { __proto__x: 1 }) },
  );
}

function badRequest(
  operations: readonly Operation[],
  right: { cookie: string; authorization: string },
): fc.Arbitrary<Sent> {
  const json = { 'content-type': 'application/json' };
  return fc.constantFrom(...operations).chain((operation): fc.Arbitrary<Sent> => {
    const idOf = fc.constantFrom(...BAD_IDS, ...UNKNOWN_IDS);
    const pathOf = idOf.map((id) => operation.path.replaceAll(/\{\w+\}/g, encodePart(id)));
    const who: Readonly<Record<string, string>> =
      operation.path === '/api/signals' ? { authorization: right.authorization } : { cookie: right.cookie };
    const sent = (over: Partial<Sent>, path: string): Sent => ({
      method: operation.method,
      path,
      headers: { ...who, ...(operation.method === 'GET' ? {} : json) },
      body: null,
      mayBeRight: operation.method === 'GET' || operation.method === 'DELETE',
      ...over,
    });
    const writes = operation.method !== 'GET' && operation.method !== 'DELETE';
    const bodies = wrongBody(operation.body).chain((body) =>
      pathOf.map((path) => sent({ body: Buffer.from(JSON.stringify(body)), mayBeRight: false }, path)),
    );
    const broken = fc
      .constantFrom('{', '{"a":', '[1,', 'nul', '{"a":1}}', '\u0000', '{"a":"\ud800"', '')
      .chain((text) =>
        pathOf.map((path) => sent({ body: Buffer.from(text), mayBeRight: text === '' }, path)),
      );
    const types = fc
      .constantFrom(
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/xml',
        'nonsense',
        '',
      )
      .chain((type) =>
        pathOf.map((path) =>
          sent(
            { headers: { ...who, 'content-type': type }, body: Buffer.from('{"a":1}'), mayBeRight: false },
            path,
          ),
        ),
      );
    const huge = pathOf.map((path) =>
      sent({ body: Buffer.from(JSON.stringify({ text: 'x'.repeat(HUGE_BYTES) })), mayBeRight: false }, path),
    );
    const queries = fc
      .tuple(
        pathOf,
        fc.constantFrom(...operation.query, 'no-such-word'),
        fc.constantFrom('-5', 'abc', '%00', '1e999', '%FF', 'a'.repeat(3_000), '[]', "'"),
      )
      .map(([path, name, value]) => sent({ path: `${path}?${name}=${value}` }, path));
    const cookies = fc
      .constantFrom(
        'post1=',
        'post1=%00',
        `post1=${'a'.repeat(4_000)}`,
        'post1=../../x; post1=y',
        '=;;;',
        'post1=\u00e9',
      )
      .chain((cookie) =>
        pathOf.map((path) =>
          sent(
            {
              headers: { ...json, cookie, authorization: 'Bearer nobody' },
              body: writes ? Buffer.from('{"x":1}') : null,
            },
            path,
          ),
        ),
      );
    const methods = fc
      .constantFrom('PUT', 'PATCH', 'OPTIONS', 'DELETE', 'TRACE', 'PROPFIND')
      .filter((method) => !operations.some((o) => o.method === method && o.path === operation.path))
      .chain((method) => pathOf.map((path) => sent({ method, mayBeRight: false }, path)));
    if (!writes) return fc.oneof(queries, cookies, methods);
    return fc.oneof(
      { weight: 6, arbitrary: bodies },
      { weight: 3, arbitrary: broken },
      { weight: 2, arbitrary: types },
      { weight: 1, arbitrary: queries },
      { weight: 1, arbitrary: cookies },
      { weight: 1, arbitrary: methods },
      { weight: 1, arbitrary: huge },
    );
  });
}

const encodePart = (id: string): string => (id.includes('%') ? id : encodeURIComponent(id));

function judge(sent: Sent, answer: Answer): string | null {
  // A huge body is refused unread; the line may break before the client has read why.
  if (
    answer.status === CUT_OFF &&
    (sent.body?.length ?? 0) >= HUGE_BYTES &&
    /EPIPE|ECONNRESET/.test(answer.text)
  )
    return null;
  if (answer.status >= 500) return `${answer.status} ${answer.text.slice(0, 200)}`;
  if (answer.status < 400)
    return sent.mayBeRight
      ? null
      : `${answer.status} to ${sent.body?.toString('utf8').slice(0, 120) ?? 'no body'}`;
  if (!answer.type.startsWith('application/problem+json'))
    return `${answer.status} as ${answer.type}: ${answer.text.slice(0, 120)}`;
  try {
    const problem = JSON.parse(answer.text) as { code?: unknown; says?: unknown };
    const spoken =
      typeof problem.says === 'string' && /[.?]$/.test(problem.says) && problem.says.includes(' ');
    return typeof problem.code === 'string' && spoken
      ? null
      : `no code and sentence: ${answer.text.slice(0, 200)}`;
  } catch {
    return `no JSON: ${answer.text.slice(0, 120)}`;
  }
}

/** Over node:http, which sends what fetch would not. */
function send(port: number, sent: Sent): Promise<Answer> {
  return new Promise((resolve) => {
    let answered = false;
    const done = (answer: Answer): void => {
      answered = true;
      resolve(answer);
    };
    const out = request(
      {
        host: HOST,
        port,
        method: sent.method,
        path: sent.path,
        headers: { ...sent.headers, ...(sent.body ? { 'content-length': String(sent.body.length) } : {}) },
        timeout: 20_000,
        agent: false,
      },
      (incoming) => {
        let text = '';
        incoming.on('data', (bytes: Buffer) => (text = (text + bytes.toString('utf8')).slice(0, 20_000)));
        const end = (): void =>
          done({ status: incoming.statusCode ?? 0, type: incoming.headers['content-type'] ?? '', text });
        incoming.on('end', end);
        incoming.on('error', end);
      },
    );
    out.on('timeout', () => out.destroy(new Error('no answer within 20 s')));
    out.on('error', (error: Error) => {
      // A body that is refused unread may end in a reset after the answer.
      setTimeout(() => {
        if (!answered) done({ status: CUT_OFF, type: '', text: error.message });
      }, 50);
    });
    out.end(sent.body ?? undefined);
  });
}
