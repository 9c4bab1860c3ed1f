import type { Names } from '../site/model.ts';
import type { Device, SignalKind } from '../technical/model.ts';

/** What an alarm of each kind is called, for titles, orders to guards and radio sentences. */
export const KIND_NAMES: Readonly<Record<SignalKind, Names & { ko: string }>> = {
  duress: { en: 'Duress', ko: '비상벨' },
  'hold-up': { en: 'Hold-up', ko: '강도 경보' },
  panic: { en: 'Panic alarm', ko: '긴급 호출' },
  fire: { en: 'Fire', ko: '화재' },
  gas: { en: 'Gas', ko: '가스' },
  medical: { en: 'Medical emergency', ko: '응급 환자' },
  intrusion: { en: 'Intrusion', ko: '침입' },
  perimeter: { en: 'Perimeter alarm', ko: '외곽 경보' },
  'person-seen': { en: 'Person seen', ko: '사람 감지' },
  tamper: { en: 'Tamper', ko: '장비 훼손' },
  water: { en: 'Water leak', ko: '누수' },
  temperature: { en: 'Temperature', ko: '온도 이상' },
  power: { en: 'Power failure', ko: '정전' },
  battery: { en: 'Battery low', ko: '배터리 부족' },
  communication: { en: 'Communication trouble', ko: '통신 이상' },
  supervision: { en: 'Path lost', ko: '연결 끊김' },
  'device-silent': { en: 'Device silent', ko: '장치 응답 없음' },
  'camera-offline': { en: 'Camera offline', ko: '카메라 연결 끊김' },
  'technical-trouble': { en: 'Technical trouble', ko: '기술 이상' },
  'unknown-panel': { en: 'Unknown panel', ko: '미등록 수신기' },
  opening: { en: 'Opened', ko: '해제' },
  closing: { en: 'Closed', ko: '경비 시작' },
  bypass: { en: 'Bypassed', ko: '우회 설정' },
  test: { en: 'Test', ko: '시험' },
  'access-granted': { en: 'Access granted', ko: '출입 허가' },
  'access-denied': { en: 'Access denied', ko: '출입 거부' },
  'door-forced': { en: 'Door forced open', ko: '문 강제 개방' },
  'door-held': { en: 'Door held open', ko: '문 열림 지속' },
  'door-open': { en: 'Door open', ko: '문 열림' },
  unreadable: { en: 'Unreadable signal', ko: '읽을 수 없는 신호' },
  other: { en: 'Signal', ko: '신호' },
};

/** `Access denied 3 times, Gate 1`: a title of `titleOf` with how often. */
export const deniedTitle = (title: Names, times: number): Names =>
  renamed(title, 'access-denied', `Access denied ${times} times`, `출입 거부 ${times}회`);

/** `Disarmed outside hours by Kim (#3), Chancery panel`: a title of `titleOf` with who. `person` may be empty. */
export const disarmedTitle = (title: Names, person: string): Names =>
  renamed(
    title,
    'opening',
    `Disarmed outside hours by ${person === '' ? 'somebody unnamed' : person}`,
    `근무 시간 외 경비 해제(${person === '' ? '이름 없음' : person})`,
  );

function renamed(title: Names, kind: SignalKind, en: string, ko: string): Names {
  const name = KIND_NAMES[kind];
  const swap = (text: string, from: string, to: string): string =>
    text.startsWith(`${from}, `) ? `${to}${text.slice(from.length)}` : text;
  return {
    ...title,
    en: swap(title.en, name.en, en),
    ...(title['ko'] === undefined ? {} : { ko: swap(title['ko'], name.ko, ko) }),
  };
}

/** Title of an alarm in each language: what and where. `where` null: no registered device. */
export function titleOf(kind: SignalKind, device: Device | null, otherwise: string): Names {
  const what = KIND_NAMES[kind];
  if (!device) return { en: `${what.en}, ${otherwise}`, ko: `${what.ko}, ${otherwise}` };
  return {
    ...device.name,
    en: `${what.en}, ${device.name.en}`,
    ko: `${what.ko}, ${device.name['ko'] ?? device.name.en}`,
  };
}
