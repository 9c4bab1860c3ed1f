/**
 * Server-Sent Events from the ledger: backfill, cutover, live.
 *
 * Opening: the stream listens to the tail and holds what comes. Backfill: entries after `since`, from memory or
 * the database. Cutover: what was held and is newer. Live: told by the tail. Ended: by the client, by a
 * session that ended, by a reader too slow to keep up, or by shutdown. The client resumes with the last
 * sequence number, so an end loses nothing.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/time.ts';
import { toInstant } from '../../kernel/time.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { StoredEntry } from '../ledger-read.ts';
import type { Tail } from '../tail.ts';
import { SECURITY_HEADERS } from './server.ts';
import type { Caller } from './route.ts';

export const BEAT_MS = 2_000;
/** Open streams of this process. */
export const MAX_STREAMS = 1_000;
/** A reader with more unsent bytes is cut off; it comes back and resumes. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** Entries sent to catch up; past that the reader fetches the board again. */
const MAX_BACKFILL = 20_000;
const PAGE = 1_000;

export interface LiveDeps {
  readonly tail: Tail;
  readonly clock: Clock;
  readonly admit: (request: FastifyRequest) => Promise<Caller>;
  readonly stillValid: (request: FastifyRequest) => boolean;
  readonly visible: (caller: Caller, entry: StoredEntry) => boolean;
  readonly readAfter: (seq: number, limit: number) => Promise<StoredEntry[]>;
  /** What each beat says besides sequence and time. */
  readonly beat: (caller: Caller) => Readonly<Record<string, unknown>>;
}

interface Stream {
  readonly response: ServerResponse;
  readonly caller: Caller;
  readonly request: FastifyRequest;
  /** Newest entry looked at, and newest one sent. */
  seen: number;
  sent: number;
}

export function registerLive(app: FastifyInstance, deps: LiveDeps): { open(): number; close(): void } {
  const streams = new Set<Stream>();

  function send(stream: Stream, event: string, data: unknown, id?: number): void {
    if (stream.response.writableLength > MAX_UNSENT_BYTES) {
      end(stream);
      return;
    }
    stream.response.write(
      `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
  }

  function end(stream: Stream): void {
    streams.delete(stream);
    stream.response.end();
  }

  function push(stream: Stream, entries: readonly StoredEntry[]): void {
    const out: (StoredEntry & { prev: number })[] = [];
    for (const entry of entries) {
      if (entry.seq <= stream.seen) continue;
      stream.seen = entry.seq;
      if (!deps.visible(stream.caller, entry)) continue;
      out.push({ ...entry, prev: stream.sent });
      stream.sent = entry.seq;
    }
    if (out.length > 0) send(stream, 'entries', out, stream.seen);
  }

  function beat(stream: Stream): void {
    if (!deps.stillValid(stream.request)) {
      send(stream, 'signed-out', {});
      end(stream);
      return;
    }
    send(stream, 'beat', {
      seq: stream.seen,
      at: toInstant(deps.clock.nowMs()),
      ...deps.beat(stream.caller),
    });
  }

  const beats = setInterval(() => {
    for (const stream of streams) beat(stream);
  }, BEAT_MS);
  beats.unref();

  async function backfill(stream: Stream, since: number): Promise<boolean> {
    const kept = deps.tail.kept(since);
    if (kept) {
      push(stream, kept);
      return true;
    }
    if (deps.tail.newest() - since > MAX_BACKFILL) return false;
    for (;;) {
      const page = await deps.readAfter(stream.seen, PAGE);
      push(stream, page);
      if (page.length < PAGE) return true;
    }
  }

  app.get(
    '/live',
    {
      schema: {
        summary: 'Live entries as Server-Sent Events, resumed by `since`.',
        querystring: { type: 'object', properties: { since: { type: 'integer', minimum: -1 } } },
      },
    },
    async (request, reply) => {
      const caller = await deps.admit(request);
      if (streams.size >= MAX_STREAMS)
        throw new Refusal('live-full', {
          status: 503,
          says: 'Too many live views are open. Close some, then try again.',
        });
      const asked =
        (request.query as { since?: number }).since ?? Number(request.headers['last-event-id'] ?? Number.NaN);
      const newest = deps.tail.newest();
      const since = Number.isInteger(asked) && asked <= newest ? asked : newest;
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        ...SECURITY_HEADERS,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 1000\n\n');
      const stream: Stream = { response, caller, request, seen: since, sent: since };
      const held: StoredEntry[] = [];
      let filling = true;
      const unlisten = deps.tail.listen((entries) => {
        if (filling) held.push(...entries);
        else push(stream, entries);
      });
      response.on('close', () => {
        unlisten();
        streams.delete(stream);
      });
      streams.add(stream);
      beat(stream);
      if (!(await backfill(stream, since))) {
        stream.seen = stream.sent = deps.tail.newest();
        send(stream, 'resync', { seq: stream.seen });
      }
      filling = false;
      push(stream, held);
    },
  );

  return {
    open: () => streams.size,
    close() {
      clearInterval(beats);
      for (const stream of streams) end(stream);
    },
  };
}
