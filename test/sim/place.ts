/** The post of the simulation: three zones with unlike settings, detectors, and sources that nobody mapped. */
import type { DeviceId, ZoneId } from '../../src/kernel/id.ts';
import type { ZoneSettings } from '../../src/modules/site/model.ts';
import type { Device, IncomingSignal, SignalKind } from '../../src/modules/technical/model.ts';

export interface SimZone {
  readonly id: string;
  readonly settings: ZoneSettings;
}

/** Where signals come from; `kinds`: what this place reports. */
export interface Place {
  readonly source: string;
  readonly point: string;
  readonly kinds: readonly SignalKind[];
  readonly protocol: IncomingSignal['protocol'];
  /** A panel numbers its messages; a machine gives each a key; a broker's sensor has neither. */
  readonly names: 'sequence' | 'key' | 'nothing';
  readonly timed: boolean;
}

export const zones: ReadonlyMap<string, SimZone> = new Map(
  [
    { id: 'zon_consular', settings: {} },
    {
      id: 'zon_gate',
      settings: { joinWithinS: 300, noteOnly: ['door-held'], priorityByKind: { tamper: 2 } },
    },
    { id: 'zon_store', settings: { joinWithinS: 0, priorityByKind: { intrusion: 1, opening: 4 } } },
  ].map((zone) => [zone.id, zone as SimZone]),
);

const panel = (account: string, point: string, ...kinds: SignalKind[]): Place => ({
  source: `dc09:${account}`,
  point,
  kinds,
  protocol: 'dc09',
  names: 'sequence',
  timed: account === '1002',
});

const mapped: readonly (readonly [zone: string | null, place: Place])[] = [
  ['zon_consular', panel('1001', '1', 'duress')],
  ['zon_consular', panel('1001', '2', 'duress', 'hold-up')],
  ['zon_consular', panel('1001', '3', 'intrusion', 'tamper', 'battery')],
  ['zon_consular', panel('1001', '4', 'intrusion', 'door-held', 'fire')],
  ['zon_consular', panel('1001', '5', 'perimeter', 'door-forced')],
  ['zon_gate', panel('1002', '1', 'door-held', 'door-forced', 'tamper')],
  ['zon_gate', panel('1002', '2', 'intrusion', 'person-seen', 'tamper')],
  ['zon_gate', panel('1002', '3', 'panic', 'access-denied', 'medical')],
  ['zon_store', panel('1002', '4', 'intrusion', 'temperature')],
  ['zon_store', panel('1002', '5', 'intrusion', 'opening', 'water')],
  [null, panel('1003', '1', 'gas', 'power')],
  [
    'zon_gate',
    {
      source: 'mqtt:frigate/gate',
      point: '',
      kinds: ['person-seen'],
      protocol: 'mqtt',
      names: 'nothing',
      timed: true,
    },
  ],
];

const strange: readonly Place[] = [
  panel('9001', '7', 'intrusion', 'fire'),
  panel('1001', '99', 'other', 'tamper'),
  {
    source: 'phone:usr_1',
    point: 'duress',
    kinds: ['duress'],
    protocol: 'phone',
    names: 'key',
    timed: false,
  },
  {
    source: 'machine:mch_1',
    point: 'pump',
    kinds: ['water', 'other'],
    protocol: 'http',
    names: 'key',
    timed: false,
  },
];

export const places: readonly Place[] = [...mapped.map(([, place]) => place), ...strange];

export const devices: ReadonlyMap<string, Device> = new Map(
  mapped.map(([zone, place], i) => [
    `${place.source}/${place.point}`,
    {
      id: `dev_${String(i + 1)}` as DeviceId,
      zoneId: zone as ZoneId | null,
      name: { en: `Device ${String(i + 1)}` },
      kind: 'other',
      source: place.source,
      point: place.point,
      position: null,
    } satisfies Device,
  ]),
);

/** As the service finds it: the point's own device, else one that stands for the whole source. */
export const deviceOf = (signal: Pick<IncomingSignal, 'source' | 'point'>): Device | null =>
  devices.get(`${signal.source}/${signal.point}`) ?? devices.get(`${signal.source}/`) ?? null;
