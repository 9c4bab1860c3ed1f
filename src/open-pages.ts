/** Pages, API, live stream, health and metrics: the HTTP side of Post One, put together from the modules. */
import { join } from 'node:path';
import QRCode from 'qrcode';
import { attachmentsFor } from './compose-evidence.ts';
import type { Config } from './config.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { portSentence, type PanelReceiver } from './edge/panel-receiver.ts';
import { toInstant, type Clock } from './kernel/time.ts';
import { cameraRoutes } from './modules/camera/routes.ts';
import type { Cameras } from './modules/camera/service.ts';
import { dispatchRoutes } from './modules/dispatch/routes.ts';
import type { Dispatch } from './modules/dispatch/service.ts';
import { exerciseRoutes } from './modules/exercise/routes.ts';
import type { ExerciseService } from './modules/exercise/service.ts';
import { handoverRoutes } from './modules/handover/routes.ts';
import { doorRoutes } from './modules/doors/routes.ts';
import type { Doors } from './modules/doors/service.ts';
import { upkeepRoutes } from './modules/upkeep/routes.ts';
import type { UpkeepService } from './modules/upkeep/service.ts';
import type { HandoverService } from './modules/handover/service.ts';
import { roleMay, type Role } from './modules/identity/model.ts';
import { identityRoutes } from './modules/identity/routes.ts';
import type { Identity } from './modules/identity/service.ts';
import { lineOf } from './modules/incident/report-lines.ts';
import { incidentRoutes } from './modules/incident/routes.ts';
import type { IncidentService } from './modules/incident/service.ts';
import { ledgerRoutes } from './modules/ledger/routes.ts';
import type { LedgerService } from './modules/ledger/service.ts';
import { mapRoutes } from './modules/map/routes.ts';
import type { Basemaps } from './modules/map/service-basemap.ts';
import type { FloorMaps } from './modules/map/service.ts';
import { orderRoutes } from './modules/orders/routes.ts';
import type { Orders } from './modules/orders/service.ts';
import { termsOf, type Post } from './modules/site/model.ts';
import { seatRoutes } from './modules/seat/routes.ts';
import type { SeatService } from './modules/seat/service.ts';
import { sirenRoutes } from './modules/siren/routes.ts';
import type { SirenService } from './modules/siren/service.ts';
import { setupRoutes } from './modules/setup/routes.ts';
import type { Setup } from './modules/setup/service.ts';
import { siteRoutes } from './modules/site/routes.ts';
import type { Site } from './modules/site/service.ts';
import { deviceRoutes, technicalRoutes } from './modules/technical/routes.ts';
import type { Technical } from './modules/technical/service.ts';
import { watchRoutes } from './modules/watch/routes.ts';
import type { Watch } from './modules/watch/service.ts';
import { registerLive } from './platform/http/live.ts';
import { createPrinter } from './platform/http/paper.ts';
import { createHttpServer } from './platform/http/server.ts';
import { registerWordsFiles } from './platform/http/words.ts';
import { readAfter } from './platform/ledger-read.ts';
import type { Log } from './platform/log.ts';
import type { Database } from './platform/postgres/connect.ts';
import { StartRefused } from './platform/postgres/start-refused.ts';
import type { Tail } from './platform/tail.ts';
import type { Troubles } from './platform/troubles.ts';
import { createWordsFiles } from './platform/words-files.ts';
import { createVisibility } from './visibility.ts';

export interface PagesDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** Folders of the built console and phone page. */
  readonly consoleDir: string;
  readonly guardDir: string;
  readonly version: string;
  /** Told once, when the first live view opens: the demo begins to play. */
  readonly onFirstView?: () => void;
}

/** What the pages show and command. */
export interface Parts {
  readonly database: Database;
  readonly post: Post;
  readonly identity: Identity;
  readonly site: Site;
  readonly setup: Setup;
  readonly floorMaps: FloorMaps;
  readonly basemaps: Basemaps;
  readonly technical: Technical;
  readonly watch: Watch;
  readonly doors: Doors;
  readonly orders: Orders;
  readonly upkeep: UpkeepService;
  readonly cameras: Cameras;
  readonly seats: SeatService;
  readonly siren: SirenService;
  readonly exercises: ExerciseService;
  readonly dispatch: Dispatch;
  readonly handover: HandoverService;
  readonly incident: IncidentService;
  readonly ledger: LedgerService;
  readonly tail: Tail;
  readonly troubles: Troubles;
  readonly receiver: PanelReceiver;
  readonly onBug: (error: unknown, where: string) => void;
  readonly stops: (() => Promise<void> | void)[];
}

/** Opens the HTTP port; resolves to it. Rejects with a sentence when the port cannot be opened. */
export async function openPages(deps: PagesDeps, parts: Parts): Promise<number> {
  const { config, clock } = deps;
  const { post, identity, technical, watch, dispatch, ledger, tail, troubles, database } = parts;
  const doorkeeper = createDoorkeeper(identity, post.id);
  const print = createPrinter(clock);
  const visible = createVisibility({ responderOfUser: dispatch.responderOfUser });
  let port = config.port;
  let viewed = false;
  let live: ReturnType<typeof registerLive> | null = null;
  const degraded = () => [
    ...troubles.list(),
    ...(database.postgres && database.postgres.status().state !== 'ready'
      ? [
          {
            code: 'database-away',
            says: `The database is being restarted. ${database.postgres.status().reason ?? ''}`.trim(),
            since: toInstant(clock.nowMs()),
          },
        ]
      : []),
  ];

  const wordsFiles = createWordsFiles({
    folder: join(config.dataDir, 'words'),
    known: [deps.consoleDir, deps.guardDir].map((folder) => join(folder, 'words/known.json')),
    clock,
    log: deps.log,
  });

  const http = await createHttpServer({
    doorkeeper,
    log: deps.log,
    consoleDir: deps.consoleDir,
    guardDir: deps.guardDir,
    version: deps.version,
    onBug: parts.onBug,
    routes: [
      identityRoutes({
        identity,
        start: async () => ({
          postName: post.name,
          demo: post.demo,
          setUp: await identity.isSetUp(),
          languages: post.languages,
          terms: termsOf(post.settings),
          serverAt: toInstant(clock.nowMs()),
        }),
        async enrolmentLink(origin, code) {
          // The phone goes where the administrator's browser is: that address is known to work.
          const url = `${origin}/guard/#enrol=${code}`;
          return {
            url,
            qrSvg: await QRCode.toString(url, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' }),
          };
        },
      }),
      watchRoutes(watch),
      orderRoutes(parts.orders),
      doorRoutes(parts.doors),
      upkeepRoutes(parts.upkeep),
      cameraRoutes(parts.cameras, async (id) => void (await watch.alarm(id))),
      seatRoutes(parts.seats),
      sirenRoutes(parts.siren),
      exerciseRoutes(parts.exercises),
      dispatchRoutes({
        dispatch,
        post,
        person: identity.person,
        newestSeq: () => tail.newest(),
        now: () => toInstant(clock.nowMs()),
        mayDispatch: (caller) =>
          !caller.phone &&
          caller.role !== null &&
          roleMay(caller.role as Parameters<typeof roleMay>[0], 'task.dispatch'),
      }),
      technicalRoutes({
        technical,
        accountOfAlarm: watch.accountOfAlarm,
        refuseUnknownAlarm: watch.refuseUnknownAlarm,
      }),
      siteRoutes(parts.site),
      mapRoutes(parts.floorMaps, parts.basemaps),
      deviceRoutes(technical),
      setupRoutes({
        setup: parts.setup,
        demandPeople: (caller) => identity.demand(caller.role as Role | null, 'people.change'),
        async soundTested(by) {
          await parts.site.changePost(by, { soundTestedAt: toInstant(clock.nowMs()) });
        },
      }),
      ledgerRoutes(ledger, post, lineOf, print, attachmentsFor(parts.cameras, parts.orders, post)),
      handoverRoutes(parts.handover, post, print),
      incidentRoutes(parts.incident, post, print),
    ],
    extra(app) {
      live = registerLive(app, {
        tail,
        clock,
        async admit(request) {
          const caller = await doorkeeper.admit(request, 'signed-in');
          await visible.prepare(caller);
          if (!viewed && !caller.phone) {
            viewed = true;
            deps.onFirstView?.();
          }
          return caller;
        },
        stillValid: doorkeeper.stillValid,
        visible: visible.sees,
        readAfter: (seq, limit) => readAfter(database.pool, post.id, seq, limit),
        beat: (caller) =>
          visible.seesBoard(caller)
            ? { sources: technical.sources(), degraded: degraded(), fixes: dispatch.fixes() }
            : {},
      });
      app.get(
        '/health',
        { schema: { summary: 'Ready, and what is degraded and why.' } },
        async (_request, reply) => {
          const ready = await database.pool.query('select 1').then(
            () => true,
            () => false,
          );
          const list = [...degraded(), ...(await wordsFiles.faults())];
          return reply.status(ready ? 200 : 503).send({
            ok: ready,
            degraded: ready
              ? list
              : [
                  { code: 'database-away', says: 'The database does not answer. It is being restarted.' },
                  ...list,
                ],
          });
        },
      );
    },
  });
  registerWordsFiles(http.app, wordsFiles);
  http.app.get('/metrics', { schema: { hide: true } }, (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(metricsText(parts, live?.open() ?? 0)),
  );
  parts.stops.push(
    () => http.close(),
    () => live?.close(),
  );
  try {
    port = await http.listen(config.host, config.port);
  } catch (error) {
    throw new StartRefused('port-unusable', portSentence(error, 'the console', 'PORT', config.port), error);
  }
  return port;
}

/** Prometheus text (exposition format 0.0.4). */
function metricsText(parts: Parts, streams: number): string {
  const counts = parts.receiver.counts();
  const lines = [
    ['post1_dc09_frames_total', counts.frames],
    ['post1_dc09_acknowledged_total', counts.acknowledged],
    ['post1_dc09_refused_time_total', counts.refusedTime],
    ['post1_dc09_unable_total', counts.unable],
    ['post1_dc09_unanswered_total', counts.unanswered],
    ['post1_dc09_noise_total', counts.noise],
    ['post1_dc09_connections', counts.connections],
    ['post1_intake_waiting', parts.technical.intakeWaiting()],
    ['post1_live_streams', streams],
    ['post1_ledger_size', parts.tail.newest() + 1],
    ['post1_troubles', parts.troubles.list().length],
    ['process_resident_memory_bytes', process.memoryUsage().rss],
  ] as const;
  return `${lines.map(([name, value]) => `${name} ${value}`).join('\n')}\n`;
}
