import { expect, test } from 'vitest';
import { dispatchRefusals } from '../../modules/dispatch/model.ts';
import { doorRefusals } from '../../modules/doors/model.ts';
import { handoverRefusals } from '../../modules/handover/model.ts';
import { identityRefusals } from '../../modules/identity/model.ts';
import { incidentRefusals } from '../../modules/incident/model.ts';
import { technicalRefusals } from '../../modules/technical/model.ts';
import { watchRefusals } from '../../modules/watch/model.ts';
import en from './words/en.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };

test('every refusal that a person can meet is said in both languages, in English as the server says it', () => {
  const english: Readonly<Record<string, string>> = en;
  const korean: Readonly<Record<string, string>> = ko;
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
    ([code, { says, status }]) =>
      status !== 503 && (english[`refusal.${code}`] !== says || korean[`refusal.${code}`] === undefined),
  );
  expect(silent.map(([code]) => code)).toEqual([]);
});
