/* Debian's onvif-util (libonvif, an independent C client) against our simulated camera: the simulator is no echo of our own client. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { hasOnvifUtil } from '../support/debian.ts';

const SUPPORT = join(import.meta.dirname, '../support');

/** Networks of one's own, joined by a cable: only root on Linux makes them. */
const canJoinNetworks = (): boolean =>
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'ip', 'link', 'add', 'cable0', 'type', 'veth', 'peer', 'name', 'cable1'])
    .status === 0;

test('onvif-util finds the simulated camera, signs on, and reads its profiles and stream', async (context) => {
  if (!canJoinNetworks() || !hasOnvifUtil()) {
    process.stderr.write('SKIPPED: onvif-util needs root and networks of its own (unshare, veth).\n');
    return context.skip('no networks of our own');
  }
  const folder = await mkdtemp(join(tmpdir(), 'onvif-'));
  const camera = join(folder, 'camera.mjs');
  await build({
    entryPoints: [join(SUPPORT, 'onvif-camera-process.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: camera,
    logLevel: 'error',
  });
  const run = (password: string) =>
    spawnSync('unshare', ['-n', 'sh', join(SUPPORT, 'two-networks.sh'), camera, 'operator', password], {
      input: 'get time\nget profiles\nget rtsp\nquit\n',
      encoding: 'utf8',
      timeout: 60_000,
    });
  const good = run('gate-7');
  const said = `${good.stdout}${good.stderr}`;
  expect(said).toContain('found host: 10.77.0.1');
  expect(said).toContain('successfully connected to host');
  expect(said).toMatch(/Token 0: main\s+Token 1: sub/);
  expect(said).toContain('rtsp://10.77.0.1:554/stream');
  expect(said).toMatch(/asked .*GetDeviceInformation.*GetProfiles/);
  const bad = run('wrong');
  expect(`${bad.stdout}${bad.stderr}`).not.toContain('successfully connected');
  await rm(folder, { recursive: true });
}, 120_000);
