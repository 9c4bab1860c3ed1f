/**
 * A camera gives addresses of itself, often with a host that is not how we reach it (behind NAT) and sometimes
 * with somebody else's. Of such an address only the port and the path are used; the host is always the one that
 * people configured, so a camera cannot lead the server elsewhere (SSRF).
 */
export interface PlaceAtCamera {
  readonly port: number;
  /** Path with its query, beginning with `/`. */
  readonly path: string;
}

const DEFAULT_PORT: Readonly<Record<string, number>> = { 'http:': 80, 'rtsp:': 554 };
const MAX_PATH = 1_000;

/** Port and path of `uri`, or null when it is no address of `scheme`. */
export function placeOf(uri: string, scheme: 'http:' | 'rtsp:'): PlaceAtCamera | null {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return null;
  }
  if (url.protocol !== scheme) return null;
  const path = `${url.pathname === '' ? '/' : url.pathname}${url.search}`;
  if (path.length > MAX_PATH || /[\s"<>\\]/.test(path)) return null;
  return { port: url.port === '' ? (DEFAULT_PORT[scheme] ?? 0) : Number(url.port), path };
}
