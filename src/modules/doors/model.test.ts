import { expect, test } from 'vitest';
import type { Signal } from '../technical/model.ts';
import { atDoor, credentialAsSent, outcomeOf, personText, userKey, whoIs } from './model.ts';

const signal = (over: Partial<Signal>): Signal => ({
  id: 'sig_1' as Signal['id'],
  protocol: 'dc09',
  source: 'dc09:1001',
  point: 'user:3',
  kind: 'opening',
  change: 'note',
  code: 'OP',
  description: '',
  authenticated: true,
  occurredAt: null,
  receivedAt: '2026-11-25T10:00:00.000Z' as Signal['receivedAt'],
  ...over,
});

test('a user of a panel is who, not where: the place is the panel', () => {
  expect(atDoor(signal({}))).toMatchObject({ point: '', credential: 'user:3' });
  expect(atDoor(signal({ kind: 'access-denied', point: '7' }))).toMatchObject({ point: '7' });
  expect(atDoor(signal({ kind: 'duress' }))).toMatchObject({ point: 'user:3' });
});

test('an opening that a panel calls late or failed is none, and a machine that says active is believed', () => {
  expect(outcomeOf(signal({}))).toBe('disarmed');
  expect(outcomeOf(signal({ change: 'active' }))).toBeNull();
  expect(outcomeOf(signal({ change: 'active', protocol: 'http' }))).toBe('disarmed');
  expect(outcomeOf(signal({ kind: 'door-held', change: 'restored' }))).toBe('closed');
  expect(outcomeOf(signal({ kind: 'fire' }))).toBeNull();
});

test('a name for one source goes before a name for all', () => {
  const users = new Map([
    [userKey('', 'user:3'), 'Lee'],
    [userKey('dc09:1001', 'user:3'), 'Kim'],
  ]);
  expect(whoIs(users, 'dc09:1001', 'user:3')).toBe('Kim');
  expect(whoIs(users, 'dc09:1002', 'user:3')).toBe('Lee');
  expect(whoIs(users, 'dc09:1002', 'user:4')).toBeNull();
});

test('who is said with name and number, or with what is known', () => {
  expect(personText({ who: 'Kim', credential: 'user:3' })).toBe('Kim (#3)');
  expect(personText({ who: null, credential: '8841' })).toBe('8841');
  expect(personText({ who: null, credential: null })).toBe('');
});

test('a number is kept as the source sends it, however it was typed', () => {
  expect(credentialAsSent('003', 'dc09:1001')).toBe('user:3');
  expect(credentialAsSent('#3', '')).toBe('user:3');
  expect(credentialAsSent('User 12', '')).toBe('user:12');
  expect(credentialAsSent(' 0088 ', 'machine:x')).toBe('0088');
});
