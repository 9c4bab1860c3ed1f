import type { Readable } from 'node:stream';
import type { Static, TSchema } from 'typebox';
import type { By } from '../transact.ts';

/** Who calls, as the session or the bearer token says. */
export interface Caller {
  /** `usr_...`, `phone:usr_...`, `machine:...` or `public`: the actor of ledger entries. */
  readonly actor: string;
  readonly userId: string | null;
  readonly name: string;
  readonly role: string | null;
  readonly seat: string;
  readonly postId: string;
  readonly phone: boolean;
}

export interface RouteCall<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  /** The Idempotency-Key header, or null. */
  readonly key: string | null;
  /** Sets the session cookie of the reply; null ends the session. */
  readonly setSession: (token: string | null, maxAgeS: number) => void;
  readonly sessionToken: string | null;
  /** The address by which the caller reached us: `http://10.0.0.5:8080`. */
  readonly origin: string;
  /** The Range header, or null. */
  readonly range: string | null;
  /** Where the caller is, for throttling. */
  readonly address: string;
}

/** A reply that is not JSON. */
export interface RawReply {
  readonly raw: true;
  readonly type: string;
  /** A stream is sent as fast as the reader takes it. */
  readonly bytes: Buffer | string | Readable;
  readonly fileName?: string;
  /** `bytes` is a part of something longer: answered as 206 with its place. */
  readonly part?: { readonly start: number; readonly total: number };
}

export interface Route<P = unknown, Q = unknown, B = unknown, R = unknown> {
  /** A permission of modules/identity, or `public`, `signed-in`, `machine`. */
  readonly who: string;
  readonly does: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly reply: TSchema | 'raw';
  /** 200 unless told otherwise. */
  readonly status?: 200 | 201 | 202;
  /** Largest body in bytes; 64 KiB unless told otherwise. */
  readonly maxBytes?: number;
  readonly run: (call: RouteCall<P, Q, B>) => Promise<R>;
  /** Types only, for the browser's client. Never set. */
  readonly types?: { params: P; query: Q; body: B; reply: R };
}

type Typed<S extends TSchema | undefined> = S extends TSchema ? Static<S> : Record<string, never>;

/** Declares one route: schemas at the boundary, in and out, and the command behind it. */
export function route<
  const PS extends TSchema | undefined = undefined,
  const QS extends TSchema | undefined = undefined,
  const BS extends TSchema | undefined = undefined,
  R = unknown,
>(spec: {
  readonly who: string;
  readonly does: string;
  readonly params?: PS;
  readonly query?: QS;
  readonly body?: BS;
  readonly reply: TSchema | 'raw';
  readonly status?: 200 | 201 | 202;
  readonly maxBytes?: number;
  readonly run: (call: RouteCall<Typed<PS>, Typed<QS>, Typed<BS>>) => Promise<R>;
}): Route<Typed<PS>, Typed<QS>, Typed<BS>, R> {
  return spec as unknown as Route<Typed<PS>, Typed<QS>, Typed<BS>, R>;
}

// Parameters of routes differ, so the table holds them at their widest; each `run` gets what its schema checked.
export type AnyRoute = Omit<Route, 'run' | 'types'> & { readonly run: (call: never) => Promise<unknown> };
export type Routes = Readonly<Record<`${'GET' | 'POST' | 'DELETE'} /${string}`, AnyRoute>>;

/** Whose command a call is. */
export const by = (call: { readonly caller: Caller; readonly key: string | null }): By => ({
  actor: call.caller.actor,
  name: call.caller.name,
  key: call.key,
});
