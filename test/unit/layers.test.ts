import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** One file that breaks one rule: `rule`, its path below src, its text, and the import that is wrong. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['kernel-knows-nobody', 'kernel/bad-node.ts', `import 'node:crypto';`],
  [
    'kernel-knows-nobody',
    'kernel/bad-type.ts',
    `import type { Alarm } from '../modules/watch/model.ts';\nexport type A = Alarm;`,
  ],
  [
    'algo-knows-kernel',
    'algo/bad.ts',
    `import type { Alarm } from '../modules/watch/model.ts';\nexport type A = Alarm;`,
  ],
  [
    'wire-knows-kernel',
    'wire/bad.ts',
    `import { pool } from '../platform/postgres.ts';\nexport const p = pool;`,
  ],
  [
    'wire-is-pure',
    'wire/bad-file.ts',
    `import { readFileSync } from 'node:fs';\nexport const r = readFileSync;`,
  ],
  [
    'platform-knows-kernel',
    'platform/bad.ts',
    `import type { Alarm } from '../modules/watch/model.ts';\nexport type A = Alarm;`,
  ],
  [
    'ui-knows-kernel',
    'ui/bad.ts',
    `import type { Alarm } from '../modules/watch/model.ts';\nexport type A = Alarm;`,
  ],
  [
    'modules-look-down',
    'modules/watch/service-bad.ts',
    `import { frame } from '../../wire/frame.ts';\nexport const f = frame;`,
  ],
  [
    'ledger-speaks-tlog',
    'modules/ledger/service-bad.ts',
    `import { frame } from '../../wire/frame.ts';\nexport const f = frame;`,
  ],
  [
    'neighbours-by-model-only',
    'modules/watch/service-nosy.ts',
    `import type { SiteRow } from '../site/store.ts';\nexport type R = SiteRow;`,
  ],
  [
    'pure-rooms',
    'modules/watch/policy-bad.ts',
    `import { pool } from '../../platform/postgres.ts';\nexport const p = pool;`,
  ],
  [
    'pure-rooms',
    'modules/watch/policy-row.ts',
    `import type { WatchRow } from './store.ts';\nexport type R = WatchRow;`,
  ],
  ['pure-rooms-without-node', 'modules/watch/policy-node.ts', `import 'node:crypto';`],
  [
    'routes-never-touch-sql',
    'modules/watch/routes-bad.ts',
    `import { watchRow } from './store.ts';\nexport const r = watchRow;`,
  ],
  [
    'routes-never-touch-sql',
    'modules/watch/routes-pool.ts',
    `import type { Kysely } from 'kysely';\nexport type K = Kysely<unknown>;`,
  ],
  [
    'browser-sees-types',
    'modules/watch/ui/bad.ts',
    `import type { WatchRow } from '../store.ts';\nexport type R = WatchRow;`,
  ],
  [
    'browser-sees-routes-as-types',
    'modules/watch/ui/bad-route.ts',
    `import { watchRoutes } from '../routes.ts';\nexport const r = watchRoutes;`,
  ],
  ['browser-has-no-node', 'modules/watch/ui/bad-node.ts', `import 'node:path';`],
  [
    'apps-show-modules',
    'apps/console/bad.ts',
    `import { sum } from '../../algo/sum.ts';\nexport const s = sum;`,
  ],
  [
    'edge-knows-wire-and-models',
    'edge/bad.ts',
    `import type { WatchService } from '../modules/watch/service.ts';\nexport type W = WatchService;`,
  ],
  [
    'demo-has-no-back-door',
    'demo/bad.ts',
    `import { frame } from '../wire/frame.ts';\nexport const f = frame;`,
  ],
  [
    'sockets-live-at-the-edge',
    'modules/watch/service-net.ts',
    `import { connect } from 'node:net';\nexport const c = connect;`,
  ],
  [
    'sockets-live-at-the-edge',
    'modules/watch/service-mqtt.ts',
    `import type { MqttClient } from 'mqtt';\nexport type M = MqttClient;`,
  ],
  [
    'only-main-reads-config',
    'platform/bad-config.ts',
    `import type { Config } from '../config.ts';\nexport type C = Config;`,
  ],
  ['nobody-imports-main', 'edge/bad-main.ts', `import { house } from '../main.ts';\nexport const h = house;`],
  ['no-circular', 'kernel/circle.ts', `import { b } from './circle-two.ts';\nexport const a = () => b;`],
  ['no-orphans', 'kernel/orphan.ts', `export const alone = 1;`],
  [
    'src-never-sees-test',
    'platform/bad-test.ts',
    `import { world } from '../../test/world.ts';\nexport const w = world;`,
  ],
  [
    'src-never-sees-test-packages',
    'platform/bad-package.ts',
    `import fc from 'fast-check';\nexport const f = fc;`,
  ],
  ['nothing-unknown', 'platform/bad-unknown.ts', `import { x } from './not-there.ts';\nexport const y = x;`],
];

/** A small house in order: every import here is allowed. */
const IN_ORDER: Readonly<Record<string, string>> = {
  'kernel/id.ts': `import type { T } from './result.ts';\nexport const id = (t: T) => t;`,
  'kernel/result.ts': `export type T = string;`,
  'kernel/circle-two.ts': `import { a } from './circle.ts';\nexport const b = () => a;`,
  'algo/sum.ts': `import { id } from '../kernel/id.ts';\nexport const sum = id;`,
  'wire/frame.ts': `import { createHash } from 'node:crypto';\nimport { id } from '../kernel/id.ts';\nexport const frame = [createHash, id];`,
  'platform/postgres.ts': `import { frame } from '../wire/frame.ts';\nimport { connect } from 'node:net';\nexport const pool = [frame, connect];`,
  'platform/http/route.ts': `import { id } from '../../kernel/id.ts';\nexport const route = id;`,
  'ui/button.ts': `import { id } from '../kernel/id.ts';\nexport const button = id;`,
  'modules/site/model.ts': `import type { T } from '../../kernel/result.ts';\nexport type Zone = T;`,
  'modules/site/store.ts': `import type { Zone } from './model.ts';\nexport type SiteRow = Zone;`,
  'modules/site/ui/map.ts': `import type { Zone } from '../model.ts';\nimport { button } from '../../../ui/button.ts';\nexport type Map = Zone;\nexport const map = button;`,
  'modules/watch/model.ts': `import type { Zone } from '../site/model.ts';\nexport type Alarm = Zone;`,
  'modules/watch/policy.ts': `import type { Alarm } from './model.ts';\nexport const triage = (alarm: Alarm) => alarm;`,
  'modules/watch/store.ts': `import { pool } from '../../platform/postgres.ts';\nexport type WatchRow = string;\nexport const watchRow = pool;`,
  'modules/watch/service.ts': `import { triage } from './policy.ts';\nimport { watchRow } from './store.ts';\nexport type WatchService = string;\nexport const watch = [triage, watchRow];`,
  'modules/watch/routes.ts': `import { route } from '../../platform/http/route.ts';\nimport type { WatchService } from './service.ts';\nexport const watchRoutes = (w: WatchService) => route(w);\nexport type WatchRoutes = typeof watchRoutes;`,
  'modules/watch/ui/board.ts': `import type { WatchRoutes } from '../routes.ts';\nimport { triage } from '../policy.ts';\nimport { map } from '../../site/ui/map.ts';\nexport type B = WatchRoutes;\nexport const board = [triage, map];`,
  'apps/console/main.ts': `import { board } from '../../modules/watch/ui/board.ts';\nimport { button } from '../../ui/button.ts';\nexport const app = [board, button];`,
  'edge/receiver.ts': `import { createServer } from 'node:net';\nimport { frame } from '../wire/frame.ts';\nimport type { Alarm } from '../modules/watch/model.ts';\nexport const r = (a: Alarm) => [a, createServer, frame];`,
  'demo/post.ts': `import type { Alarm } from '../modules/watch/model.ts';\nexport const post = (a: Alarm) => a;`,
  'config.ts': `import type { T } from './kernel/result.ts';\nexport type Config = T;`,
  'main.ts': `import type { Config } from './config.ts';\nimport { watch } from './modules/watch/service.ts';\nimport { r } from './edge/receiver.ts';\nimport { sum } from './algo/sum.ts';\nimport { post } from './demo/post.ts';\nexport const house = (c: Config) => [c, watch, r, sum, post];`,
};

let tree = '';
let violations: readonly Violation[] = [];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'post-one-layers-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `${text}\n`);
  };
  for (const [path, text] of Object.entries(IN_ORDER)) write(`src/${path}`, text);
  for (const [, path, text] of PLANTED) write(`src/${path}`, text);
  write('test/world.ts', 'export const world = 1;');
  copyFileSync('package.json', join(tree, 'package.json'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
  const ran = spawnSync(process.execPath, ['scripts/layers.mjs', '--root', tree, '--json'], {
    encoding: 'utf8',
  });
  if (!ran.stdout.startsWith('[')) throw new Error(`layers.mjs gave no list: ${ran.stdout}${ran.stderr}`);
  violations = JSON.parse(ran.stdout) as Violation[];
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

test.each(PLANTED)('%s is reported for src/%s', (rule, file) => {
  const rules = violations
    .filter(({ from, to }) => from === `src/${file}` || (rule === 'no-circular' && to === `src/${file}`))
    .map((violation) => violation.rule.name);
  expect(rules).toContain(rule);
});

test('every rule has a planted violation and a comment that teaches', async () => {
  const config = pathToFileURL(resolve('.dependency-cruiser.mjs')).href;
  const { default: found } = (await import(config)) as {
    default: { forbidden: readonly { name: string; comment: string }[] };
  };
  const rules = found.forbidden;
  expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  for (const { name, comment } of rules) expect(comment.length, name).toBeGreaterThan(60);
});

test('a house in order is left alone', () => {
  const blamed = violations.filter(({ from }) => Object.hasOwn(IN_ORDER, from.replace('src/', '')));
  // The other half of the planted circle is in order but for the circle.
  expect(blamed.filter(({ from }) => from !== 'src/kernel/circle-two.ts')).toEqual([]);
});
