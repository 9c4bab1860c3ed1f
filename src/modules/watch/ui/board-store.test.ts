import { expect, test } from 'vitest';
import { compareAlarms } from '../model.ts';
import type { Alarm, BoardSnapshot } from '../model.ts';
import { createBoardStore } from './board-store.ts';
import type { BoardStore, LiveEntry } from './board-store.ts';
import { floodNow, raisedInTenMinutes } from './flood.ts';

function alarmOf(number: number, change: Partial<Alarm> = {}): Alarm {
  return {
    id: `alm_${number}`,
    number,
    kind: 'intrusion',
    priority: 3,
    reason: 'kind',
    title: { en: `Alarm ${number}` },
    zoneId: null,
    zoneName: null,
    deviceId: null,
    source: 'dc09:1',
    point: '1',
    position: null,
    open: true,
    active: true,
    acknowledged: false,
    ownerId: null,
    ownerName: null,
    revision: 1,
    count: 1,
    raisedAt: new Date(1_700_000_000_000 + number * 1000).toISOString(),
    lastAt: new Date(1_700_000_000_000 + number * 1000).toISOString(),
    acknowledgedAt: null,
    restoredAt: null,
    dispatchedAt: null,
    closedAt: null,
    answerWithinS: 30,
    sopId: null,
    steps: [],
    outcome: null,
    cause: null,
    finding: null,
    evidenceLevel: null,
    link: null,
    silencedUntil: null,
    account: null,
    ...change,
  } as Alarm;
}

const snapshotOf = (seq: number, alarms: readonly Alarm[]): BoardSnapshot =>
  ({
    seq,
    at: '2026-01-01T00:00:00.000Z',
    alarms,
    openCount: alarms.length,
    tasks: [],
    responders: [],
    sources: [],
    raisedLately: [],
  }) as unknown as BoardSnapshot;

const entryOf = (seq: number, kind: string, body: Record<string, unknown>): LiveEntry => ({
  seq,
  at: '2026-01-01T00:00:00.000Z',
  kind,
  actor: 'system',
  subjects: [],
  body,
});

function storeOf(alarms: readonly Alarm[]): { store: BoardStore; frame: () => void } {
  let work: (() => void) | undefined;
  const store = createBoardStore((next) => {
    work = next;
  });
  store.load(snapshotOf(10, alarms), []);
  return { store, frame: () => work?.() };
}

test('the order kept change by change is the order of a full sort', () => {
  let seed = 7;
  const chance = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const { store, frame } = storeOf([]);
  let seq = 10;
  for (let round = 0; round < 60; round++) {
    const entries: LiveEntry[] = [];
    const many = round % 7 === 0 ? 120 : 5;
    for (let i = 0; i < many; i++) {
      seq += 1;
      const id = `alm_${1 + chance(300)}`;
      const at = '2026-01-01T00:00:00.000Z';
      const what = chance(4);
      if (what < 2) {
        const alarm = alarmOf(1000 + seq, { priority: (1 + chance(4)) as 1 | 2 | 3 | 4 });
        entries.push(
          entryOf(seq, 'alarm.raised', { alarm: { ...alarm, id: `alm_${seq - 10}` }, signalId: null }),
        );
      } else if (what === 2) {
        entries.push(entryOf(seq, 'alarm.acknowledged', { alarmId: id, at, by: 'usr_1', byName: 'Park J.' }));
      } else {
        entries.push(
          entryOf(seq, 'alarm.closed', { alarmId: id, at, outcome: 'test', cause: 'drill', finding: '' }),
        );
      }
    }
    store.apply(entries);
    frame();
    const alarms = store.get()?.alarms ?? [];
    expect(alarms.map((a) => a.id)).toEqual(alarms.toSorted(compareAlarms).map((a) => a.id));
    expect(alarms.every((a) => a.open)).toBe(true);
    expect(store.get()?.openCount).toBe(alarms.length);
  }
});

test('an answer that comes before its entry is shown at once and counted once', async () => {
  const { store, frame } = storeOf([alarmOf(1)]);
  const event = { alarmId: 'alm_1', at: '2026-01-01T00:00:01.000Z', by: 'usr_1', byName: 'Park J.' };
  store.answerAlarm(alarmOf(1, { acknowledged: true, ownerName: 'Park J.', revision: 2 }));
  // No frame was drawn meanwhile: what somebody did himself waits for none.
  await Promise.resolve();
  expect(store.get()?.alarms[0]?.acknowledged).toBe(true);
  store.apply([entryOf(11, 'alarm.acknowledged', event)]);
  frame();
  expect(store.alarm('alm_1')?.revision).toBe(2);
  expect(store.get()?.alarms).toHaveLength(1);
});

test('a heartbeat moves people, says what is degraded, and draws nothing when it says the same', () => {
  const { store, frame } = storeOf([]);
  const rover = { id: 'rsp_1', position: null, positionAt: null };
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const fixAt = (second: number) => ({
    responderId: 'rsp_1',
    position: { lat: second, lon: 1 },
    positionAt: at(second),
  });
  const degraded = [{ code: 'disk-full', says: 'The disk is full.', since: at(1) }];
  store.apply([entryOf(11, 'responder.changed', { responder: rover })]);
  store.hear({ sources: [], degraded, fixes: [fixAt(5)] });
  frame();
  expect(store.get()?.responders[0]).toMatchObject({ position: { lat: 5, lon: 1 }, positionAt: at(5) });
  expect(store.get()?.degraded).toEqual(degraded);
  const before = store.get();
  store.hear({ sources: [], degraded, fixes: [fixAt(4)] });
  frame();
  expect(store.get()?.responders).toEqual(before?.responders);
  store.apply([
    entryOf(12, 'responder.changed', {
      responder: { ...rover, position: { lat: 0, lon: 0 }, positionAt: at(2) },
    }),
  ]);
  frame();
  expect(store.get()?.responders[0]?.position).toEqual({ lat: 5, lon: 1 });
});

test('entries that come while the board is fetched again are shown at once, and stand once after it', () => {
  const { store, frame } = storeOf([alarmOf(1)]);
  store.awaitReload();
  store.apply([
    entryOf(19, 'alarm.raised', { alarm: alarmOf(2), signalId: null }),
    entryOf(21, 'alarm.raised', { alarm: alarmOf(3), signalId: null }),
  ]);
  frame();
  expect(store.get()?.alarms.map((a) => a.number)).toEqual([3, 2, 1]);
  store.load(snapshotOf(20, [alarmOf(1), alarmOf(2)]), []);
  expect(store.get()?.alarms.map((a) => a.number)).toEqual([3, 2, 1]);
  expect(store.get()?.openCount).toBe(3);
  store.apply([entryOf(21, 'alarm.raised', { alarm: alarmOf(3), signalId: null })]);
  frame();
  expect(store.get()?.openCount).toBe(3);
});

test('a flood starts over ten and ends under five', () => {
  expect(floodNow(false, 10)).toBe(false);
  expect(floodNow(false, 11)).toBe(true);
  expect(floodNow(true, 5)).toBe(true);
  expect(floodNow(true, 4)).toBe(false);
  expect(raisedInTenMinutes([0, 1000, 600_000], 600_500)).toBe(2);
});
