import { spokenNumber } from '../../../kernel/id.ts';
import type { Incident } from '../model.ts';

/** `I-0007`. */
export const incidentNumber = (incident: Pick<Incident, 'number'>): string =>
  spokenNumber('I', incident.number);
