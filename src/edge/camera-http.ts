/**
 * One HTTP request to a camera: to the configured host and nowhere else. Redirects are not followed, replies are
 * cut off at a limit, and a challenge is answered once.
 */
import { randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { answerChallenge, type Credentials } from '../wire/http-auth/digest.ts';

export interface CameraRequest {
  readonly host: string;
  readonly port: number;
  /** Over TLS, under a certificate that this machine trusts. */
  readonly secure?: boolean;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly contentType?: string;
  readonly credentials: Credentials | null;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface CameraReply {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Why a camera gave nothing usable, in one word for the screens. */
export type CameraFault =
  | 'no-answer'
  | 'refused-connection'
  | 'unknown-host'
  | 'not-authorized'
  | 'redirected'
  | 'too-large'
  | 'not-onvif'
  | 'not-supported'
  | 'no-picture'
  | 'no-ffmpeg'
  | 'too-many';

/** The camera did not do what it was asked for; `fault` says why. */
export class CameraTrouble extends Error {
  override readonly name = 'CameraTrouble';
  readonly fault: CameraFault;
  constructor(fault: CameraFault) {
    super(`camera: ${fault}`);
    this.fault = fault;
  }
}

const FAULT_BY_CODE: Readonly<Record<string, CameraFault>> = {
  ECONNREFUSED: 'refused-connection',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
};
/** What a failed socket means to people. */
export const faultOfSocket = (error: unknown): CameraFault =>
  (typeof error === 'object' && error !== null && 'code' in error
    ? FAULT_BY_CODE[String(error.code)]
    : undefined) ?? 'no-answer';

/** Asks; rejects with CameraTrouble. A status other than 2xx is answered as it is, but 401 and 3xx are faults. */
export async function askCamera(spec: CameraRequest): Promise<CameraReply> {
  const first = await once(spec, null);
  if (first.reply.status !== 401) return checked(first.reply);
  const answer =
    spec.credentials &&
    answerChallenge(first.challenges, spec.credentials, {
      method: spec.method,
      uri: spec.path,
      cnonce: randomBytes(8).toString('hex'),
    });
  if (!answer) throw new CameraTrouble('not-authorized');
  return checked((await once(spec, answer)).reply);
}

function checked(reply: CameraReply): CameraReply {
  if (reply.status === 401 || reply.status === 403) throw new CameraTrouble('not-authorized');
  if (reply.status >= 300 && reply.status < 400) throw new CameraTrouble('redirected');
  return reply;
}

function once(
  spec: CameraRequest,
  authorization: string | null,
): Promise<{ reply: CameraReply; challenges: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const call = (spec.secure === true ? secureRequest : request)(
      {
        host: spec.host,
        port: spec.port,
        path: spec.path,
        method: spec.method,
        agent: false,
        headers: {
          ...(spec.body === undefined ? {} : { 'content-length': Buffer.byteLength(spec.body) }),
          ...(spec.contentType === undefined ? {} : { 'content-type': spec.contentType }),
          ...(authorization === null ? {} : { authorization }),
        },
      },
      (response) => {
        read(response, spec.maxBytes).then((bytes) => {
          resolve({
            reply: {
              status: response.statusCode ?? 0,
              type: (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
              bytes,
            },
            challenges: response.headersDistinct['www-authenticate'] ?? [],
          });
        }, reject);
      },
    );
    // The whole exchange has this long, not each byte of it.
    const timer = setTimeout(() => call.destroy(), spec.timeoutMs);
    call.on('close', () => clearTimeout(timer));
    call.on('error', (error) => reject(new CameraTrouble(faultOfSocket(error))));
    call.end(spec.body);
  });
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new CameraTrouble('too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    throw error instanceof CameraTrouble ? error : new CameraTrouble(faultOfSocket(error));
  }
  return Buffer.concat(chunks);
}
