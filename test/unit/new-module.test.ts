import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { moduleFiles } from '../../scripts/module-template.ts';
import { complaintAbout } from '../../scripts/new-module.ts';

const house = mkdtempSync(join(tmpdir(), 'post-one-module-'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

const node = (file: string, ...args: string[]) => {
  const ran = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return ran.status === 0 ? '' : ran.stdout + ran.stderr;
};

test.each([
  [undefined, /Which one/],
  ['', /Which one/],
  ['GateLog', /not a module name/],
  ['gate_log', /not a module name/],
  ['../gate', /not a module name/],
  ['gate-', /not a module name/],
  ['g1', /too short/],
  ['a'.repeat(31), /too long/],
  ['platform', /name of a layer/],
  ['watch', /exists/],
])('the name %j is refused with a sentence', (name, sentence) => {
  expect(complaintAbout(name, ['watch'])).toMatch(sentence);
});

test('a good name is accepted', () => {
  expect(complaintAbout('gate-log', ['watch'])).toBeUndefined();
});

test('a new module passes types, layers and lint as it stands', { timeout: 60_000 }, async () => {
  mkdirSync(join(house, 'src/modules'), { recursive: true });
  for (const layer of ['kernel', 'platform', 'ui', 'wire']) {
    cpSync(join('src', layer), join(house, 'src', layer), { recursive: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(house, 'node_modules'));
  copyFileSync('package.json', join(house, 'package.json'));
  const config = {
    extends: join(process.cwd(), 'tsconfig.json'),
    include: ['src/modules', 'src/ui/*.d.ts'],
  };
  writeFileSync(join(house, 'tsconfig.json'), JSON.stringify(config));
  for (const [path, text] of Object.entries(moduleFiles('gate-log'))) {
    const file = join(house, 'src/modules/gate-log', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  // Errors in the layers it stands on are not its own.
  const errors = node('node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', house);
  expect(errors.split('\n').filter((line) => line.includes('gate-log'))).toEqual([]);
  const found = spawnSync(process.execPath, ['scripts/layers.mjs', '--root', house, '--json'], {
    encoding: 'utf8',
  });
  expect(found.stdout, found.stderr).toMatch(/^\[/);
  const blamed = (JSON.parse(found.stdout) as { from: string; to: string; rule: { name: string } }[]).filter(
    // Nothing wires it yet, so its outermost files are nobody's.
    ({ from, rule }) => from.includes('gate-log') && rule.name !== 'no-orphans',
  );
  expect(blamed).toEqual([]);
  expect(node('node_modules/oxlint/bin/oxlint', '-c', '.oxlintrc.json', join(house, 'src/modules'))).toBe('');
  const { reduceGateLog } = (await import(join(house, 'src/modules/gate-log/model.ts'))) as {
    reduceGateLog: (now: null, event: { kind: string; gateLog: unknown }) => unknown;
  };
  expect(reduceGateLog(null, { kind: 'gate-log.opened', gateLog: 7 })).toBe(7);
});
