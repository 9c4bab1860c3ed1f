/**
 * Calls the siren: one POST to the address that the administrator wrote, and to nothing else. It follows no redirect,
 * and connects only to addresses of the local network, whatever a name resolves to at that moment: a setting must not
 * become a way out of an air gap, nor to a service that trusts this machine.
 */
import { lookup as resolve } from 'node:dns';
import { request as plain, type RequestOptions } from 'node:http';
import { request as encrypted } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const TIMEOUT_MS = 3_000;

const LOCAL = new BlockList();
LOCAL.addSubnet('10.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('172.16.0.0', 12, 'ipv4');
LOCAL.addSubnet('192.168.0.0', 16, 'ipv4');
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addAddress('::1', 'ipv6');

/** Private (RFC 1918), unique local (RFC 4193) or this machine. Link-local is not: cloud metadata stands there. */
export const isLocalAddress = (address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && LOCAL.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

/** Resolves a name to its local addresses; the connection goes to one of these and is not resolved again. */
const localLookup: LookupFunction = (name, options, done) => {
  resolve(name, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const local = found.filter(({ address }) => isLocalAddress(address));
    const [first] = local;
    if (!first) return done(new Error('its address is not on the local network'), '');
    if (options.all === true) return done(null, local);
    done(null, first.address, first.family);
  });
};

/** Resolves to null when it was answered with 2xx, else to why not, in a few words. */
export function callSiren(call: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): Promise<string | null> {
  const url = new URL(call.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isLocalAddress(host))
    return Promise.resolve('its address is not on the local network');
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...call.headers, 'content-length': String(Buffer.byteLength(call.body)) },
    lookup: localLookup,
    // Each call has a connection of its own: a relay that restarts must not meet a dead one.
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  return new Promise((done) => {
    const request = (url.protocol === 'https:' ? encrypted : plain)(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      // What it says beyond that is nothing to us, and may be endless.
      answer.on('error', () => undefined);
      answer.destroy();
      done(status >= 200 && status < 300 ? null : `it answered ${status}`);
    });
    request.on('error', (error: NodeJS.ErrnoException) => done(whyOf(error)));
    request.end(call.body);
  });
}

function whyOf(error: NodeJS.ErrnoException): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer';
  if (error.code === 'ECONNREFUSED') return 'it refuses the connection';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'its name is not known';
  return error.message.startsWith('its address') ? error.message : 'it cannot be reached';
}
