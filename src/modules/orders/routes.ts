import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { bodyWithFile, file, id, nothing, shape, strict, text, word } from '../../platform/http/schema.ts';
import { THREAT_LEVELS, type Names } from '../site/model.ts';
import { SIGNAL_KINDS } from '../technical/model.ts';
import {
  FILE_TYPES,
  MAX_CHOICES,
  MAX_FILE_BYTES,
  MAX_STEPS,
  MAX_TEXT,
  MAX_TIMER_S,
  STEP_KINDS,
  type Order,
  type OrderFile,
  type OrderLine,
  type Sop,
  type SopText,
  type SopVersion,
} from './model.ts';
import type { Orders } from './service.ts';

const PARAMS = strict({ id: id() });
const VERSION = Type.Integer({ minimum: 1, maximum: 100_000 });
const VERSION_PARAMS = strict({ id: id(), version: VERSION });
const REVISION = Type.Integer({ minimum: 1 });
/** Words in each language; a draft may still lack the English ones. */
const WORDS = Type.Unsafe<Names>({
  type: 'object',
  required: ['en'],
  properties: { en: text(0, MAX_TEXT) },
  patternProperties: { '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$': text(0, MAX_TEXT) },
  additionalProperties: false,
  maxProperties: 12,
});
const FILE = Type.Unsafe<OrderFile>(
  strict({ id: id(), name: text(1, 200), type: word(FILE_TYPES), bytes: Type.Integer({ minimum: 1 }) }),
);
const STEP = strict({
  kind: word(STEP_KINDS),
  text: WORDS,
  hint: Type.Optional(WORDS),
  choices: Type.Optional(Type.Array(WORDS, { maxItems: MAX_CHOICES })),
  timerS: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_TIMER_S })),
  document: Type.Optional(FILE),
});
const TEXT = Type.Unsafe<SopText>(
  strict({
    title: WORDS,
    kinds: Type.Array(word(SIGNAL_KINDS), { maxItems: SIGNAL_KINDS.length }),
    zones: Type.Optional(Type.Array(id(), { maxItems: 200 })),
    levels: Type.Optional(Type.Array(word(THREAT_LEVELS), { maxItems: THREAT_LEVELS.length })),
    steps: Type.Array(STEP, { maxItems: MAX_STEPS }),
  }),
);
const MAX_TEXT_BYTES = 512 * 1024;
const DRAFT = shape<{ draft: SopVersion }>('draft');

export const orderRoutes = (orders: Orders) => ({
  'GET /orders': route({
    who: 'order.see',
    does: 'The standing orders, with who has signed the version in force.',
    reply: shape<{ orders: readonly OrderLine[] }>('orders'),
    run: async (call) => ({ orders: await orders.list(call.caller.userId) }),
  }),
  'GET /orders/:id': route({
    who: 'order.see',
    does: 'One order with all its versions, signatures and documents.',
    params: PARAMS,
    reply: shape<{ order: Order }>('order'),
    run: async (call) => ({ order: await orders.order(call.params.id) }),
  }),
  'GET /orders/:id/card': route({
    who: 'board.see',
    does: 'The card of one version that was issued, as alarms pin it; without a version the first one.',
    params: PARAMS,
    query: strict({ version: Type.Optional(VERSION) }),
    reply: shape<{ card: Sop }>('card'),
    run: async (call) => ({ card: await orders.card(call.params.id, call.query.version ?? null) }),
  }),
  'POST /orders': route({
    who: 'order.change',
    does: 'Begins a new order, as a draft.',
    status: 201,
    maxBytes: MAX_TEXT_BYTES,
    body: strict({ text: TEXT }),
    reply: shape<{ id: string; draft: SopVersion }>('id', 'draft'),
    run: (call) => orders.create(by(call), call.body.text),
  }),
  'POST /orders/:id/draft': route({
    who: 'order.change',
    does: 'Begins the next version of an order, as a copy of the last.',
    status: 201,
    params: PARAMS,
    body: nothing(),
    reply: DRAFT,
    run: (call) => orders.begin(by(call), call.params.id),
  }),
  'POST /orders/:id/draft/save': route({
    who: 'order.change',
    does: 'Replaces the draft; refused when somebody saved since `revision`.',
    maxBytes: MAX_TEXT_BYTES,
    params: PARAMS,
    body: strict({ revision: REVISION, text: TEXT }),
    reply: DRAFT,
    run: (call) => orders.save(by(call), call.params.id, call.body),
  }),
  'POST /orders/:id/draft/discard': route({
    who: 'order.change',
    does: 'Throws the draft away; an order that was never issued goes with it.',
    params: PARAMS,
    body: strict({ revision: REVISION }),
    reply: nothing(),
    run: (call) => orders.discard(by(call), call.params.id, call.body.revision),
  }),
  'POST /orders/:id/issue': route({
    who: 'order.change',
    does: 'Puts the draft in force with a note of what changed; open alarms keep the version they have.',
    params: PARAMS,
    body: strict({ revision: REVISION, note: text(1, 500) }),
    reply: shape<{ issued: SopVersion }>('issued'),
    run: (call) => orders.issue(by(call), call.params.id, call.body),
  }),
  'POST /orders/:id/withdraw': route({
    who: 'order.change',
    does: 'Takes an order out of force, with a reason.',
    params: PARAMS,
    body: strict({ reason: text(1, 500) }),
    reply: nothing(),
    run: (call) => orders.withdraw(by(call), call.params.id, call.body.reason),
  }),
  'POST /orders/:id/versions/:version/sign': route({
    who: 'order.sign',
    does: 'Signs the version in force: read and understood.',
    params: VERSION_PARAMS,
    body: nothing(),
    reply: nothing(),
    run: (call) => orders.sign(by(call), call.params.id, call.params.version),
  }),
  'POST /orders/:id/documents': route({
    who: 'order.change',
    does: 'Adds a document (base64; PDF, PNG, JPEG or text, at most 10 MB) for the steps of the draft.',
    status: 201,
    maxBytes: bodyWithFile(MAX_FILE_BYTES),
    params: PARAMS,
    body: file(MAX_FILE_BYTES),
    reply: shape<{ file: OrderFile }>('file'),
    run: (call) => orders.addDocument(by(call), call.params.id, call.body),
  }),
  'GET /order-files/:id': route({
    who: 'board.see',
    does: 'A document of an order, a picture of an alarm, or the file of a note.',
    params: PARAMS,
    reply: 'raw',
    run: async (call) => ({ raw: true as const, ...(await orders.files.read(call.params.id)) }),
  }),
});
