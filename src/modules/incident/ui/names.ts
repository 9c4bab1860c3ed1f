import { spokenNumber } from '../../../kernel/id.ts';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { Names } from '../../site/model.ts';
import type { Incident } from '../model.ts';

/** `I-0007`. */
export const incidentNumber = (incident: Pick<Incident, 'number'>): string =>
  spokenNumber('I', incident.number);

/** Names in the language now shown. */
export function useNameIn(): (names: Names) => string {
  const { language } = useLanguage();
  return (names) => nameIn(names, language);
}
