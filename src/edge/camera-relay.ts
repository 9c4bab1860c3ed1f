/**
 * Stands between ffmpeg and one camera for one RTSP connection. ffmpeg speaks to 127.0.0.1; we speak to the
 * configured host and port. So the password is in no command line, and a camera that answers with a redirect
 * leads nobody elsewhere: the connection ends.
 *
 * Asking: one request goes to the camera, its answer comes back; a challenge is answered here, unseen by ffmpeg.
 * Playing: interleaved data passes as it comes. Over: either side is gone, or something was not RTSP.
 */
import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { answerChallenge, type Credentials } from '../wire/http-auth/digest.ts';
import { createRtspReader, statusOf, writeRtsp, type RtspMessage } from '../wire/rtsp/messages.ts';
import { faultOfSocket, type CameraFault } from './camera-http.ts';

const MAX_MESSAGE_BYTES = 256 * 1024;
const CONNECT_MS = 5_000;
/** Nobody called, or the camera fell silent. */
const SILENCE_MS = 15_000;
/** What may wait for a slow reader before the camera is asked to wait. */
const HIGH_WATER_BYTES = 1024 * 1024;

export interface RelayTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly credentials: Credentials | null;
}

export interface Relay {
  /** What ffmpeg opens. */
  readonly url: string;
  /** Why it ended, as far as is known. */
  readonly fault: () => CameraFault | null;
  close(): void;
}

/** Opens a relay for exactly one connection from this machine. */
export async function openRelay(target: RelayTarget): Promise<Relay> {
  let fault: CameraFault | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    // The first caller is the one it was opened for.
    server.close();
    clearTimeout(nobody);
    join(client, target, sockets, (found) => (fault ??= found));
  });
  server.maxConnections = 1;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const nobody = setTimeout(() => server.close(), SILENCE_MS);
  nobody.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `rtsp://127.0.0.1:${port}${target.path}`,
    fault: () => fault,
    close() {
      clearTimeout(nobody);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(
  client: Socket,
  target: RelayTarget,
  sockets: Set<Socket>,
  onFault: (fault: CameraFault) => void,
): void {
  const camera = connect({ host: target.host, port: target.port });
  const asking = createAsking(target, (bytes) => camera.write(bytes));
  const end = (): void => {
    client.destroy();
    camera.destroy();
  };
  const wrong = (fault: CameraFault): void => {
    onFault(fault);
    end();
  };
  for (const socket of [client, camera]) {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => {
      sockets.delete(socket);
      end();
    });
  }
  client.on('error', end);
  camera.on('error', (error) => wrong(faultOfSocket(error)));
  camera.setTimeout(CONNECT_MS, () => wrong('no-answer'));
  camera.on('connect', () => camera.setTimeout(SILENCE_MS));

  const fromClient = createRtspReader(MAX_MESSAGE_BYTES);
  client.on('data', (chunk) => {
    const read = fromClient(chunk);
    if (!read.ok) return end();
    for (const part of read.parts)
      if (part.kind === 'data') camera.write(part.bytes);
      else asking.ask(part.message);
  });
  const fromCamera = createRtspReader(MAX_MESSAGE_BYTES);
  camera.on('data', (chunk) => {
    const read = fromCamera(chunk);
    if (!read.ok) return wrong('no-picture');
    for (const part of read.parts) {
      const answer = part.kind === 'data' ? part.bytes : asking.answered(part.message);
      if (answer === 'redirected' || answer === 'not-authorized') return wrong(answer);
      if (answer !== null) client.write(answer);
    }
    if (client.writableLength > HIGH_WATER_BYTES) {
      camera.pause();
      client.once('drain', () => camera.resume());
    }
  });
}

/** IPv6 stands in brackets. */
const inAddress = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The requests of one connection: sent under the camera's own address, with the answer to its challenge. */
function createAsking(target: RelayTarget, send: (bytes: Buffer) => void) {
  const own = inAddress(target.host);
  let last: RtspMessage | null = null;
  let challenges: readonly string[] = [];
  let retried = false;

  function signed(message: RtspMessage): RtspMessage {
    const [method = '', uri = ''] = message.startLine.split(' ');
    const answer =
      target.credentials && challenges.length > 0
        ? answerChallenge(challenges, target.credentials, {
            method,
            uri,
            cnonce: randomBytes(8).toString('hex'),
          })
        : null;
    return answer === null
      ? message
      : { ...message, headers: [...message.headers, ['Authorization', answer]] };
  }

  return {
    ask(message: RtspMessage): void {
      const startLine = message.startLine.replace(
        /^(\S+ rtsp:\/\/)127\.0\.0\.1:\d+/,
        (_whole, before: string) => `${before}${own}:${target.port}`,
      );
      last = { ...message, startLine };
      retried = false;
      send(writeRtsp(signed(last)));
    },
    /** What ffmpeg gets to read; null: nothing, the request went out once more. */
    answered(message: RtspMessage): Buffer | null | 'redirected' | 'not-authorized' {
      const status = statusOf(message);
      if (status !== null && status >= 300 && status < 400) return 'redirected';
      if (status === 401) {
        if (retried || last === null || target.credentials === null) return 'not-authorized';
        challenges = message.headers
          .filter(([name]) => name.toLowerCase() === 'www-authenticate')
          .map(([, value]) => value);
        retried = true;
        send(writeRtsp(signed(last)));
        return null;
      }
      return writeRtsp(message);
    },
  };
}

/** Does the camera speak RTSP there? Rejects with the fault as a word. */
export function greetRtsp(target: RelayTarget, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.host, port: target.port });
    const read = createRtspReader(MAX_MESSAGE_BYTES);
    const end = (fault: CameraFault | null): void => {
      clearTimeout(timer);
      socket.destroy();
      if (fault === null) resolve();
      else reject(fault);
    };
    const timer = setTimeout(() => end('no-answer'), timeoutMs);
    socket.on('error', (error) => end(faultOfSocket(error)));
    socket.on('close', () => end('no-answer'));
    socket.on('connect', () => {
      socket.write(
        `OPTIONS rtsp://${inAddress(target.host)}:${target.port}${target.path} RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
      );
    });
    socket.on('data', (chunk) => {
      const answer = read(chunk);
      if (!answer.ok) end('no-picture');
      // Whatever it says, it is there: even 401 comes from a camera that lives.
      else if (answer.parts.length > 0) end(null);
    });
  });
}
