/**
 * Devices: added, changed, removed, tested.
 *
 * Test: it begins with a press of the button on the screen, holds for ten minutes at most, and ends by itself or
 * by hand. While it holds, what the device sends is written down as `device.tested` and opens no alarm.
 */
import { newId, type DeviceId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import {
  DEVICE_TEST_MS,
  HEARTBEAT_S,
  placeAsSent,
  technicalRefusals,
  type Device,
  type Signal,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(technicalRefusals);

export type DeviceInput = Pick<Device, 'name' | 'kind' | 'source' | 'point' | 'zoneId' | 'position'>;
/** `heartbeatS` null: as its kind is watched. */
export type DeviceChange = Partial<DeviceInput> & { readonly heartbeatS?: number | null };

const withHeartbeat = (device: Device, heartbeatS: number | null | undefined): Device => {
  if (heartbeatS === undefined) return device;
  const { heartbeatS: _before, ...rest } = device;
  return heartbeatS === null ? rest : { ...rest, heartbeatS };
};

export type NewDevice = DeviceChange & Pick<DeviceInput, 'name' | 'kind' | 'source'>;

/** One signal that came in during a test. */
export interface TestedSignal {
  readonly at: Instant;
  readonly kind: string;
  readonly change: string;
  readonly code: string;
  readonly description: string;
  readonly protocol: string;
}

export interface DeviceDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  /** Throws when a name is in a language that the post does not speak. */
  readonly checkNames: (names: Names) => void;
  /** Locks the site and says whether the zone is there. */
  readonly zoneExists: (tx: Transaction, zoneId: string) => Promise<boolean>;
  readonly deviceInUse: (tx: Transaction, deviceId: string) => Promise<boolean>;
  /** The lists that are kept in memory no longer hold. */
  readonly forget: () => void;
}

export function createDevices(deps: DeviceDeps) {
  const { transact, postId } = deps;

  async function command<T>(by: By, name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const answer = await transact({ postId, actor: by.actor, key: by.key, name }, work);
    deps.forget();
    return answer;
  }
  async function known(tx: Transaction, id: string): Promise<Device> {
    const device = await store.deviceForUpdate(tx, id);
    if (!device) throw refuse('device-unknown', { id });
    return device;
  }
  /** Where it will stand: a known zone, a place of its own, written as signals write it. */
  async function placed(tx: Transaction, device: Device): Promise<Device> {
    const place = placeAsSent(device.source, device.point);
    if (!/^[a-z][a-z0-9]*:.+$/.test(place.source)) throw refuse('device-source-malformed');
    if (device.zoneId !== null && !(await deps.zoneExists(tx, device.zoneId)))
      throw refuse('device-zone-unknown', { zoneId: device.zoneId });
    const there = await store.deviceAtPlace(tx, place.source, place.point);
    if (there && there.id !== device.id) throw refuse('device-place-taken', { deviceId: there.id });
    const { heartbeatS: every = 0 } = device;
    if (
      place.source.startsWith('dc09:') &&
      place.point !== '' &&
      every > 0 &&
      every < HEARTBEAT_S.leastOfZone
    )
      throw refuse('heartbeat-too-short');
    return { ...device, ...place };
  }

  async function addIn(
    tx: Transaction,
    by: By,
    { heartbeatS, ...input }: NewDevice,
  ): Promise<{ device: Device }> {
    deps.checkNames(input.name);
    const id = newId<'device'>('dev', tx.nowMs);
    const fresh: Device = { point: '', zoneId: null, position: null, ...input, id };
    const device = await placed(tx, withHeartbeat(fresh, heartbeatS));
    if ((await store.countDevices(tx)) >= store.MAX_DEVICES) throw refuse('devices-full');
    await store.saveDevices(tx, [device]);
    tx.record({ kind: 'device.added', subjects: [device.id], body: { device, byName: by.name } });
    return { device };
  }
  async function changeIn(
    tx: Transaction,
    by: By,
    id: string,
    { heartbeatS, ...change }: DeviceChange,
  ): Promise<{ device: Device }> {
    if (change.name) deps.checkNames(change.name);
    const before = await known(tx, id);
    const after: Device = { ...before, ...change, id: id as DeviceId };
    const device = await placed(tx, withHeartbeat(after, heartbeatS));
    await store.saveDevices(tx, [device]);
    tx.record({ kind: 'device.changed', subjects: [id], body: { device, byName: by.name } });
    return { device };
  }

  return {
    addDevice: (by: By, given: NewDevice) => command(by, 'addDevice', (tx) => addIn(tx, by, given)),
    /** Adds a device within the command of a neighbour; the caller says `forgetDevices` afterwards. */
    addDeviceIn: addIn,

    changeDevice: (by: By, id: string, given: DeviceChange) =>
      command(by, 'changeDevice', (tx) => changeIn(tx, by, id, given)),
    changeDeviceIn: changeIn,

    /** Only a device that no alarm names can go. */
    removeDevice: (by: By, id: string) =>
      command(by, 'removeDevice', async (tx) => {
        const device = await known(tx, id);
        if (await deps.deviceInUse(tx, id)) throw refuse('device-in-use', { id });
        await store.deleteDevice(tx, id);
        tx.record({ kind: 'device.removed', subjects: [id], body: { name: device.name, byName: by.name } });
      }),

    startTest: (by: By, id: string) =>
      command(by, 'startDeviceTest', async (tx) => {
        const before = await known(tx, id);
        const device: Device = {
          ...before,
          test: { from: tx.now, until: toInstant(tx.nowMs + DEVICE_TEST_MS) },
        };
        await store.saveDevices(tx, [device]);
        const body = { name: device.name, until: device.test?.until, byName: by.name };
        tx.record({ kind: 'device.test-started', subjects: [id], body });
        return { device };
      }),

    endTest: (by: By, id: string) =>
      command(by, 'endDeviceTest', async (tx) => {
        const { test: _, ...device } = await known(tx, id);
        await store.saveDevices(tx, [device]);
        const body = { name: device.name, byName: by.name };
        tx.record({ kind: 'device.test-ended', subjects: [id], body });
        return { device: device as Device };
      }),

    /** What the device sent while it was tested, newest first. */
    async tests(id: string): Promise<{ device: Device; heard: readonly TestedSignal[] }> {
      const entries = await store.testsOf(deps.db, postId, id);
      const device = (await store.listDevices(deps.db, postId)).find((each) => each.id === id);
      if (!device) throw refuse('device-unknown', { id });
      return {
        device,
        heard: entries.flatMap((entry) => (entry.body ? [entry.body['signal'] as TestedSignal] : [])),
      };
    },

    /** Writes down a signal of a device in test, instead of an alarm. For triage. */
    async noteTested(tx: Transaction, device: Device, signal: Signal): Promise<void> {
      const now = await store.deviceForUpdate(tx, device.id);
      if (now) await store.saveDevices(tx, [{ ...now, testedAt: signal.receivedAt }]);
      const { kind, change, code, description, protocol, receivedAt: at } = signal;
      const heard: TestedSignal = { at, kind, change, code, description, protocol };
      tx.record({
        kind: 'device.tested',
        subjects: [device.id, signal.id],
        body: { name: device.name, signal: heard },
      });
    },
    saveDevices: store.saveDevices,
    zoneHasDevices: store.zoneHasDevices,
    lockedDevices: (tx: Transaction) => store.listDevices(tx.client, postId),
  };
}
