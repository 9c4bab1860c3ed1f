/** One entry of a module's catalogue of refusals: HTTP status and a sentence that says what to do. */
export interface RefusalKind {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 503;
  /** English sentence: what is wrong and what to do; `{name}` stands for that detail. Screens translate by the code. */
  readonly says: string;
}

/**
 * Defines a catalogue; the keys become stable codes such as `alarm-already-closed`. The mark lets a bundle for the
 * browser leave catalogues out that only the server throws from.
 */
/* @__NO_SIDE_EFFECTS__ */
export function catalogue<const C extends Record<string, RefusalKind>>(entries: C): C {
  return entries;
}

const filled = (says: string, detail: Readonly<Record<string, unknown>>): string =>
  says.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in detail ? String(detail[name]) : whole));

/** Thrown by a command that may not happen now. Rolls back; reaches the caller as problem+json. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: RefusalKind['status'];
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: string, kind: RefusalKind, detail: Readonly<Record<string, unknown>> = {}) {
    super(filled(kind.says, detail));
    this.code = code;
    this.status = kind.status;
    this.detail = detail;
  }
}

/** Makes the thrower for one catalogue: `throw refuse('alarm-unknown', { id })`. */
export function refuser<C extends Record<string, RefusalKind>>(kinds: C) {
  return (code: keyof C & string, detail?: Readonly<Record<string, unknown>>): Refusal =>
    new Refusal(code, kinds[code] as RefusalKind, detail);
}
