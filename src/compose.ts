/**
 * Builds Post One, by hand and in reading order: database, ledger, modules, followers, edges, pages.
 * Nothing here decides anything; it hands each part what it asks for.
 */
import { join } from 'node:path';
import { DEMO_SIGN_IN } from './demo/hanseong.ts';
import { playGuards } from './demo/guards.ts';
import { seedDemo } from './demo/seed.ts';
import { createMqttBridge, readMappings } from './edge/mqtt-bridge.ts';
import { startPanelReceiver } from './edge/panel-receiver.ts';
import { createDispatch, type Dispatch } from './modules/dispatch/service.ts';
import { createIdentity, type Identity } from './modules/identity/service.ts';
import { createLedgerService, type LedgerService } from './modules/ledger/service.ts';
import type { Post } from './modules/site/model.ts';
import { createSite } from './modules/site/service.ts';
import { createTechnical, type Technical } from './modules/technical/service.ts';
import { createWatch, type Watch } from './modules/watch/service.ts';
import { openPages, type PagesDeps } from './open-pages.ts';
import { openPost } from './open-post.ts';
import { watchDisk } from './platform/disk-watch.ts';
import { follow, type Follower } from './platform/follow.ts';
import { createLedgerLog } from './platform/ledger-log.ts';
import { migrate } from './platform/migrate.ts';
import { connectDatabase, type Database } from './platform/postgres/connect.ts';
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
  readonly dispatch: Dispatch;
  readonly ledger: LedgerService;
  readonly transact: Transact;
  readonly triage: Follower;
  readonly tail: Tail;
  /** The one-time code for the first administrator, or null when there is one. */
  readonly setupCode: string | null;
  stop(): Promise<void>;
}

export interface ComposeDeps extends PagesDeps {
  readonly migrationsDir: string;
}

/** Signals decided in one transaction, and the rest between two batches. */
const TRIAGE_BATCH = 1_000;
const TRIAGE_REST_MS = 20;

/** Starts everything; rejects with a sentence when something cannot start, and leaves nothing running. */
export async function compose(deps: ComposeDeps): Promise<Running> {
  const { config, clock, log } = deps;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const part of stops.splice(0).toReversed())
      await Promise.resolve(part()).catch((error: unknown) => log.error('stop', error));
  };
  try {
    const database = await connectDatabase({
      databaseUrl: config.databaseUrl ?? undefined,
      dataDir: config.dataDir,
      log,
    });
    stops.push(() => database.close());
    const { pool } = database;
    await migrate(pool, deps.migrationsDir);
    const troubles = createTroubles(clock);
    const disk = await watchDisk({ dataDir: config.dataDir, troubles, log });
    stops.push(() => disk.stop());
    const { post, isNew } = await openPost(pool, config.demo);
    const onBug = (error: unknown, where = ''): void => log.error('bug', error, { where });

    const ledgerLog = createLedgerLog({ pool, clock });
    const transact = createTransact({ pool, ledger: ledgerLog, clock });
    if (isNew && config.demo) await seedDemo({ transact, clock });
    const ledger = createLedgerService({
      db: pool,
      transact,
      clock,
      postId: post.id,
      dataDir: config.dataDir,
      log,
      onTrouble: (code: string, says: string) => troubles.set(code, says),
    });
    await ledger.start();
    stops.push(() => ledger.stop());
    const tail = await createTail({
      db: pool,
      postId: post.id,
      onTrouble: (error) => log.error('database', error),
    });
    stops.push(() => tail.stop());

    const identity = createIdentity({
      db: pool,
      transact,
      clock,
      postId: post.id,
      demoSignIn: post.demo ? DEMO_SIGN_IN : null,
    });
    const site = createSite({ db: pool, post, monotonicMs: () => clock.monotonicMs() });
    let triage: Follower | null = null;
    const technical = createTechnical({
      db: pool,
      ledger: ledgerLog,
      transact,
      clock,
      postId: post.id,
      parseKey: (text) => {
        const read = parseKey(text);
        return read.ok ? read.value.map((candidate) => candidate.key) : null;
      },
      onIntakeFailure(error) {
        if (
          (error as { code?: string }).code === '53100' ||
          (error as { code?: string }).code === 'intake-no-space'
        )
          disk.full();
        troubles.set(
          'intake-failing',
          'Signals cannot be written; panels are told to keep them. The database is being restarted.',
        );
        log.error('intake', error);
      },
      onSignals() {
        troubles.clear('intake-failing');
        triage?.nudge();
      },
    });
    const dispatch: Dispatch = createDispatch({
      db: pool,
      transact,
      clock,
      post,
      alarm: (id) => watch.alarmForDispatch(id),
      markDispatched: (tx, id, what) => watch.markDispatched(tx, id, what),
      async receiveSignal(signal, raw, key) {
        const [received] = await technical.receiveSignals([signal], raw, key);
        return received ?? { id: '', repeat: false };
      },
    });
    const watch: Watch = createWatch({
      db: pool,
      transact,
      clock,
      post,
      zones: site.zones,
      plan: site.plan,
      devices: technical.devices,
      devicePlaces: technical.devicePlaces,
      sources: technical.sources,
      openTasks: dispatch.openTasks,
      tasksOf: dispatch.tasksOf,
      responders: dispatch.responders,
      people: identity.people,
      newestSeq: async () => tail.newest(),
      onBug,
    });

    ledgerLog.onAppended((_postId, entries) => {
      tail.offer(entries);
      ledger.nudge();
    });
    triage = await follow({
      db: pool,
      transact,
      postId: post.id,
      name: 'watch',
      kinds: ['signal.received'],
      batch: TRIAGE_BATCH,
      restMs: TRIAGE_REST_MS,
      handle: watch.triage,
      onTrouble: (error) => log.error('database', error),
    });
    const follower = triage;
    stops.push(() => follower.stop());
    await technical.start(await watch.lostSources());
    stops.push(() => technical.stop());

    const receiver = await startPanelReceiver({
      host: config.host,
      port: config.dc09Port,
      clock,
      log,
      account: technical.panelSettings,
      receiveSignals: technical.receiveSignals,
      heard: technical.heard,
      stranger: technical.stranger,
      fault: technical.fault,
    });
    stops.push(() => receiver.close());
    if (config.mqttUrl !== null) {
      const bridge = createMqttBridge({
        url: config.mqttUrl,
        postId: post.id,
        clientId: `post-one-${post.id}`,
        technical,
        mappings: await readMappings(config.dataDir),
        activeAtStart: await watch.activeBySource('mqtt:'),
        log,
        clock,
      });
      stops.push(() => bridge.stop());
    }
    if (post.demo) {
      const guards = playGuards({
        dispatch,
        clock,
        log,
        kindOf: async (id) => (await watch.alarmForDispatch(id)).kind,
        enrolled: async () =>
          new Set(
            (
              await pool.query<{ user_id: string }>(
                'select distinct user_id from sessions where phone and ended_at is null',
              )
            ).rows.map((r) => r.user_id),
          ),
      });
      tail.listen(guards.take);
      stops.push(() => guards.stop());
    }

    const http = await openPages(deps, {
      database,
      post,
      identity,
      technical,
      watch,
      dispatch,
      ledger,
      tail,
      troubles,
      receiver,
      onBug,
      stops,
    });
    const setupCode = (await identity.isSetUp()) || post.demo ? null : await identity.makeSetupCode();
    log.info('ready', {
      port: http,
      dc09Port: receiver.port,
      database: database.kind,
      postgres: database.version,
    });
    return {
      post,
      port: http,
      dc09Port: receiver.port,
      database,
      identity,
      technical,
      watch,
      dispatch,
      ledger,
      transact,
      triage: follower,
      tail,
      setupCode,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the built pages and migrations lie, from the folder of the bundle. */
export const builtFolders = (
  dist: string,
): Pick<ComposeDeps, 'migrationsDir' | 'consoleDir' | 'guardDir'> => ({
  migrationsDir: join(dist, 'server', 'migrations'),
  consoleDir: join(dist, 'console'),
  guardDir: join(dist, 'guard'),
});
