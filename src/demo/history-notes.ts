import type { UserId } from '../kernel/id.ts';
import type { Chance } from './chance.ts';
import type { HistoryNote, HistorySession } from './history-model.ts';
import { atLocal, localDay } from './local-time.ts';
import { demoOffice, demoPeople } from './people.ts';

const WATCH = demoOffice.filter((one) => one.role === 'watch-officer');
const SHIFT_STARTS = [6, 14, 22] as const;

/** The watch officer who sits at the desk at `atMs`: three shifts a day, from 06:00, in turns. */
export function onWatch(atMs: number): UserId {
  const shift = Math.floor((atMs - atLocal(0, 6)) / (8 * 3_600_000));
  const found = WATCH[shift % WATCH.length];
  if (!found) throw new RangeError('nobody is on watch');
  return found.id;
}

const language = (id: UserId) => demoPeople.find((one) => one.id === id)?.language ?? 'en';

const RADIO_CHECKS = {
  en: [
    'Radio check: 8 of 8 stations answered.',
    'Radio check: all stations clear.',
    'Radio check: 7 of 8 stations answered. Post 4 on the second call.',
    'Radio check: 7 of 8 stations answered. Rover 3 in B1, weak.',
  ],
  ko: [
    '무전 점검: 8개소 모두 응답.',
    '무전 점검: 전 초소 이상 없음.',
    '무전 점검: 8개소 중 7개소 응답. 4초소는 두 번째 호출에 응답.',
  ],
} as const;

const PATROLS = {
  en: [
    'Rover 1: north wall walked, nothing to report.',
    'Rover 2: consular hall checked and locked.',
    'Residence patrol: round done, garden lights on.',
    'Rover 3: lamp out behind the annex. Work order written.',
    'Gate 1: two visitors left, badges returned.',
    'Vehicle 1: once round the block, nothing to report.',
    'Service gate: catering van in at Gate 2, searched, clear.',
    'Post 4: grey van parked opposite for 20 min, then gone.',
    'Marine Post One: container checks done, all closed.',
  ],
  ko: [
    '순찰 1: 북쪽 담장 이상 없음.',
    '순찰 2: 영사과 점검 후 잠금.',
    '관저 순찰: 이상 없음, 정원등 켜짐.',
    '순찰 3: 별관 뒤 전등 고장, 작업 요청함.',
    '1번 출입문: 방문객 두 명 퇴장, 출입증 회수.',
    '서비스 출입문: 택배 차량 검색 후 통과.',
    '4초소: 건너편 회색 승합차 20분 정차 후 출발.',
  ],
} as const;

const RELIEFS = {
  en: [
    'Relief complete. Keys and radios counted, all there.',
    'Relief complete. Watch out for beam 4 when the wind rises.',
    'Relief complete. Generator room door still does not shut by itself.',
  ],
  ko: [
    '교대 완료. 열쇠와 무전기 수량 이상 없음.',
    '교대 완료. 바람이 불면 4구간 감지선에 주의.',
    '교대 완료. 발전기실 문 자동 닫힘 불량 계속.',
  ],
} as const;

/** Radio checks by the hour, patrols, reliefs and sign-ons from `startMs` to `endMs`, in time order. */
export function makeNotes(chance: Chance, startMs: number, endMs: number): (HistoryNote | HistorySession)[] {
  const lines: (HistoryNote | HistorySession)[] = [];
  const note = (atMs: number, from: { en: readonly string[]; ko: readonly string[] }) => {
    const by = onWatch(atMs);
    lines.push({ type: 'note', atMs: Math.floor(atMs), by, text: chance.pick(from[language(by)]) });
  };
  const lastDay = localDay(endMs);
  for (let day = localDay(startMs); day <= lastDay; day++) {
    for (const hour of SHIFT_STARTS) {
      const signOnMs = Math.floor(atLocal(day, hour) + chance.between(5_000, 200_000));
      lines.push({ type: 'session', atMs: signOnMs, by: onWatch(signOnMs), seat: 'Watch desk' });
      note(signOnMs + chance.between(60_000, 500_000), RELIEFS);
    }
    for (let hour = 0; hour < 24; hour++) note(atLocal(day, hour + chance.between(0.88, 0.97)), RADIO_CHECKS);
    const patrols = Math.floor(chance.between(5, 11));
    for (let n = 0; n < patrols; n++) note(atLocal(day, chance.between(0, 24)), PATROLS);
  }
  return lines.filter((one) => one.atMs >= startMs && one.atMs < endMs).sort((a, b) => a.atMs - b.atMs);
}
