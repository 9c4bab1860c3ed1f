/** What is done first in each kind of incident. Data: a step is a sentence in each language of the console, the safest first. */
import type { Names } from '../site/model.ts';

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

type Said = readonly [en: string, ko: string, ar: string];

const inAll = ([en, ko, ar]: Said): Names => ({ en, ko, ar });

const template = (kind: TemplateKind, title: Said, steps: readonly Said[]): IncidentTemplate => ({
  kind,
  title: inAll(title),
  steps: steps.map(inAll),
});

export const TEMPLATES: readonly IncidentTemplate[] = [
  template(
    'bomb-threat',
    ['Bomb threat', '폭발물 위협', 'تهديد بقنبلة'],
    [
      [
        'Write down the words, the voice and the time of the call',
        '전화 내용, 목소리, 시각을 그대로 적기',
        'دوّن الكلمات والصوت ووقت المكالمة',
      ],
      [
        'Keep radios and phones away from anything suspicious',
        '의심 물체 근처에서 무전기와 휴대전화 사용 금지',
        'أبعد أجهزة اللاسلكي والهواتف عن كل ما يثير الشبهة',
      ],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
      [
        'Tell the host police and explosive ordnance disposal (EOD)',
        '주재국 경찰과 폭발물 처리반(EOD)에 알림',
        'أبلغ شرطة البلد المضيف وفريق إبطال المتفجرات (EOD)',
      ],
      [
        'Decide: search, duck and cover, or evacuate',
        '결정: 수색, 대피 자세, 또는 건물 대피',
        'قرّر: التفتيش أو الاحتماء أو الإخلاء',
      ],
      [
        'Choose assembly areas away from the threat',
        '위협에서 먼 집결지 선정',
        'اختر نقاط تجمّع بعيدة عن التهديد',
      ],
      ['Account for everyone', '전원 소재 확인', 'تأكد من مكان كل شخص'],
      ['All clear given by the Regional Security Officer', 'RSO가 상황 해제 선언', 'يعلن RSO زوال الخطر'],
    ],
  ),
  template(
    'suspicious-package',
    ['Suspicious package', '의심 소포', 'طرد مشبوه'],
    [
      [
        'Do not touch or move it; no radios close to it',
        '만지거나 옮기지 말 것; 근처에서 무전 금지',
        'لا تلمسه ولا تحركه؛ لا أجهزة لاسلكي بقربه',
      ],
      [
        'Clear the area and keep people out of sight of it',
        '주변을 비우고 물체가 보이는 곳에 사람이 없게 함',
        'أخلِ المكان وأبعد الناس عن مجال رؤيته',
      ],
      [
        'Close the mail room or the compound access control (CAC)',
        '우편실 또는 출입통제소(CAC) 폐쇄',
        'أغلق غرفة البريد أو نقطة ضبط الدخول إلى المجمّع (CAC)',
      ],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
      [
        'Call explosive ordnance disposal (EOD)',
        '폭발물 처리반(EOD) 호출',
        'استدعِ فريق إبطال المتفجرات (EOD)',
      ],
      [
        'Name everybody who touched it or stood near it',
        '만졌거나 가까이 있던 사람 명단 작성',
        'سجّل أسماء كل من لمسه أو وقف بقربه',
      ],
      [
        'All clear given by EOD and the Regional Security Officer',
        'EOD와 RSO가 상황 해제 선언',
        'يعلن EOD وRSO زوال الخطر',
      ],
    ],
  ),
  template(
    'demonstration',
    ['Demonstration at the gate', '정문 앞 시위', 'مظاهرة عند البوابة'],
    [
      [
        'Close the gate and raise the vehicle barriers',
        '정문을 닫고 차량 차단기 올리기',
        'أغلق البوابة وارفع حواجز المركبات',
      ],
      ['Call the host police', '주재국 경찰에 연락', 'اتصل بشرطة البلد المضيف'],
      [
        'Count people, banners and vehicles on the cameras',
        '카메라로 인원, 현수막, 차량 파악',
        'قدّر عدد الأشخاص واللافتات والمركبات على الكاميرات',
      ],
      [
        'Move visitors and guards inside the hardline',
        '방문객과 경비원을 보안 경계선 안으로 이동',
        'انقل الزوار والحراس إلى داخل الخط المحصّن',
      ],
      [
        'Send arrivals to another entrance or hold them off compound',
        '도착 인원은 다른 출입구로, 또는 공관 밖에서 대기',
        'وجّه القادمين إلى مدخل آخر أو أبقهم خارج المجمّع',
      ],
      [
        'Tell the Regional Security Officer and the consular section',
        '지역보안관(RSO)과 영사과에 알림',
        'أبلغ RSO والقسم القنصلي',
      ],
      ['Check the perimeter when they have gone', '해산 후 외곽 점검', 'افحص المحيط بعد انصرافهم'],
    ],
  ),
  template(
    'intrusion',
    ['Intrusion into the compound', '구내 침입', 'تسلل إلى المجمّع'],
    [
      [
        'Lock down: close hardline doors and gates',
        '봉쇄: 보안 경계선 문과 출입문 닫기',
        'الإغلاق التام: أغلق أبواب الخط المحصّن والبوابات',
      ],
      [
        'Say on the radio and the speakers: stay where you are',
        '무전과 방송: 제자리에 머물 것',
        'أعلن على اللاسلكي ومكبرات الصوت: ابقوا في أماكنكم',
      ],
      [
        'Follow the intruder on the cameras; say number, place, weapon',
        '카메라로 추적; 인원, 위치, 무기 보고',
        'تابع المتسلل على الكاميرات؛ اذكر العدد والمكان والسلاح',
      ],
      [
        'Send responders; Marines hold the controlled access area',
        '대응 인원 출동; 해병은 통제구역 방어',
        'أوفد المستجيبين؛ ويؤمّن المارينز المنطقة المقيّدة الدخول',
      ],
      ['Call the host police', '주재국 경찰에 연락', 'اتصل بشرطة البلد المضيف'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
      ['Account for everyone', '전원 소재 확인', 'تأكد من مكان كل شخص'],
      ['Search the compound, then all clear', '구내 수색 후 상황 해제', 'فتّش المجمّع، ثم أعلن زوال الخطر'],
    ],
  ),
  template(
    'fire',
    ['Fire', '화재', 'حريق'],
    [
      [
        'Sound the evacuation; people use the stairs',
        '대피 경보; 계단 이용',
        'أطلق إنذار الإخلاء؛ يستخدم الناس الدرج',
      ],
      ['Call the fire brigade', '소방서에 신고', 'اتصل بالإطفاء'],
      [
        'Send a guard to open the gate and lead the brigade in',
        '경비원이 정문을 열고 소방대 안내',
        'أرسل حارساً ليفتح البوابة ويرشد فريق الإطفاء',
      ],
      ['Shut off power and gas of the area', '해당 구역 전기와 가스 차단', 'اقطع الكهرباء والغاز عن المنطقة'],
      [
        'Account for everyone at the assembly area',
        '집결지에서 전원 소재 확인',
        'تأكد من وجود الجميع في نقطة التجمّع',
      ],
      [
        'Escort the brigade; protect classified areas',
        '소방대 동행; 비밀 구역 보호',
        'رافق فريق الإطفاء؛ واحمِ المناطق السرية',
      ],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
    ],
  ),
  template(
    'medical',
    ['Medical emergency', '응급 환자', 'حالة طبية طارئة'],
    [
      [
        'Send a first-aider with the defibrillator (AED)',
        '응급처치 요원을 자동심장충격기(AED)와 함께 보내기',
        'أرسل مسعفاً ومعه جهاز إزالة الرجفان (AED)',
      ],
      ['Call the ambulance; say the gate', '구급차 호출; 출입문 알리기', 'اتصل بالإسعاف؛ واذكر البوابة'],
      ['Tell the health unit', '의무실에 알림', 'أبلغ الوحدة الصحية'],
      [
        'Lead the ambulance in without delay at the gate',
        '출입문에서 지체 없이 구급차 안내',
        'أدخل سيارة الإسعاف من البوابة دون تأخير',
      ],
      [
        'Name who goes along to the hospital, and which',
        '동행자와 병원 이름 기록',
        'سجّل من يرافق إلى المستشفى واسم المستشفى',
      ],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
    ],
  ),
  template(
    'power-failure',
    ['Power failure', '정전', 'انقطاع الكهرباء'],
    [
      [
        'See that the generator and the UPS carry the load',
        '발전기와 무정전 전원(UPS) 작동 확인',
        'تأكد من أن المولّد ومصدر الطاقة الاحتياطي (UPS) يعملان',
      ],
      [
        'Check alarms, cameras, doors and barriers one by one',
        '경보, 카메라, 문, 차단기를 하나씩 점검',
        'افحص الإنذارات والكاميرات والأبواب والحواجز واحداً واحداً',
      ],
      [
        'Post a guard wherever a door or sensor is out',
        '작동하지 않는 문이나 감지기마다 경비원 배치',
        'ضع حارساً عند كل باب أو حساس متعطل',
      ],
      ['Free anybody from the lifts', '승강기에 갇힌 사람 구조', 'أخرج العالقين من المصاعد'],
      [
        'Call the engineer and the power company',
        '기술 담당과 전력 회사에 연락',
        'اتصل بالمهندس وشركة الكهرباء',
      ],
      [
        'Check everything again when the power is back',
        '복전 후 전체 재점검',
        'افحص كل شيء من جديد بعد عودة الكهرباء',
      ],
    ],
  ),
  template(
    'other',
    ['Something else', '기타 상황', 'شيء آخر'],
    [
      ['Keep people safe first', '사람의 안전 먼저 확보', 'سلامة الناس أولاً'],
      ['Find out what, where and who', '무엇이, 어디서, 누가 파악', 'اعرف ماذا وأين ومن'],
      ['Send or call whoever is needed', '필요한 사람을 보내거나 호출', 'أرسل أو استدعِ من يلزم'],
      ['Tell the Regional Security Officer', '지역보안관(RSO)에게 알림', 'أبلغ RSO'],
    ],
  ),
];

const BY_KIND = new Map(TEMPLATES.map((each) => [each.kind, each]));

export const templateOf = (kind: TemplateKind): IncidentTemplate => BY_KIND.get(kind) ?? FALLBACK;
const FALLBACK = template('other', ['Something else', '기타 상황', 'شيء آخر'], []);
