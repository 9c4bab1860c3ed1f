import { fault, ok, type Result } from '../../kernel/result.ts';
import { MAX_TOPIC, type SourceFact, type SourceFault } from './fact.ts';
import { decodeFrigate, frigateFilters } from './frigate.ts';
import { decodeMapped, type TopicMapping } from './mapping.ts';
import { clean } from './payload.ts';
import { matchesFilter } from './topic.ts';
import { decodeZigbee, readZigbeeTopic } from './zigbee2mqtt.ts';

/** A payload larger than this is refused. Frigate's and Zigbee2MQTT's states have about 2 KiB. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** What is listened to: the first level or levels of the topics of each Frigate and Zigbee2MQTT, and mappings. */
export interface SourceSettings {
  readonly frigateBases: readonly string[];
  readonly zigbeeBases: readonly string[];
  readonly mappings: readonly TopicMapping[];
}

export const DEFAULT_SOURCES: SourceSettings = {
  frigateBases: ['frigate'],
  zigbeeBases: ['zigbee2mqtt'],
  mappings: [],
};

/** Topic filters to subscribe to, each with the quality of service to ask for. */
export function filtersOf(settings: SourceSettings): ReadonlyMap<string, 0 | 1> {
  const filters = new Map<string, 0 | 1>();
  for (const base of settings.frigateBases) {
    for (const filter of frigateFilters(base).facts) filters.set(filter, 0);
    for (const filter of frigateFilters(base).sure) filters.set(filter, 1);
  }
  for (const base of settings.zigbeeBases) filters.set(`${base}/#`, 1);
  for (const mapping of settings.mappings) filters.set(mapping.topic, 1);
  return filters;
}

const below = (bases: readonly string[], topic: string): string | undefined =>
  bases.find((base) => topic.startsWith(`${base}/`));

/** True for topics that are known to carry lists, logs or pictures, whatever their size. */
function isChatter(settings: SourceSettings, topic: string): boolean {
  const base = below(settings.zigbeeBases, topic);
  return base !== undefined && readZigbeeTopic(base, topic).is === 'nothing';
}

/**
 * Reads one MQTT message: `topic` and `payload` as received. Never throws.
 * Returns facts (none for what has no meaning here) or a fault with the source and a sentence.
 */
export function decodeMessage(
  settings: SourceSettings,
  topic: string,
  payload: Uint8Array,
): Result<readonly SourceFact[], SourceFault> {
  if (topic.length > MAX_TOPIC)
    return fault({
      source: 'broker',
      says: `A topic is longer than ${MAX_TOPIC} characters and was not read.`,
    });
  const mapped = settings.mappings.filter((mapping) => matchesFilter(mapping.topic, topic));
  if (mapped.length === 0 && isChatter(settings, topic)) return ok([]);
  if (payload.length > MAX_PAYLOAD_BYTES)
    return fault({
      source: clean(topic, MAX_TOPIC),
      says: `A message is larger than ${MAX_PAYLOAD_BYTES / 1024} KiB and was not read.`,
    });
  const readings = mapped.map((mapping) => decodeMapped(mapping, topic, payload));
  const frigate = below(settings.frigateBases, topic);
  const zigbee = below(settings.zigbeeBases, topic);
  if (frigate !== undefined) readings.push(decodeFrigate(frigate, topic, payload));
  else if (zigbee !== undefined)
    readings.push(
      decodeZigbee(
        zigbee,
        topic,
        payload,
        mapped.flatMap((mapping) => mapping.value?.path ?? []),
      ),
    );
  const facts = readings.flatMap((reading) => (reading.ok ? reading.value : []));
  const wrong = readings.find((reading) => !reading.ok);
  // What one reading found is not given up for the fault of another.
  return wrong && facts.length === 0 ? wrong : ok(facts);
}
