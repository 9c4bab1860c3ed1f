import { spawn } from 'node:child_process';
import { join } from 'node:path';

const START_MS = 20_000;

export interface RtspSource {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts Debian's GStreamer as a camera's RTSP server at /stream. */
export async function startRtspSource(
  login?: { username: string; password: string; digest?: boolean },
  port = 0,
): Promise<RtspSource> {
  const script = join(import.meta.dirname, 'rtsp_source.py');
  const auth = login ? [login.username, login.password, ...(login.digest ? ['digest'] : [])] : [];
  const child = spawn('/usr/bin/python3', [script, String(port), ...auth], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const bound = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the RTSP source did not start')), START_MS);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, said] = /ready (\d+)\n/.exec(text) ?? [];
      if (said === undefined) return;
      clearTimeout(timer);
      resolve(Number(said));
    });
    child.once('exit', () => reject(new Error('the RTSP source ended')));
  });
  return {
    port: bound,
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      await gone;
    },
  };
}
