/*
 * A day of 24 hours on the real server: three shifts, two handovers, one flood, one power cut. At its end the
 * tables are exactly what the ledger tells, and the same seed gives the same ledger again.
 * One seed: DAY_SEED=7 npx vitest run --project sim test/sim/full-day.test.ts
 */
import { expect, test } from 'vitest';
import { reduceIncident, type Incident, type IncidentEvent } from '../../src/modules/incident/model.ts';
import { nothingRebuilt, rebuild, type BoardEntry } from '../../src/modules/watch/model-replay.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import { playFullDay, type FullDay } from './full-day.ts';

const SEED = Number(process.env['DAY_SEED'] ?? 3);

interface Row {
  readonly id: string;
  readonly record: unknown;
}

const records = async (
  day: FullDay,
  table: 'alarms' | 'tasks' | 'incidents',
): Promise<Map<string, unknown>> => {
  const { rows } = await day.database.pool.query<Row>(`select id, record from ${table}`);
  return new Map(rows.map((row) => [row.id, row.record]));
};

/** What differs between what the ledger tells and what the tables hold, one line each. */
async function differences(day: FullDay): Promise<string[]> {
  const rebuilt = nothingRebuilt();
  const incidents = new Map<string, Incident>();
  const entries = await day.post.entries();
  for (const entry of entries) {
    rebuild(rebuilt, entry as BoardEntry);
    if (!entry.kind.startsWith('incident.')) continue;
    const id = entry.subjects[0] ?? '';
    const next = reduceIncident(incidents.get(id) ?? null, {
      kind: entry.kind,
      ...entry.body,
    } as IncidentEvent);
    if (next !== null) incidents.set(id, next);
  }
  const found: string[] = [];
  const compare = (
    what: string,
    told: ReadonlyMap<string, unknown>,
    held: ReadonlyMap<string, unknown>,
  ): void => {
    for (const id of new Set([...told.keys(), ...held.keys()]))
      if (canonical(told.get(id)) !== canonical(held.get(id)))
        found.push(
          `${what} ${id}: the ledger tells ${canonical(told.get(id))}, the table holds ${canonical(held.get(id))}`,
        );
  };
  compare('alarm', rebuilt.alarms, await records(day, 'alarms'));
  compare('task', rebuilt.tasks, await records(day, 'tasks'));
  compare('incident', incidents, await records(day, 'incidents'));
  // The demo's month is told by the ledger alone: its signals never came over a wire.
  const signals = await day.database.pool.query<{ seq: number; id: string }>('select seq, id from signals');
  compare(
    'signal',
    new Map(
      day.entries
        .filter((e) => e.kind === 'signal.received' || e.kind === 'signal.repeated')
        .map((e) => [e.subjects[0] ?? '', e.seq]),
    ),
    new Map(signals.rows.map((row) => [row.id, Number(row.seq)])),
  );
  return found;
}

/** JSON with sorted keys; an absent value and one that is not there are the same. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'nothing'
  );
}

/** The day's entries with ids, digests and the like numbered in the order in which they first appear. */
function shapeOf(entries: readonly LedgerEntry[]): string[] {
  const names = new Map<string, string>();
  const named = (text: string): string =>
    text.replace(/\b(?:[a-z]{3}_[0-9a-z]{8,}|[0-9a-f]{64})\b/g, (id) => {
      const name = names.get(id) ?? `#${names.size}`;
      names.set(id, name);
      return name;
    });
  // Whether anybody attends is asked in the machine's own time: the day has no consoles.
  const ofTheDay = entries.filter(({ kind }) => kind !== 'watch.left-alone' && kind !== 'watch.attended');
  return ofTheDay.map(({ at, kind, actor, subjects, body }) =>
    named(`${at} ${kind} ${actor} ${subjects.join(' ')} ${canonical(body)}`),
  );
}

test(
  'a day of three shifts, two handovers, a flood and a power cut leaves no difference, and its seed plays it again exactly',
  { timeout: 300_000 },
  async () => {
    const first = await playFullDay(SEED);
    let told: string[];
    try {
      expect(first.unanswered, 'panels were not answered while the power was off').toBe(5);
      const count = (kind: string): number => first.entries.filter((entry) => entry.kind === kind).length;
      expect(count('handover.signed')).toBe(2);
      expect(count('signal.received') + count('signal.repeated')).toBe(first.acknowledged);
      expect(count('alarm.raised')).toBeGreaterThan(100);
      for (const kind of [
        'alarm.acknowledged',
        'alarm.closed',
        'task.sent',
        'incident.opened',
        'alarm.escalated',
      ])
        expect(count(kind), kind).toBeGreaterThan(0);
      expect(await differences(first)).toEqual([]);
      // One changed row is a difference: the comparison is not blind.
      await first.database.pool.query(
        `update alarms set record = jsonb_set(record, '{priority}', '9') where id = (select min(id) from alarms)`,
      );
      expect(await differences(first)).toHaveLength(1);
      expect((await first.post.running.ledger.verify()).faults).toEqual([]);
      told = shapeOf(first.entries);
    } finally {
      await first.close();
    }
    const again = await playFullDay(SEED);
    try {
      const toldAgain = shapeOf(again.entries);
      const at = told.findIndex((line, i) => line !== toldAgain[i]);
      expect(at === -1 ? null : [told[at], toldAgain[at]]).toBeNull();
      expect(toldAgain).toHaveLength(told.length);
    } finally {
      await again.close();
    }
  },
);
