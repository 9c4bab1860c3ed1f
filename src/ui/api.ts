import { sayKit } from './kit-words.ts';

/** What one route takes and gives, as types. A route without params, query or body leaves them out. */
export interface RouteTypes {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly reply: unknown;
}

type Sent<R> = Pick<R, Extract<keyof R, 'params' | 'query' | 'body'>>;
type Options = {
  /** Give the same key again when the same press is sent again; a new one is made otherwise. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
};
type Rest<R> = keyof Sent<R> extends never ? [options?: Options] : [options: Sent<R> & Options];

/** The typed client of a table of routes keyed `'POST /alarms/:id/acknowledge'`. */
export type Api<Routes> = <Key extends keyof Routes & string>(
  key: Key,
  ...rest: Rest<Routes[Key]>
) => Promise<Routes[Key] extends { readonly reply: infer Reply } ? Reply : never>;

/**
 * The server said no, or did not answer. `code` is stable; `says` is a sentence to show (English from the
 * server: translate by code where a catalogue has it). Codes of our own: `no-answer`, `too-slow`.
 */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly code: string;
  readonly status: number;
  readonly says: string;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: string, status: number, says: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(says);
    this.code = code;
    this.status = status;
    this.says = says;
    this.detail = detail;
  }
}

/** Who is at a shared console: asked per action, never stored. */
export interface Pin {
  readonly actor: string;
  readonly pin: string;
}

type PinAsker = (refusal: ApiRefusal) => Promise<Pin | null>;

const TIMEOUT_MS = 10_000;
const MAX_PIN_TRIES = 3;
let askPin: PinAsker = () => Promise.resolve(null);

/** Sets what asks for a PIN when the server answers 401 `pin-needed`. Null means the person gave up. */
export function setPinAsker(asker: PinAsker): void {
  askPin = asker;
}

function fill(path: string, params: unknown, query: unknown): string {
  const given = (params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

async function readRefusal(answer: Response): Promise<ApiRefusal> {
  let problem: Record<string, unknown> = {};
  try {
    const parsed: unknown = await answer.json();
    if (typeof parsed === 'object' && parsed !== null) problem = parsed as Record<string, unknown>;
  } catch {
    // A proxy's own error page is not JSON; the status alone must do.
  }
  const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : undefined);
  const says =
    text('says') ?? text('detail') ?? text('title') ?? sayKit('kit.refused', { status: answer.status });
  return new ApiRefusal(text('code') ?? `http-${answer.status}`, answer.status, says, problem);
}

async function send(method: string, url: string, request: RequestInit, options: Options): Promise<unknown> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const clock = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? clock : AbortSignal.any([options.signal, clock]);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { ...request, method, credentials: 'same-origin', cache: 'no-store', signal });
    if (!answer.ok) throw await readRefusal(answer);
    text = answer.status === 204 ? '' : await answer.text();
  } catch (error) {
    if (error instanceof ApiRefusal || options.signal?.aborted === true) throw error;
    if (clock.aborted)
      throw new ApiRefusal('too-slow', 0, sayKit('kit.tooSlow', { seconds: timeoutMs / 1000 }));
    throw new ApiRefusal('no-answer', 0, sayKit('kit.offline'));
  }
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return text === '' ? undefined : isJson ? JSON.parse(text) : text;
}

/**
 * Makes the client. Every call that changes something carries an Idempotency-Key and all calls end after
 * 10 s. On 401 `pin-needed` (or a wrong PIN, `pin-wrong`) it asks for a PIN and sends the same request,
 * under the same key, again; three times at most.
 */
export function createApi<Routes>(setup: { base?: string } = {}): Api<Routes> {
  const base = setup.base ?? '/api';
  const call = async (key: string, given: Options & RouteTypesSent = {}): Promise<unknown> => {
    const [method = 'GET', path = '/'] = key.split(' ');
    const url = base + fill(path, given.params, given.query);
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    if (given.body !== undefined) headers['content-type'] = 'application/json';
    if (method !== 'GET') headers['idempotency-key'] = given.idempotencyKey ?? crypto.randomUUID();
    const body = given.body === undefined ? undefined : JSON.stringify(given.body);
    for (let tries = 0; ; tries++) {
      try {
        return await send(method, url, { headers, body }, given);
      } catch (error) {
        const wantsPin =
          error instanceof ApiRefusal && (error.code === 'pin-needed' || error.code === 'pin-wrong');
        if (!wantsPin || tries >= MAX_PIN_TRIES) throw error;
        const pin = await askPin(error);
        if (pin === null) throw error;
        headers['x-actor'] = pin.actor;
        headers['x-pin'] = pin.pin;
      }
    }
  };
  return call as Api<Routes>;
}

type RouteTypesSent = { params?: unknown; query?: unknown; body?: unknown };
