import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { withBuildLock } from './build-lock.mjs';
import { filesUnder, hashOf, setStamp, stampOf } from './inputs.mjs';
import { inRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { saying, Stop } from './say.mjs';

/*
 * Three products, each made again only when a file it is made of has changed: dist/server (one bundle for the
 * server, one for the admin tool, the migrations), dist/console and dist/guard.
 */

const isTest = (file) => /\.test\.tsx?$/.test(file);
const serverOnly = /^src\/(edge|platform|main\.ts|cli\.ts|config\.ts|modules\/[^/]+\/(store|service))/;

const targets = {
  server: {
    inputs: () =>
      filesUnder([
        'src',
        'migrations',
        'package-lock.json',
        'scripts/lib/build.mjs',
        'scripts/lib/bundle.mjs',
      ]).filter((file) => !file.startsWith('src/apps/') && !isTest(file)),
    stands: () => existsSync(inRoot('dist/server/main.mjs')) && existsSync(inRoot('dist/server/post1.mjs')),
    build: buildServer,
  },
  console: pageTarget('console', 'guard'),
  guard: pageTarget('guard', 'console'),
};

/** Builds what is older than its sources: `server`, `console`, `guard`; all of them when none is named. */
export async function ensureBuilt(names = Object.keys(targets)) {
  if (names.every(isFresh)) return;
  await withBuildLock(async () => {
    const stale = names.filter((name) => !isFresh(name));
    if (stale.length === 0) return;
    await saying(`Building ${stale.join(', ')} ...`, async () => {
      const ended = await Promise.allSettled(stale.map(buildOne));
      const failed = ended.filter((end) => end.status === 'rejected');
      if (failed.length === 0) return;
      const bug = failed.find((end) => !(end.reason instanceof Stop));
      if (bug !== undefined) throw bug.reason;
      throw new Stop(failed.map((end) => end.reason.message).join('\n'));
    });
  });
}

function isFresh(name) {
  const target = targets[name];
  return target.stands() && stampOf(name) === hashOf(target.inputs());
}

async function buildOne(name) {
  const target = targets[name];
  // Hashed before building: a file saved meanwhile makes the next start build again.
  const hash = hashOf(target.inputs());
  await target.build();
  setStamp(name, hash);
}

async function buildServer() {
  const { bundle } = await import('./bundle.mjs');
  const fresh = inRoot(`dist/server.${process.pid}`);
  const old = inRoot(`dist/server.${process.pid}.old`);
  rmSync(fresh, { recursive: true, force: true });
  try {
    await bundle({ main: 'src/main.ts', post1: 'src/cli.ts' }, fresh);
    mkdirSync(fresh, { recursive: true });
    cpSync(inRoot('migrations'), `${fresh}/migrations`, { recursive: true });
    // As a whole: a server that starts meanwhile sees the old bundle or the new one.
    if (existsSync(inRoot('dist/server'))) renameSync(inRoot('dist/server'), old);
    renameSync(fresh, inRoot('dist/server'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function pageTarget(name, other) {
  const config = `vite.${name}.config.ts`;
  return {
    inputs: () =>
      filesUnder([
        'src',
        config,
        'package-lock.json',
        'scripts/lib/build.mjs',
        'scripts/lib/words-plugin.mjs',
      ]).filter((file) => !file.startsWith(`src/apps/${other}/`) && !serverOnly.test(file) && !isTest(file)),
    stands: () => existsSync(inRoot('dist', name, 'index.html')),
    build: async () => {
      if (!existsSync(inRoot('src/apps', name, 'index.html'))) {
        throw new Stop(`src/apps/${name}/index.html is missing: the ${name} cannot be built.`);
      }
      const { code, output } = await runNode(
        inRoot('node_modules/vite/bin/vite.js'),
        ['build', '--config', config, '--logLevel', 'warn'],
        { env: { NO_COLOR: '1', FORCE_COLOR: '0' } },
      );
      if (code !== 0)
        throw new Stop(`${output.trim()}\nThe ${name} could not be built: see the lines above.`);
    },
  };
}
