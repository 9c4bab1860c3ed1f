import type { Position } from '../../kernel/geo.ts';
import type { DeviceId, PanelId, SignalId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';

/** What a signal is about, in our words. Panels, cameras and sensors are translated into these at the edge. */
export const SIGNAL_KINDS = [
  'duress',
  'hold-up',
  'panic',
  'fire',
  'gas',
  'medical',
  'intrusion',
  'perimeter',
  'person-seen',
  'tamper',
  'water',
  'temperature',
  'power',
  'battery',
  'communication',
  'supervision',
  'device-silent',
  'camera-offline',
  'technical-trouble',
  'unknown-panel',
  'opening',
  'closing',
  'bypass',
  'test',
  'access-granted',
  'access-denied',
  'door-forced',
  'door-held',
  'door-open',
  'unreadable',
  'other',
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** `active`: the condition began. `restored`: it ended. `note`: worth writing down only. */
export type SignalChange = 'active' | 'restored' | 'note';
export type Protocol = 'dc09' | 'mqtt' | 'http' | 'phone' | 'desk' | 'internal';

/** One report from one source, whatever the wire: the only shape that the rest of the house knows. */
export interface Signal {
  readonly id: SignalId;
  readonly protocol: Protocol;
  /** `dc09:1234`, `mqtt:zigbee2mqtt/Back Door`, `machine:<id>`, `phone:<user id>`, `desk:<seat>`, `internal`. */
  readonly source: string;
  /** Zone or point as the source names it, without leading zeros; `user:<n>` where the code concerns a user. */
  readonly point: string;
  readonly kind: SignalKind;
  readonly change: SignalChange;
  /** Whose number or card it was, where the point says something else: `user:3`, a card number. */
  readonly credential?: string;
  /** The code as sent, e.g. `BA`, `1130`, or a topic's field. */
  readonly code: string;
  readonly description: string;
  readonly text?: string;
  readonly partition?: string;
  readonly sequence?: string;
  readonly position?: Position;
  readonly mac?: string;
  /** A verification link the panel sent. Shown as text; never fetched by the server. */
  readonly link?: string;
  /** Protected by encryption that decrypted, or by a token or a session. */
  readonly authenticated: boolean;
  /** The source's own claim, or null. */
  readonly occurredAt: Instant | null;
  readonly receivedAt: Instant;
  /** Set on a repeat: the id of the signal that this repeats. */
  readonly repeatOf?: SignalId;
}

/** What a source hands to `receiveSignals`; the service gives id and time. */
export type IncomingSignal = Omit<Signal, 'id' | 'receivedAt' | 'repeatOf'>;

export const DEVICE_KINDS = [
  'contact',
  'motion',
  'duress-button',
  'smoke',
  'camera',
  'beam',
  'door',
  'barrier',
  'glass',
  'radio',
  'power',
  'other',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface Device {
  readonly id: DeviceId;
  readonly zoneId: ZoneId | null;
  readonly name: Names;
  readonly kind: DeviceKind;
  readonly source: string;
  readonly point: string;
  readonly position: Position | null;
  /** While it is pressed on purpose its signals open no alarm; absent when not in test. */
  readonly test?: { readonly from: Instant; readonly until: Instant };
  /** When a signal last came in during a test; absent when never. */
  readonly testedAt?: Instant;
  /** Seconds within which it must be heard; 0: never watched; absent: as its kind is watched. */
  readonly heartbeatS?: number;
}

/** Seconds within which devices of a kind must be heard; kinds left out are not watched. */
export type HeartbeatByKind = Readonly<Partial<Record<DeviceKind, number>>>;

/** A minute at least: the link behind which a device stands is missed sooner than the device itself. */
export const HEARTBEAT_S = { least: 60, most: 30 * 86_400, leastOfZone: 3_600 } as const;

/**
 * Within how many seconds a device must be heard, or null: not watched. A zone of an alarm panel speaks only
 * when something happens, so it is watched only where somebody said so for that very zone.
 */
export function heartbeatOf(
  device: Pick<Device, 'heartbeatS' | 'kind' | 'source'>,
  byKind: HeartbeatByKind,
): number | null {
  if (device.heartbeatS !== undefined) return device.heartbeatS === 0 ? null : device.heartbeatS;
  return device.source.startsWith('dc09:') ? null : (byKind[device.kind] ?? null);
}

/** How one device is doing, kept in memory like the state of sources (ADR 0008). */
export interface DeviceState {
  readonly deviceId: DeviceId;
  /** Null: not since the server started. */
  readonly lastHeardAt: Instant | null;
  /** Within how many seconds it must be heard; null: not watched. */
  readonly heartbeatS: number | null;
  readonly silent: boolean;
  /** The lost link or the group that speaks for it, as people call it; null: it speaks for itself. */
  readonly behind: string | null;
}

/** A test window: long enough to walk to the button and back. */
export const DEVICE_TEST_MS = 10 * 60_000;

/** Is the device being tested at this instant? */
export const inTest = (device: Pick<Device, 'test'>, at: Instant): boolean =>
  device.test !== undefined && at >= device.test.from && at < device.test.until;

/**
 * Source and point as signals carry them, so that what a person typed meets what a panel sends: accounts in
 * capitals, DC-09 zones without leading zeros.
 */
export function placeAsSent(source: string, point: string): { source: string; point: string } {
  const [s, p] = [source.trim(), point.trim()];
  const account = /^dc09:(.+)$/i.exec(s)?.[1];
  if (account === undefined) return { source: s, point: p };
  return {
    source: `dc09:${account.trim().toUpperCase()}`,
    point: p.replace(/^0+(?=.)/, '').replace(/^0$/, ''),
  };
}

/** An alarm panel's account and how strictly it is read. */
export interface Panel {
  readonly id: PanelId;
  readonly account: string;
  readonly name: string;
  /** Keys are write-only: the API says how many there are, never what they are. */
  readonly keyCount: number;
  readonly decimalLength: boolean;
  /** Seconds the panel's timestamp may lie behind or ahead; null: not judged. */
  readonly windowPastS: number | null;
  readonly windowFutureS: number | null;
  /** Judge the timestamp of encrypted frames only (default), or of every frame that has one. */
  readonly windowApplies: 'encrypted' | 'all';
  /** Alarm when nothing was heard for so long; null: not supervised. */
  readonly supervisionS: number | null;
  readonly enabled: boolean;
}

/** How one source is doing, kept in memory and shown in the bar and on Devices and links. */
export interface SourceState {
  readonly source: string;
  readonly name: string;
  readonly state: 'live' | 'lost' | 'quiet' | 'unknown';
  readonly lastHeardAt: Instant | null;
  readonly faults: number;
  readonly lastFault: string | null;
}

export const technicalRefusals = catalogue({
  'panel-unknown': { status: 404, says: 'There is no such panel. Reload the list of panels.' },
  'panel-account-taken': {
    status: 409,
    says: 'A panel with this account number exists already. Change that one instead.',
  },
  'panel-account-malformed': {
    status: 422,
    says: 'An account number has 3 to 16 letters or digits. Copy it from the panel.',
  },
  'panel-key-malformed': {
    status: 422,
    says: 'A key has 32, 48 or 64 hex digits, or 16, 24 or 32 characters. Copy it from the panel.',
  },
  'device-unknown': { status: 404, says: 'There is no such device. Reload the list of devices.' },
  'device-place-taken': {
    status: 409,
    says: 'Another device has this source and point already. Change that one instead.',
  },
  'device-zone-unknown': {
    status: 422,
    says: 'There is no such zone. Add the zone first, or choose another.',
  },
  'device-in-use': {
    status: 409,
    says: 'Alarms name this device, so it stays in the record. Give it another name or another place instead.',
  },
  'device-source-malformed': {
    status: 422,
    says: 'A source has its kind and a colon in front, like dc09:1234 or mqtt:zigbee2mqtt/Back Door.',
  },
  'heartbeat-too-short': {
    status: 422,
    says: 'A zone of an alarm panel speaks only when something happens. Give it an hour or more, or supervise the panel.',
  },
  'devices-full': { status: 409, says: 'The post has as many devices as it can hold. Remove one first.' },
  'intake-full': {
    status: 503,
    says: 'Too many signals are waiting to be written. Send this one again in a few seconds.',
  },
  'intake-no-space': {
    status: 503,
    says: 'The disk is full, so the signal was not kept. Free space on the server, then send it again.',
  },
  'intake-down': {
    status: 503,
    says: 'The database does not answer, so the signal was not kept. Send it again.',
  },
});
