import { Refusal } from '../../kernel/refusal.ts';

/** RFC 9457 problem details, plus a stable `code` and a sentence that says what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly says: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export const problem = (
  status: number,
  code: string,
  says: string,
  detail?: Readonly<Record<string, unknown>>,
): Problem => ({
  type: `urn:post-one:${code}`,
  title: says,
  status,
  code,
  says,
  ...(detail && Object.keys(detail).length > 0 ? { detail } : {}),
});

interface FastifyFault {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
  readonly validation?: readonly {
    readonly instancePath?: string;
    readonly message?: string;
    readonly params?: Record<string, unknown>;
  }[];
  readonly validationContext?: string;
}

/** Codes of a database that is there but cannot be used now, and of one that went away. */
const DATABASE_AWAY = /^(08|57P|ECONN|ENOENT|EPIPE|53300)/;

/** What the file server says no to: dots, zero bytes, doubled slashes. Its own word is "Forbidden". */
const OUTSIDE = 'This address is outside what is served here. Open the page at /.';

/** Turns anything thrown into a problem; `bug` is true for what nobody foresaw. */
export function toProblem(error: unknown): { problem: Problem; bug: boolean } {
  if (error instanceof Refusal)
    return { problem: problem(error.status, error.code, error.message, error.detail), bug: false };
  const e = error as FastifyFault;
  if (e.validation) {
    const first = e.validation[0];
    const where = `${e.validationContext ?? 'request'}${(first?.instancePath ?? '').replaceAll('/', '.')}`;
    const extra = first?.params?.['additionalProperty'] ?? first?.params?.['missingProperty'];
    const says = `${where} ${first?.message ?? 'is not as expected'}${typeof extra === 'string' ? ` (${extra})` : ''}. Correct it and send it again.`;
    return { problem: problem(400, 'request-malformed', says), bug: false };
  }
  if (e.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return {
      problem: problem(
        413,
        'request-too-large',
        'The request is larger than this address takes. Send less at once.',
      ),
      bug: false,
    };
  if (e.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return {
      problem: problem(
        415,
        'request-not-json',
        'Send the body as JSON, with Content-Type: application/json.',
      ),
      bug: false,
    };
  if (e.statusCode === 400 || e instanceof SyntaxError)
    return {
      problem: problem(400, 'request-malformed', 'The body is not valid JSON. Correct it and send it again.'),
      bug: false,
    };
  if (e.code === '53100' || e.code === 'ENOSPC')
    return {
      problem: problem(
        503,
        'disk-full',
        'The disk is full, so nothing was changed. Free space on the server, then try again.',
      ),
      bug: false,
    };
  if (
    (e.code && DATABASE_AWAY.test(e.code)) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(e.message)
  )
    return {
      problem: problem(
        503,
        'database-away',
        'The database does not answer, so nothing was changed. It is being restarted; try again in a few seconds.',
      ),
      bug: false,
    };
  if (e.statusCode && e.statusCode < 500)
    return {
      problem: problem(e.statusCode, 'request-refused', e.statusCode === 403 ? OUTSIDE : e.message),
      bug: false,
    };
  return {
    problem: problem(
      500,
      'internal',
      'Something failed inside Post One; nothing was changed. The fault is in the server log.',
    ),
    bug: true,
  };
}
