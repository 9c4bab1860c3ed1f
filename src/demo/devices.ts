import type { DeviceId, PanelId, ZoneId } from '../kernel/id.ts';
import type { Device, Panel } from '../modules/technical/model.ts';
import { ground } from './ground.ts';

/** A panel with the key that the demo's own dialler uses. The key is invented and guards nothing. */
export interface DemoPanel extends Panel {
  /** Hex keys, 32, 48 or 64 digits; empty for a plain panel. */
  readonly keys: readonly string[];
  /** What this panel speaks. */
  readonly format: 'SIA' | 'CID';
}

const panel = (
  account: string,
  name: string,
  format: DemoPanel['format'],
  keys: readonly string[],
): DemoPanel => ({
  id: `pnl_${account}` as PanelId,
  account,
  name,
  format,
  keys,
  keyCount: keys.length,
  decimalLength: false,
  windowPastS: null,
  windowFutureS: null,
  windowApplies: 'encrypted',
  supervisionS: 300,
  enabled: true,
});

/** Chancery and consular, plain; perimeter and gates, plain; residence and CAA, AES-128. */
export const demoPanels: readonly DemoPanel[] = [
  panel('1001', 'Chancery and consular panel', 'CID', []),
  panel('1002', 'Perimeter and gates panel', 'CID', []),
  panel('1003', 'Residence and CAA panel', 'SIA', ['00112233445566778899aabbccddeeff']),
];

// The rows below are tables: one device a line, unformatted.
type Row = readonly [
  id: string,
  zone: string,
  kind: Device['kind'],
  source: string,
  point: string,
  en: string,
  ko: string,
  eastM: number,
  northM: number,
];

// prettier-ignore
const CONSULAR: readonly Row[] = [
  ['window-1', 'consular', 'duress-button', 'dc09:1001', 'user:1', 'Consular Window 1', '영사 창구 1번', 14, -29],
  ['window-2', 'consular', 'duress-button', 'dc09:1001', 'user:2', 'Consular Window 2', '영사 창구 2번', 19, -29],
  ['window-3', 'consular', 'duress-button', 'dc09:1001', 'user:3', 'Consular Window 3', '영사 창구 3번', 24, -29],
  ['consular-glass', 'consular', 'glass', 'dc09:1001', '4', 'Consular hall glass', '영사 대기실 유리', 28, -38],
  ['consular-office', 'consular', 'motion', 'dc09:1001', '5', 'Consular back office', '영사과 사무실', 38, -16],
  ['consular-smoke', 'consular', 'smoke', 'dc09:1001', '6', 'Consular hall smoke detector', '영사 대기실 연기감지기', 31, -27],
  ['vestibule', 'consular', 'door', 'dc09:1001', '7', 'Consular vestibule door', '영사과 전실 문', 29, -41],
  ['c07', 'consular', 'camera', 'mqtt:frigate/c07_window_3', '', 'C-07 Window 3', 'C-07 창구 3번', 24, -25],
  ['c08', 'consular', 'camera', 'mqtt:frigate/c08_consular_hall', '', 'C-08 Consular hall', 'C-08 영사 대기실', 36, -34],
];

// prettier-ignore
const CHANCERY: readonly Row[] = [
  ['generator-door', 'chancery-b1', 'door', 'dc09:1001', '11', 'Generator room door', '발전기실 문', -59, -10],
  ['generator-heat', 'chancery-b1', 'other', 'dc09:1001', '12', 'Generator room temperature', '발전기실 온도', -62, -6],
  ['ups', 'chancery-b1', 'power', 'dc09:1001', '13', 'UPS room mains', '무정전실 전원', -52, -16],
  ['boiler-gas', 'chancery-b1', 'other', 'dc09:1001', '14', 'Boiler room gas detector', '보일러실 가스감지기', -62, 6],
  ['b1-corridor', 'chancery-b1', 'motion', 'dc09:1001', '15', 'B1 corridor', '지하 1층 복도', -48, -4],
  ['b1-smoke', 'chancery-b1', 'smoke', 'dc09:1001', '16', 'B1 archive smoke detector', '지하 1층 문서고 연기감지기', -46, 8],
  ['pump-room', 'chancery-b1', 'other', 'mqtt:zigbee2mqtt/Pump Room Leak', '', 'Pump room leak sensor', '펌프실 누수감지기', -56, -20],
  ['post-one-panic', 'chancery-1f', 'duress-button', 'dc09:1001', '21', 'Post One desk panic button', '포스트 원 데스크 비상벨', -24, -19],
  ['main-door', 'chancery-1f', 'door', 'dc09:1001', '22', 'Chancery main door', '본관 정문', -24, -25],
  ['lobby-glass', 'chancery-1f', 'glass', 'dc09:1001', '23', 'Lobby glass', '로비 유리', -32, -24],
  ['smoke-3f', 'chancery-1f', 'smoke', 'dc09:1001', '24', 'Chancery 3F east smoke detector', '본관 3층 동편 연기감지기', -13, -12],
  ['stair-west', 'chancery-1f', 'motion', 'dc09:1001', '25', 'West stair', '서쪽 계단', -38, -12],
  ['repeater', 'chancery-1f', 'radio', 'dc09:1001', '26', 'Radio repeater, roof', '옥상 무전 중계기', -30, -6],
  ['c01', 'chancery-1f', 'camera', 'mqtt:frigate/c01_main_lobby', '', 'C-01 Main lobby', 'C-01 본관 로비', -20, -22],
  ['server-door', 'chancery-1f', 'contact', 'mqtt:zigbee2mqtt/Server Room Door', '', 'Server room door', '서버실 문', -16, -2],
];

// prettier-ignore
const OUTSIDE: readonly Row[] = [
  ['beam-1', 'north-wall', 'beam', 'dc09:1002', '1', 'North wall section 1 beam', '북쪽 담장 1구간 감지선', -75, 57],
  ['beam-2', 'north-wall', 'beam', 'dc09:1002', '2', 'North wall section 2 beam', '북쪽 담장 2구간 감지선', -51, 57],
  ['beam-3', 'north-wall', 'beam', 'dc09:1002', '3', 'North wall section 3 beam', '북쪽 담장 3구간 감지선', -27, 57],
  ['beam-4', 'north-wall', 'beam', 'dc09:1002', '4', 'North wall section 4 beam', '북쪽 담장 4구간 감지선', -3, 57],
  ['beam-5', 'north-wall', 'beam', 'dc09:1002', '5', 'North wall section 5 beam', '북쪽 담장 5구간 감지선', 45, 57],
  ['c11', 'north-wall', 'camera', 'mqtt:frigate/c11_north_wall', '', 'C-11 North wall', 'C-11 북쪽 담장', 18, 55],
  ['barrier', 'sally-port', 'barrier', 'dc09:1002', '11', 'Vehicle barrier', '차량 차단기', 78, -57],
  ['inner-gate', 'sally-port', 'contact', 'dc09:1002', '12', 'Sally port inner gate', '차량 검문소 안쪽 문', 78, -32],
  ['booth-duress', 'sally-port', 'duress-button', 'dc09:1002', 'user:13', 'Guard booth duress button', '경비 초소 비상벨', 73, -47],
  ['c14', 'sally-port', 'camera', 'mqtt:frigate/c14_sally_port', '', 'C-14 Vehicle sally port', 'C-14 차량 검문소', 84, -41],
  ['turnstile', 'service-gate', 'door', 'dc09:1002', '21', 'Service gate turnstile', '서비스 출입문 회전문', -88, -43],
  ['delivery-door', 'service-gate', 'door', 'dc09:1002', '22', 'Delivery door', '납품 출입문', -80, -34],
  ['c16', 'service-gate', 'camera', 'mqtt:frigate/c16_service_gate', '', 'C-16 Service gate', 'C-16 서비스 출입문', -85, -50],
  ['roller-door', 'warehouse-annex', 'door', 'dc09:1002', '31', 'Warehouse roller door', '창고 셔터', -27, 29],
  ['warehouse-motion', 'warehouse-annex', 'motion', 'dc09:1002', '32', 'Warehouse floor', '창고 내부', -24, 38],
  ['annex-door', 'warehouse-annex', 'contact', 'mqtt:zigbee2mqtt/Annex Back Door', '', 'Annex back door', '별관 뒷문', -68, 44],
];

// prettier-ignore
const RESIDENCE_AND_CAA: readonly Row[] = [
  ['study-duress', 'residence', 'duress-button', 'dc09:1003', '1', 'Residence study panic button', '관저 서재 비상벨', 58, 38],
  ['garden-door', 'residence', 'door', 'dc09:1003', '2', 'Residence garden door', '관저 정원 문', 34, 15],
  ['residence-floor', 'residence', 'motion', 'dc09:1003', '3', 'Residence ground floor', '관저 1층', 46, 28],
  ['kitchen-smoke', 'residence', 'smoke', 'dc09:1003', '4', 'Residence kitchen smoke detector', '관저 주방 연기감지기', 64, 20],
  ['cellar-window', 'residence', 'contact', 'mqtt:zigbee2mqtt/Residence Cellar Window', '', 'Residence cellar window', '관저 지하 창문', 24, 40],
  ['c21', 'residence', 'camera', 'mqtt:frigate/c21_residence_garden', '', 'C-21 Residence garden', 'C-21 관저 정원', 18, 12],
  ['caa-door', 'caa-entrance', 'door', 'dc09:1003', '11', 'CAA door', '통제구역 문', -24, 12],
  ['caa-reader', 'caa-entrance', 'door', 'dc09:1003', '12', 'CAA badge reader', '통제구역 카드 판독기', -21, 10],
];

/**
 * The 48 devices. Contact ID's duress names a user, not a zone: each button has a user's number. A point of `''` stands for everything that this one source says.
 */
export const demoDevices: readonly Device[] = [
  ...CONSULAR,
  ...CHANCERY,
  ...OUTSIDE,
  ...RESIDENCE_AND_CAA,
].map(([id, zone, kind, source, point, en, ko, eastM, northM]) => ({
  id: `dev_${id}` as DeviceId,
  zoneId: `zon_${zone}` as ZoneId,
  name: { en, ko },
  kind,
  source,
  point,
  position: ground(eastM, northM),
}));
