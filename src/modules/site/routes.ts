import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { id, names, nothing, position, shape, strict, text, word } from '../../platform/http/schema.ts';
import { DENIALS_AT_MOST_S } from '../doors/model.ts';
import { ATTENTION_RANGE, SEAT_LIMIT_RANGE_S } from '../seat/model.ts';
import { DEVICE_KINDS, HEARTBEAT_S, SIGNAL_KINDS } from '../technical/model.ts';
import { TERM_PACKS, THREAT_LEVELS, type Names, type Post, type Zone, type ZoneSettings } from './model.ts';
import type { PostChange, Site, ZoneChange } from './service.ts';

const PARAMS = strict({ id: id() });
const MAX_CORNERS = 500;
const NAMES = names<Names>();
const AREA = Type.Array(position(), { maxItems: MAX_CORNERS });
const byKind = (minimum: number, maximum: number) =>
  strict(
    Object.fromEntries(SIGNAL_KINDS.map((kind) => [kind, Type.Optional(Type.Integer({ minimum, maximum }))])),
  );
const KINDS = Type.Array(word(SIGNAL_KINDS), { maxItems: SIGNAL_KINDS.length, uniqueItems: true });
/** An acknowledgement holds for half a minute at least, and for a day at most. */
const EXPIRY = [30, 86_400] as const;
const HOUR = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const SETTINGS = Type.Unsafe<ZoneSettings>(
  strict({
    priorityByKind: Type.Optional(byKind(1, 4)),
    ackExpiresS: Type.Optional(
      Type.Union([Type.Integer({ minimum: EXPIRY[0], maximum: EXPIRY[1] }), byKind(...EXPIRY)]),
    ),
    autoAcknowledge: Type.Optional(KINDS),
    joinWithinS: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_600 })),
    noteOnly: Type.Optional(KINDS),
    closedHours: Type.Optional(strict({ from: HOUR, to: HOUR })),
    denialsWithinS: Type.Optional(Type.Integer({ minimum: 10, maximum: DENIALS_AT_MOST_S })),
  }),
);
const LANGUAGE = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$' });
/** A clock shorter than this cannot be met, a longer one is none. */
const CLOCK = Type.Union([Type.Integer({ minimum: 5, maximum: 86_400 }), Type.Null()]);
const HEARTBEATS = strict(
  Object.fromEntries(
    DEVICE_KINDS.map((kind) => [
      kind,
      Type.Optional(Type.Integer({ minimum: HEARTBEAT_S.least, maximum: HEARTBEAT_S.most })),
    ]),
  ),
);
const hours = (maximum: number) => Type.Integer({ minimum: 1, maximum });
/** However it is set: a day or so of work, three months without, a day bypassed. */
const UPKEEP = strict({ maintenance: hours(48), 'out-of-service': hours(2_160), bypass: hours(24) });
const within = ([minimum, maximum]: readonly [number, number]) => Type.Integer({ minimum, maximum });
const SEATS = strict({
  gone: within(SEAT_LIMIT_RANGE_S.gone),
  muted: within(SEAT_LIMIT_RANGE_S.muted),
  hidden: within(SEAT_LIMIT_RANGE_S.hidden),
  unattended: within(SEAT_LIMIT_RANGE_S.unattended),
});
const ATTENTION = strict({
  everyMin: within(ATTENTION_RANGE.everyMin),
  answerS: within(ATTENTION_RANGE.answerS),
});
const OPTIONAL_TEXT = Type.Optional(Type.Union([text(1, 60), Type.Null()]));
export const siteRoutes = (site: Site) => ({
  'GET /zones': route({
    who: 'panel.see',
    does: 'The zones of the post.',
    reply: shape<{ zones: readonly Zone[] }>('zones'),
    run: async () => ({ zones: await site.zones() }),
  }),
  'POST /zones': route({
    who: 'site.change',
    does: 'Adds a zone.',
    status: 201,
    body: strict({ name: NAMES, area: Type.Optional(AREA), settings: Type.Optional(SETTINGS) }),
    reply: shape<{ zone: Zone }>('zone'),
    run: (call) => site.addZone(by(call), call.body),
  }),
  'POST /zones/:id': route({
    who: 'site.change',
    does: 'Changes a zone; what is left out stays.',
    params: PARAMS,
    body: strict({
      name: Type.Optional(NAMES),
      area: Type.Optional(AREA),
      settings: Type.Optional(SETTINGS),
    }),
    reply: shape<{ zone: Zone }>('zone'),
    run: (call) => site.changeZone(by(call), call.params.id, call.body as ZoneChange),
  }),
  'DELETE /zones/:id': route({
    who: 'site.change',
    does: 'Removes a zone that no device and no alarm names.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await site.removeZone(by(call), call.params.id);
      return {};
    },
  }),
  'GET /post': route({
    who: 'panel.see',
    does: 'The post and its settings.',
    reply: shape<{ post: Post }>('post'),
    run: async () => ({ post: site.post }),
  }),
  'POST /post/threat-level': route({
    who: 'threat.set',
    does: 'Sets how threatened the post is, with the reason: triage and cards follow at once.',
    body: strict({ level: word(THREAT_LEVELS), reason: text(1, 300) }),
    reply: shape<{ post: Post }>('post'),
    run: (call) => site.setThreatLevel(by(call), call.body.level, call.body.reason),
  }),
  'POST /post': route({
    who: 'site.change',
    does: 'Changes name, time zone, languages, answer clocks, heartbeats or other settings; null takes a setting away.',
    body: strict({
      name: Type.Optional(NAMES),
      timeZone: Type.Optional(text(1, 60)),
      languages: Type.Optional(Type.Array(LANGUAGE, { minItems: 1, maxItems: 12 })),
      answerWithinS: Type.Optional(
        Type.Unsafe<PostChange['answerWithinS']>(
          Type.Union([Type.Array(CLOCK, { minItems: 4, maxItems: 4 }), Type.Null()]),
        ),
      ),
      radioChannel: OPTIONAL_TEXT,
      watchPhone: OPTIONAL_TEXT,
      terms: Type.Optional(word(TERM_PACKS)),
      heartbeatByKindS: Type.Optional(
        Type.Unsafe<PostChange['heartbeatByKindS']>(Type.Union([HEARTBEATS, Type.Null()])),
      ),
      upkeepAtMostH: Type.Optional(Type.Union([UPKEEP, Type.Null()])),
      seatLimitsS: Type.Optional(Type.Union([SEATS, Type.Null()])),
      attention: Type.Optional(Type.Union([ATTENTION, Type.Null()])),
    }),
    reply: shape<{ post: Post }>('post'),
    run: (call) => site.changePost(by(call), call.body),
  }),
});
