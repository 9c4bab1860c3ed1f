/** One line a fact, as JSON, on stderr. Never names, keys, PINs or message texts. */
export interface Log {
  info(what: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(what: string, fields?: Readonly<Record<string, unknown>>): void;
  error(what: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
}

/** Writes to `write`; pass a collector in tests. */
export function createLog(
  nowIso: () => string,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const put = (level: string, what: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    write(`${JSON.stringify({ at: nowIso(), level, what, ...fields })}\n`);
  return {
    info: (what, fields) => put('info', what, fields),
    warn: (what, fields) => put('warn', what, fields),
    error: (what, error, fields) =>
      put('error', what, {
        ...fields,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        stack: error instanceof Error ? error.stack?.split('\n').slice(1, 6) : undefined,
      }),
  };
}
