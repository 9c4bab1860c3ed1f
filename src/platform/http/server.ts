import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { Refusal } from '../../kernel/refusal.ts';
import type { Log } from '../log.ts';
import { problem, toProblem } from './problem.ts';
import type { Caller, RawReply, RouteCall, Routes } from './route.ts';

/** Name of the session cookie; `__Host-` cannot be used over plain HTTP on an isolated network. */
export const SESSION_COOKIE = 'post1';
const MAX_BODY_BYTES = 64 * 1024;
/** Slow senders are cut off: headers and body must be here by then. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Shorter than the request's: Node exchanges the two when it is longer, and a body then has a minute. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often the senders are looked at; Node's own 30 s would let a slow one stay for 45. */
const SLOW_CHECK_MS = 2_000;
const MAX_CONNECTIONS = 4_000;

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(self), geolocation=(self), microphone=(self), screen-wake-lock=(self), interest-cohort=()',
};

/** Whom a request comes from, and whether they may; both answered by main from the identity module. */
export interface Doorkeeper {
  /** The caller for a route that needs `who`; throws a Refusal. */
  admit(request: FastifyRequest, who: string): Promise<Caller>;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

export interface HttpDeps {
  readonly doorkeeper: Doorkeeper;
  readonly routes: readonly Routes[];
  readonly log: Log;
  /** Folders of the built console and phone page. */
  readonly consoleDir: string;
  readonly guardDir: string;
  readonly version: string;
  /** Registers live streams, health, metrics and tiles. */
  readonly extra: (app: FastifyInstance) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** What Node's parser refuses never becomes a request, so it is answered here. */
const UNREADABLE: Readonly<Record<string, readonly [number, string, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'headers-too-large',
    'The headers of the request are larger than 16 KiB. Send fewer or shorter ones.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    'request-slow',
    'The request did not arrive within 15 seconds. Send it again.',
  ],
};

const NO_HOST: ConstructorParameters<typeof Refusal> = [
  'request-unreadable',
  {
    status: 400,
    says: 'The request names no Host, which HTTP/1.1 needs. Add it and send the request again.',
  },
];

function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, phrase, code, says] = UNREADABLE[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'request-unreadable',
    'This is not a request that HTTP/1.1 allows. Correct it; the list is at /api/openapi.json.',
  ];
  const body = JSON.stringify(problem(status, code, says));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${body}`);
  socket.destroySoon();
}

export async function createHttpServer(deps: HttpDeps): Promise<HttpServer> {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    trustProxy: false,
    // A request without Host is answered by the handler below, not by Node without a word.
    http: {
      connectionsCheckingInterval: SLOW_CHECK_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      requireHostHeader: false,
    },
    clientErrorHandler: refuseUnreadable,
    // Addresses that the router itself refuses (an id of a thousand letters, a broken %-code) never meet the
    // error handler below.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      const body = problem(
        400,
        'address-malformed',
        'The address of the request is malformed. Correct it; the list is at /api/openapi.json.',
      );
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) void reply.header(name, value);
      void reply.status(400).type('application/problem+json').send(JSON.stringify(body));
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  // JSON only: a form or text body could come from another site without asking (CSRF).
  app.removeContentTypeParser('text/plain');
  // Addresses are text, so numbers in them are read as numbers; a body says what it means and is taken at its word.
  const [address, body] = [true, false].map((coerceTypes) => {
    const ajv = new Ajv({
      coerceTypes,
      removeAdditional: false,
      useDefaults: true,
      allErrors: false,
      strict: false,
    });
    addFormats.default(ajv);
    return ajv;
  }) as [Ajv, Ajv];
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? body : address).compile(schema as object),
  );
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Post One',
        version: deps.version,
        description: 'Every address of the server. Errors are application/problem+json.',
      },
    },
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      if (!reply.hasHeader(name)) reply.header(name, value);
    return payload;
  });
  app.addHook('onRequest', async (request) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new Refusal(...NO_HOST);
  });
  app.setErrorHandler((error, request, reply) => {
    const { problem: body, bug } = toProblem(error);
    if (bug) deps.onBug(error, `${request.method} ${request.routeOptions.url ?? request.url}`);
    if (body.status === 429 && typeof body.detail?.['retryAfterS'] === 'number')
      reply.header('retry-after', String(body.detail['retryAfterS']));
    return reply
      .status(body.status)
      .type('application/problem+json')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(body));
  });
  await app.register(
    async (api) => {
      for (const table of deps.routes) registerRoutes(api, table, deps);
      deps.extra(api);
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
    },
    { prefix: '/api' },
  );
  await registerPages(app, deps);
  return {
    app,
    async listen(host, port) {
      await app.listen({ host, port, backlog: 1_024 });
      const address = app.server.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    close: () => app.close(),
  };
}

function registerRoutes(api: FastifyInstance, table: Routes, deps: HttpDeps): void {
  for (const [name, route] of Object.entries(table)) {
    const [method, url] = name.split(' ') as ['GET' | 'POST' | 'DELETE', string];
    api.route({
      method,
      url,
      bodyLimit: route.maxBytes ?? MAX_BODY_BYTES,
      schema: {
        summary: route.does,
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.reply === 'raw' ? {} : { response: { [route.status ?? 200]: route.reply } }),
      },
      handler: async (request, reply) => {
        const caller = await deps.doorkeeper.admit(request, route.who);
        const call = makeCall(request, reply, caller);
        const result = await (route.run as (call: RouteCall<unknown, unknown, unknown>) => Promise<unknown>)(
          call,
        );
        reply.header('cache-control', 'no-store').status(route.status ?? 200);
        if (isRaw(result)) {
          if (result.fileName)
            reply.header('content-disposition', `attachment; filename="${result.fileName}"`);
          if (result.part && Buffer.isBuffer(result.bytes)) {
            const { start, total } = result.part;
            reply
              .status(206)
              .header('content-range', `bytes ${start}-${start + result.bytes.length - 1}/${total}`);
          }
          return reply.type(result.type).send(result.bytes);
        }
        return reply.type('application/json; charset=utf-8').send(result ?? {});
      },
    });
  }
}

const isRaw = (value: unknown): value is RawReply =>
  typeof value === 'object' && value !== null && 'raw' in value && value.raw === true;

const KEY = /^[\w.:-]{8,80}$/;

function makeCall(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
): RouteCall<unknown, unknown, unknown> {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !KEY.test(key)))
    throw new Refusal('key-malformed', {
      status: 400,
      says: 'Idempotency-Key must have 8 to 80 letters, digits, dots, colons or dashes.',
    });
  return {
    params: request.params,
    query: request.query,
    body: request.body ?? {},
    caller,
    key: key ?? null,
    address: request.ip,
    range: request.headers.range ?? null,
    origin: `${request.protocol}://${request.host}`,
    sessionToken: request.cookies[SESSION_COOKIE] ?? null,
    setSession(token, maxAgeS) {
      reply.setCookie(SESSION_COOKIE, token ?? '', {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        secure: request.protocol === 'https',
        maxAge: token === null ? 0 : maxAgeS,
      });
    },
  };
}

async function registerPages(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const setHeaders = (reply: FastifyReply, path: string): void => {
    // Vite names built files by their content, so they never change under a name.
    reply.header(
      'cache-control',
      path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  };
  if (existsSync(deps.guardDir))
    await app.register(fastifyStatic, {
      root: deps.guardDir,
      prefix: '/guard/',
      decorateReply: false,
      setHeaders,
      cacheControl: false,
    });
  if (existsSync(deps.consoleDir))
    await app.register(fastifyStatic, {
      root: deps.consoleDir,
      prefix: '/',
      setHeaders,
      cacheControl: false,
    });
  app.get('/guard', { schema: { hide: true } }, (_request, reply) => reply.redirect('/guard/'));
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' && !request.url.startsWith('/api/') && !/\.\w{1,5}($|\?)/.test(request.url);
    if (page && existsSync(deps.consoleDir))
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const body = problem(
      404,
      'address-unknown',
      `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 100) ?? ''}. The list is at /api/openapi.json.`,
    );
    return reply.status(404).type('application/problem+json').send(JSON.stringify(body));
  });
}
