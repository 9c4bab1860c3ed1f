import type { Sop } from '../modules/orders/model.ts';
import { card, choose, outcome, step, timer } from './sop-steps.ts';

/** Cards for danger to life: silent duress, panic, fire, gas, medical. */
const LIFE: readonly Sop[] = [
  card(
    'duress',
    7,
    '2026-11-02',
    ['Duress at a window', '창구 비상벨'],
    ['duress', 'hold-up'],
    [
      step(
        'check',
        ['Answer in 30 s. Do not phone the window.', '30초 안에 응답. 창구에 전화하지 말 것.'],
        ['Silent alarm: a call can give it away', '무음 경보: 전화벨이 알릴 수 있음'],
      ),
      step(
        'check',
        ['Look at the cameras of the zone', '구역 카메라 확인'],
        ['Say what you see: people, weapon, injured', '보이는 것을 말할 것: 인원, 무기, 부상자'],
      ),
      step(
        'send',
        ['Send the nearest armed responder', '가장 가까운 무장 대응 인원 출동'],
        ['Approach quietly, wait out of sight', '조용히 접근, 보이지 않는 곳에서 대기'],
      ),
      step(
        'two-person',
        ['Lock the consular vestibule doors', '영사과 전실 문 잠금'],
        ['Needs two people', '두 사람 필요'],
      ),
      step(
        'call',
        ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
        ['Call, then message', '전화 후 메시지'],
      ),
      outcome(),
    ],
  ),
  card(
    'panic',
    4,
    '2026-09-14',
    ['Panic button', '비상 호출'],
    ['panic'],
    [
      step('check', ['Look at the camera before anybody moves', '움직이기 전에 카메라 확인']),
      step('send', ['Send two responders, one armed', '두 명 출동, 한 명은 무장']),
      step('call', [
        'Call the post on the radio: ask for the challenge word',
        '무전으로 초소 호출: 확인 암호 요청',
      ]),
      choose(
        ['Who answered?', '응답 여부'],
        [
          ['Right word', '올바른 암호'],
          ['Wrong word', '틀린 암호'],
          ['Nobody', '응답 없음'],
        ],
      ),
      step('call', ['Wrong word or nobody: tell the RSO', '틀리거나 응답이 없으면 RSO에 보고']),
      outcome(),
    ],
  ),
  card(
    'fire',
    6,
    '2026-10-05',
    ['Fire or smoke', '화재 또는 연기'],
    ['fire'],
    [
      step('check', ['Look at the camera and the neighbouring detectors', '카메라와 주변 감지기 확인']),
      step('send', [
        'Send the nearest responder with an extinguisher',
        '소화기를 가진 가장 가까운 인원 출동',
      ]),
      choose(
        ['What is there?', '현장 상황'],
        [
          ['Fire', '불'],
          ['Smoke only', '연기만'],
          ['Nothing', '이상 없음'],
        ],
      ),
      step('two-person', ['Fire: sound the evacuation and open the exits', '불이면 대피 방송, 비상구 개방']),
      step('call', [
        'Fire: call 119 and meet the engine at Gate 1',
        '불이면 119 신고, 1번 출입문에서 소방차 안내',
      ]),
      step('call', ['Tell the RSO and the facility manager', 'RSO와 시설 담당에게 알림']),
      outcome(),
    ],
  ),
  card(
    'gas',
    2,
    '2026-08-17',
    ['Gas', '가스 누출'],
    ['gas'],
    [
      step('check', [
        'Keep everybody out. No switches, no phones inside.',
        '출입 금지. 내부에서 스위치와 전화 사용 금지.',
      ]),
      step('call', ['Tell the technician to shut the valve from outside', '기술자에게 외부 밸브 차단 요청']),
      step('send', ['Send a responder to hold the door, up wind', '대응 인원이 바람을 등지고 문 통제']),
      timer(600, ['Wait ten minutes, then read the detector again', '10분 기다린 뒤 감지기 다시 확인']),
      outcome(),
    ],
  ),
  card(
    'medical',
    3,
    '2026-07-20',
    ['Somebody is ill or hurt', '환자 발생'],
    ['medical'],
    [
      step('check', ['Ask where and how many', '위치와 인원 확인']),
      step('send', ['Send the nearest first-aider', '가장 가까운 응급처치 인원 출동']),
      step('call', ['Call 119 if in doubt', '의심되면 119 신고']),
      step('send', ['Open the sally port for the ambulance', '구급차를 위해 차량 검문소 개방']),
      outcome(),
    ],
  ),
];

/** Cards for somebody who is where they should not be. */
const INTRUSION: readonly Sop[] = [
  card(
    'intrusion',
    5,
    '2026-10-19',
    ['Somebody inside', '내부 침입'],
    ['intrusion'],
    [
      step('check', ['Look at the camera. Say what you see.', '카메라를 보고 상황을 말할 것']),
      step('check', ['Check the list: cleaners, late staff, works', '명단 확인: 청소, 야근, 공사']),
      step('send', ['Send two responders. Nobody searches alone.', '두 명 출동. 혼자 수색하지 말 것.']),
      choose(
        ['What do we know?', '확인된 내용'],
        [
          ['Nothing seen', '보이는 것 없음'],
          ['Person, known', '아는 사람'],
          ['Person, unknown', '모르는 사람'],
        ],
      ),
      step('call', ['Unknown person: police, then RSO', '모르는 사람이면 경찰, 그다음 RSO']),
      outcome(),
    ],
  ),
  card(
    'perimeter',
    8,
    '2026-11-09',
    ['Wall, fence or person outside', '담장, 울타리, 외부 인원'],
    ['perimeter', 'person-seen'],
    [
      step('check', ['Look at both cameras of the section', '해당 구간 카메라 두 대 확인']),
      choose(
        ['What is there?', '현장 상황'],
        [
          ['Animal', '동물'],
          ['Weather, branches', '날씨, 나뭇가지'],
          ['Person', '사람'],
          ['Nothing', '없음'],
        ],
      ),
      step('send', [
        'Person or unsure: send a rover along the inside',
        '사람이거나 불확실하면 담장 안쪽으로 순찰 출동',
      ]),
      step('photo', ['Rover: photo of the section', '순찰: 구간 사진 촬영']),
      outcome(),
    ],
  ),
  card(
    'door',
    4,
    '2026-09-28',
    ['Door held, forced or open', '문 열림, 강제 개방'],
    ['door-forced', 'door-held', 'door-open'],
    [
      step('check', ['Look at the camera and the last badge', '카메라와 마지막 카드 기록 확인']),
      step('call', ['Call the nearest post and ask who is there', '가까운 초소에 누가 있는지 확인']),
      step('send', [
        'Nobody knows: send a rover to see and shut it',
        '아는 사람이 없으면 순찰이 확인 후 닫기',
      ]),
      outcome(),
    ],
  ),
  card(
    'access',
    3,
    '2026-06-08',
    ['Badge refused', '출입 카드 거부'],
    ['access-denied', 'access-granted'],
    [
      step('check', ['Read the name and the number of tries', '이름과 시도 횟수 확인']),
      step('call', ['Third try: ask the person to come to the window', '세 번째 시도면 창구로 안내']),
      outcome(),
    ],
  ),
];

/** Cards for equipment: what failed, who watches instead, who repairs. */
const EQUIPMENT: readonly Sop[] = [
  card(
    'tamper',
    3,
    '2026-08-03',
    ['Tamper or bypass', '탬퍼 또는 우회'],
    ['tamper', 'bypass'],
    [
      step('check', ['Is a technician at work there? Look at the log.', '기술자가 작업 중인지 일지 확인']),
      step('send', ['No: send a rover to the device', '아니면 순찰을 장치로 보냄']),
      step('photo', ['Photo of the cover and the seal', '덮개와 봉인 사진']),
      outcome(),
    ],
  ),
  card(
    'plant',
    2,
    '2026-05-11',
    ['Water, heat or power', '누수, 온도, 전원'],
    ['water', 'temperature', 'power', 'battery'],
    [
      step('check', ['Read the value and whether it still rises', '수치와 상승 여부 확인']),
      step('call', ['Call the duty technician', '당직 기술자 호출']),
      step('send', [
        'Water or heat: send a rover to look from the door',
        '누수나 고온이면 순찰이 문 밖에서 확인',
      ]),
      timer(900, ['Look again in fifteen minutes', '15분 뒤 다시 확인']),
      outcome(),
    ],
  ),
  card(
    'link',
    3,
    '2026-10-26',
    ['A source is silent or not understood', '신호원 두절 또는 해석 불가'],
    [
      'communication',
      'supervision',
      'device-silent',
      'camera-offline',
      'technical-trouble',
      'unknown-panel',
      'unreadable',
      'other',
    ],
    [
      step('check', ['Read what the source last said, and when', '마지막 수신 내용과 시각 확인']),
      step('send', ['Put eyes on what it guarded', '해당 구역을 사람이 감시']),
      step('call', [
        'Call the technician; unknown panel: register it only if expected',
        '기술자 호출, 미등록 수신기는 예정된 경우에만 등록',
      ]),
      outcome(),
    ],
  ),
];

/** The twelve cards. The first one that names a kind of alarm serves it. */
export const demoSops: readonly Sop[] = [...LIFE, ...INTRUSION, ...EQUIPMENT];
