import { expect, test } from 'vitest';
import { identityRefusals, PERMISSIONS, roleMay, ROLES } from './model.ts';
import { dispatchRefusals } from '../dispatch/model.ts';
import { technicalRefusals } from '../technical/model.ts';
import { watchRefusals } from '../watch/model.ts';

test('every role can call for help', () => {
  for (const role of ROLES) expect(roleMay(role, 'duress.raise')).toBe(true);
});

test('guards and staff see no board, and nobody but the watch acknowledges', () => {
  for (const role of ['guard', 'staff'] as const) expect(roleMay(role, 'board.see')).toBe(false);
  expect(ROLES.filter((role) => roleMay(role, 'alarm.acknowledge'))).toEqual([
    'rso',
    'deputy',
    'watch-officer',
  ]);
});

test('the administrator of machines does not act on alarms', () => {
  expect(
    Object.keys(PERMISSIONS).filter(
      (p) => p.startsWith('alarm.') && roleMay('administrator', p as keyof typeof PERMISSIONS),
    ),
  ).toEqual([]);
});

test('every refusal of the catalogues says what to do, in one place, under one code', () => {
  const all = [identityRefusals, dispatchRefusals, technicalRefusals, watchRefusals].flatMap((catalogue) =>
    Object.entries(catalogue),
  );
  expect(new Set(all.map(([code]) => code)).size).toBe(all.length);
  for (const [code, kind] of all) {
    expect(kind.says, code).toMatch(/^[A-Z].{15,}\.$/);
    expect(kind.status, code).toBeGreaterThanOrEqual(400);
  }
  expect(all).toHaveLength(
    Object.keys({ ...identityRefusals, ...dispatchRefusals, ...technicalRefusals, ...watchRefusals }).length,
  );
});
