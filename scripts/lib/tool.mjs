import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { bundle } from './bundle.mjs';
import { inRoot } from './paths.mjs';
import { Stop } from './say.mjs';

/** Bundles a TypeScript program into dist/tools and runs it with the arguments; gives its exit code. */
export async function runTool(name, file, args) {
  if (!existsSync(inRoot(file))) throw new Stop(`${file} is missing: there is nothing to run.`);
  await bundle({ [name]: file }, inRoot('dist', 'tools'));
  return runInFront(inRoot('dist', 'tools', `${name}.mjs`), args);
}

/** Runs a bundled program with this terminal; Ctrl-C reaches it, and its exit code is given. */
export function runInFront(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
      cwd: process.cwd(),
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    // A terminal sends Ctrl-C to the whole group, so SIGINT is only outlived here; SIGTERM is passed on.
    const outlive = () => {};
    const passOn = (signal) => child.kill(signal);
    process.on('SIGINT', outlive);
    process.on('SIGTERM', passOn);
    process.on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', outlive);
      process.off('SIGTERM', passOn);
      process.off('SIGHUP', passOn);
      resolve(signal === null ? (code ?? 1) : 128);
    });
  });
}
