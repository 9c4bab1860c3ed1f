import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { shape, strict, word } from '../../platform/http/schema.ts';
import { SIGNAL_KINDS } from '../technical/model.ts';
import type { Priority } from '../watch/model.ts';
import { SIREN_MOST_S, type SirenRun } from './model.ts';
import type { SirenService, SirenView } from './service.ts';

const PRIORITY = Type.Unsafe<Priority>(Type.Integer({ minimum: 1, maximum: 4 }));

export const sirenRoutes = (siren: SirenService) => ({
  'GET /siren': route({
    who: 'siren.see',
    does: 'The siren: how it is called and what for, whether it sounds, and the last times that it did.',
    reply: shape<SirenView>('last'),
    run: () => siren.view(),
  }),
  'POST /siren': route({
    who: 'siren.change',
    does: 'Sets the siren. The secret is taken and never given back; left out it stays, unless the host is another.',
    body: strict({
      on: Type.Boolean(),
      url: Type.String({ minLength: 8, maxLength: 500 }),
      headerName: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,60}$' }),
      secret: Type.Optional(Type.String({ maxLength: 500, pattern: '^[\\x20-\\x7e]*$' })),
      priorities: Type.Array(PRIORITY, { maxItems: 4, uniqueItems: true }),
      kinds: Type.Array(word(SIGNAL_KINDS), { maxItems: SIGNAL_KINDS.length, uniqueItems: true }),
      whenAlone: Type.Boolean(),
      mostS: Type.Integer({ minimum: SIREN_MOST_S[0], maximum: SIREN_MOST_S[1] }),
    }),
    reply: shape<SirenView>('last'),
    run: (call) => siren.change(by(call), call.body),
  }),
  'POST /siren/silence': route({
    who: 'siren.silence',
    does: 'Silences the siren. The alarms stay as they are.',
    body: strict({}),
    reply: shape<{ run: SirenRun }>('run'),
    run: (call) => siren.silence(by(call)),
  }),
  'POST /siren/test': route({
    who: 'siren.change',
    does: 'Sounds the siren for two seconds.',
    body: strict({}),
    reply: shape<{ run: SirenRun }>('run'),
    run: (call) => siren.test(by(call)),
  }),
});
