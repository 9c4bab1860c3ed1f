import { assert } from '../kernel/assert.ts';
import type { Device, SignalKind } from '../modules/technical/model.ts';
import type { Names } from '../modules/site/model.ts';
import { KIND_NAMES } from '../modules/watch/kind-names.ts';
import type { Priority } from '../modules/watch/model.ts';

interface KindWords {
  readonly title: Names;
  readonly priority: Priority;
  /** Contact ID event (DC-05). */
  readonly cid?: string;
  /** SIA event and its restoral (DC-03). */
  readonly sia?: readonly [active: string, restored: string];
  /** Field of a radio sensor's or camera's message. */
  readonly field?: string;
}

const words = (
  en: string,
  ko: string,
  priority: Priority,
  rest: Omit<KindWords, 'title' | 'priority'>,
): KindWords => ({ title: { en, ko }, priority, ...rest });

/** The kinds of alarm that the demo knows: their words, priorities and codes. */
const KINDS: Partial<Readonly<Record<SignalKind, KindWords>>> = {
  duress: words('Duress', '비상벨', 1, { cid: '121' }),
  panic: words('Panic', '비상 호출', 1, { cid: '120', sia: ['PA', 'PR'] }),
  fire: words('Fire', '화재', 1, { cid: '111', sia: ['FA', 'FR'] }),
  gas: words('Gas', '가스', 1, { cid: '151', sia: ['GA', 'GR'] }),
  medical: words('Medical', '응급 환자', 1, { cid: '100', sia: ['MA', 'MR'] }),
  intrusion: words('Intrusion', '침입', 2, { cid: '130', sia: ['BA', 'BR'], field: 'contact' }),
  perimeter: words('Perimeter', '외곽 감지', 2, { cid: '131' }),
  'door-forced': words('Door forced', '문 강제 개방', 2, { cid: '423', sia: ['DF', 'DR'] }),
  water: words('Water leak', '누수', 2, { cid: '154', field: 'water_leak' }),
  'door-held': words('Door held open', '문 열림 지속', 3, { cid: '426', sia: ['DL', 'DH'] }),
  'person-seen': words('Person seen', '사람 감지', 3, { field: 'review' }),
  tamper: words('Tamper', '탬퍼', 3, { cid: '137', sia: ['TA', 'TR'], field: 'tamper' }),
  power: words('Power lost', '전원 차단', 3, { cid: '342', sia: ['AT', 'AR'] }),
  communication: words('Communication trouble', '통신 장애', 3, { cid: '350', sia: ['YC', 'YK'] }),
  supervision: words('Not heard', '신호 두절', 3, { cid: '381', field: 'availability' }),
  temperature: words('Temperature high', '고온', 4, { cid: '158' }),
  battery: words('Battery low', '배터리 부족', 4, { cid: '338', sia: ['XT', 'XR'], field: 'battery_low' }),
  'technical-trouble': words('Fault', '장치 이상', 4, { cid: '380', sia: ['UT', 'UJ'] }),
  'access-denied': words('Badge denied', '출입 카드 거부', 4, { cid: '421', sia: ['DD', 'DR'] }),
};

function kindWords(kind: SignalKind): KindWords {
  const found = KINDS[kind];
  assert(found, `the demo has no words for ${kind}`);
  return found;
}

/** The priority that the demo gives a kind where no zone says otherwise. */
export const demoPriority = (kind: SignalKind): Priority => kindWords(kind).priority;

/** `Duress` in the post's languages. */
export const kindNames = (kind: SignalKind): Names => kindWords(kind).title;

/** `Duress, Consular Window 3` in the post's languages. */
export function demoTitle(kind: SignalKind, device: Device): Names {
  const title = kindWords(kind).title;
  const { fr, es } = KIND_NAMES[kind];
  return {
    en: `${title.en}, ${device.name.en}`,
    ko: `${title['ko']}, ${device.name['ko']}`,
    fr: `${fr}, ${device.name.en}`,
    es: `${es}, ${device.name.en}`,
  };
}

/** The code as the device's own wire says it: `1121` or `3121`, `HA` or `HR`, a field's name. */
export function demoCode(kind: SignalKind, device: Device, change: 'active' | 'restored'): string {
  const { cid, sia, field } = kindWords(kind);
  const code = device.source.startsWith('mqtt:')
    ? field
    : device.source === 'dc09:1003'
      ? sia?.[change === 'active' ? 0 : 1]
      : cid && (change === 'active' ? `1${cid}` : `3${cid}`);
  assert(code, `the demo has no code for ${kind} from ${device.source}`);
  return code;
}
