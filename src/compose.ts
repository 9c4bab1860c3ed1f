/**
 * Builds Post One, by hand and in reading order: database, ledger, modules, followers, edges, pages.
 * Nothing here decides anything; it hands each part what it asks for.
 */
import { join } from 'node:path';
import { DEMO_SIGN_IN } from './demo/hanseong.ts';
import { startFollowers } from './compose-followers.ts';
import { makeDispatch } from './compose-dispatch.ts';
import { startCameras } from './compose-cameras.ts';
import { openEdges } from './compose-edges.ts';
import { startExercises } from './compose-exercise.ts';
import { composeMaps } from './compose-maps.ts';
import { composeOrders, fileKeeper, orderBook } from './compose-orders.ts';
import { startSeats } from './compose-seats.ts';
import { composeSetup } from './compose-setup.ts';
import { startSiren } from './compose-siren.ts';
import { composeUpkeep, startUpkeep } from './compose-upkeep.ts';
import { seedDemo } from './demo/seed.ts';
import type { CameraWatch } from './edge/camera-watch.ts';
import type { Cameras } from './modules/camera/service.ts';
import type { Dispatch } from './modules/dispatch/service.ts';
import { createDoors, type Doors } from './modules/doors/service.ts';
import type { ExerciseService } from './modules/exercise/service.ts';
import { createHandover, type HandoverService } from './modules/handover/service.ts';
import { createIdentity, type Identity } from './modules/identity/service.ts';
import { createIncident, type IncidentService } from './modules/incident/service.ts';
import { createLedgerService, type LedgerService } from './modules/ledger/service.ts';
import { startSearch } from './modules/ledger/service-search.ts';
import type { SeatService } from './modules/seat/service.ts';
import type { SirenService } from './modules/siren/service.ts';
import { createLivePost, type Post } from './modules/site/model.ts';
import { createSite } from './modules/site/service.ts';
import { createTechnical, type Technical } from './modules/technical/service.ts';
import { PRIORITY_BY_KIND } from './modules/watch/policy.ts';
import type { UpkeepService } from './modules/upkeep/service.ts';
import { createWatch, type Watch } from './modules/watch/service.ts';
import { openPages, type PagesDeps } from './open-pages.ts';
import { openPost } from './open-post.ts';
import { watchDisk } from './platform/disk-watch.ts';
import type { DueJob } from './platform/due.ts';
import type { Follower } from './platform/follow.ts';
import { keepHouse } from './platform/housekeeping.ts';
import { createLedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { createPinnedClient } from './platform/pinned-client.ts';
import { connectDatabase, type Database } from './platform/postgres/connect.ts';
import { createStorm } from './platform/storm.ts';
import { createTail, type Tail } from './platform/tail.ts';
import { createTransact, type Transact } from './platform/transact.ts';
import { createTroubles } from './platform/troubles.ts';
import { parseKey } from './wire/dc09/key.ts';

export interface Running {
  readonly post: Post;
  readonly port: number;
  readonly dc09Port: number;
  readonly database: Database;
  readonly identity: Identity;
  readonly technical: Technical;
  readonly watch: Watch;
  readonly doors: Doors;
  readonly dispatch: Dispatch;
  readonly handover: HandoverService;
  readonly incident: IncidentService;
  readonly seats: SeatService;
  readonly siren: SirenService;
  readonly exercises: ExerciseService;
  readonly ledger: LedgerService;
  readonly transact: Transact;
  readonly triage: Follower;
  /** Makes the log searchable, a moment behind it. */
  readonly search: Follower;
  /** What time does to alarms: shelves end, clocks run out. */
  readonly due: DueJob;
  readonly upkeep: UpkeepService;
  readonly cameras: Cameras;
  /** Looks whether cameras are there. */
  readonly cameraWatch: CameraWatch;
  /** What time does to maintenance, out of service and bypass. */
  readonly upkeepDue: DueJob;
  readonly tail: Tail;
  /** The one-time code for the first administrator, or null when there is one. */
  readonly setupCode: string | null;
  stop(): Promise<void>;
}

export interface ComposeDeps extends PagesDeps {
  readonly migrationsDir: string;
}

type Stops = (() => Promise<void> | void)[];

/** Starts everything; rejects with a sentence when something cannot start, and leaves nothing running. */
export async function compose(deps: ComposeDeps): Promise<Running> {
  const { log } = deps;
  const stops: Stops = [];
  const stop = async (): Promise<void> => {
    for (const part of stops.splice(0).toReversed())
      await Promise.resolve(part()).catch((error: unknown) => log.error('stop', error));
  };
  try {
    const store = await openStore(deps, stops);
    const modules = await buildModules(deps, store, stops);
    const receiver = await openEdges(deps, store, modules, stops);
    const onBug = (error: unknown, where: string): void => log.error('bug', error, { where });
    const port = await openPages(deps, { ...store, ...modules, receiver, onBug, stops });
    const { database, post, transact } = store;
    const setupCode =
      (await modules.identity.isSetUp()) || post.demo ? null : await modules.identity.makeSetupCode();
    log.info('ready', { port, dc09Port: receiver.port, database: database.kind, postgres: database.version });
    return { ...modules, post, port, dc09Port: receiver.port, database, transact, setupCode, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Database, ledger and the post that they belong to. */
async function openStore(deps: ComposeDeps, stops: Stops) {
  const { config, clock, log } = deps;
  const { databaseUrl, dataDir } = config;
  const database = await connectDatabase({ databaseUrl: databaseUrl ?? undefined, dataDir, log });
  stops.push(() => database.close());
  const { pool } = database;
  await migrate(pool, deps.migrationsDir);
  const troubles = createTroubles(clock);
  const disk = await watchDisk({ dataDir, troubles, log });
  stops.push(() => disk.stop());
  const { post: found, isNew } = await openPost(pool, config.demo);
  const livePost = createLivePost(found);
  const { post } = livePost;
  const house = keepHouse({ db: pool, clock, log });
  stops.push(() => house.stop());
  const writer = createPinnedClient(pool);
  stops.push(() => writer.release());
  const ledgerLog = createLedgerLog({ pool, clock });
  const transact = createTransact({ pool, ledger: ledgerLog, clock });
  if (isNew && config.demo) await seedDemo({ transact, clock });
  const storm = createStorm(clock);
  const ledger = createLedgerService({
    inStorm: storm.on,
    db: pool,
    transact,
    clock,
    postId: post.id,
    dataDir,
    log,
    onTrouble: (code: string, says: string) => troubles.set(code, says),
    onTroubleOver: (code: string) => troubles.clear(code),
  });
  await ledger.start();
  stops.push(() => ledger.stop());
  const tail = await createTail({
    db: pool,
    postId: post.id,
    onTrouble: (error) => log.error('database', error),
  });
  stops.push(() => tail.stop());
  ledgerLog.onAppended((_postId, entries) => {
    tail.offer(entries);
    ledger.nudge(entries);
  });
  return { database, pool, post, livePost, troubles, disk, writer, ledgerLog, transact, ledger, tail, storm };
}

type Store = Awaited<ReturnType<typeof openStore>>;

const demoSignInOf = (post: Post): typeof DEMO_SIGN_IN | null => (post.demo ? DEMO_SIGN_IN : null);

/** The modules that know each other, each handed the answers of its neighbours. `wake.triage` is set when it runs. */
function makeModules(deps: ComposeDeps, store: Store, wake: { triage: Follower['nudge'] }) {
  const { clock, log } = deps;
  const { pool, post, transact, ledger, tail } = store;
  const common = { db: pool, transact, clock };
  const identity = createIdentity({ ...common, postId: post.id, demoSignIn: demoSignInOf(post) });
  const site = createSite({
    db: pool,
    transact,
    live: store.livePost,
    monotonicMs: () => clock.monotonicMs(),
    zoneInUse: async (tx, id) =>
      (await technical.zoneHasDevices(tx, id)) || (await watch.alarmsName(tx, 'zone_id', id)),
  });
  const technical: Technical = createTechnical({
    ...common,
    writer: store.writer,
    ledger: store.ledgerLog,
    postId: post.id,
    parseKey: readKey,
    site: {
      checkNames: site.checkNames,
      zoneExists: async (tx, id) => (await site.lockedZones(tx)).some((zone) => zone.id === id),
      deviceInUse: (tx, id) => watch.alarmsName(tx, 'device_id', id),
    },
    hasRoom: store.disk.hasRoom,
    storm: store.storm,
    heartbeats: () => post.settings.heartbeatByKindS ?? {},
    onIntakeFailure: (error) => intakeFailed(error, store, log),
    isUrgent: (kind) => PRIORITY_BY_KIND[kind] === 1,
    onSignals(urgent) {
      store.troubles.clear('intake-failing');
      wake.triage(urgent);
    },
  });
  const dispatch = makeDispatch(common, post, identity, technical, () => watch);
  const doors = createDoors({ ...common, postId: post.id });
  const orders = composeOrders(deps, store, { site, identity });
  const upkeep = composeUpkeep({ pool, transact, post, site, identity, technical });
  const watch: Watch = createWatch({
    ...common,
    post,
    zones: site.zones,
    plan: site.plan,
    devices: technical.devices,
    devicePlaces: technical.devicePlaces,
    sources: technical.sources,
    sourceName: technical.sourceName,
    openTasks: dispatch.openTasks,
    tasksOf: dispatch.tasksOf,
    responders: dispatch.responders,
    people: identity.people,
    personByPin: identity.personByPin,
    orders: orderBook(orders),
    newestSeq: async () => tail.newest(),
    seqAsOf: ledger.seqAsOf,
    logKinds: ledger.kinds,
    onBug: (error) => log.error('bug', error, { where: 'triage' }),
    noteTested: technical.noteTested,
    doors,
    upkeep,
  });
  return { identity, site, technical, dispatch, doors, orders, upkeep, watch };
}

/** The modules, and what runs beside them: followers, clocks, the change of shift. */
async function buildModules(deps: ComposeDeps, store: Store, stops: Stops) {
  const { log } = deps;
  const { pool, post, transact, ledger, tail } = store;
  const wake: { triage: Follower['nudge'] } = { triage: () => undefined };
  const modules = makeModules(deps, store, wake);
  const { identity, site, technical, dispatch, watch, upkeep, orders } = modules;
  const setup = composeSetup({ pool, transact, post, site, identity, technical, watch, orders });
  const maps = await composeMaps(deps, store, { site, technical }, stops);
  const { triage, due } = await startFollowers(deps, store, { dispatch, watch }, stops);
  wake.triage = triage.nudge;
  const upkeepDue = await startUpkeep(deps, store, upkeep, stops);
  const cameras = await startCameras({ deps, store, ...modules, stops });
  const handover = startHandover(deps, store, modules, stops);
  const incident = makeIncident(store, { identity, dispatch, watch }, fileKeeper(orders));
  const search = await followSearch(store, log, stops);
  await technical.start(await watch.lostSources(), await watch.silentPlaces());
  stops.push(() => technical.stop());
  const seats = startSeats(deps, store, stops);
  return {
    ...modules,
    ...maps,
    ...cameras,
    setup,
    ledger,
    tail,
    triage,
    search,
    handover,
    incident,
    seats,
    exercises: await startExercises(deps, store, { ...modules, seats }, stops),
    siren: await startSiren(deps, store, stops),
    due,
    upkeepDue,
  };
}

/** The change of shift, which asks every desk what the next shift must know. */
function startHandover(
  deps: ComposeDeps,
  store: Store,
  parts: Pick<Running, 'identity' | 'technical' | 'dispatch' | 'watch' | 'upkeep'>,
  stops: Stops,
): HandoverService {
  const { pool, post, transact, ledger, troubles } = store;
  const handover = createHandover({
    db: pool,
    transact,
    clock: deps.clock,
    postId: post.id,
    threat: () => post.settings.threat ?? null,
    openAlarms: async () => (await parts.watch.board()).alarms,
    openTasks: () => parts.dispatch.openTasks(pool, null),
    responders: parts.dispatch.responders,
    sources: parts.technical.sources,
    upkeep: parts.upkeep.open,
    entriesSince: ledger.entriesSince,
    personByPin: parts.identity.personByPin,
    onTrouble: (code, says) => troubles.set(code, says),
    onTroubleOver: (code) => troubles.clear(code),
    onBug: (error) => deps.log.error('handover', error),
  });
  handover.start();
  stops.push(() => handover.stop());
  return handover;
}

/** Incidents, which ask what alarms and tasks are still open. */
function makeIncident(
  { pool, post, transact }: Store,
  { identity, dispatch, watch }: Pick<Running, 'identity' | 'dispatch' | 'watch'>,
  files: ReturnType<typeof fileKeeper>,
): IncidentService {
  return createIncident({
    db: pool,
    transact,
    postId: post.id,
    people: identity.people,
    alarms: watch.alarmsByIds,
    openTasks: (on) => dispatch.openTasks(on, null),
    ...files,
  });
}

/** Makes the log searchable, a moment behind it. */
async function followSearch(store: Store, log: Log, stops: Stops): Promise<Follower> {
  const { pool, post, transact, tail, ledgerLog } = store;
  const search = await startSearch({
    db: pool,
    transact,
    postId: post.id,
    log,
    kept: (seq) => tail.kept(seq),
    onAppended: ledgerLog.onAppended,
    later: store.storm.on,
  });
  stops.push(() => search.stop());
  return search;
}

function readKey(text: string): readonly Buffer[] | null {
  const read = parseKey(text);
  return read.ok ? read.value.map((candidate) => candidate.key) : null;
}

function intakeFailed(error: unknown, store: Store, log: Log): void {
  const code = (error as { code?: string }).code;
  if (code === '53100' || code === 'intake-no-space') store.disk.full();
  store.troubles.set(
    'intake-failing',
    'Signals cannot be written; panels are told to keep them. The database is being restarted.',
  );
  log.error('intake', error);
}

/** Where the built pages and migrations lie, from the folder of the bundle. */
export const builtFolders = (
  dist: string,
): Pick<ComposeDeps, 'migrationsDir' | 'consoleDir' | 'guardDir'> => ({
  migrationsDir: join(dist, 'server', 'migrations'),
  consoleDir: join(dist, 'console'),
  guardDir: join(dist, 'guard'),
});
