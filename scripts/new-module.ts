import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { moduleFiles } from './module-template.ts';

/*
 * npm run new-module -- <name>: a module with its five rooms, ready to pass `npm run check`. What is left to a
 * person: the migration, a line in main.ts, the words.
 */

const NAME_MAX = 30;
const TAKEN = new Set([
  'kernel',
  'algo',
  'wire',
  'platform',
  'ui',
  'edge',
  'apps',
  'modules',
  'demo',
  'test',
]);

/** Why the name will not do, as a sentence; undefined when it will. */
export function complaintAbout(name: string | undefined, existing: readonly string[]): string | undefined {
  if (name === undefined || name === '') return 'Which one? npm run new-module -- <name>, such as gate-log.';
  if (name.length > NAME_MAX) return `"${name}" is too long: ${NAME_MAX} characters at most.`;
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
    return `"${name}" is not a module name: use lower-case words joined by hyphens, such as gate-log.`;
  }
  if (name.length < 3) return `"${name}" is too short: write the word out, abbreviations have two meanings.`;
  if (TAKEN.has(name)) return `"${name}" is the name of a layer: choose a word of the trade.`;
  if (existing.includes(name)) return `The module ${name} exists: choose another name, or grow that one.`;
  return undefined;
}

async function main(): Promise<number> {
  const modules = join(process.cwd(), 'src', 'modules');
  const [name, ...rest] = process.argv.slice(2);
  const existing = existsSync(modules) ? readdirSync(modules) : [];
  const complaint = rest.length > 0 ? 'One name at a time.' : complaintAbout(name, existing);
  if (complaint !== undefined || name === undefined) {
    process.stderr.write(`${complaint}\n`);
    return 1;
  }
  for (const [path, text] of Object.entries(moduleFiles(name))) {
    const file = join(modules, name, path);
    mkdirSync(dirname(file), { recursive: true });
    // Where a line breaks depends on the length of the name.
    const style = await resolveConfig(file);
    writeFileSync(file, await format(text, { ...style, filepath: file }), { flag: 'wx' });
    process.stdout.write(`src/modules/${name}/${path}\n`);
  }
  process.stdout.write(
    `Next: a migration that makes the table ${name.replaceAll('-', '_')} (migrations/), then build the service ` +
      'and add the routes in src/main.ts, then say in ARCHITECTURE.md what the module is for.\n',
  );
  return 0;
}

if (process.env.VITEST === undefined) process.exitCode = await main();
