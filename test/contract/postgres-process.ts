/* Starts postgres-child.ts as a process that can be killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const children: ChildProcess[] = [];

/** Ends every child that is still running. */
export function killChildren(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}

/** Bundles the child into one file that also an unprivileged user can run. */
export async function bundleChild(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('./postgres-child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native'],
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
    logLevel: 'error',
  });
}

/** One line of the child. */
export interface Said {
  opened?: number;
  adopted?: boolean;
  acked?: number;
  refused?: string;
}

/** Starts the child and returns it with all it said so far; `until` waits for a line. */
export const startChild = (bundle: string, dataDir: string, mode: 'hold' | 'write', asNobody: boolean) => {
  const identity = asNobody ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [bundle, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...identity,
  });
  children.push(child);
  const said: Said[] = [];
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as Said));
  const until = async (test: (said: Said) => boolean): Promise<Said> => {
    for (let waited = 0; waited < 20_000; waited += 10) {
      const found = said.find(test);
      if (found !== undefined) return found;
      await sleep(10);
    }
    throw new Error(`the child said only ${JSON.stringify(said.slice(-3))}`);
  };
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.kill('SIGKILL');
    });
  return { pid: child.pid, said, until, kill };
};
