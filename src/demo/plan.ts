import type { PostId, ZoneId } from '../kernel/id.ts';
import type { PlanFeature, Post, Zone, ZoneSettings } from '../modules/site/model.ts';
import { ground, rectangle } from './ground.ts';

/** The fictional post of the demo: every name, number and place in it is invented. */
export const demoPost: Post = {
  id: 'pst_hanseong' as PostId,
  name: { en: 'Embassy Hanseong (demo)', ko: '한성 대사관 (데모)' },
  timeZone: 'Asia/Seoul',
  languages: ['en', 'ko'],
  demo: true,
  settings: { answerWithinS: [30, 90, 180, null], radioChannel: '3', watchPhone: '555-0100' },
};

const zone = (id: string, en: string, ko: string, area: Zone['area'], settings: ZoneSettings = {}): Zone => ({
  id: `zon_${id}` as ZoneId,
  name: { en, ko },
  area,
  settings,
});

/** The nine zones, in the order of the list on screen. */
export const demoZones: readonly Zone[] = [
  zone('consular', 'Consular', '영사과', rectangle(9, -41, 47, -10)),
  zone('chancery-b1', 'Chancery B1', '본관 지하 1층', rectangle(-66, -25, -40, 14)),
  zone('chancery-1f', 'Chancery 1F', '본관 1층', rectangle(-40, -25, -9, 5)),
  zone('north-wall', 'North wall', '북쪽 담장', rectangle(-90, 50, 90, 60), { joinWithinS: 60 }),
  zone('residence', 'Residence', '관저', rectangle(15, 8, 78, 48)),
  zone('sally-port', 'Sally port', '차량 검문소', rectangle(62, -60, 90, -28)),
  zone('service-gate', 'Service gate', '서비스 출입문', rectangle(-90, -56, -70, -30)),
  zone('warehouse-annex', 'Warehouse annex', '창고 별관', rectangle(-80, 27, -12, 47)),
  zone('caa-entrance', 'CAA entrance', '통제구역 입구', rectangle(-40, 5, -9, 14), {
    priorityByKind: { 'door-forced': 1 },
  }),
];

const feature = (
  kind: PlanFeature['kind'],
  id: string,
  en: string,
  ko: string,
  shape: PlanFeature['shape'],
): PlanFeature => ({ id: `pln_${id}`, kind, name: { en, ko }, shape });

const road = (id: string, from: [number, number], to: [number, number]): PlanFeature =>
  feature('road', id, '', '', [ground(...from), ground(...to)]);

/** West, south, east and north edges of each block of houses around the compound, in metres. */
const CITY_BLOCKS: readonly (readonly [number, number, number, number])[] = [
  [-250, 90, -172, 140],
  [-162, 96, -106, 140],
  [-86, 90, -6, 138],
  [12, 92, 92, 138],
  [112, 90, 168, 140],
  [180, 96, 250, 140],
  [-250, 18, -180, 72],
  [-168, 22, -108, 72],
  [112, 20, 172, 72],
  [184, 24, 250, 72],
  [-250, -58, -196, 0],
  [-182, -56, -108, -4],
  [112, -56, 158, 0],
  [170, -58, 250, -6],
  [-250, -124, -186, -78],
  [-172, -122, -108, -80],
  [-86, -122, -54, -78],
  [-40, -118, -6, -90],
  [14, -122, 60, -78],
  [70, -118, 92, -84],
  [112, -124, 176, -78],
  [188, -120, 250, -80],
];

/** The drawn compound, 180 m by 120 m, with the roads and nameless blocks around it. */
export const demoPlan: readonly PlanFeature[] = [
  ...CITY_BLOCKS.map((edges, i) => feature('block', `block-${i + 1}`, '', '', rectangle(...edges))),
  road('road-north', [-260, 150], [260, 150]),
  road('road-upper', [-260, 80], [260, 80]),
  road('road-west-side', [-260, 9], [-98, 9]),
  road('road-east-side', [100, 9], [260, 9]),
  road('road-south', [-260, -68], [260, -68]),
  road('road-far-south', [-260, -132], [260, -132]),
  road('road-west', [-98, -190], [-98, 190]),
  road('road-middle-north', [3, 80], [3, 190]),
  road('road-middle-south', [3, -190], [3, -68]),
  road('road-east', [101, -190], [101, 190]),
  feature('perimeter', 'perimeter', 'Perimeter', '외곽 담장', rectangle(-90, -60, 90, 60)),
  feature('building', 'annex', 'Annex', '별관', rectangle(-78, 29, -47, 45)),
  feature('building', 'warehouse', 'Warehouse', '창고', rectangle(-40, 29, -14, 45)),
  feature('building', 'residence', 'Residence', '관저', rectangle(21, 14, 71, 46)),
  feature('building', 'chancery', 'Chancery', '본관', rectangle(-66, -25, -9, 14)),
  feature('building', 'consular', 'Consular', '영사과', rectangle(9, -41, 47, -10)),
  feature('building', 'guard-booth', 'Guard booth', '경비 초소', rectangle(70, -50, 76, -44)),
  feature('gate', 'gate-1', 'Gate 1', '1번 출입문', [ground(3, -60)]),
  feature('gate', 'sally-port', 'Sally port', '차량 검문소', [ground(78, -60)]),
  feature('gate', 'service-gate', 'Service gate', '서비스 출입문', [ground(-90, -43)]),
  feature('label', 'label-north-wall', 'North wall', '북쪽 담장', [ground(-60, 55)]),
  feature('label', 'label-garden', 'Garden', '정원', [ground(0, 34)]),
  feature('label', 'label-bus-stop', 'Bus stop', '버스 정류장', [ground(-67, -73)]),
];
