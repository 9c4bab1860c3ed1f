import { fault, ok, type Result } from '../../kernel/result.ts';
import type { EventFact, ReviewFact, Severity, SourceFact, SourceFault } from './fact.ts';
import { clean, field, isObject, onlineOf, parseJson, textOf, textsOf, timeMs, toText } from './payload.ts';

type Decoded = Result<readonly SourceFact[], SourceFault>;

/** Topics below Frigate's prefix that are pictures or settings and never say that something happened. */
const NOT_FACTS = [
  'stats',
  'camera_activity',
  'onConnect',
  'restart',
  'notifications',
  'tracked_object_update',
];

/** What to subscribe to. Pictures (`<camera>/<label>/snapshot`) are left out: large, and nothing reads them. */
export const frigateFilters = (base: string) => ({
  sure: [`${base}/available`, `${base}/reviews`, `${base}/+/status/+`],
  facts: [`${base}/events`, `${base}/+/+`, `${base}/+/audio/+`],
});

/**
 * Reads one message of Frigate. `topic` begins with `base` and a slash; `payload` as received.
 * Returns facts (none for a topic of no interest) or a fault. Source: Frigate docs/integrations/mqtt.md.
 */
export function decodeFrigate(base: string, topic: string, payload: Uint8Array): Decoded {
  const path = topic.slice(base.length + 1).split('/');
  const [first = '', second, third] = path;
  if (path.length === 1) {
    if (first === 'available') return availability(base, payload);
    if (first === 'reviews') return json(base, 'review', payload, (body) => review(base, body));
    if (first === 'events') return json(base, 'event', payload, (body) => event(base, body));
    return ok([]);
  }
  if (NOT_FACTS.includes(first) || first === '') return ok([]);
  const text = toText(payload);
  if (text === null || text.length > 64) return ok([]);
  const camera = clean(first);
  const at = { source: `${base}/${camera}`, camera };
  if (path.length === 3 && second === 'status' && third === 'detect') {
    const online = onlineOf(text);
    return ok(online === null ? [] : [{ what: 'availability', source: at.source, online }]);
  }
  if (path.length === 3 && second === 'audio') return ok(audio(at, third ?? '', text));
  if (path.length !== 2 || second === undefined) return ok([]);
  if (second === 'motion')
    return ok(onOff(text) === null ? [] : [{ what: 'motion', ...at, on: text === 'ON' }]);
  return ok(
    /^\d{1,6}$/.test(text) ? [{ what: 'count', ...at, label: clean(second), count: Number(text) }] : [],
  );
}

function audio(at: { source: string; camera: string }, type: string, text: string): readonly SourceFact[] {
  if (type === 'dBFS' || type === 'rms') {
    const level = text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(level) ? [{ what: 'audio-level', ...at, level }] : [];
  }
  return onOff(text) === null ? [] : [{ what: 'audio', ...at, audioType: clean(type), on: text === 'ON' }];
}

const onOff = (text: string): boolean | null => (text === 'ON' ? true : text === 'OFF' ? false : null);

function availability(base: string, payload: Uint8Array): Decoded {
  const online = onlineOf(toText(payload) ?? '');
  if (online !== null) return ok([{ what: 'availability', source: base, online }]);
  // `stopped` is a deliberate shutdown; an empty payload clears a retained message.
  return ok(toText(payload) === 'stopped' ? [{ what: 'availability', source: base, online: false }] : []);
}

function json(
  base: string,
  name: string,
  payload: Uint8Array,
  read: (body: unknown) => SourceFact | null,
): Decoded {
  const text = toText(payload);
  if (text === '') return ok([]);
  const parsed = text === null ? fault('is not UTF-8 text') : parseJson(text);
  if (!parsed.ok)
    return fault({ source: base, says: `A Frigate ${name} ${parsed.fault}. Check the Frigate version.` });
  const fact = read(parsed.value);
  if (fact) return ok([fact]);
  return fault({
    source: base,
    says: `A Frigate ${name} lacks its id, camera or severity. Check the Frigate version.`,
  });
}

const severityOf = (value: unknown): Severity | null =>
  value === 'alert' || value === 'detection' ? value : null;

function review(base: string, body: unknown): ReviewFact | null {
  const after = field(body, 'after');
  const reviewId = textOf(field(after, 'id'));
  const camera = textOf(field(after, 'camera'));
  const severityNow = severityOf(field(after, 'severity'));
  if (reviewId === null || camera === null || severityNow === null) return null;
  const data = field(after, 'data');
  const endMs = timeMs(field(after, 'end_time'));
  return {
    what: 'review',
    source: `${base}/${camera}`,
    reviewId,
    camera,
    severityBefore: severityOf(field(field(body, 'before'), 'severity')),
    severityNow,
    ended: field(body, 'type') === 'end' || endMs !== null,
    startMs: timeMs(field(after, 'start_time')),
    endMs,
    detectionIds: textsOf(field(data, 'detections')),
    objects: textsOf(field(data, 'objects')),
    zones: textsOf(field(data, 'zones')),
    subLabels: textsOf(field(data, 'sub_labels')),
    audio: textsOf(field(data, 'audio')),
  };
}

/** `sub_label` is null, a name, `[name, score]` or `[]`, by version of Frigate. */
function subLabelOf(value: unknown): { subLabel: string | null; subLabelScore: number | null } {
  const [name, score] = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  return {
    subLabel: textOf(name),
    subLabelScore: typeof score === 'number' && Number.isFinite(score) ? score : null,
  };
}

function event(base: string, body: unknown): EventFact | null {
  const after = field(body, 'after');
  const eventId = textOf(field(after, 'id'));
  const camera = textOf(field(after, 'camera'));
  if (!isObject(after) || eventId === null || camera === null) return null;
  return {
    what: 'event',
    source: `${base}/${camera}`,
    eventId,
    camera,
    label: textOf(field(after, 'label')) ?? '',
    ...subLabelOf(field(after, 'sub_label')),
    ended: field(body, 'type') === 'end' || timeMs(field(after, 'end_time')) !== null,
  };
}
