import type { Names } from '../site/model.ts';
import type { Device, SignalKind } from '../technical/model.ts';

/** What an alarm of each kind is called, for titles, orders to guards and radio sentences. */
export const KIND_NAMES: Readonly<Record<SignalKind, Names & { ko: string; ar: string }>> = {
  duress: { en: 'Duress', ko: '비상벨', ar: 'إكراه' },
  'hold-up': { en: 'Hold-up', ko: '강도 경보', ar: 'سطو مسلح' },
  panic: { en: 'Panic alarm', ko: '긴급 호출', ar: 'استغاثة' },
  fire: { en: 'Fire', ko: '화재', ar: 'حريق' },
  gas: { en: 'Gas', ko: '가스', ar: 'غاز' },
  medical: { en: 'Medical emergency', ko: '응급 환자', ar: 'حالة طبية طارئة' },
  intrusion: { en: 'Intrusion', ko: '침입', ar: 'تسلل' },
  perimeter: { en: 'Perimeter alarm', ko: '외곽 경보', ar: 'اختراق المحيط' },
  'person-seen': { en: 'Person seen', ko: '사람 감지', ar: 'شوهد شخص' },
  tamper: { en: 'Tamper', ko: '장비 훼손', ar: 'عبث' },
  water: { en: 'Water leak', ko: '누수', ar: 'تسرب مياه' },
  temperature: { en: 'Temperature', ko: '온도 이상', ar: 'حرارة غير عادية' },
  power: { en: 'Power failure', ko: '정전', ar: 'انقطاع الكهرباء' },
  battery: { en: 'Battery low', ko: '배터리 부족', ar: 'بطارية ضعيفة' },
  communication: { en: 'Communication trouble', ko: '통신 이상', ar: 'خلل في الاتصال' },
  supervision: { en: 'Path lost', ko: '연결 끊김', ar: 'انقطاع المسار' },
  'device-silent': { en: 'Device silent', ko: '장치 응답 없음', ar: 'جهاز صامت' },
  'camera-offline': { en: 'Camera offline', ko: '카메라 연결 끊김', ar: 'انقطاع الكاميرا' },
  'technical-trouble': { en: 'Technical trouble', ko: '기술 이상', ar: 'خلل فني' },
  'unknown-panel': { en: 'Unknown panel', ko: '미등록 수신기', ar: 'لوحة غير معروفة' },
  opening: { en: 'Opened', ko: '해제', ar: 'أُلغي التسليح' },
  closing: { en: 'Closed', ko: '경비 시작', ar: 'سُلّح' },
  bypass: { en: 'Bypassed', ko: '우회 설정', ar: 'متجاوَز' },
  test: { en: 'Test', ko: '시험', ar: 'اختبار' },
  'access-granted': { en: 'Access granted', ko: '출입 허가', ar: 'سُمح بالدخول' },
  'access-denied': { en: 'Access denied', ko: '출입 거부', ar: 'رُفض الدخول' },
  'door-forced': { en: 'Door forced open', ko: '문 강제 개방', ar: 'باب فُتح عنوة' },
  'door-held': { en: 'Door held open', ko: '문 열림 지속', ar: 'باب بقي مفتوحاً' },
  'door-open': { en: 'Door open', ko: '문 열림', ar: 'باب مفتوح' },
  unreadable: { en: 'Unreadable signal', ko: '읽을 수 없는 신호', ar: 'إشارة غير مقروءة' },
  other: { en: 'Signal', ko: '신호', ar: 'إشارة' },
};

/** `Access denied 3 times, Gate 1`: a title of `titleOf` with how often. */
export const deniedTitle = (title: Names, times: number): Names =>
  renamed(title, 'access-denied', {
    en: `Access denied ${times} times`,
    ko: `출입 거부 ${times}회`,
    ar: `رُفض الدخول (${times})`,
  });

/** `Disarmed outside hours by Kim (#3), Chancery panel`: a title of `titleOf` with who. `person` may be empty. */
export const disarmedTitle = (title: Names, person: string): Names =>
  renamed(title, 'opening', {
    en: `Disarmed outside hours by ${person === '' ? 'somebody unnamed' : person}`,
    ko: `근무 시간 외 경비 해제(${person === '' ? '이름 없음' : person})`,
    ar: `إلغاء التسليح خارج الدوام (${person === '' ? 'بلا اسم' : person})`,
  });

function renamed(title: Names, kind: SignalKind, words: Names & { ko: string; ar: string }): Names {
  const name = KIND_NAMES[kind];
  const swap = (language: 'en' | 'ko' | 'ar'): Readonly<Record<string, string>> => {
    const text = title[language];
    const from = name[language];
    if (text === undefined) return {};
    return {
      [language]:
        /^[,،] /.test(text.slice(from.length)) && text.startsWith(from)
          ? `${words[language]}${text.slice(from.length)}`
          : text,
    };
  };
  return { ...title, en: title.en, ...swap('en'), ...swap('ko'), ...swap('ar') };
}

/** Title of an alarm in each language: what and where. `device` null: it is not registered. */
export function titleOf(kind: SignalKind, device: Device | null, otherwise: string): Names {
  const what = KIND_NAMES[kind];
  const where = (language: 'ko' | 'ar'): string => device?.name[language] ?? device?.name.en ?? otherwise;
  return {
    ...device?.name,
    en: `${what.en}, ${device?.name.en ?? otherwise}`,
    ko: `${what.ko}, ${where('ko')}`,
    ar: `${what.ar}، ${where('ar')}`,
  };
}
