/** An outcome that the caller must look at: decoders return it, since bad bytes are normal. */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const fault = <E>(what: E): { ok: false; fault: E } => ({ ok: false, fault: what });
