/** Longest topic that is read; a longer one is refused. */
export const MAX_TOPIC = 256;
/** Longest piece of foreign text that is kept. */
export const MAX_TEXT = 200;
/** Entries read of a list in a payload (objects, zones, names). */
export const MAX_LIST = 32;

export type Severity = 'alert' | 'detection';

/** A state with two sides that lasts until it is said to have ended: a door, a leak, a low battery. */
export interface ConditionFact {
  readonly what: 'condition';
  readonly source: string;
  /** Word for what the condition means; one of the house's signal kinds. */
  readonly kind: string;
  /** The field of the payload, e.g. `contact`; tells conditions of one source apart. */
  readonly field: string;
  readonly active: boolean;
  readonly value: string;
  readonly atMs: number | null;
  /** Names this very report among all of the source, or null where the payload carries nothing of the kind. */
  readonly stamp: string | null;
}

/** Something that happened and has no end: a button was pressed. `kind` null: worth a note only. */
export interface ActionFact {
  readonly what: 'action';
  readonly source: string;
  readonly kind: string | null;
  readonly field: string;
  readonly value: string;
  /** Zigbee2MQTT may publish one press twice: inside the device's JSON and on a topic of its own. */
  readonly form: 'json' | 'plain';
  readonly atMs: number | null;
  readonly stamp: string | null;
}

/** A mapped value that is neither the active nor the restored one: the next active one counts again. */
export interface NeutralFact {
  readonly what: 'neutral';
  readonly source: string;
  readonly field: string;
}

/** One state of a Frigate review item; many arrive for one id. Times in ms since 1970 UTC. */
export interface ReviewFact {
  readonly what: 'review';
  readonly source: string;
  readonly reviewId: string;
  readonly camera: string;
  readonly severityBefore: Severity | null;
  readonly severityNow: Severity;
  readonly ended: boolean;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly detectionIds: readonly string[];
  readonly objects: readonly string[];
  readonly zones: readonly string[];
  readonly subLabels: readonly string[];
  readonly audio: readonly string[];
}

/** One state of a tracked object of Frigate. */
export interface EventFact {
  readonly what: 'event';
  readonly source: string;
  readonly eventId: string;
  readonly camera: string;
  readonly label: string;
  readonly subLabel: string | null;
  readonly subLabelScore: number | null;
  readonly ended: boolean;
}

export interface AvailabilityFact {
  readonly what: 'availability';
  readonly source: string;
  readonly online: boolean;
}

/** What a camera says between reviews; kept as signs of life. */
export type CameraFact = { readonly source: string; readonly camera: string } & (
  | { readonly what: 'count'; readonly label: string; readonly count: number }
  | { readonly what: 'motion'; readonly on: boolean }
  | { readonly what: 'audio'; readonly audioType: string; readonly on: boolean }
  | { readonly what: 'audio-level'; readonly level: number }
);

/** The device spoke. `batteryPct` where it said so. */
export interface AliveFact {
  readonly what: 'alive';
  readonly source: string;
  readonly batteryPct: number | null;
}

export type SourceFact =
  | ConditionFact
  | ActionFact
  | NeutralFact
  | ReviewFact
  | EventFact
  | AvailabilityFact
  | CameraFact
  | AliveFact;

/** A payload that could not be read: whose it was and a sentence for the technician. */
export interface SourceFault {
  readonly source: string;
  readonly says: string;
}
