import type { SignalKind } from '../modules/technical/model.ts';
import type { Outcome } from '../modules/watch/model.ts';

/** When a source speaks: office hours, darkness, windy nights, or at any time. */
export type Rhythm = 'office' | 'night' | 'wind' | 'always';

/** How such an alarm usually ended, and what was written. */
export interface Ending {
  readonly weight: number;
  readonly outcome: Outcome;
  readonly cause: string;
  readonly finding: string;
}

/** One source of load: how often it speaks, when, and what it was. */
export interface HistorySource {
  readonly device: string;
  readonly kind: SignalKind;
  readonly weight: number;
  readonly rhythm: Rhythm;
  /** Half of the conditions end within so many seconds; null: the source never says that it ended. */
  readonly restoreS: number | null;
  /** How often somebody is sent, 0 to 1. */
  readonly sent: number;
  readonly endings: readonly Ending[];
}

const end = (weight: number, outcome: Outcome, cause: string, finding: string): Ending => ({
  weight,
  outcome,
  cause,
  finding,
});

const from = (
  device: string,
  kind: SignalKind,
  weight: number,
  rhythm: Rhythm,
  restoreS: number | null,
  sent: number,
  endings: readonly Ending[],
): HistorySource => ({ device, kind, weight, rhythm, restoreS, sent, endings });

const BUTTON = [
  end(5, 'test', 'planned-test', 'Weekly button test, announced on channel 3.'),
  end(3, 'false', 'user-error', 'Clerk touched the button with a knee. Challenge word correct.'),
  end(2, 'false', 'user-error', '청소 중 실수로 눌림. 확인 암호 일치.'),
];
const SMOKE = [
  end(4, 'false', 'environment', 'Dust from works nearby. Detector wiped and reset.'),
  end(3, 'test', 'maintenance', 'Fire contractor at work, detector by detector.'),
  end(2, 'false', 'equipment', 'Detector dirty. Work order written.'),
];
const KITCHEN = [
  end(4, 'false', 'environment', '주방 조리 연기. 불 없음, 환기함.'),
  end(2, 'false', 'environment', 'Toast. Window opened.'),
];
const WALL = [
  end(4, 'false', 'animal', 'Cat on the wall, seen on C-11.'),
  end(3, 'false', 'weather', 'Branches in the wind.'),
  end(2, 'unknown', 'nothing-found', '담장 안쪽 순찰, 이상 없음.'),
];
const DOOR = [
  end(5, 'false', 'user-error', 'Door wedged open during a delivery. Shut.'),
  end(3, 'false', 'user-error', '문을 끝까지 닫지 않음. 닫고 확인함.'),
  end(1, 'false', 'equipment', 'Closer weak. Work order written.'),
];
const BADGE = [
  end(5, 'false', 'user-error', 'Old badge. Sent to the badge office.'),
  end(3, 'false', 'user-error', '다른 층 카드 사용. 안내함.'),
  end(1, 'false', 'wrong-setting', 'Rights not yet set for a newcomer.'),
];
const MOTION = [
  end(4, 'false', 'user-error', 'Cleaner before the zone was unset.'),
  end(2, 'false', 'animal', 'Bird inside, let out.'),
  end(1, 'unknown', 'nothing-found', '두 명이 수색, 이상 없음.'),
];
const CAMERA = [
  end(4, 'false', 'environment', 'People waiting for the bus.'),
  end(3, 'unknown', 'nothing-found', 'Person gone when the camera was opened.'),
  end(2, 'false', 'environment', '외부 보행자, 통과함.'),
];
const FAULT = [
  end(4, 'false', 'equipment', 'Came back by itself. Technician told.'),
  end(2, 'test', 'maintenance', 'Technician at work, entered in the log.'),
  end(1, 'false', 'equipment', '전지 교체 완료.'),
];

/** Priority 1: nearly all are tests, mistakes and smoke from a kitchen. */
export const HIGH_SOURCES: readonly HistorySource[] = [
  from('window-1', 'duress', 3, 'office', 60, 0.5, BUTTON),
  from('window-2', 'duress', 3, 'office', 60, 0.5, BUTTON),
  from('window-3', 'duress', 2, 'office', 60, 0.5, BUTTON),
  from('booth-duress', 'duress', 2, 'always', 60, 0.6, BUTTON),
  from('study-duress', 'panic', 1, 'always', 60, 0.6, BUTTON),
  from('post-one-panic', 'panic', 1, 'always', 60, 0.3, BUTTON),
  from('kitchen-smoke', 'fire', 5, 'always', 200, 0.9, KITCHEN),
  from('consular-smoke', 'fire', 2, 'office', 240, 0.9, SMOKE),
  from('b1-smoke', 'fire', 2, 'office', 240, 0.9, SMOKE),
  from('smoke-3f', 'fire', 3, 'office', 240, 0.9, SMOKE),
  from('boiler-gas', 'gas', 1, 'always', 300, 0.9, FAULT),
];

/** Priority 2 beside the chattering beam. */
export const MEDIUM_SOURCES: readonly HistorySource[] = [
  from('beam-1', 'perimeter', 2, 'wind', 8, 0.6, WALL),
  from('beam-2', 'perimeter', 2, 'night', 8, 0.6, WALL),
  from('beam-3', 'perimeter', 2, 'night', 8, 0.6, WALL),
  from('beam-5', 'perimeter', 2, 'wind', 8, 0.6, WALL),
  from('warehouse-motion', 'intrusion', 2, 'night', 20, 0.9, MOTION),
  from('b1-corridor', 'intrusion', 1, 'night', 20, 0.9, MOTION),
  from('residence-floor', 'intrusion', 1, 'night', 20, 0.9, MOTION),
  from('server-door', 'intrusion', 1, 'night', 40, 0.9, MOTION),
  from('delivery-door', 'door-forced', 1, 'office', 40, 0.8, DOOR),
];

/** Priorities 3 and 4 beside the generator-room door: the daily noise. */
export const LOW_SOURCES: readonly HistorySource[] = [
  from('turnstile', 'door-held', 3, 'office', 90, 0.1, DOOR),
  from('delivery-door', 'door-held', 6, 'office', 200, 0.1, DOOR),
  from('vestibule', 'door-held', 3, 'office', 60, 0.05, DOOR),
  from('main-door', 'door-held', 3, 'office', 60, 0.05, DOOR),
  from('garden-door', 'door-held', 3, 'always', 120, 0.2, DOOR),
  from('roller-door', 'door-held', 3, 'office', 300, 0.1, DOOR),
  from('inner-gate', 'door-held', 3, 'always', 90, 0.1, DOOR),
  from('caa-door', 'door-held', 3, 'office', 60, 0.1, DOOR),
  from('stair-west', 'tamper', 2, 'office', 400, 0.2, FAULT),
  from('caa-reader', 'access-denied', 7, 'office', null, 0.02, BADGE),
  from('turnstile', 'access-denied', 4, 'office', null, 0.02, BADGE),
  from('main-door', 'access-denied', 4, 'office', null, 0.02, BADGE),
  from('vestibule', 'access-denied', 3, 'office', null, 0.02, BADGE),
  from('c11', 'person-seen', 3, 'night', 40, 0.2, CAMERA),
  from('c14', 'person-seen', 3, 'always', 40, 0.1, CAMERA),
  from('c16', 'person-seen', 5, 'always', 60, 0.1, CAMERA),
  from('c21', 'person-seen', 3, 'night', 40, 0.2, CAMERA),
  from('c08', 'person-seen', 2, 'night', 40, 0.3, CAMERA),
  from('warehouse-motion', 'tamper', 2, 'office', 500, 0.2, FAULT),
  from('lobby-glass', 'tamper', 1, 'office', 500, 0.2, FAULT),
  from('ups', 'power', 2, 'always', 400, 0.1, FAULT),
  from('repeater', 'power', 4, 'always', 600, 0.05, FAULT),
  from('repeater', 'communication', 3, 'always', 120, 0.02, FAULT),
  from('c14', 'supervision', 3, 'always', 90, 0.05, FAULT),
  from('c11', 'supervision', 2, 'always', 90, 0.05, FAULT),
  from('c01', 'supervision', 2, 'always', 90, 0.05, FAULT),
  from('annex-door', 'battery', 2, 'always', null, 0, FAULT),
  from('cellar-window', 'battery', 2, 'always', null, 0, FAULT),
  from('inner-gate', 'technical-trouble', 4, 'always', 300, 0.05, FAULT),
  from('barrier', 'technical-trouble', 5, 'always', 300, 0.1, FAULT),
  from('generator-heat', 'temperature', 5, 'always', 900, 0.1, FAULT),
  from('beam-3', 'battery', 3, 'always', 1200, 0, FAULT),
  from('beam-1', 'technical-trouble', 4, 'wind', 400, 0.05, FAULT),
  from('beam-5', 'technical-trouble', 4, 'wind', 400, 0.05, FAULT),
  from('b1-corridor', 'technical-trouble', 3, 'always', 300, 0.05, FAULT),
  from('consular-glass', 'tamper', 2, 'office', 500, 0.2, FAULT),
  from('c07', 'supervision', 3, 'always', 90, 0.05, FAULT),
  from('c21', 'supervision', 3, 'always', 90, 0.05, FAULT),
  from('residence-floor', 'battery', 4, 'always', 1200, 0, FAULT),
  from('server-door', 'battery', 2, 'always', null, 0, FAULT),
];

/** The two bad actors: a beam in the wind and a door that will not shut. */
export const BEAM_SOURCE = from('beam-4', 'perimeter', 1, 'wind', 9, 0.35, [
  end(6, 'false', 'weather', 'Wind, beam 4 again. Work order open since last month.'),
  end(3, 'false', 'equipment', '4구간 감지선 정렬 불량. 기술자에게 통보.'),
  end(1, 'unknown', 'nothing-found', 'Section walked, nothing found.'),
]);
export const DOOR_SOURCE = from('generator-door', 'door-held', 1, 'always', 120, 0.25, [
  end(5, 'false', 'equipment', 'Generator room door, closer too weak. Pushed shut.'),
  end(3, 'false', 'user-error', '발전기 점검 후 문이 덜 닫힘.'),
]);
