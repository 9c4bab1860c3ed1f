import { expect, test } from 'vitest';
import { describe, meaning, siaCodeFor } from './codes.ts';
import { CONTACT_ID_TO_SIA } from './contact-id-to-sia.ts';
import { DC03_CODES } from './dc03-codes.ts';
import { DC05_EVENTS } from './dc05-events.ts';
import { EVENT_KINDS } from './meaning.ts';

test('a hold-up, duress or panic code is never "other", a note or a trouble', () => {
  const kinds = ['hold-up', 'duress', 'panic'];
  for (const code of ['HA', 'PA', 'QA', 'ND']) expect(meaning({ code })).toMatchObject({ change: 'active' });
  for (const code of ['HA', 'PA', 'QA', 'ND']) expect(kinds).toContain(meaning({ code }).kind);
  for (const event of ['120', '121', '122', '123', '124', '125', '126']) {
    expect(kinds).toContain(meaning({ qualifier: '1', event }).kind);
    expect(meaning({ qualifier: '6', event }).change).toBe('active');
    expect(meaning({ qualifier: '3', event }).change).toBe('restored');
  }
});

test('each alarm code and its restores have one kind', () => {
  for (const family of 'BFGHKMPQSTUWZ') {
    const alarm = meaning({ code: `${family}A` });
    expect(alarm).toMatchObject({ known: true, change: 'active' });
    for (const suffix of ['H', 'R']) {
      const restore = meaning({ code: `${family}${suffix}` });
      expect(restore).toMatchObject({ known: true, kind: alarm.kind, change: 'restored' });
    }
    for (const suffix of ['B', 'U']) expect(meaning({ code: `${family}${suffix}` }).kind).toBe('bypass');
  }
});

test('every code of the tables has a kind of the list and a description', () => {
  for (const code of Object.keys(DC03_CODES)) {
    expect(EVENT_KINDS).toContain(meaning({ code }).kind);
    expect(describe(code)?.length).toBeGreaterThan(3);
  }
  for (const event of Object.keys(DC05_EVENTS)) {
    for (const qualifier of ['1', '3', '6'])
      expect(EVENT_KINDS).toContain(meaning({ qualifier, event }).kind);
  }
  for (const [event, codes] of Object.entries(CONTACT_ID_TO_SIA)) {
    expect(meaning({ qualifier: '1', event }).known).toBe(true);
    for (const code of codes) expect(meaning({ code }).known).toBe(true);
  }
});

test('only untyped zones, notes and the general 24-hour zone are active or restored "other"', () => {
  const active = Object.keys(DC03_CODES).filter((code) => {
    const { kind, change } = meaning({ code });
    return kind === 'other' && change !== 'note';
  });
  expect(active).toEqual(['UA', 'UG', 'UH', 'UR']);
});

test('a Contact ID alarm and the SIA code it translates to agree on alarm kinds', () => {
  for (const event of ['100', '110', '120', '130', '137', '151', '301', '302', '570']) {
    const other = meaning({ code: siaCodeFor('1', event) ?? '' });
    expect(meaning({ qualifier: '1', event })).toMatchObject({ kind: other.kind, change: other.change });
  }
});

test('opening and closing follow the qualifier', () => {
  expect(meaning({ qualifier: '1', event: '401' })).toMatchObject({ kind: 'opening', concerns: 'user' });
  expect(meaning({ qualifier: '3', event: '401' })).toMatchObject({ kind: 'closing', change: 'note' });
  expect(meaning({ qualifier: '1', event: '456' }).kind).toBe('closing');
});

test('an unknown code is shown as active, never dropped', () => {
  expect(meaning({ code: '@@' })).toMatchObject({ known: false, kind: 'other', change: 'active' });
  expect(meaning({ code: 'constructor' }).known).toBe(false);
  expect(meaning({ qualifier: '1', event: '1FF' })).toMatchObject({ known: false, change: 'active' });
  expect(meaning({ qualifier: '3', event: '1FF' })).toMatchObject({ known: false, change: 'restored' });
});

test('a supply that runs low is a trouble; only gas and water where they should not be are alarms', () => {
  for (const event of ['157', '202', '204'])
    expect(meaning({ qualifier: '1', event }).kind).toBe('technical-trouble');
  for (const event of ['151', '162']) expect(meaning({ qualifier: '1', event }).kind).toBe('gas');
  expect(meaning({ qualifier: '1', event: '154' }).kind).toBe('water');
});
