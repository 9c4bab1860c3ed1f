import type { cameraRoutes } from '../../modules/camera/routes.ts';
import type { dispatchRoutes } from '../../modules/dispatch/routes.ts';
import type { doorRoutes } from '../../modules/doors/routes.ts';
import type { exerciseRoutes } from '../../modules/exercise/routes.ts';
import type { handoverRoutes } from '../../modules/handover/routes.ts';
import type { identityRoutes } from '../../modules/identity/routes.ts';
import type { incidentRoutes } from '../../modules/incident/routes.ts';
import type { ledgerRoutes } from '../../modules/ledger/routes.ts';
import type { mapRoutes } from '../../modules/map/routes.ts';
import type { orderRoutes } from '../../modules/orders/routes.ts';
import type { seatRoutes } from '../../modules/seat/routes.ts';
import type { setupRoutes } from '../../modules/setup/routes.ts';
import type { sirenRoutes } from '../../modules/siren/routes.ts';
import type { siteRoutes } from '../../modules/site/routes.ts';
import type { deviceRoutes, technicalRoutes } from '../../modules/technical/routes.ts';
import type { upkeepRoutes } from '../../modules/upkeep/routes.ts';
import type { watchRoutes } from '../../modules/watch/routes.ts';

interface Declared {
  readonly types?: {
    readonly params: unknown;
    readonly query: unknown;
    readonly body: unknown;
    readonly reply: unknown;
  };
}
type TypesOf<R extends Declared> = NonNullable<R['types']>;

/** The part by its name, or nothing where the route declares none: such a part is typed as any name to never. */
type Part<Name extends string, Value> = string extends keyof Value ? unknown : Readonly<Record<Name, Value>>;

/** Routes as the server declares them, as the client takes them: `{ params?, query?, body?, reply }` each. */
export type ApiOf<Routes extends Readonly<Record<string, Declared>>> = {
  readonly [Key in keyof Routes]: Part<'params', TypesOf<Routes[Key]>['params']> &
    Part<'query', TypesOf<Routes[Key]>['query']> &
    Part<'body', TypesOf<Routes[Key]>['body']> & { readonly reply: TypesOf<Routes[Key]>['reply'] };
};

/** Every route of the server. The browser sees their types and none of their code. */
export type ServerApi = ApiOf<
  ReturnType<typeof cameraRoutes> &
    ReturnType<typeof dispatchRoutes> &
    ReturnType<typeof doorRoutes> &
    ReturnType<typeof exerciseRoutes> &
    ReturnType<typeof handoverRoutes> &
    ReturnType<typeof identityRoutes> &
    ReturnType<typeof incidentRoutes> &
    ReturnType<typeof ledgerRoutes> &
    ReturnType<typeof mapRoutes> &
    ReturnType<typeof orderRoutes> &
    ReturnType<typeof seatRoutes> &
    ReturnType<typeof setupRoutes> &
    ReturnType<typeof sirenRoutes> &
    ReturnType<typeof siteRoutes> &
    ReturnType<typeof deviceRoutes> &
    ReturnType<typeof technicalRoutes> &
    ReturnType<typeof upkeepRoutes> &
    ReturnType<typeof watchRoutes>
>;
