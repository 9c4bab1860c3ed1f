/** What the hash of an entry covers; the body only through its salted digest. */
export interface EntryHeader {
  readonly post: string;
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly marking: string;
  /** SHA-256(salt || body), base64. */
  readonly bodyDigest: string;
}

/**
 * The leaf of one entry: JSON with sorted keys, no blanks, integers and strings only (a subset of RFC 8785).
 * The same fields always give the same bytes, so that any reader can hash them again.
 */
export function canonicalHeader(h: EntryHeader): string {
  return (
    `{"actor":${JSON.stringify(h.actor)},"at":"${h.at}","bodyDigest":"${h.bodyDigest}","kind":${JSON.stringify(h.kind)}` +
    `,"marking":${JSON.stringify(h.marking)},"post":${JSON.stringify(h.post)},"seq":${h.seq}` +
    `,"subjects":${JSON.stringify(h.subjects)},"v":1}`
  );
}
