/** What an event is about, in words that no panel protocol owns. */
export const EVENT_KINDS = [
  'duress',
  'hold-up',
  'panic',
  'fire',
  'gas',
  'medical',
  'intrusion',
  'perimeter',
  'tamper',
  'water',
  'temperature',
  'power',
  'battery',
  'communication',
  'supervision',
  'technical-trouble',
  'opening',
  'closing',
  'bypass',
  'test',
  'access-granted',
  'access-denied',
  'door-forced',
  'door-held',
  'other',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** `active`: something began or still is; `restored`: it ended; `note`: it happened and needs no end. */
export type EventChange = 'active' | 'restored' | 'note';

/** What the number behind a code names. Doors, expanders and outputs count as zones. */
export type EventSubject = 'zone' | 'user' | 'none';

/** A panel's code in our words. `code` is the SIA code, or the three digits of a Contact ID event. */
export interface Meaning {
  readonly code: string;
  readonly known: boolean;
  readonly kind: EventKind;
  readonly change: EventChange;
  readonly concerns: EventSubject;
  readonly description: string;
}

/** A SIA DC-03 code: description, what its number names, kind, change. */
export type CodeRow = readonly [
  description: string,
  concerns: EventSubject,
  kind: EventKind,
  change: EventChange,
];

/** A Contact ID event: as CodeRow, with the way in which its qualifier changes it. */
export type ContactIdRow = readonly [
  description: string,
  concerns: EventSubject,
  kind: EventKind,
  change: 'state' | 'open-close' | 'close-open' | EventChange,
];
