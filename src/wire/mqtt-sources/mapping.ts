import { fault, ok, type Result } from '../../kernel/result.ts';
import { MAX_TEXT, MAX_TOPIC, type SourceFact, type SourceFault } from './fact.ts';
import { clean, field, isObject, parseJson, timeMs, toText } from './payload.ts';
import { filterProblem } from './topic.ts';

/** Rows read of a mapping file. */
export const MAX_MAPPINGS = 500;

/** How one topic is read: which value means active, which restored. No `value`: each message is one event. */
export interface TopicMapping {
  /** Topic filter; `+` and `#` as in MQTT. */
  readonly topic: string;
  readonly kind: string;
  readonly value?: {
    /** Field of the JSON payload, deeper ones with dots; absent: the whole payload as text. */
    readonly path?: string;
    readonly active: readonly string[];
    /** Absent together with `momentary` false: any other value makes the next active one count again. */
    readonly restored: readonly string[];
  };
  /** Each message with an active value is an event of its own, such as a press of a button. */
  readonly momentary: boolean;
}

type Reading = Result<TopicMapping, readonly string[]>;

/**
 * Reads the mapping file. `text`: a JSON list of rows; `kinds`: the signal kinds that exist.
 * Returns all rows, or every fault as a sentence that names its row (the first row is 1).
 */
export function parseMappings(
  text: string,
  kinds: readonly string[],
): Result<readonly TopicMapping[], readonly string[]> {
  const parsed = parseJson(text);
  if (!parsed.ok) return fault(['The mapping file is not valid JSON. Correct it, or remove it.']);
  if (!Array.isArray(parsed.value))
    return fault(['The mapping file is not a list. Put its rows between [ and ].']);
  if (parsed.value.length > MAX_MAPPINGS)
    return fault([
      `The mapping file has more than ${MAX_MAPPINGS} rows. Use + and # in topics to need fewer.`,
    ]);
  const rows = parsed.value.map((row: unknown, i) => readRow(row, i + 1, kinds));
  const wrong = rows.flatMap((row) => (row.ok ? [] : row.fault));
  return wrong.length > 0 ? fault(wrong) : ok(rows.flatMap((row) => (row.ok ? [row.value] : [])));
}

function readRow(row: unknown, number: number, kinds: readonly string[]): Reading {
  const wrong: string[] = [];
  const say = (sentence: string): void => void wrong.push(`Row ${number}: ${sentence}`);
  if (!isObject(row)) return fault([`Row ${number}: is not an object. Write { "topic": ..., "kind": ... }.`]);
  const known = ['topic', 'kind', 'value', 'momentary'];
  for (const name of Object.keys(row))
    if (!known.includes(name)) say(`"${clean(name, 40)}" is not known. Use ${known.join(', ')}.`);
  const topic = field(row, 'topic');
  const kind = field(row, 'kind');
  const momentary = field(row, 'momentary');
  if (typeof topic !== 'string' || topic.length > MAX_TOPIC)
    say(`"topic" is not a text of 1 to ${MAX_TOPIC} characters.`);
  else if (filterProblem(topic) !== null) say(`the topic "${clean(topic, 80)}" ${filterProblem(topic)}.`);
  if (typeof kind !== 'string' || !kinds.includes(kind)) say(`"kind" is not one of ${kinds.join(', ')}.`);
  if (momentary !== undefined && typeof momentary !== 'boolean')
    say('"momentary" is neither true nor false.');
  const value = readValue(field(row, 'value'), say);
  if (wrong.length > 0) return fault(wrong);
  const isAction = value?.path?.split('.').at(-1) === 'action' && value.restored.length === 0;
  return ok({
    topic: topic as string,
    kind: kind as string,
    ...(value ? { value } : {}),
    momentary: typeof momentary === 'boolean' ? momentary || value === null : value === null || isAction,
  });
}

function readValue(
  value: unknown,
  say: (sentence: string) => void,
): NonNullable<TopicMapping['value']> | null {
  if (value === undefined) return null;
  if (!isObject(value)) {
    say('"value" is not an object. Write { "path": ..., "active": ..., "restored": ... }.');
    return null;
  }
  for (const name of Object.keys(value))
    if (!['path', 'active', 'restored'].includes(name))
      say(`"value.${clean(name, 40)}" is not known. Use path, active, restored.`);
  const path = field(value, 'path');
  const active = wordsOf(field(value, 'active'));
  const restored = field(value, 'restored') === undefined ? [] : wordsOf(field(value, 'restored'));
  if (path !== undefined && (typeof path !== 'string' || path === '' || path.length > MAX_TEXT))
    say(`"value.path" is not a text of 1 to ${MAX_TEXT} characters.`);
  if (active === null || active.length === 0)
    say('"value.active" names no value. Give a text, number, true, false, or a list of them.');
  if (restored === null) say('"value.restored" is not a text, number, true, false, or a list of them.');
  if (active?.some((word) => restored?.includes(word)))
    say('a value stands in both "active" and "restored". Take it out of one.');
  return { ...(typeof path === 'string' ? { path } : {}), active: active ?? [], restored: restored ?? [] };
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function wordsOf(value: unknown): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length <= 50 && list.every(isScalar) ? list.map(String) : null;
}

/** Reads one message by one mapping. Returns facts (none when its field is absent) or a fault. */
export function decodeMapped(
  mapping: TopicMapping,
  topic: string,
  payload: Uint8Array,
): Result<readonly SourceFact[], SourceFault> {
  const source = clean(topic, MAX_TOPIC);
  const text = toText(payload);
  if (text === '') return ok([]);
  const { value, kind, momentary } = mapping;
  const alive: SourceFact = { what: 'alive', source, batteryPct: null };
  const action = (name: string, word: string, atMs: number | null): SourceFact => ({
    what: 'action',
    source,
    kind,
    field: name,
    value: clean(word),
    form: 'json',
    atMs,
    stamp: null,
  });
  if (value === undefined) return ok([alive, action('', clean(text ?? 'binary', 80), null)]);
  if (text === null)
    return fault({ source, says: 'A mapped message is not UTF-8 text. Check what publishes there.' });
  let word: unknown = text.trim();
  let atMs: number | null = null;
  if (value.path !== undefined) {
    const parsed = parseJson(text);
    if (!parsed.ok)
      return fault({
        source,
        says: `A mapped message ${parsed.fault}. Remove "path" from its row, or correct what publishes there.`,
      });
    word = value.path.split('.').reduce(step, parsed.value);
    atMs = timeMs(field(parsed.value, 'last_seen') ?? field(parsed.value, 'timestamp'));
  }
  if (!isScalar(word)) return ok([alive]);
  const name = value.path ?? '';
  const said = String(word);
  const isActive = value.active.includes(said);
  if (momentary) return ok(isActive ? [alive, action(name, said, atMs)] : [alive]);
  if (isActive || value.restored.includes(said))
    return ok([
      alive,
      {
        what: 'condition',
        source,
        kind,
        field: name,
        active: isActive,
        value: clean(said),
        atMs,
        stamp: null,
      },
    ]);
  return ok(value.restored.length === 0 ? [alive, { what: 'neutral', source, field: name }] : [alive]);
}

function step(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d{1,4}$/.test(name) ? (value[Number(name)] as unknown) : undefined;
  return field(value, name);
}
