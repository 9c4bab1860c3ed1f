import { useLanguage, useNameIn } from '../../../ui/words.ts';
import type { Zone } from '../../site/model.ts';
import { knownWord as knownWatchWord, useWords as useWatchWords } from '../../watch/ui/words.ts';
import type { SopText } from '../model.ts';
import { useWords } from './words.ts';

/** Languages that an order may be written in, beside those of the post. */
export const ORDER_LANGUAGES = ['en', 'ko', 'ar', 'fr', 'es'] as const;

/** A language by its own name. */
export function languageName(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}

/** Kinds of alarms and threat levels in the words of the board. */
export function useBoardWords(): {
  kind: (kind: string) => string;
  level: (level: string) => string;
} {
  const say = useWatchWords();
  const word = (id: string, fallback: string) => {
    const known = knownWatchWord(id);
    return known === null ? fallback : say(known);
  };
  return {
    kind: (kind) => word(`watch.kind.${kind}`, kind),
    level: (level) => word(`watch.threat.${level}`, level),
  };
}

/** What an order is bound to, in one sentence. */
export function useBinding(zones: readonly Zone[]): (text: SopText) => string {
  const say = useWords();
  const name = useNameIn();
  const words = useBoardWords();
  const { language } = useLanguage();
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' });
  return (text) => {
    const zoneNames = (text.zones ?? []).map((id) => {
      const zone = zones.find((each) => each.id === id);
      return zone === undefined ? say('orders.zoneGone') : name(zone.name);
    });
    const levels = (text.levels ?? []).map(words.level);
    return [
      text.kinds.length === 0 ? say('orders.noKind') : list.format(text.kinds.map(words.kind)),
      zoneNames.length === 0 ? say('orders.anyZone') : list.format(zoneNames),
      levels.length === 0 ? say('orders.anyLevel') : list.format(levels),
    ].join(' · ');
  };
}
