import { Type } from 'typebox';
import { by, route, type Caller, type RawReply } from '../../platform/http/route.ts';
import { id, shape, strict, word } from '../../platform/http/schema.ts';
import type { Sop } from '../orders/model.ts';
import {
  IMPORT_KINDS,
  MAX_IMPORT_BYTES,
  type ImportKind,
  type ImportPreview,
  type SetupState,
} from './model.ts';
import type { Setup } from './service.ts';

const PREVIEW = shape<ImportPreview>('kind', 'digest', 'total', 'add', 'change', 'same', 'faults', 'rows');
/** Room for 5 MB of text as JSON writes it, where a quotation mark takes two octets. */
const MAX_BODY_BYTES = 3 * MAX_IMPORT_BYTES;
const FILE = { kind: word(IMPORT_KINDS), csv: Type.String({ maxLength: MAX_BODY_BYTES }) };
export const setupRoutes = (deps: {
  readonly setup: Setup;
  /** Throws unless the caller may change people: a file of people needs more than a file of zones. */
  readonly demandPeople: (caller: Caller) => void;
  readonly soundTested: (who: ReturnType<typeof by>) => Promise<void>;
}) => {
  const { setup } = deps;
  const demand = (caller: Caller, kind: ImportKind): void => {
    if (kind === 'people') deps.demandPeople(caller);
  };
  return {
    'POST /import/preview': route({
      who: 'site.change',
      does: 'Reads a CSV file of zones, devices or people and says row by row what it would do. Changes nothing.',
      body: strict(FILE),
      maxBytes: MAX_BODY_BYTES,
      reply: PREVIEW,
      run: async (call) => {
        demand(call.caller, call.body.kind);
        return setup.preview(call.body.kind, call.body.csv);
      },
    }),
    'POST /import/apply': route({
      who: 'site.change',
      does: 'Takes over a previewed file whole; a single wrong row refuses it whole.',
      body: strict({ ...FILE, digest: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
      maxBytes: MAX_BODY_BYTES,
      reply: PREVIEW,
      run: async (call) => {
        demand(call.caller, call.body.kind);
        return setup.apply(by(call), call.body.kind, call.body.csv, call.body.digest);
      },
    }),
    'GET /import/templates/:kind': route({
      who: 'site.change',
      does: 'A CSV file with every column and example rows.',
      params: strict({ kind: word(IMPORT_KINDS) }),
      reply: 'raw',
      run: async (call): Promise<RawReply> => ({
        raw: true,
        type: 'text/csv; charset=utf-8',
        bytes: setup.template(call.params.kind),
        fileName: `post-one-${call.params.kind}.csv`,
      }),
    }),
    'GET /sops/templates': route({
      who: 'site.change',
      does: 'SOP cards that the post may adopt.',
      reply: shape<{ templates: readonly (Sop & { adopted: boolean })[] }>('templates'),
      run: () => setup.sopTemplates(),
    }),
    'POST /sops/adopt': route({
      who: 'site.change',
      does: 'Takes SOP cards into the post as version 1.',
      body: strict({ ids: Type.Array(id(), { minItems: 1, maxItems: 50, uniqueItems: true }) }),
      reply: shape<{ adopted: number }>('adopted'),
      run: (call) => setup.adoptSops(by(call), call.body.ids),
    }),
    'GET /setup/steps': route({
      who: 'panel.see',
      does: 'The seven steps that make a post one’s own, and which are done.',
      reply: shape<{ steps: readonly SetupState[] }>('steps'),
      run: () => setup.steps(),
    }),
    'POST /setup/sound-tested': route({
      who: 'panel.see',
      does: 'Somebody heard the alarm sound at this seat.',
      body: strict({}),
      reply: shape<{ steps: readonly SetupState[] }>('steps'),
      run: async (call) => {
        await deps.soundTested(by(call));
        return setup.steps();
      },
    }),
  };
};
