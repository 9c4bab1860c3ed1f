/**
 * Answers the challenges of HTTP and RTSP servers (RFC 7616 Digest with MD5 or SHA-256, with and without qop;
 * RFC 7617 Basic). Cameras speak both, and each its own mixture.
 */
import { createHash } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const HASHES = { md5: 'md5', 'sha-256': 'sha256' } as const;
type Algorithm = keyof typeof HASHES;
/** Longest challenge that is read. */
const MAX_CHALLENGE = 2_000;

const isAlgorithm = (text: string): text is Algorithm => Object.hasOwn(HASHES, text);

/** `realm="x", qop="auth,auth-int"` as fields; names in lower case. */
function fieldsOf(rest: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of rest.matchAll(/([a-z0-9-]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi))
    fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  return fields;
}

/**
 * The Authorization header for the strongest of the `challenges` (values of WWW-Authenticate), or null when none
 * can be answered. `uri` exactly as in the request line; `cnonce` is random text of the caller.
 */
export function answerChallenge(
  challenges: readonly string[],
  credentials: Credentials,
  request: { readonly method: string; readonly uri: string; readonly cnonce: string },
): string | null {
  const read = challenges
    .filter((text) => text.length <= MAX_CHALLENGE)
    .map((text) => {
      const [, scheme = '', rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(text) ?? [];
      return { scheme: scheme.toLowerCase(), fields: fieldsOf(rest) };
    });
  const digests = read
    .filter(({ scheme }) => scheme === 'digest')
    .map(({ fields }) => ({ fields, algorithm: (fields.get('algorithm') ?? 'MD5').toLowerCase() }));
  for (const wanted of ['sha-256', 'md5'] as const) {
    const found = digests.find(({ algorithm }) => algorithm === wanted);
    const answer = found && digest(found.fields, wanted, credentials, request);
    if (answer) return answer;
  }
  if (!read.some(({ scheme }) => scheme === 'basic')) return null;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

function digest(
  fields: ReadonlyMap<string, string>,
  algorithm: Algorithm,
  { username, password }: Credentials,
  { method, uri, cnonce }: { readonly method: string; readonly uri: string; readonly cnonce: string },
): string | null {
  const [realm, nonce, qops] = [fields.get('realm'), fields.get('nonce'), fields.get('qop')];
  if (realm === undefined || nonce === undefined || !isAlgorithm(algorithm)) return null;
  const withQop = qops !== undefined;
  // Of qop only `auth` can be answered: `auth-int` would cover a body that is not at hand here.
  if (withQop && !qops.split(',').some((each) => each.trim().toLowerCase() === 'auth')) return null;
  const hash = (text: string): string => createHash(HASHES[algorithm]).update(text).digest('hex');
  const [a1, a2] = [hash(`${username}:${realm}:${password}`), hash(`${method}:${uri}`)];
  const response = hash(withQop ? `${a1}:${nonce}:00000001:${cnonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`);
  const quoted = (text: string): string => `"${text.replaceAll(/["\\\r\n]/g, '')}"`;
  const opaque = fields.get('opaque');
  return `Digest ${[
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response=${quoted(response)}`,
    ...(fields.has('algorithm') ? [`algorithm=${fields.get('algorithm') ?? ''}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(withQop ? ['qop=auth', 'nc=00000001', `cnonce=${quoted(cnonce)}`] : []),
  ].join(', ')}`;
}
