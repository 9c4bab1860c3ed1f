/** Written scenarios. Places are words of zone names, so that they fit a post that nobody here has seen. */
import type { Inject, Scenario } from './model.ts';

const GATE = ['main gate', 'gate', 'sally', 'entrance'];
const WALL = ['north wall', 'wall', 'perimeter', 'fence'];
const ANNEX = ['annex', 'warehouse', 'residence'];
const CHANCERY = ['chancery', 'main building', 'consular'];

type Raise = Extract<Inject, { does: 'raise' }>;
const raise = (
  afterS: number,
  key: string,
  [kind, priority]: readonly [Raise['kind'], Raise['priority']],
  [en, ko]: readonly [string, string],
  near: readonly string[],
): Raise => ({ does: 'raise', afterS, key, kind, priority, what: { en, ko }, near });
const restore = (afterS: number, key: string): Inject => ({ does: 'restore', afterS, key });

const HOLD_UP: Scenario = {
  id: 'hold-up-at-the-gate',
  name: { en: 'Hold-up at the gate', ko: '출입문 강도' },
  about: {
    en: 'A hold-up button, then a second one, then a door that should be closed. Ten minutes.',
    ko: '강도 버튼, 이어서 두 번째 버튼, 그리고 닫혀 있어야 할 문. 10분.',
  },
  lastsS: 600,
  injects: [
    raise(20, 'button', ['hold-up', 1], ['Hold-up button', '강도 버튼'], GATE),
    raise(75, 'second', ['panic', 1], ['Panic button of the booth', '초소 비상 버튼'], GATE),
    raise(120, 'door', ['door-forced', 2], ['Inner door forced', '안쪽 문 강제 개방'], GATE),
    raise(200, 'held', ['door-held', 3], ['Vehicle barrier held open', '차량 차단기 열림 지속'], GATE),
    restore(300, 'held'),
    restore(360, 'door'),
  ],
};

/** What a storm of small signals looks like: fourteen alarms in three minutes, of which one matters. */
const FLOOD: readonly Inject[] = Array.from({ length: 14 }, (_, n) =>
  n % 2 === 0
    ? raise(
        95 + n * 12,
        `seen-${n}`,
        ['person-seen', 3],
        [`Movement, camera ${n + 1}`, `움직임, 카메라 ${n + 1}`],
        WALL,
      )
    : raise(
        95 + n * 12,
        `trouble-${n}`,
        ['technical-trouble', 4],
        [`Trouble, detector ${n + 1}`, `장애, 감지기 ${n + 1}`],
        WALL,
      ),
);

const NIGHT: Scenario = {
  id: 'intrusion-at-night',
  name: { en: 'Intrusion at night, in a flood', ko: '야간 침입과 경보 폭주' },
  about: {
    en: 'The wall, a person, then a flood of small alarms, and among them the one that matters. Fifteen minutes.',
    ko: '담장, 사람, 그 뒤 작은 경보의 폭주, 그리고 그 속에 중요한 경보 하나. 15분.',
  },
  lastsS: 900,
  injects: [
    raise(15, 'wall', ['perimeter', 3], ['Fence detector', '울타리 감지기'], WALL),
    raise(40, 'person', ['person-seen', 3], ['Person seen', '사람 감지'], WALL),
    raise(70, 'window', ['intrusion', 2], ['Window contact', '창문 감지기'], ANNEX),
    ...FLOOD.slice(0, 9),
    raise(200, 'inside', ['intrusion', 2], ['Motion inside', '실내 움직임'], CHANCERY),
    ...FLOOD.slice(9),
    restore(320, 'wall'),
    raise(330, 'duress', ['duress', 1], ['Duress button', '비상 버튼'], CHANCERY),
    restore(420, 'person'),
  ],
};

const LOST_PATH: Scenario = {
  id: 'lost-path-to-a-building',
  name: { en: 'A building is heard no more', ko: '건물과의 연결 두절' },
  about: {
    en: 'The line to a building is lost, its devices fall silent, and somebody is seen there. Twelve minutes.',
    ko: '건물로 가는 회선이 끊기고, 장치가 조용해지고, 그곳에서 사람이 보입니다. 12분.',
  },
  lastsS: 720,
  injects: [
    raise(15, 'path', ['communication', 3], ['Path lost', '통신 두절'], ANNEX),
    raise(45, 'silent-1', ['device-silent', 3], ['Motion detector silent', '움직임 감지기 무응답'], ANNEX),
    raise(60, 'silent-2', ['device-silent', 3], ['Camera silent', '카메라 무응답'], ANNEX),
    raise(90, 'power', ['power', 3], ['Mains power lost', '상용 전원 상실'], ANNEX),
    raise(180, 'person', ['person-seen', 3], ['Person seen at the door', '문 앞에 사람 감지'], ANNEX),
    raise(240, 'intrusion', ['intrusion', 2], ['Door contact', '문 감지기'], ANNEX),
    restore(420, 'power'),
    restore(450, 'path'),
  ],
};

const byTime = (scenario: Scenario): Scenario => ({
  ...scenario,
  injects: scenario.injects.toSorted((a, b) => a.afterS - b.afterS),
});

export const SCENARIOS: readonly Scenario[] = [HOLD_UP, NIGHT, LOST_PATH].map(byTime);
