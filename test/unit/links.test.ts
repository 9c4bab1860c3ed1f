import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { PERMISSIONS, roleMay } from '../../src/modules/identity/model.ts';
import { SIGNAL_KINDS } from '../../src/modules/technical/model.ts';
import { PRIORITY_BY_KIND } from '../../src/modules/watch/policy.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const inFolder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((file) => join(folder, String(file)))
    .filter((file) => file.endsWith('.md'));

/** Every page that a reader may open: those at the root, and all under docs. */
const pages = [...readdirSync('.').filter((file) => file.endsWith('.md')), ...inFolder('docs')];
const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
);

/** `[words](target)` and `![words](target)`, outside code blocks. */
function linksIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** A heading as GitHub names its anchor. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));

test.each(pages)('every link and picture of %s is there', (page) => {
  const missing = linksIn(read(page)).filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : normalize(join(dirname(page), decodeURIComponent(file)));
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
  });
  expect(missing, `not there: ${missing.join(' ')}`).toEqual([]);
});

test.each(pages)('every npm command of %s exists', (page) => {
  const named = [...read(page).matchAll(/npm run ([\w-]+)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test.each(pages)('%s names no machine of ours and holds no secret', (page) => {
  expect(read(page)).not.toMatch(/\/(work|root|home)\/|BEGIN [A-Z ]*PRIVATE KEY|\bnpm_[A-Za-z0-9]{20,}/);
});

/** First cells of the table rows below a heading: `PORT`. */
function settingsIn(page: string): string[] {
  const part =
    read(page)
      .split(/^## /m)
      .find((section) => section.startsWith('Settings')) ?? '';
  return [...part.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map((match) => match[1] ?? '');
}

test.each(['README.md', 'docs/guides/administrator.md'])(
  'the settings of %s are those that the program reads',
  (page) => {
    const asked = new Set<string>();
    readConfig(
      new Proxy(
        {},
        {
          get(_target, name) {
            asked.add(String(name));
            return undefined;
          },
        },
      ),
    );
    expect(settingsIn(page).toSorted()).toEqual([...asked].toSorted());
  },
);

test('the defaults in the README are the defaults', () => {
  const said = new Map(
    [...read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]+)`\s*\| `([^`]+)`/gm)].map((row) => [
      row[1],
      row[2],
    ]),
  );
  const config = readConfig({});
  expect(said.get('PORT')).toBe(String(config.port));
  expect(said.get('HOST')).toBe(config.host);
  expect(said.get('DC09_PORT')).toBe(String(config.dc09Port));
});

test('the page about signals names every kind, at its priority', () => {
  const text = read('docs/protocols/signals-http.md');
  const line = text.split('\n').find((each) => each.startsWith('Kinds: ')) ?? '';
  const groups = line.split(/\((?:priority )?(1|2|3|4|written down, no alarm)\)/);
  const said = new Map<string, number | null>();
  for (let i = 0; i + 1 < groups.length; i += 2) {
    const priority = Number(groups[i + 1]);
    for (const match of (groups[i] ?? '').matchAll(/`([a-z-]+)`/g))
      said.set(match[1] ?? '', Number.isNaN(priority) ? null : priority);
  }
  expect([...said.keys()].toSorted()).toEqual([...SIGNAL_KINDS].toSorted());
  for (const kind of SIGNAL_KINDS) expect(said.get(kind), kind).toBe(PRIORITY_BY_KIND[kind]);
});

test('the administrator is told the truth about roles', () => {
  expect(roleMay('administrator', 'alarm.acknowledge')).toBe(false);
  expect(roleMay('guard-commander', 'phone.enrol')).toBe(true);
  expect(roleMay('technician', 'token.change')).toBe(true);
  expect(PERMISSIONS['evidence.export']).toEqual(['rso', 'deputy']);
});
