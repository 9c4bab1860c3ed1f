/**
 * ONVIF requests and replies as text (ONVIF Core 5, SOAP 1.2): what a camera is asked to be seen and steered.
 * The WS-Security username token follows the OASIS UsernameToken Profile 1.0 (3.1, PasswordDigest).
 */
import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import type { Credentials } from '../http-auth/digest.ts';

const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const DIGEST =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

export const NAMESPACES = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
  ptz: 'http://www.onvif.org/ver20/ptz/wsdl',
} as const;
export type Service = keyof typeof NAMESPACES;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An element of the service's namespace with text or elements in it. */
export const element = (name: string, ...inner: readonly string[]): string =>
  `<s:${name}>${inner.join('')}</s:${name}>`;
/** One of the schema's own (`tt:`), such as Stream inside StreamSetup. */
export const schemaElement = (name: string, ...inner: readonly string[]): string =>
  `<tt:${name}>${inner.join('')}</tt:${name}>`;
export const textOf = escaped;

/** A whole request. `signed` null: without a username, as GetSystemDateAndTime wants it. */
export function soapRequest(
  service: Service,
  body: string,
  signed: {
    readonly credentials: Credentials;
    /** The camera's own time, or it refuses the digest. */
    readonly created: string;
    readonly nonce: Buffer;
  } | null,
): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:s="${NAMESPACES[service]}" xmlns:tt="http://www.onvif.org/ver10/schema">`,
    signed === null ? '' : `<e:Header>${token(signed)}</e:Header>`,
    `<e:Body>${body}</e:Body></e:Envelope>`,
  ].join('');
}

function token(signed: {
  readonly credentials: Credentials;
  readonly created: string;
  readonly nonce: Buffer;
}): string {
  const { credentials, created, nonce } = signed;
  const digest = createHash('sha1')
    .update(nonce)
    .update(created)
    .update(credentials.password)
    .digest('base64');
  return [
    `<w:Security e:mustUnderstand="1" xmlns:w="${SECURITY}" xmlns:u="${UTILITY}"><w:UsernameToken>`,
    `<w:Username>${escaped(credentials.username)}</w:Username>`,
    `<w:Password Type="${DIGEST}">${digest}</w:Password>`,
    `<w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created>${created}</u:Created>`,
    '</w:UsernameToken></w:Security>',
  ].join('');
}

/** What an element holds: text, elements by name, or several of one name. */
export type Node = string | number | { readonly [name: string]: Node } | readonly Node[] | undefined;

export type SoapReply =
  | { readonly ok: true; readonly body: Node }
  | { readonly ok: false; readonly fault: 'not-authorized' | 'not-supported' | 'refused' | 'not-soap' };

// A camera's reply is no document: no entities, no numbers guessed from text, prefixes as each maker likes.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
});

/** The reply's body, or its fault. Never throws. */
export function readSoap(xml: string): SoapReply {
  let tree: unknown;
  try {
    tree = parser.parse(xml);
  } catch {
    return { ok: false, fault: 'not-soap' };
  }
  const body = at(tree as Node, 'Envelope', 'Body');
  if (typeof body !== 'object') return { ok: false, fault: 'not-soap' };
  const fault = at(body, 'Fault');
  if (fault === undefined) return { ok: true, body };
  const said = JSON.stringify(fault);
  if (/NotAuthorized|notauthorized|FailedAuthentication|Sender not authorized/i.test(said))
    return { ok: false, fault: 'not-authorized' };
  return { ok: false, fault: /NotSupported|NotImplemented/i.test(said) ? 'not-supported' : 'refused' };
}

/** Goes down by names; the first where there are several; undefined when it is not there. */
export function at(node: Node, ...path: readonly string[]): Node {
  let here: Node = node;
  for (const name of path) {
    const first: Node = Array.isArray(here) ? (here as readonly Node[])[0] : here;
    if (typeof first !== 'object' || Array.isArray(first) || !Object.hasOwn(first, name)) return undefined;
    here = (first as { readonly [name: string]: Node })[name];
  }
  return here;
}

/** All elements of one name, at most `most`. */
export function all(node: Node, most: number, ...path: readonly string[]): readonly Node[] {
  const found = at(node, ...path);
  if (found === undefined) return [];
  return (Array.isArray(found) ? (found as readonly Node[]) : [found]).slice(0, most);
}

/** The text of an element, without the blanks around it and with its five entities undone; '' when there is none. */
export function wordsOf(node: Node): string {
  const inner = Array.isArray(node) ? (node as readonly Node[])[0] : node;
  const text = typeof inner === 'object' ? at(inner, '#text') : inner;
  if (typeof text !== 'string' && typeof text !== 'number') return '';
  return String(text)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
    .trim();
}
