/**
 * Cuts one direction of an RTSP 1.0 connection (RFC 2326) into its parts: requests and responses with their
 * bodies, and interleaved binary data (10.12). Nothing unfinished grows past `maxBytes`.
 */
export interface RtspMessage {
  /** `DESCRIBE rtsp://... RTSP/1.0` or `RTSP/1.0 200 OK`. */
  readonly startLine: string;
  /** Lines as they came, without the start line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export type RtspPart =
  | { readonly kind: 'message'; readonly message: RtspMessage }
  /** One interleaved packet with its four bytes in front. */
  | { readonly kind: 'data'; readonly bytes: Buffer };

export type RtspRead =
  | { readonly ok: true; readonly parts: readonly RtspPart[] }
  | { readonly ok: false; readonly fault: 'too-long' | 'not-rtsp' };

const DOLLAR = 0x24;
const DATA_HEAD_BYTES = 4;
const START = /^(?:RTSP\/1\.\d \d{3}(?: .*)?|[A-Z_]{3,20} \S+ RTSP\/1\.\d)$/;

/** A reader that keeps what is unfinished between chunks. After a fault it is to be thrown away. */
export function createRtspReader(maxBytes: number): (chunk: Buffer) => RtspRead {
  let kept: Buffer = Buffer.alloc(0);
  return (chunk) => {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const parts: RtspPart[] = [];
    for (;;) {
      const taken = kept[0] === DOLLAR ? takeData(kept) : takeMessage(kept, maxBytes);
      if (taken === 'unfinished') break;
      if (typeof taken === 'string') return { ok: false, fault: taken };
      parts.push(taken.part);
      kept = kept.subarray(taken.bytes);
    }
    return kept.length > maxBytes ? { ok: false, fault: 'too-long' } : { ok: true, parts };
  };
}

type Taken = { readonly part: RtspPart; readonly bytes: number } | 'unfinished' | 'too-long' | 'not-rtsp';

function takeData(bytes: Buffer): Taken {
  if (bytes.length < DATA_HEAD_BYTES) return 'unfinished';
  const length = DATA_HEAD_BYTES + bytes.readUInt16BE(2);
  if (bytes.length < length) return 'unfinished';
  return { part: { kind: 'data', bytes: bytes.subarray(0, length) }, bytes: length };
}

function takeMessage(bytes: Buffer, maxBytes: number): Taken {
  // Some cameras put an empty line between messages.
  let from = 0;
  while (bytes[from] === 0x0d || bytes[from] === 0x0a) from += 1;
  const end = bytes.indexOf('\r\n\r\n', from);
  if (end < 0) return bytes.length > maxBytes ? 'too-long' : 'unfinished';
  const [startLine = '', ...lines] = bytes.toString('latin1', from, end).split('\r\n');
  if (!START.test(startLine)) return 'not-rtsp';
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const said = valueOf({ headers }, 'content-length') ?? '0';
  if (!/^\d{1,9}$/.test(said)) return 'not-rtsp';
  const total = end + 4 + Number(said);
  if (total > maxBytes) return 'too-long';
  if (bytes.length < total) return 'unfinished';
  const body = bytes.subarray(end + 4, total);
  return { part: { kind: 'message', message: { startLine, headers, body } }, bytes: total };
}

/** The first value of a header, or null. `name` in lower case. */
export const valueOf = (message: Pick<RtspMessage, 'headers'>, name: string): string | null =>
  message.headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? null;

/** The status of a response, or null for a request. */
export const statusOf = (message: RtspMessage): number | null => {
  const [, status] = /^RTSP\/1\.\d (\d{3})/.exec(message.startLine) ?? [];
  return status === undefined ? null : Number(status);
};

/** A message as bytes; what the fields hold is what is written. */
export const writeRtsp = (message: RtspMessage): Buffer =>
  Buffer.concat([
    Buffer.from(
      [message.startLine, ...message.headers.map(([name, value]) => `${name}: ${value}`), '', ''].join(
        '\r\n',
      ),
      'latin1',
    ),
    message.body,
  ]);
