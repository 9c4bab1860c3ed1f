/**
 * From facts to changes: what is new, and what is only said again.
 *
 * A condition is unknown, normal or active. A live message that makes it active or normal is a change; the same
 * state again is none. A retained message says how things stood before we listened: it sets an unknown condition
 * without a change, ends an active one, and is written down as a note where it contradicts what was known.
 * A review is new, alerted, then ended: one change at most at each step, however many updates come.
 *
 * `plan` changes nothing; `commit` does, and is called when the changes are on disk. So a message that was not
 * kept is judged the same way when it comes again.
 */
import type { ActionFact, ConditionFact, ReviewFact, SourceFact } from './fact.ts';

/** Conditions remembered; past that the oldest is forgotten and its next active report counts as new. */
export const MAX_CONDITIONS = 20_000;
/** Reviews remembered; keys by content keep an older one from opening twice. */
export const MAX_REVIEWS = 5_000;
/** Sources whose last action is remembered. */
const MAX_ACTIONS = 2_000;
/** Within so long the same action on the other form of topic is the same press. */
const SAME_PRESS_MS = 2_000;

export interface Change {
  readonly source: string;
  /** One of the house's signal kinds. */
  readonly kind: string;
  readonly change: 'active' | 'restored' | 'note';
  /** The field or word as sent. */
  readonly code: string;
  readonly description: string;
  readonly text: string;
  readonly atMs: number | null;
  /** Names this change among all of its source for ever, or null where the source gives no name. */
  readonly key: string | null;
}

export interface Plan {
  readonly changes: readonly Change[];
  commit(): void;
}

export interface ChangeTracker {
  /** What a message's facts mean now. `retained`: the broker kept it from before; `nowMs`: monotonic ms. */
  plan(facts: readonly SourceFact[], retained: boolean, nowMs: number): Plan;
}

interface Condition {
  readonly source: string;
  readonly kind: string;
  readonly active: boolean;
}
type ReviewState = 'alerted' | 'ended';
interface Press {
  readonly value: string;
  readonly form: 'json' | 'plain';
  readonly atMs: number;
}

/** A map that forgets its oldest entry at `max`. */
function boundedMap<V>(max: number) {
  const map = new Map<string, V>();
  return {
    get: (key: string): V | undefined => map.get(key),
    values: () => map.values(),
    set(key: string, value: V): void {
      map.delete(key);
      map.set(key, value);
      if (map.size <= max) return;
      const oldest = map.keys().next();
      if (!oldest.done) map.delete(oldest.value);
    },
  };
}

const SAYS: Readonly<Record<string, readonly [active: string, normal: string]>> = {
  contact: ['Open', 'Closed'],
  occupancy: ['Movement', 'No movement'],
  presence: ['Presence', 'No presence'],
  vibration: ['Vibration', 'No vibration'],
  tamper: ['Tamper', 'Tamper ended'],
  water_leak: ['Water leak', 'Water leak ended'],
  smoke: ['Smoke', 'Smoke ended'],
  gas: ['Gas', 'Gas ended'],
  carbon_monoxide: ['Carbon monoxide', 'Carbon monoxide ended'],
  sos: ['Call for help', 'Call for help ended'],
  battery_low: ['Battery low', 'Battery in order'],
};

/** `activeAtStart`: sources and kinds of alarms that were still active when this process began. */
export function createChangeTracker(
  activeAtStart: readonly { readonly source: string; readonly kind: string }[] = [],
): ChangeTracker {
  const conditions = boundedMap<Condition>(MAX_CONDITIONS);
  const reviews = boundedMap<ReviewState>(MAX_REVIEWS);
  const presses = boundedMap<Press>(MAX_ACTIONS);
  const seeds = new Set(activeAtStart.map((alarm) => `${alarm.kind} ${alarm.source}`));

  /** The same kind is still active there by another field, e.g. gas and carbon monoxide. */
  function otherActive(fact: ConditionFact, next: ReadonlyMap<string, Condition>): boolean {
    for (const field of SIBLINGS.get(fact.kind) ?? []) {
      const key = `${field} ${fact.source}`;
      if (field !== fact.field && (next.get(key) ?? conditions.get(key))?.active === true) return true;
    }
    return false;
  }

  function condition(fact: ConditionFact, retained: boolean, next: Map<string, Condition>): Change | null {
    const key = `${fact.field} ${fact.source}`;
    const known = next.get(key) ?? conditions.get(key);
    const before = known?.active ?? (seeds.has(`${fact.kind} ${fact.source}`) ? true : undefined);
    next.set(key, { source: fact.source, kind: fact.kind, active: fact.active });
    if (before === fact.active || (before === undefined && (retained || !fact.active))) return null;
    if (!fact.active && otherActive(fact, next)) return null;
    const says = SAYS[fact.field]?.[fact.active ? 0 : 1] ?? `${fact.field} ${fact.value}`.trim();
    return {
      source: fact.source,
      kind: fact.kind,
      change: !fact.active ? 'restored' : retained ? 'note' : 'active',
      code: fact.field === '' ? fact.value : fact.field,
      description: says,
      text:
        retained && fact.active
          ? 'Found so when the broker was reached again'
          : `${fact.field} ${fact.value}`.trim(),
      atMs: fact.atMs,
      key: fact.stamp === null ? null : `${fact.field}/${fact.value}/${fact.stamp}`,
    };
  }

  function action(fact: ActionFact, nowMs: number): Change | null {
    const last = presses.get(fact.source);
    if (last && last.form !== fact.form && last.value === fact.value && nowMs - last.atMs < SAME_PRESS_MS)
      return null;
    return {
      source: fact.source,
      kind: fact.kind ?? 'other',
      change: fact.kind === null ? 'note' : 'active',
      code: fact.value,
      description: fact.field === 'action' ? 'Button' : 'Message',
      text: `${fact.field} ${fact.value}`.trim(),
      atMs: fact.atMs,
      key: fact.stamp === null ? null : `${fact.field}/${fact.value}/${fact.stamp}/${fact.form}`,
    };
  }

  function review(fact: ReviewFact, next: Map<string, ReviewState>): readonly Change[] {
    const known = next.get(fact.reviewId) ?? reviews.get(fact.reviewId);
    if (known === 'ended') return [];
    const alerted = known === 'alerted';
    const alertsNow = fact.severityNow === 'alert' && !alerted;
    if (fact.ended) next.set(fact.reviewId, 'ended');
    else if (alertsNow) next.set(fact.reviewId, 'alerted');
    const changes: Change[] = [];
    // An alert that is first heard of at its end still was one: it is raised, then restored.
    if (alertsNow) changes.push(reviewChange(fact, 'active'));
    if (fact.ended && (alerted || alertsNow)) changes.push(reviewChange(fact, 'restored'));
    return changes;
  }

  return {
    plan(facts, retained, nowMs) {
      const next = {
        conditions: new Map<string, Condition>(),
        reviews: new Map<string, ReviewState>(),
        presses: new Map<string, Press>(),
      };
      const changes: Change[] = [];
      for (const fact of facts) {
        if (fact.what === 'condition') {
          const change = condition(fact, retained, next.conditions);
          if (change) changes.push(change);
        } else if (fact.what === 'neutral') {
          next.conditions.set(`${fact.field} ${fact.source}`, {
            source: fact.source,
            kind: '',
            active: false,
          });
        } else if (fact.what === 'action' && !retained) {
          const change = action(fact, nowMs);
          next.presses.set(fact.source, { value: fact.value, form: fact.form, atMs: nowMs });
          if (change) changes.push(change);
        } else if (fact.what === 'review' && !retained) changes.push(...review(fact, next.reviews));
      }
      return {
        changes,
        commit() {
          for (const [key, value] of next.conditions) {
            conditions.set(key, value);
            seeds.delete(`${value.kind} ${value.source}`);
          }
          for (const [key, value] of next.reviews) reviews.set(key, value);
          for (const [key, value] of next.presses) presses.set(key, value);
        },
      };
    },
  };
}

/** Fields of one device that mean the same kind: its alarm is over when all of them are. */
const SIBLINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['gas', ['gas', 'carbon_monoxide']],
  ['intrusion', ['occupancy', 'presence', 'vibration']],
]);

function reviewChange(fact: ReviewFact, change: 'active' | 'restored'): Change {
  const parts = [
    fact.objects.join(', '),
    fact.zones.join(', '),
    fact.subLabels.join(', '),
    fact.audio.join(', '),
  ];
  const text = parts.filter((part) => part !== '').join(' · ');
  return {
    source: fact.source,
    kind: 'person-seen',
    change,
    code: change === 'active' ? 'alert' : 'end',
    description: change === 'active' ? 'Camera alert' : 'Camera alert ended',
    text: text.slice(0, 400),
    atMs: change === 'active' ? fact.startMs : fact.endMs,
    key: `${fact.reviewId}/${change === 'active' ? 'alert' : 'end'}`,
  };
}
