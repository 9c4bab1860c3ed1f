import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { LedgerLog, Queryable } from '../../platform/ledger-log.ts';
import type { Storm } from '../../platform/storm.ts';
import type { Transact } from '../../platform/transact.ts';
import { createDevices, type DeviceDeps } from './service-devices.ts';
import { createIntake, type Received } from './service-intake.ts';
import {
  technicalRefusals,
  type Device,
  type DeviceState,
  type HeartbeatByKind,
  type IncomingSignal,
  type Panel,
  type SignalKind,
  type SourceState,
} from './model.ts';
import { silenceOver, silenceSignals } from './service-silence-signals.ts';
import { createSilence } from './service-silence.ts';
import { createSources } from './service-sources.ts';
import * as store from './store.ts';

const refuse = refuser(technicalRefusals);
/** Panels and devices are asked for with every frame: read again after so long. */
const KEEP_MS = 2_000;
const WATCH_SOURCES_MS = 1_000;
/** The same stranger is announced once in this time. */
const STRANGER_AGAIN_MS = 10 * 60_000;
const MAX_STRANGERS = 2_000;

export interface PanelInput {
  readonly account?: string;
  readonly name?: string;
  readonly keys?: readonly string[];
  readonly decimalLength?: boolean;
  readonly windowPastS?: number | null;
  readonly windowFutureS?: number | null;
  readonly windowApplies?: 'encrypted' | 'all';
  readonly supervisionS?: number | null;
  readonly enabled?: boolean;
}

/** What the receiver needs of one account, with raw keys. */
export interface PanelSettings {
  readonly panel: Panel;
  readonly keys: readonly Buffer[];
}

export type Technical = ReturnType<typeof createTechnical>;

export function createTechnical(deps: {
  readonly db: Queryable;
  /** The connection that signals are written through. */
  readonly writer: Queryable;
  readonly ledger: LedgerLog;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  /** Every reading of a key as typed, or null for a malformed one (wire/dc09/key.ts). */
  readonly parseKey: (text: string) => readonly Buffer[] | null;
  readonly onIntakeFailure: (error: unknown) => void;
  readonly isUrgent: (kind: SignalKind) => boolean;
  readonly onSignals: (urgent: boolean) => void;
  readonly storm: Storm;
  /** False when the last of the disk must be left to the database: signals are refused. */
  readonly hasRoom?: () => boolean;
  /** How often devices of each kind must be heard, as the post has it now. */
  readonly heartbeats: () => HeartbeatByKind;
  readonly site: Pick<DeviceDeps, 'checkNames' | 'zoneExists' | 'deviceInUse'>;
}) {
  const { db, transact, clock, postId } = deps;
  const sources = createSources(clock);
  const silence = createSilence(clock, sources.lostSince);
  const intake = createIntake({
    db,
    writer: deps.writer,
    ledger: deps.ledger,
    clock,
    postId,
    onFailure: deps.onIntakeFailure,
    isUrgent: deps.isUrgent,
    onWritten: deps.onSignals,
    storm: deps.storm,
    hasRoom: deps.hasRoom,
  });
  let panels = new Map<string, PanelSettings>();
  let panelsAt = Number.NEGATIVE_INFINITY;
  let devices: { at: number; list: readonly Device[]; byPlace: ReadonlyMap<string, Device> } | null = null;
  const strangers = new Map<string, number>();

  async function refreshPanels(): Promise<void> {
    const rows = await store.listPanels(db, postId);
    panels = new Map(
      rows.map((row) => [
        row.account.toUpperCase(),
        { panel: store.toPanel(row), keys: row.keys.map((k) => Buffer.from(k, 'hex')) },
      ]),
    );
    panelsAt = clock.monotonicMs();
    for (const { panel } of panels.values())
      sources.expect(
        `dc09:${panel.account.toUpperCase()}`,
        panel.name,
        panel.enabled ? panel.supervisionS : null,
      );
  }

  async function readDevices() {
    if (devices && clock.monotonicMs() - devices.at < KEEP_MS) return devices;
    const list = await store.listDevices(db, postId);
    devices = {
      at: clock.monotonicMs(),
      list,
      byPlace: new Map(list.map((d) => [`${d.source}/${d.point}`, d])),
    };
    return devices;
  }

  function readKeys(keys: readonly string[]): string[] {
    return keys.flatMap((text) => {
      const readings = deps.parseKey(text);
      if (!readings) throw refuse('panel-key-malformed');
      return readings.map((key) => key.toString('hex'));
    });
  }

  const own = (
    kind: SignalKind,
    change: 'active' | 'restored',
    source: string,
    point: string,
    description: string,
    text: string,
  ): IncomingSignal => ({
    protocol: 'internal',
    source,
    point,
    kind,
    change,
    code: 'POST1',
    description,
    text,
    authenticated: true,
    occurredAt: null,
  });

  async function raise(signal: IncomingSignal): Promise<void> {
    await intake
      .receive({ signals: [signal], raw: Buffer.from(JSON.stringify(signal)), key: null })
      .catch(deps.onIntakeFailure);
  }

  async function watchSources(): Promise<void> {
    for (const late of sources.overdue())
      await raise(
        own(
          'supervision',
          'active',
          late.source,
          'path',
          'Path lost',
          `${late.name}: not heard for ${late.silentS} s`,
        ),
      );
    if (clock.monotonicMs() - panelsAt > KEEP_MS) await refreshPanels();
    silence.expect((await readDevices()).list, deps.heartbeats());
    for (const signal of silenceSignals(silence.look(), own, sources.nameOf)) await raise(signal);
  }
  /** What stands there gave a sign of life; a silence that is over with it is said. */
  function deviceHeard(source: string, point: string): void {
    const device = silence.heard(source, point);
    if (device) void raise(silenceOver(own, device));
  }
  let timer: NodeJS.Timeout | null = null;

  const forget = (): void => {
    devices = null;
  };
  return {
    ...createDevices({ ...deps.site, db, transact, postId, forget }),
    forgetDevices: forget,
    /** Loads panels and begins to watch supervised sources. `lostPlaces`: sources that have an open path alarm. */
    async start(
      lostSources: readonly string[],
      silent: { readonly devices: readonly string[]; readonly groups: readonly string[] },
    ): Promise<void> {
      await refreshPanels();
      silence.expect((await readDevices()).list, deps.heartbeats());
      for (const id of silent.devices) silence.markSilent(id);
      for (const link of silent.groups) silence.markGroup(link);
      for (const source of lostSources) sources.markLost(source);
      timer = setInterval(() => void watchSources().catch(deps.onIntakeFailure), WATCH_SOURCES_MS);
      timer.unref();
    },
    stop(): void {
      if (timer) clearInterval(timer);
    },

    /** Writes all signals of one message to disk and into the ledger; resolves when they are there. */
    async receiveSignals(
      signals: readonly IncomingSignal[],
      raw: Buffer,
      key: string | null = null,
    ): Promise<readonly Received[]> {
      const received = await intake.receive({ signals, raw, key });
      for (const signal of signals) deviceHeard(signal.source, signal.point);
      return received;
    },
    intakeWaiting: () => intake.waiting(),

    /** A source gave a sign of life; a path that was lost is announced as restored. */
    heard(source: string): void {
      if (sources.heard(source))
        void raise(own('supervision', 'restored', source, 'path', 'Path restored', 'Heard again'));
      deviceHeard(source, '');
    },
    /** A device gave a sign of life, without its source being one that is watched as a path. */
    deviceHeard: (source: string, point: string): void => deviceHeard(source, point),
    /** Sets up a source that is no panel, such as the MQTT broker. */
    expectSource: (source: string, name: string, supervisionS: number | null): void =>
      sources.expect(source, name, supervisionS),
    sourceLost(source: string, text: string): void {
      if (sources.lostSince(source)) return;
      sources.markLost(source);
      void raise(own('supervision', 'active', source, 'path', 'Path lost', text));
    },
    /** Counts a frame that could not be used; many of them raise a technical alarm. */
    fault(source: string, sentence: string): void {
      if (sources.fault(source, sentence))
        void raise(own('technical-trouble', 'active', source, 'faults', 'Frames refused', sentence));
    },
    /** A source that nobody registered: announced, with its account, at most once in ten minutes. */
    stranger(account: string): void {
      const now = clock.monotonicMs();
      if (
        now - (strangers.get(account) ?? Number.NEGATIVE_INFINITY) < STRANGER_AGAIN_MS ||
        strangers.size >= MAX_STRANGERS
      )
        return;
      strangers.set(account, now);
      void raise(
        own('unknown-panel', 'active', `dc09:${account.toUpperCase()}`, 'panel', 'Unknown panel', account),
      );
    },
    sources: (): readonly SourceState[] => sources.list(),
    deviceStates: (): readonly DeviceState[] => silence.list(sources.nameOf),
    sourceName: (source: string): string => sources.nameOf(source),

    /** The account's settings, or null for a stranger. From memory: asked with every frame. */
    panelSettings: (account: string): PanelSettings | null => panels.get(account.toUpperCase()) ?? null,
    panels: async (): Promise<readonly Panel[]> => (await store.listPanels(db, postId)).map(store.toPanel),
    devices: async (): Promise<readonly Device[]> => (await readDevices()).list,
    devicePlaces: async (): Promise<ReadonlyMap<string, Device>> => (await readDevices()).byPlace,

    async addPanel(
      actor: string,
      key: string | null,
      input: PanelInput & { account: string; name: string },
    ): Promise<Panel> {
      if (!/^[0-9A-Za-z]{3,16}$/.test(input.account)) throw refuse('panel-account-malformed');
      const panel = await transact({ postId, actor, key, name: 'addPanel' }, async (tx) => {
        const row: store.PanelRow = {
          id: newId<'panel'>('pnl', tx.nowMs),
          post_id: postId,
          account: input.account.toUpperCase(),
          name: input.name,
          keys: readKeys(input.keys ?? []),
          decimal_length: input.decimalLength ?? false,
          window_past_s: input.windowPastS === undefined ? 40 : input.windowPastS,
          window_future_s: input.windowFutureS === undefined ? 20 : input.windowFutureS,
          window_applies: input.windowApplies ?? 'encrypted',
          supervision_s: input.supervisionS ?? null,
          enabled: true,
          created_at: tx.now,
        };
        if (!(await store.insertPanel(tx, row))) throw refuse('panel-account-taken');
        tx.record({
          kind: 'panel.added',
          subjects: [row.id],
          body: { account: row.account, name: row.name },
        });
        return store.toPanel(row);
      });
      await refreshPanels();
      return panel;
    },

    async changePanel(actor: string, key: string | null, id: string, input: PanelInput): Promise<Panel> {
      const panel = await transact({ postId, actor, key, name: 'changePanel' }, async (tx) => {
        const row = await store.panelForUpdate(tx, id);
        if (!row) throw refuse('panel-unknown');
        const next: store.PanelRow = {
          ...row,
          name: input.name ?? row.name,
          keys: input.keys === undefined ? row.keys : readKeys(input.keys),
          decimal_length: input.decimalLength ?? row.decimal_length,
          window_past_s: input.windowPastS === undefined ? row.window_past_s : input.windowPastS,
          window_future_s: input.windowFutureS === undefined ? row.window_future_s : input.windowFutureS,
          window_applies: input.windowApplies ?? row.window_applies,
          supervision_s: input.supervisionS === undefined ? row.supervision_s : input.supervisionS,
          enabled: input.enabled ?? row.enabled,
        };
        await store.updatePanel(tx, next);
        // Keys never enter the record: only that they changed.
        const fields = Object.keys(input).filter((field) => input[field as keyof PanelInput] !== undefined);
        tx.record({ kind: 'panel.changed', subjects: [id], body: { account: row.account, fields } });
        return store.toPanel(next);
      });
      await refreshPanels();
      return panel;
    },
  };
}
