import { expect, test } from 'vitest';
import { dispatchRefusals } from '../../modules/dispatch/model.ts';
import { doorRefusals } from '../../modules/doors/model.ts';
import { handoverRefusals } from '../../modules/handover/model.ts';
import { identityRefusals } from '../../modules/identity/model.ts';
import { incidentRefusals } from '../../modules/incident/model.ts';
import { technicalRefusals } from '../../modules/technical/model.ts';
import { watchRefusals } from '../../modules/watch/model.ts';
import en from './words/refusals-en.json' with { type: 'json' };

test('every refusal that a person can meet has words, in English as the server says it', () => {
  const english: Readonly<Record<string, string>> = en;
  const refusals = {
    ...watchRefusals,
    ...dispatchRefusals,
    ...doorRefusals,
    ...handoverRefusals,
    ...technicalRefusals,
    ...identityRefusals,
    ...incidentRefusals,
  };
  const silent = Object.entries(refusals).filter(
    ([code, { says, status }]) => status !== 503 && english[`refusal.${code}`] !== says,
  );
  expect(silent.map(([code]) => code)).toEqual([]);
});
