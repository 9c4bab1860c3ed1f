import { fault, ok, type Result } from '../../kernel/result.ts';
import type { SourceFact, SourceFault } from './fact.ts';
import { clean, field, isObject, onlineOf, parseJson, textOf, timeMs, toText } from './payload.ts';

/** Fields with a meaning for security: what they mean, and the value that means it. */
const CONDITIONS: ReadonlyMap<string, { readonly kind: string; readonly activeWhen: boolean }> = new Map([
  // `contact` true is a closed door: the magnet is in contact.
  ['contact', { kind: 'door-open', activeWhen: false }],
  ['occupancy', { kind: 'intrusion', activeWhen: true }],
  ['presence', { kind: 'intrusion', activeWhen: true }],
  ['vibration', { kind: 'intrusion', activeWhen: true }],
  ['tamper', { kind: 'tamper', activeWhen: true }],
  ['water_leak', { kind: 'water', activeWhen: true }],
  ['smoke', { kind: 'fire', activeWhen: true }],
  ['gas', { kind: 'gas', activeWhen: true }],
  ['carbon_monoxide', { kind: 'gas', activeWhen: true }],
  ['sos', { kind: 'panic', activeWhen: true }],
  ['battery_low', { kind: 'battery', activeWhen: true }],
]);

/** Actions of alarm keypads and help buttons that mean a call for help wherever they hang. */
const CALLS_FOR_HELP = ['emergency', 'panic', 'sos'];

/** What a topic below the base is: a device's state, one attribute of it, its availability, the bridge, or nothing. */
export type ZigbeeTopic =
  | { readonly is: 'state'; readonly device: string }
  | { readonly is: 'attribute'; readonly device: string; readonly name: string }
  | { readonly is: 'availability'; readonly device: string }
  | { readonly is: 'bridge-state' }
  | { readonly is: 'nothing' };

/** Reads a topic. Friendly names may hold blanks and slashes; commands (`/set`, `/get`) are no states. */
export function readZigbeeTopic(base: string, topic: string): ZigbeeTopic {
  const path = topic.slice(base.length + 1).split('/');
  const last = path.at(-1) ?? '';
  if (path[0] === 'bridge')
    return path.length === 2 && last === 'state' ? { is: 'bridge-state' } : { is: 'nothing' };
  if (path[0] === '' || path.includes('set') || path.includes('get')) return { is: 'nothing' };
  const device = clean(path.slice(0, -1).join('/'));
  if (path.length > 1 && last === 'availability') return { is: 'availability', device };
  if (path.length > 1 && (last === 'action' || CONDITIONS.has(last)))
    return { is: 'attribute', device, name: last };
  return { is: 'state', device: clean(path.join('/')) };
}

/**
 * Reads one message of Zigbee2MQTT. `topic` begins with `base` and a slash; `skip`: fields that a mapping reads.
 * Returns facts or a fault. Source: zigbee2mqtt.io, "MQTT topics and messages".
 */
export function decodeZigbee(
  base: string,
  topic: string,
  payload: Uint8Array,
  skip: readonly string[] = [],
): Result<readonly SourceFact[], SourceFault> {
  const place = readZigbeeTopic(base, topic);
  if (place.is === 'nothing') return ok([]);
  const source = place.is === 'bridge-state' ? base : `${base}/${place.device}`;
  const text = toText(payload);
  if (text === '') return ok([]);
  if (text === null)
    return fault({ source, says: 'A Zigbee2MQTT message is not UTF-8 text. Check what publishes there.' });
  if (place.is === 'bridge-state' || place.is === 'availability') {
    const online = onlineOf(text);
    return ok(online === null ? [] : [{ what: 'availability', source, online }]);
  }
  if (place.is === 'attribute') {
    const parsed = parseJson(text);
    return ok(factsOf(source, { [place.name]: parsed.ok ? parsed.value : text }, 'plain', skip));
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    // With `output: attribute` every field is a plain word below the device's topic.
    if (!/^[[{"]/.test(text.trim()) && topic.slice(base.length + 1).includes('/')) return ok([]);
    return fault({
      source,
      says: `A Zigbee2MQTT message ${parsed.fault}. Set output to json in Zigbee2MQTT.`,
    });
  }
  return ok(isObject(parsed.value) ? factsOf(source, parsed.value, 'json', skip) : []);
}

function factsOf(
  source: string,
  state: Readonly<Record<string, unknown>>,
  form: 'json' | 'plain',
  skip: readonly string[],
): readonly SourceFact[] {
  const battery = field(state, 'battery');
  const seen = field(state, 'last_seen');
  const when = { atMs: timeMs(seen), stamp: stampOf(seen) };
  const facts: SourceFact[] = [
    {
      what: 'alive',
      source,
      batteryPct: typeof battery === 'number' && battery >= 0 && battery <= 100 ? battery : null,
    },
  ];
  for (const [name, { kind, activeWhen }] of CONDITIONS) {
    const value = field(state, name);
    if (typeof value !== 'boolean' || skip.includes(name)) continue;
    facts.push({
      what: 'condition',
      source,
      kind,
      field: name,
      active: value === activeWhen,
      value: String(value),
      ...when,
    });
  }
  const action = textOf(field(state, 'action'));
  if (action !== null && !skip.includes('action'))
    facts.push({
      what: 'action',
      source,
      field: 'action',
      value: action,
      form,
      ...when,
      kind: CALLS_FOR_HELP.includes(action.toLowerCase()) ? 'panic' : null,
    });
  return facts;
}

/** A last-seen time names a report only when it is finer than a second: a door may open twice within one. */
function stampOf(seen: unknown): string | null {
  if (typeof seen === 'number') return timeMs(seen) !== null && seen > 1e11 ? String(seen) : null;
  return typeof seen === 'string' && /\.\d{3}/.test(seen) && timeMs(seen) !== null ? clean(seen, 40) : null;
}
