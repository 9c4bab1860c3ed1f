/** What the replies of an ONVIF camera say, in fields. Everything may be missing: makers differ. */
import { all, at, wordsOf, type Node } from './soap.ts';

export interface OnvifProfile {
  readonly token: string;
  readonly name: string;
  /** `H264`, `H265`, `JPEG`, or '' when the camera does not say. */
  readonly encoding: string;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly steerable: boolean;
}
export interface OnvifPreset {
  readonly token: string;
  readonly name: string;
}

const MAX_PROFILES = 32;
const MAX_PRESETS = 64;
const MAX_SERVICES = 40;
const MAX_TEXT = 120;

const short = (node: Node): string => wordsOf(node).slice(0, MAX_TEXT);
const count = (node: Node): number | null => {
  const text = wordsOf(node);
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
};

/** UTC of GetSystemDateAndTime in milliseconds, or null when the camera has no clock. */
export function timeOf(body: Node): number | null {
  const utc = at(body, 'GetSystemDateAndTimeResponse', 'SystemDateAndTime', 'UTCDateTime');
  const parts = (part: string, names: readonly string[]): (number | null)[] =>
    names.map((name) => count(at(utc, part, name)));
  const [year, month, day] = parts('Date', ['Year', 'Month', 'Day']);
  const [hour, minute, second] = parts('Time', ['Hour', 'Minute', 'Second']);
  if (year == null || month == null || day == null || hour == null || minute == null || second == null)
    return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Service addresses by namespace, from GetServices or the older GetCapabilities. */
export function servicesOf(body: Node): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const service of all(body, MAX_SERVICES, 'GetServicesResponse', 'Service'))
    found.set(wordsOf(at(service, 'Namespace')), wordsOf(at(service, 'XAddr')));
  const old = at(body, 'GetCapabilitiesResponse', 'Capabilities');
  for (const [name, namespace] of [
    ['Media', 'http://www.onvif.org/ver10/media/wsdl'],
    ['PTZ', 'http://www.onvif.org/ver20/ptz/wsdl'],
  ] as const) {
    const address = wordsOf(at(old, name, 'XAddr'));
    if (address !== '') found.set(namespace, address);
  }
  return found;
}

/** Maker and model, for people. */
export const deviceOf = (body: Node): string =>
  ['Manufacturer', 'Model']
    .map((name) => short(at(body, 'GetDeviceInformationResponse', name)))
    .filter((part) => part !== '')
    .join(' ');

/** Profiles of Media (ver10) or Media2 (ver20). */
export function profilesOf(body: Node): readonly OnvifProfile[] {
  return all(body, MAX_PROFILES, 'GetProfilesResponse', 'Profiles').flatMap((profile) => {
    const token = short(at(profile, '@token'));
    if (token === '') return [];
    const configurations = at(profile, 'Configurations');
    const encoder =
      at(profile, 'VideoEncoderConfiguration') ?? at(configurations, 'VideoEncoder') ?? undefined;
    const ptz = at(profile, 'PTZConfiguration') ?? at(configurations, 'PTZ');
    return [
      {
        token,
        name: short(at(profile, 'Name')) || token,
        encoding: short(at(encoder, 'Encoding')).toUpperCase(),
        widthPx: count(at(encoder, 'Resolution', 'Width')),
        heightPx: count(at(encoder, 'Resolution', 'Height')),
        steerable: ptz !== undefined,
      },
    ];
  });
}

/** The address in a GetStreamUri or GetSnapshotUri reply, or null. */
export function uriOf(body: Node): string | null {
  for (const reply of ['GetStreamUriResponse', 'GetSnapshotUriResponse']) {
    const uri = wordsOf(at(body, reply, 'MediaUri', 'Uri')) || wordsOf(at(body, reply, 'Uri'));
    if (uri !== '') return uri;
  }
  return null;
}

export function presetsOf(body: Node): readonly OnvifPreset[] {
  return all(body, MAX_PRESETS, 'GetPresetsResponse', 'Preset').flatMap((preset) => {
    const token = short(at(preset, '@token'));
    return token === '' ? [] : [{ token, name: short(at(preset, 'Name')) || token }];
  });
}

/** Addresses in a WS-Discovery ProbeMatches, with the name that the camera gives itself. */
export function matchesOf(
  body: Node,
): readonly { readonly addresses: readonly string[]; readonly name: string }[] {
  return all(body, MAX_SERVICES, 'ProbeMatches', 'ProbeMatch').map((match) => {
    const [, name = ''] = /onvif:\/\/www\.onvif\.org\/name\/(\S+)/.exec(wordsOf(at(match, 'Scopes'))) ?? [];
    let said = name;
    try {
      said = decodeURIComponent(name);
    } catch {
      // Not percent-encoded after all: shown as it came.
    }
    return {
      addresses: wordsOf(at(match, 'XAddrs')).split(/\s+/).filter(Boolean).slice(0, 8),
      name: said.replaceAll('_', ' ').slice(0, MAX_TEXT),
    };
  });
}
