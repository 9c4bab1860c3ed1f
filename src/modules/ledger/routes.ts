import { Type } from 'typebox';
import { refuser } from '../../kernel/refusal.ts';
import type { Printer } from '../../platform/http/paper.ts';
import { route, type Caller, type RawReply } from '../../platform/http/route.ts';
import { id, instant, shape, strict, text, word } from '../../platform/http/schema.ts';
import {
  EXPORT_FORMATS,
  ledgerRefusals,
  MAX_EVIDENCE_ENTRIES,
  type LedgerEntry,
  type LogFilter,
  type LogPage,
} from './model.ts';
import type { Post } from '../site/model.ts';
import type { LedgerService } from './service.ts';
import type { PaperLook } from './service-paper.ts';
import type { Attach, EvidenceSelection } from './service-evidence.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 200;
const SEQ = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const KIND = '[a-z][a-z0-9-]{0,39}\\.[a-z][a-z0-9-]{0,39}';
const KINDS = Type.String({ maxLength: 2_000, pattern: `^(all|${KIND}(,${KIND}){0,49})$` });

const refuse = refuser(ledgerRefusals);
const raw = (type: string, bytes: Buffer | string, fileName?: string): RawReply =>
  fileName === undefined ? { raw: true, type, bytes } : { raw: true, type, bytes, fileName };

/** What a request names: an alarm, or a range with both ends. */
function selectionOf(body: { alarmId?: string; fromSeq?: number; toSeq?: number }): EvidenceSelection {
  const { alarmId, fromSeq, toSeq } = body;
  if (alarmId !== undefined && fromSeq === undefined && toSeq === undefined) return { alarm: alarmId };
  if (alarmId === undefined && fromSeq !== undefined && toSeq !== undefined) return { fromSeq, toSeq };
  throw refuse('evidence-empty');
}

const FILTERS = {
  kinds: Type.Optional(KINDS),
  actor: Type.Optional(text(1, 100)),
  thread: Type.Optional(text(1, 100)),
  from: Type.Optional(instant()),
  to: Type.Optional(instant()),
  q: Type.Optional(text(1, 200)),
};

interface Filters {
  readonly kinds?: string;
  readonly actor?: string;
  readonly thread?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

const filterOf = (query: Filters): Omit<LogFilter, 'before' | 'limit'> => ({
  kinds:
    query.kinds === undefined ? null : query.kinds === 'all' ? 'all' : [...new Set(query.kinds.split(','))],
  actor: query.actor ?? null,
  thread: query.thread ?? null,
  from: query.from ?? null,
  to: query.to ?? null,
  q: query.q ?? null,
});

export const ledgerRoutes = (
  ledger: LedgerService,
  post: Pick<Post, 'name' | 'timeZone'>,
  /** Entries as English sentences, for paper. */
  sentenceOf: PaperLook['sentenceOf'],
  print: Printer,
  /** Pictures and story of an alarm, as far as the caller may take them out. */
  attachmentsFor: (caller: Caller) => Attach,
) => ({
  'GET /log': route({
    who: 'log.see',
    does: 'A page of the log, newest first: everything but signals, unless kinds are named (`all`: everything). `q`: all these words are in the text. A page may be short; go on with `before` until `next` is null.',
    reply: shape<LogPage>('entries', 'next', 'corrections'),
    query: strict({
      before: Type.Optional(SEQ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT })),
      ...FILTERS,
    }),
    run: ({ query }): Promise<LogPage> =>
      ledger.page({
        ...filterOf(query),
        before: query.before ?? null,
        limit: query.limit ?? DEFAULT_LIMIT,
      }),
  }),
  'GET /log/export': route({
    who: 'log.export',
    does: 'The log as a file, newest first, with the same filters: CSV with Zulu and local time, one JSON object a line, or PDF with 20,000 entries at most.',
    query: strict({ format: word(EXPORT_FORMATS), ...FILTERS }),
    reply: 'raw',
    run: async ({ query, caller }): Promise<RawReply> => {
      const { format, ...filters } = query;
      if (format === 'pdf') {
        const look = { postName: post.name.en, timeZone: post.timeZone, sentenceOf };
        return print(() => ledger.logPaper(caller, filterOf(filters), look));
      }
      const made = await ledger.exportLog(caller, format, filterOf(filters), post.timeZone);
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
      return { raw: true, type, bytes: made.stream, fileName: made.fileName };
    },
  }),
  'POST /log/:seq/correct': route({
    who: 'log.write',
    does: 'Corrects what a person wrote by a new entry that names the old one; the old one stays.',
    params: strict({ seq: SEQ }),
    body: strict({ text: text(1, 4000), reason: text(1, 400) }),
    reply: shape<{ at: string; corrects: number }>('at', 'corrects'),
    status: 201,
    run: ({ params, body, caller, key }) =>
      ledger.correct({ actor: caller.actor, name: caller.name, key }, params.seq, body),
  }),
  'GET /log/:seq': route({
    who: 'log.see',
    does: 'One entry of the log.',
    params: strict({ seq: SEQ }),
    reply: shape<LedgerEntry>('seq', 'at', 'kind', 'actor', 'subjects', 'marking', 'body'),
    run: ({ params }): Promise<LedgerEntry> => ledger.entry(params.seq),
  }),
  'GET /ledger/checkpoint': route({
    who: 'log.see',
    does: 'The newest signed checkpoint of the log (C2SP tlog-checkpoint).',
    reply: 'raw',
    run: async () => raw('text/plain; charset=utf-8', await ledger.checkpoint()),
  }),
  'GET /ledger/key': route({
    who: 'log.see',
    does: 'The public key that checks the checkpoints (C2SP signed-note verifier key).',
    reply: 'raw',
    run: async () => raw('text/plain; charset=utf-8', await ledger.keyText()),
  }),
  'GET /ledger/tile/*': route({
    who: 'log.see',
    does: 'A tile of hashes or a bundle of entries (C2SP tlog-tiles), such as `0/x001/234` or `entries/000.p/17`.',
    params: strict({ '*': Type.String({ minLength: 1, maxLength: 80 }) }),
    reply: 'raw',
    run: async ({ params }) => raw('application/octet-stream', await ledger.tile(params['*'])),
  }),
  'POST /ledger/evidence': route({
    who: 'evidence.export',
    does: `A bundle of entries with proofs that OpenSSL alone can check, as a tar archive: the story of an alarm with its kept pictures, or a range of at most ${MAX_EVIDENCE_ENTRIES} entries.`,
    body: strict({
      alarmId: Type.Optional(Type.Union([id(), Type.String({ pattern: '^A-\\d{1,15}$' })])),
      fromSeq: Type.Optional(SEQ),
      toSeq: Type.Optional(SEQ),
    }),
    reply: 'raw',
    run: async ({ body, caller }) => {
      const made = await ledger.evidence(caller.actor, selectionOf(body), attachmentsFor(caller));
      return raw('application/x-tar', made.bytes, made.fileName);
    },
  }),
});
