/* Signing in over HTTP, as a person would: the first administrator, then an RSO. */
import { Agent, request } from 'node:http';
import type { BenchServer } from './server.ts';

const PASSWORD = 'correct horse battery staple';
const agent = new Agent({ keepAlive: true });

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly cookie: string | null;
}

/** One request on a connection that is kept. */
export function call(
  port: number,
  method: 'GET' | 'POST',
  path: string,
  options: { readonly cookie?: string; readonly body?: unknown } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        headers: {
          ...(body === null
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
        },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            cookie: reply.headers['set-cookie']?.[0]?.split(';')[0] ?? null,
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}

async function must(reply: Promise<Reply>, what: string): Promise<Reply> {
  const got = await reply;
  if (got.status >= 300) throw new Error(`${what}: ${got.status} ${got.text}`);
  return got;
}

/** Creates an administrator with the code from the terminal, and an RSO; gives the RSO's session cookie. */
export async function signInAsRso(server: BenchServer): Promise<string> {
  const { port } = server;
  const administrator = await must(
    call(port, 'POST', '/api/setup/administrator', {
      body: {
        code: server.setupCode,
        name: 'Administrator',
        signIn: 'admin',
        password: PASSWORD,
        pin: '472913',
      },
    }),
    'first administrator',
  );
  const rso = { name: 'Security officer', signIn: 'rso', role: 'rso', language: 'en', password: PASSWORD };
  await must(
    call(port, 'POST', '/api/people', { cookie: administrator.cookie ?? '', body: rso }),
    'adding an RSO',
  );
  const session = await must(
    call(port, 'POST', '/api/session', { body: { signIn: 'rso', password: PASSWORD, seat: 'Bench' } }),
    'signing in',
  );
  return session.cookie ?? '';
}
