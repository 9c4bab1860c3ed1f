import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './paths.mjs';
import { say, Stop } from './say.mjs';

const WAIT_MAX_MS = 180_000;
const POLL_MS = 100;

/** Runs `work` while no other process builds in this checkout; a lock of a dead process is taken over. */
export async function withBuildLock(work) {
  const lock = inRoot('dist', '.building');
  mkdirSync(inRoot('dist'), { recursive: true });
  const deadlineMs = performance.now() + WAIT_MAX_MS;
  for (let said = false; !take(lock);) {
    if (holderIsDead(lock)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (performance.now() > deadlineMs) {
      throw new Stop(`Another build holds ${lock} for three minutes: end it, or delete that folder.`);
    }
    if (!said) say('Waiting for another build of this checkout ...');
    said = true;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

function holderIsDead(lock) {
  let pid;
  try {
    pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
  } catch {
    // Just taken, its pid not yet written, or just given back.
    return false;
  }
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
