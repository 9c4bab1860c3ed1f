/** What is written to a guard and said on the radio, in each language of the product. */
import type { Names } from '../site/model.ts';
import type { Alarm } from '../watch/model.ts';

const inZone = (alarm: Alarm, language: string): string => {
  const zone = alarm.zoneName?.[language] ?? alarm.zoneName?.en;
  const title = alarm.title[language] ?? alarm.title.en;
  return zone && !title.includes(zone) ? `${title}${language === 'ar' ? '،' : ','} ${zone}` : title;
};

/** Only where the post names its zones in Arabic too: others need no third sentence to read past. */
const inArabic = (alarm: Alarm, say: (what: string) => string): { readonly ar?: string } =>
  alarm.zoneName?.['ar'] === undefined ? {} : { ar: say(inZone(alarm, 'ar')) };

/** What the guard reads. */
export const orderOf = (alarm: Alarm): Names => ({
  en: `${inZone(alarm, 'en')}: go now`,
  ko: `${inZone(alarm, 'ko')}: 즉시 출동`,
  fr: `${inZone(alarm, 'fr')} : allez-y immédiatement`,
  es: `${inZone(alarm, 'es')}: acuda de inmediato`,
  ...inArabic(alarm, (what) => `${what}: توجّه فوراً`),
});

/** What the desk says on the radio: call sign first, plain words (FEMA NIMS). */
export const radioOf = (alarm: Alarm, callSign: string): Names => ({
  en: `${callSign}, this is Post One. ${inZone(alarm, 'en')}. Go now. Answer.`,
  ko: `${callSign}, 여기는 포스트 원. ${inZone(alarm, 'ko')}. 즉시 출동하라. 응답하라.`,
  fr: `${callSign}, ici Post One. ${inZone(alarm, 'fr')}. Allez-y immédiatement. Répondez.`,
  es: `${callSign}, aquí Post One. ${inZone(alarm, 'es')}. Acuda de inmediato. Responda.`,
  ...inArabic(alarm, (what) => `${callSign}، هنا Post One. ${what}. توجّه فوراً. أجب.`),
});
