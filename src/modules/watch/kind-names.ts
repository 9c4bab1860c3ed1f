import type { Names } from '../site/model.ts';
import type { Device, SignalKind } from '../technical/model.ts';

/** Languages in which the product itself says what happened; a name without one is said in English. */
const SPOKEN = ['en', 'ko', 'fr', 'es', 'ar'] as const;
type Spoken = (typeof SPOKEN)[number];
/** Between what and where: Arabic has a comma of its own. */
const commaOf = (language: Spoken): string => (language === 'ar' ? '، ' : ', ');
type KindNames = Readonly<Record<Spoken, string>>;

/** What an alarm of each kind is called, for titles, orders to guards and radio sentences. */
export const KIND_NAMES: Readonly<Record<SignalKind, KindNames>> = {
  duress: { en: 'Duress', ko: '비상벨', fr: 'Contrainte', es: 'Coacción', ar: 'إكراه' },
  'hold-up': { en: 'Hold-up', ko: '강도 경보', fr: 'Agression', es: 'Atraco', ar: 'سطو مسلح' },
  panic: { en: 'Panic alarm', ko: '긴급 호출', fr: 'Alarme panique', es: 'Alarma de pánico', ar: 'استغاثة' },
  fire: { en: 'Fire', ko: '화재', fr: 'Incendie', es: 'Incendio', ar: 'حريق' },
  gas: { en: 'Gas', ko: '가스', fr: 'Gaz', es: 'Gas', ar: 'غاز' },
  medical: {
    en: 'Medical emergency',
    ko: '응급 환자',
    fr: 'Urgence médicale',
    es: 'Emergencia médica',
    ar: 'حالة طبية طارئة',
  },
  intrusion: { en: 'Intrusion', ko: '침입', fr: 'Intrusion', es: 'Intrusión', ar: 'تسلل' },
  perimeter: {
    en: 'Perimeter alarm',
    ko: '외곽 경보',
    fr: 'Alarme périmètre',
    es: 'Alarma perimetral',
    ar: 'اختراق المحيط',
  },
  'person-seen': {
    en: 'Person seen',
    ko: '사람 감지',
    fr: 'Personne vue',
    es: 'Persona vista',
    ar: 'شوهد شخص',
  },
  tamper: { en: 'Tamper', ko: '장비 훼손', fr: 'Autoprotection', es: 'Sabotaje', ar: 'عبث' },
  water: { en: 'Water leak', ko: '누수', fr: 'Fuite d’eau', es: 'Fuga de agua', ar: 'تسرب مياه' },
  temperature: {
    en: 'Temperature',
    ko: '온도 이상',
    fr: 'Température',
    es: 'Temperatura',
    ar: 'حرارة غير عادية',
  },
  power: {
    en: 'Power failure',
    ko: '정전',
    fr: 'Coupure de courant',
    es: 'Corte de corriente',
    ar: 'انقطاع الكهرباء',
  },
  battery: {
    en: 'Battery low',
    ko: '배터리 부족',
    fr: 'Batterie faible',
    es: 'Batería baja',
    ar: 'بطارية ضعيفة',
  },
  communication: {
    en: 'Communication trouble',
    ko: '통신 이상',
    fr: 'Défaut de communication',
    es: 'Fallo de comunicación',
    ar: 'خلل في الاتصال',
  },
  supervision: {
    en: 'Path lost',
    ko: '연결 끊김',
    fr: 'Liaison perdue',
    es: 'Enlace perdido',
    ar: 'انقطاع المسار',
  },
  'device-silent': {
    en: 'Device silent',
    ko: '장치 응답 없음',
    fr: 'Appareil silencieux',
    es: 'Dispositivo en silencio',
    ar: 'جهاز صامت',
  },
  'camera-offline': {
    en: 'Camera offline',
    ko: '카메라 연결 끊김',
    fr: 'Caméra hors ligne',
    es: 'Cámara sin conexión',
    ar: 'انقطاع الكاميرا',
  },
  'technical-trouble': {
    en: 'Technical trouble',
    ko: '기술 이상',
    fr: 'Défaut technique',
    es: 'Avería técnica',
    ar: 'خلل فني',
  },
  'unknown-panel': {
    en: 'Unknown panel',
    ko: '미등록 수신기',
    fr: 'Centrale inconnue',
    es: 'Central desconocida',
    ar: 'لوحة غير معروفة',
  },
  opening: { en: 'Opened', ko: '해제', fr: 'Désarmement', es: 'Desarmado', ar: 'أُلغي التسليح' },
  closing: { en: 'Closed', ko: '경비 시작', fr: 'Armement', es: 'Armado', ar: 'سُلّح' },
  bypass: { en: 'Bypassed', ko: '우회 설정', fr: 'Inhibition', es: 'Anulación', ar: 'متجاوَز' },
  test: { en: 'Test', ko: '시험', fr: 'Essai', es: 'Prueba', ar: 'اختبار' },
  'access-granted': {
    en: 'Access granted',
    ko: '출입 허가',
    fr: 'Accès accordé',
    es: 'Acceso concedido',
    ar: 'سُمح بالدخول',
  },
  'access-denied': {
    en: 'Access denied',
    ko: '출입 거부',
    fr: 'Accès refusé',
    es: 'Acceso denegado',
    ar: 'رُفض الدخول',
  },
  'door-forced': {
    en: 'Door forced open',
    ko: '문 강제 개방',
    fr: 'Porte forcée',
    es: 'Puerta forzada',
    ar: 'باب فُتح عنوة',
  },
  'door-held': {
    en: 'Door held open',
    ko: '문 열림 지속',
    fr: 'Porte maintenue ouverte',
    es: 'Puerta retenida abierta',
    ar: 'باب بقي مفتوحاً',
  },
  'door-open': { en: 'Door open', ko: '문 열림', fr: 'Porte ouverte', es: 'Puerta abierta', ar: 'باب مفتوح' },
  unreadable: {
    en: 'Unreadable signal',
    ko: '읽을 수 없는 신호',
    fr: 'Signal illisible',
    es: 'Señal ilegible',
    ar: 'إشارة غير مقروءة',
  },
  other: { en: 'Signal', ko: '신호', fr: 'Signal', es: 'Señal', ar: 'إشارة' },
};

/** `Access denied 3 times, Gate 1`: a title of `titleOf` with how often. */
export const deniedTitle = (title: Names, times: number): Names =>
  renamed(title, 'access-denied', {
    en: `Access denied ${times} times`,
    ko: `출입 거부 ${times}회`,
    fr: `Accès refusé ${times} fois`,
    es: `Acceso denegado ${times} veces`,
    ar: `رُفض الدخول (${times})`,
  });

/** `Disarmed outside hours by Kim (#3), Chancery panel`: a title of `titleOf` with who. `person` may be empty. */
export const disarmedTitle = (title: Names, person: string): Names =>
  renamed(title, 'opening', {
    en: `Disarmed outside hours by ${person === '' ? 'somebody unnamed' : person}`,
    ko: `근무 시간 외 경비 해제(${person === '' ? '이름 없음' : person})`,
    fr: `Désarmement hors horaires par ${person === '' ? 'une personne sans nom' : person}`,
    es: `Desarmado fuera de horario por ${person === '' ? 'alguien sin nombre' : person}`,
    ar: `إلغاء التسليح خارج الدوام (${person === '' ? 'بلا اسم' : person})`,
  });

function renamed(title: Names, kind: SignalKind, to: KindNames): Names {
  const from = KIND_NAMES[kind];
  const next = SPOKEN.flatMap((language) => {
    const text = title[language];
    if (text === undefined) return [];
    const fits = text.startsWith(`${from[language]}${commaOf(language)}`);
    return [[language, fits ? `${to[language]}${text.slice(from[language].length)}` : text] as const];
  });
  return { ...title, ...Object.fromEntries(next) };
}

/** Title of an alarm in each language: what and where. `where` null: no registered device. */
export function titleOf(kind: SignalKind, device: Device | null, otherwise: string): Names {
  const what = KIND_NAMES[kind];
  const where = (language: string): string => device?.name[language] ?? device?.name.en ?? otherwise;
  const own = SPOKEN.map(
    (language) => [language, `${what[language]}${commaOf(language)}${where(language)}`] as const,
  );
  return { ...device?.name, en: `${what.en}, ${where('en')}`, ...Object.fromEntries(own) };
}
