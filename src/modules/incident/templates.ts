/**
 * What is done first in each kind of incident. Data: a step is a sentence in English and Korean, the safest first;
 * other languages stand by the English sentence in `template-texts/<lang>.json`.
 */
import type { Names } from '../site/model.ts';
import ar from './template-texts/ar.json' with { type: 'json' };
import es from './template-texts/es.json' with { type: 'json' };
import fr from './template-texts/fr.json' with { type: 'json' };

export const TEMPLATE_KINDS = [
  'bomb-threat',
  'suspicious-package',
  'demonstration',
  'intrusion',
  'fire',
  'medical',
  'power-failure',
  'other',
] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export interface IncidentTemplate {
  readonly kind: TemplateKind;
  readonly title: Names;
  readonly steps: readonly Names[];
}

const MORE: Readonly<Record<string, Readonly<Record<string, string>>>> = { ar, es, fr };

function inAll(en: string, ko: string): Names {
  const more = Object.entries(MORE).flatMap(([language, texts]) => {
    const text = texts[en];
    return text === undefined ? [] : [[language, text] as const];
  });
  return { en, ko, ...Object.fromEntries(more) };
}

const template = (
  kind: TemplateKind,
  title: readonly [en: string, ko: string],
  steps: readonly (readonly [en: string, ko: string])[],
): IncidentTemplate => ({
  kind,
  title: inAll(...title),
  steps: steps.map((step) => inAll(...step)),
});

export const TEMPLATES: readonly IncidentTemplate[] = [
  template(
    'bomb-threat',
    ['Bomb threat', '폭발물 위협'],
    [
      ['Write down the words, the voice and the time of the call', '전화 내용, 목소리, 시각을 그대로 적기'],
      [
        'Keep radios and phones away from anything suspicious',
        '의심 물체 근처에서 무전기와 휴대전화 사용 금지',
      ],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
      [
        'Tell the host police and explosive ordnance disposal (EOD)',
        '주재국 경찰과 폭발물 처리반(EOD)에 알림',
      ],
      ['Decide: search, duck and cover, or evacuate', '결정: 수색, 대피 자세, 또는 건물 대피'],
      ['Choose assembly areas away from the threat', '위협에서 먼 집결지 선정'],
      ['Account for everyone', '전원 소재 확인'],
      ['All clear given by the Regional Security Officer', 'RSO가 상황 해제 선언'],
    ],
  ),
  template(
    'suspicious-package',
    ['Suspicious package', '의심 소포'],
    [
      ['Do not touch or move it; no radios close to it', '만지거나 옮기지 말 것; 근처에서 무전 금지'],
      [
        'Clear the area and keep people out of sight of it',
        '주변을 비우고 물체가 보이는 곳에 사람이 없게 함',
      ],
      ['Close the mail room or the compound access control (CAC)', '우편실 또는 출입통제소(CAC) 폐쇄'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
      ['Call explosive ordnance disposal (EOD)', '폭발물 처리반(EOD) 호출'],
      ['Name everybody who touched it or stood near it', '만졌거나 가까이 있던 사람 명단 작성'],
      ['All clear given by EOD and the Regional Security Officer', 'EOD와 RSO가 상황 해제 선언'],
    ],
  ),
  template(
    'demonstration',
    ['Demonstration at the gate', '정문 앞 시위'],
    [
      ['Close the gate and raise the vehicle barriers', '정문을 닫고 차량 차단기 올리기'],
      ['Call the host police', '주재국 경찰에 연락'],
      ['Count people, banners and vehicles on the cameras', '카메라로 인원, 현수막, 차량 파악'],
      ['Move visitors and guards inside the hardline', '방문객과 경비원을 보안 경계선 안으로 이동'],
      [
        'Send arrivals to another entrance or hold them off compound',
        '도착 인원은 다른 출입구로, 또는 공관 밖에서 대기',
      ],
      ['Tell the Regional Security Officer and the consular section', '지역보안관(RSO)과 영사과에 알림'],
      ['Check the perimeter when they have gone', '해산 후 외곽 점검'],
    ],
  ),
  template(
    'intrusion',
    ['Intrusion into the compound', '구내 침입'],
    [
      ['Lock down: close hardline doors and gates', '봉쇄: 보안 경계선 문과 출입문 닫기'],
      ['Say on the radio and the speakers: stay where you are', '무전과 방송: 제자리에 머물 것'],
      [
        'Follow the intruder on the cameras; say number, place, weapon',
        '카메라로 추적; 인원, 위치, 무기 보고',
      ],
      ['Send responders; Marines hold the controlled access area', '대응 인원 출동; 해병은 통제구역 방어'],
      ['Call the host police', '주재국 경찰에 연락'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
      ['Account for everyone', '전원 소재 확인'],
      ['Search the compound, then all clear', '구내 수색 후 상황 해제'],
    ],
  ),
  template(
    'fire',
    ['Fire', '화재'],
    [
      ['Sound the evacuation; people use the stairs', '대피 경보; 계단 이용'],
      ['Call the fire brigade', '소방서에 신고'],
      ['Send a guard to open the gate and lead the brigade in', '경비원이 정문을 열고 소방대 안내'],
      ['Shut off power and gas of the area', '해당 구역 전기와 가스 차단'],
      ['Account for everyone at the assembly area', '집결지에서 전원 소재 확인'],
      ['Escort the brigade; protect classified areas', '소방대 동행; 비밀 구역 보호'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
    ],
  ),
  template(
    'medical',
    ['Medical emergency', '응급 환자'],
    [
      [
        'Send a first-aider with the defibrillator (AED)',
        '응급처치 요원을 자동심장충격기(AED)와 함께 보내기',
      ],
      ['Call the ambulance; say the gate', '구급차 호출; 출입문 알리기'],
      ['Tell the health unit', '의무실에 알림'],
      ['Lead the ambulance in without delay at the gate', '출입문에서 지체 없이 구급차 안내'],
      ['Name who goes along to the hospital, and which', '동행자와 병원 이름 기록'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
    ],
  ),
  template(
    'power-failure',
    ['Power failure', '정전'],
    [
      ['See that the generator and the UPS carry the load', '발전기와 무정전 전원(UPS) 작동 확인'],
      ['Check alarms, cameras, doors and barriers one by one', '경보, 카메라, 문, 차단기를 하나씩 점검'],
      ['Post a guard wherever a door or sensor is out', '작동하지 않는 문이나 감지기마다 경비원 배치'],
      ['Free anybody from the lifts', '승강기에 갇힌 사람 구조'],
      ['Call the engineer and the power company', '기술 담당과 전력 회사에 연락'],
      ['Check everything again when the power is back', '복전 후 전체 재점검'],
    ],
  ),
  template(
    'other',
    ['Something else', '기타 상황'],
    [
      ['Keep people safe first', '사람의 안전 먼저 확보'],
      ['Find out what, where and who', '무엇이, 어디서, 누가 파악'],
      ['Send or call whoever is needed', '필요한 사람을 보내거나 호출'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림'],
    ],
  ),
];

const BY_KIND = new Map(TEMPLATES.map((each) => [each.kind, each]));

export const templateOf = (kind: TemplateKind): IncidentTemplate => BY_KIND.get(kind) ?? FALLBACK;
const FALLBACK = template('other', ['Something else', '기타 상황'], []);
