import type { Names } from '../../site/model.ts';
import type { FixRequest, Upkeep, UpkeepKind, UpkeepTarget } from '../model.ts';

export interface UpkeepForm {
  readonly target: UpkeepTarget;
  readonly reason: string;
  readonly startsAt?: string;
  readonly endsAt: string;
}
export interface Held {
  readonly at: string;
  readonly about: Names;
  readonly times: number;
}

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface UpkeepCalls {
  readonly list: () => Promise<{ open: readonly Upkeep[]; ended: readonly Upkeep[] }>;
  readonly held: (id: string) => Promise<readonly Held[]>;
  readonly begin: (kind: Exclude<UpkeepKind, 'out-of-service'>, form: UpkeepForm) => Promise<unknown>;
  readonly takeOutOfService: (
    form: UpkeepForm & { readonly second: { readonly userId: string; readonly pin: string } },
  ) => Promise<unknown>;
  readonly seconds: () => Promise<readonly { id: string; name: string }[]>;
  readonly end: (id: string) => Promise<unknown>;
  readonly fixes: () => Promise<readonly FixRequest[]>;
  readonly requestFix: (form: { place: string; name: Names; what: string }) => Promise<unknown>;
  readonly finishFix: (id: string) => Promise<unknown>;
}
