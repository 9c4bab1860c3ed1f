import { useCallback } from 'react';
import { spokenNumber } from '../../../kernel/id.ts';
import { usePostZone } from '../../../ui/clock.ts';
import { timeText } from '../../../ui/time.tsx';
import { useNameIn } from '../../../ui/words.ts';
import type { Names } from '../../site/model.ts';
import type { Alarm } from '../model.ts';
import { useWords } from './words.ts';

/** The same name in the first other language of the post, or null where it has none. */
export function otherName(
  names: Names,
  shown: string,
  languages: readonly string[],
): { readonly text: string; readonly language: string } | null {
  const first = names[shown] ?? names.en;
  for (const language of [...languages, ...Object.keys(names)]) {
    const text = names[language];
    if (text !== undefined && text !== first) return { text, language };
  }
  return null;
}

/** `A-0412`. */
export const alarmNumber = (alarm: Pick<Alarm, 'number'>): string => spokenNumber('A', alarm.number);

/** Where an alarm stands, in words: who has it, cleared, or not acknowledged. */
export function useAlarmState(): (alarm: Alarm) => string {
  const say = useWords();
  const zone = usePostZone();
  return useCallback(
    (alarm) => {
      if (!alarm.open) return say('watch.state.closed');
      if (alarm.shelved)
        return say('watch.state.shelved', {
          until: timeText(Date.parse(alarm.shelved.until), zone, 'minute'),
          name: alarm.shelved.byName,
        });
      if (!alarm.acknowledged) return say(alarm.active ? 'watch.state.unseen' : 'watch.state.clearedUnseen');
      if (!alarm.active) return say('watch.state.cleared');
      if (alarm.byRule) return say('watch.state.byRule');
      return alarm.ownerName === null
        ? say('watch.state.seen')
        : say('watch.state.owned', { name: alarm.ownerName });
    },
    [say, zone],
  );
}

/** The accessible name of an alarm: "Priority 1, Duress button, Consular window 3, not acknowledged". */
export function useAlarmName(): (alarm: Alarm) => string {
  const say = useWords();
  const name = useNameIn();
  const state = useAlarmState();
  // `name` is another function when the language is another one, so what is said is never of the old one.
  return useCallback(
    (alarm) =>
      say('watch.rowName', { priority: alarm.priority, title: name(alarm.title), state: state(alarm) }),
    [say, name, state],
  );
}
