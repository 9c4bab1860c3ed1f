import type { Pool } from 'pg';
import { present } from './kernel/assert.ts';
import type { Clock } from './kernel/time.ts';
import { createDispatch, type Dispatch } from './modules/dispatch/service.ts';
import type { Identity } from './modules/identity/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Technical } from './modules/technical/service.ts';
import type { Watch } from './modules/watch/service.ts';
import type { Transact } from './platform/transact.ts';

/** Responders and tasks; the alarm desk, which is made later, is asked for when it is needed. */
export function makeDispatch(
  common: { readonly db: Pool; readonly transact: Transact; readonly clock: Clock },
  post: Post,
  identity: Identity,
  technical: Technical,
  watch: () => Watch,
): Dispatch {
  return createDispatch({
    ...common,
    post,
    person: identity.person,
    alarm: (id) => watch().alarmForDispatch(id),
    markDispatched: (tx, id, byName, what) => watch().markDispatched(tx, id, byName, what),
    async receiveSignal(signal, raw, key) {
      const [received] = await technical.receiveSignals([signal], raw, key);
      return present(received, 'one signal in, one answer out');
    },
  });
}
