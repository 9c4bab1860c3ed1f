import type { Answer, OutboxItem } from './outbox-model.ts';
import { answerOf, requestOf } from './outbox-model.ts';

const API = '/api';
const SEND_TIMEOUT_MS = 8_000;

/** One HTTP exchange with the watch. No network, a hang and a foreign answer all read as `later`. */
export async function exchange(
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; key?: string; timeoutMs?: number } = {},
): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.key !== undefined) headers['idempotency-key'] = options.key;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const response = await fetch(`${API}${path}`, {
      ...body,
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? SEND_TIMEOUT_MS),
    });
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    const json: unknown = isJson ? await response.json() : null;
    return answerOf(response.status, json, retryAfterMs(response.headers.get('retry-after')));
  } catch {
    return { kind: 'later', reached: false, retryAfterMs: null };
  }
}

function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? 'none');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** Sends one item of the outbox under its key. */
export function sendItem(item: OutboxItem): Promise<Answer> {
  const { path, body } = requestOf(item);
  return exchange('POST', path, { body, key: item.key });
}
