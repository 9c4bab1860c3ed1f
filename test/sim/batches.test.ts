/**
 * The follower `watch` under seeded batches: `triageSignals` itself, over a table in memory that answers its two
 * statements. Whatever the cut into batches, its events replayed give the alarms that it saved.
 */
import { expect, test } from 'vitest';
import type { AlarmId, SignalId } from '../../src/kernel/id.ts';
import { toInstant } from '../../src/kernel/time.ts';
import type { StoredEntry } from '../../src/platform/ledger-read.ts';
import type { Transaction } from '../../src/platform/transact.ts';
import type { Signal } from '../../src/modules/technical/model.ts';
import { reduceAlarm, type Alarm, type AlarmEvent } from '../../src/modules/watch/model.ts';
import { triageSignals } from '../../src/modules/watch/service-triage.ts';
import type { TriageWorld } from '../../src/modules/watch/service-triage-world.ts';
import { placeOf } from '../../src/modules/watch/store.ts';
import { createChance, type Chance } from './chance.ts';
import { devices, places, zones } from './place.ts';

const SEEDS = 150;
const START_MS = Date.parse('2026-11-22T00:00:00.000Z');

/** The alarms table: the two statements of the follower, by their names. */
function createTable() {
  const saved = new Map<string, Alarm>();
  const recorded: { kind: string; body: Record<string, unknown> }[] = [];
  let number = 0;
  const query = (statement: { name: string; values: readonly unknown[] }) => {
    if (statement.name === 'save-alarms') {
      for (const { r } of JSON.parse(statement.values[1] as string) as { r: Alarm }[]) saved.set(r.id, r);
      return Promise.resolve({ rows: [] });
    }
    const [, at, inZones, since] = statement.values as [string, string[], string[], string];
    const rows = [...saved.values()]
      .filter(
        (alarm) =>
          alarm.open &&
          (at.includes(placeOf(alarm)) ||
            (alarm.zoneId !== null && inZones.includes(alarm.zoneId) && alarm.raisedAt >= since)),
      )
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return Promise.resolve({ rows: rows.map((record) => ({ record: structuredClone(record) })) });
  };
  const transaction = (nowMs: number): Transaction =>
    ({
      postId: 'pst_sim',
      actor: 'system',
      nowMs,
      now: toInstant(nowMs),
      client: { query },
      record: (entry: { kind: string; body: Record<string, unknown> }) =>
        recorded.push(JSON.parse(JSON.stringify(entry)) as (typeof recorded)[number]),
      nextNumber(_name: string, count = 1) {
        number += count;
        return Promise.resolve(number - count + 1);
      },
    }) as unknown as Transaction;
  return { saved, recorded, transaction };
}

const world: TriageWorld = {
  post: { settings: {} } as TriageWorld['post'],
  devices,
  zones: zones as unknown as TriageWorld['zones'],
  sops: [],
  noteTested: () => Promise.resolve(),
  doorUsers: new Map(),
  doors: { denialsSince: () => Promise.resolve(new Map()), noteEvents: () => Promise.resolve() },
  upkeep: {
    openHolder: () =>
      Promise.resolve({ holds: () => false, restored: () => undefined, save: () => Promise.resolve() }),
  },
  sourceName: (source) => source,
  onBug(error) {
    throw error;
  },
};

function signalsOf(chance: Chance, count: number): Signal[] {
  let atMs = START_MS;
  return Array.from({ length: count }, (_, i): Signal => {
    atMs += chance.yes(0.05) ? chance.int(61_000, 90_000) : chance.int(0, 300);
    const place = chance.pick(places);
    return {
      id: `sig_${String(i)}` as SignalId,
      protocol: place.protocol,
      source: place.source,
      point: place.point,
      kind: chance.pick([...place.kinds, 'other']),
      change: chance.yes(0.75) ? 'active' : 'restored',
      code: 'BA',
      description: '',
      authenticated: false,
      occurredAt: null,
      receivedAt: toInstant(atMs),
    };
  });
}

/** Decides `signals` in batches of at most `most`; gives what was saved, and what its events say. */
async function decide(signals: readonly Signal[], most: number, chance: Chance) {
  const table = createTable();
  for (let from = 0; from < signals.length;) {
    const batch = signals.slice(from, from + chance.int(1, most));
    from += batch.length;
    const nowMs = Date.parse(batch.at(-1)?.receivedAt ?? '');
    await triageSignals(
      table.transaction(nowMs),
      batch.map((signal) => ({ body: signal }) as unknown as StoredEntry),
      world,
    );
  }
  const replayed = new Map<string, Alarm>();
  for (const { kind, body } of table.recorded) {
    const event = { kind, ...body } as AlarmEvent;
    const id: AlarmId = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
    const next = reduceAlarm(replayed.get(id) ?? null, event);
    if (next) replayed.set(id, next);
  }
  return { saved: table.saved, replayed };
}

const sorted = (alarms: ReadonlyMap<string, Alarm>): Alarm[] =>
  [...alarms.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
const withoutRevision = (alarm: Alarm): Omit<Alarm, 'revision'> => {
  const { revision: _revision, ...rest } = alarm;
  return rest;
};

test('the events of folded batches, replayed, give the alarms that were saved', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = createChance(seed);
    const { saved, replayed } = await decide(signalsOf(chance, 60), 25, chance);
    expect(sorted(replayed).map(withoutRevision), `seed ${String(seed)}`).toEqual(
      sorted(saved).map(withoutRevision),
    );
  }
});

test('the board counts the same revision as the server, so that an acknowledgement is not refused', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = createChance(seed);
    const { saved, replayed } = await decide(signalsOf(chance, 60), 25, chance);
    const revisions = (alarms: ReadonlyMap<string, Alarm>): string[] =>
      sorted(alarms).map((alarm) => `A-${String(alarm.number)} ${String(alarm.revision)}`);
    expect(revisions(replayed), `seed ${String(seed)}`).toEqual(revisions(saved));
  }
});

test('one batch or many: as many alarms, and every signal counted once', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = createChance(seed);
    const signals = signalsOf(chance, 60);
    const [whole, single] = [await decide(signals, 60, chance), await decide(signals, 1, chance)];
    const counts = (alarms: ReadonlyMap<string, Alarm>): string[] =>
      sorted(alarms).map(
        (a) => `${a.kind} ${a.source}/${a.point} ${String(a.count)} ${String(a.active)} ${a.lastAt}`,
      );
    expect(counts(whole.saved), `seed ${String(seed)}`).toEqual(counts(single.saved));
  }
});
