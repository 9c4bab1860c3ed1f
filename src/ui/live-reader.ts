/** One entry of the ledger as the live stream carries it. `prev` is the entry before it that this viewer sees. */
export interface LiveEntry {
  readonly seq: number;
  readonly prev?: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly subjects: readonly string[];
  readonly body: unknown;
}

/** Longest unfinished event that is kept, in characters: beyond it the connection is dropped and resumed. */
export const MAX_EVENT_CHARS = 4_000_000;

/**
 * Reads Server-Sent Events from text in any pieces (WHATWG HTML 9.2.6). `take` calls `onEvent` once per
 * whole event and returns false when an unfinished event grew past the limit.
 */
export function createSseReader(onEvent: (name: string, data: string) => void): {
  take: (text: string) => boolean;
} {
  let rest = '';
  let name = '';
  let data: string[] = [];
  const line = (text: string) => {
    if (text === '') {
      if (data.length > 0) onEvent(name === '' ? 'message' : name, data.join('\n'));
      name = '';
      data = [];
    } else if (text.startsWith('event:')) name = text.slice(6).trim();
    else if (text.startsWith('data:')) data.push(text.slice(text.startsWith('data: ') ? 6 : 5));
  };
  return {
    take: (text) => {
      // Only the new text is searched, so that a long event in many pieces costs no more than its length.
      let from = rest.length;
      rest += text;
      let start = 0;
      for (let end = rest.indexOf('\n', from); end >= 0; end = rest.indexOf('\n', from)) {
        line(rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end));
        start = from = end + 1;
      }
      rest = rest.slice(start);
      return rest.length <= MAX_EVENT_CHARS;
    },
  };
}

/**
 * Keeps the place in the ledger. `take` drops what was already seen and tells whether something was missed:
 * an entry whose `prev` is later than the last one seen.
 */
export function createPlace(since: number): {
  last: () => number;
  moveTo: (seq: number) => void;
  take: (entries: readonly LiveEntry[]) => { fresh: LiveEntry[]; gap: boolean };
} {
  let last = since;
  return {
    last: () => last,
    moveTo: (seq) => {
      last = Math.max(last, seq);
    },
    take: (entries) => {
      const fresh: LiveEntry[] = [];
      let gap = false;
      for (const entry of entries) {
        if (entry.seq <= last) continue;
        if (entry.prev !== undefined && entry.prev > last) gap = true;
        last = entry.seq;
        fresh.push(entry);
      }
      return { fresh, gap };
    },
  };
}

/** Reads the data of an `entries` event; what is not an entry is left out. */
export function readEntries(data: string): LiveEntry[] {
  const parsed: unknown = JSON.parse(data);
  const list = Array.isArray(parsed) ? parsed : [parsed];
  return list.filter(
    (item): item is LiveEntry =>
      typeof item === 'object' &&
      item !== null &&
      Number.isSafeInteger(item.seq) &&
      typeof item.kind === 'string',
  );
}
