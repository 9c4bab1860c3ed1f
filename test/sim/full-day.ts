import pg from 'pg';
import { contactIdBody, type Dialler, type DialOutcome } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import type { Handover } from '../../src/modules/handover/model.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { happening, inOrder } from '../support/happening.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';
import { createChance } from './chance.ts';

/*
 * 24 hours on the real server, its sockets and its database, by a clock that only this day moves. Shifts begin
 * at 06:00, 14:00 and 22:00 local time. Nothing happens before what came before is on the board, so that the
 * same seed gives the same day.
 */
const BEGIN_MS = Date.UTC(2026, 2, 1, 21);
const STEP_MS = 10 * 60_000;
const STEPS = 144;
const SHIFT_STEPS = 48;
const FLOOD_STEP = 60;
const FLOOD_SIGNALS = 150;
/** In the third shift the power goes; what panels sent into the dark they send again. */
const CUT_STEP = 110;
const SENT_IN_THE_DARK = 5;
const PIN = '246810';

export interface FullDay {
  readonly entries: readonly LedgerEntry[];
  /** The entry with which the day began; before it stands the month of the demo. */
  readonly from: number;
  readonly database: TestDatabase;
  readonly post: TestPost;
  /** Signals that were acknowledged to a panel. */
  readonly acknowledged: number;
  readonly unanswered: number;
  close(): Promise<void>;
}

/** Plays the day of `seed`; the caller closes it. */
export async function playFullDay(seed: number): Promise<FullDay> {
  let nowMs = BEGIN_MS;
  // Panels are never silent here: silence is measured by the other clock, which runs as always.
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => systemClock.monotonicMs() };
  const chance = createChance(seed);
  const database = await openTestDatabase();
  // The demo's compound and its month, and then a post like any other: the guards that a demo plays walk by the
  // real clock, and no day would be like another.
  await (await openTestPost({ demo: true, clock, database })).close();
  await database.pool.query('update posts set demo = false');
  let post = await openTestPost({ clock, database });
  let line = post.dialler({ timeoutMs: 20_000 });
  const from = (await post.entries()).length;
  let acknowledged = 0;
  let unanswered = 0;
  const count = (outcome: DialOutcome): void => {
    if (outcome === 'acknowledged') acknowledged += 1;
  };

  let people: readonly Person[] = [];
  async function signOn(): Promise<void> {
    people = [await post.as('watch-officer'), await post.as('deputy'), await post.as('guard-commander')];
  }
  const onShift = (step: number): Person => people[Math.floor(step / SHIFT_STEPS) % 3] as Person;
  const offShift = (step: number): Person => people[(Math.floor(step / SHIFT_STEPS) + 1) % 3] as Person;

  async function settle(): Promise<void> {
    await post.running.triage.caughtUp();
    await post.running.due.settle();
    await post.until('the tail', async () => {
      const board = await post.running.watch.board();
      return board.seq === post.running.tail.newest();
    });
  }

  async function flood(): Promise<void> {
    for (let n = 0; n < FLOOD_SIGNALS; n++) {
      nowMs += 100;
      await settle();
      count(await trip(line, n));
      await settle();
    }
  }

  async function cutPower(): Promise<void> {
    await settle();
    await power(database, false);
    const dark = post.dialler({ timeoutMs: 300 });
    for (let n = 0; n < SENT_IN_THE_DARK; n++)
      if ((await trip(dark, 200 + n)) !== 'acknowledged') unanswered += 1;
    const stopping = post.close();
    await power(database, true);
    await stopping;
    post = await openTestPost({ clock, database });
    line = post.dialler({ timeoutMs: 20_000 });
    await signOn();
    for (let n = 0; n < SENT_IN_THE_DARK; n++) {
      count(await trip(line, 200 + n));
      await settle();
    }
  }

  await signOn();
  let incident: string | null = null;
  for (let step = 0; step < STEPS; step++) {
    nowMs = Math.max(nowMs, BEGIN_MS + step * STEP_MS);
    await settle();
    // A session is shorter than the day.
    if (step % 20 === 0) await signOn();
    if (step > 0 && step % SHIFT_STEPS === 0) await handOver(onShift(step - 1), onShift(step));
    if (step === FLOOD_STEP) await flood();
    if (step === CUT_STEP) await cutPower();
    if (step === FLOOD_STEP + 1) incident = await openIncident(onShift(step), post);
    if (step === FLOOD_STEP + 9 && incident)
      await onShift(step).post(`/incidents/${incident}/notes`, { text: 'Fence is whole' });
    for (let n = chance.int(1, 3); n > 0; n--) {
      nowMs += 1_000 + chance.int(0, 20) * 1_000;
      // What time itself does comes first, and not while something else happens.
      await settle();
      const counted = counting(line, count);
      await happening({ post, chance, clock, line: counted, officer: onShift(step), other: offShift(step) });
      await settle();
    }
  }
  await settle();
  return {
    entries: (await post.entries()).slice(from),
    from,
    database,
    post,
    acknowledged,
    unanswered,
    async close() {
      await post.close();
      await database.close();
    },
  };
}

const counting = (line: Dialler, count: (outcome: DialOutcome) => void): Dialler => ({
  ...line,
  async send(message) {
    const outcome = await line.send(message);
    count(outcome);
    return outcome;
  },
});

const trip = (line: Dialler, point: number) =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', String(10 + point)) });

/** The disk is gone, or back: nobody can write or read. */
async function power(database: TestDatabase, on: boolean): Promise<void> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`alter database ${name} allow_connections ${on}`);
    if (!on)
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  } finally {
    await admin.end();
  }
}

async function handOver(outgoing: Person, incoming: Person): Promise<void> {
  const made = await outgoing.post('/handover', {});
  const draft = made.body as unknown as Handover;
  const sign = (who: Person, part: string, more: object = {}) =>
    outgoing.post('/handover/sign', { part, userId: who.id, pin: PIN, ...more });
  await sign(outgoing, 'outgoing');
  const done = await sign(incoming, 'incoming', { ticked: draft.lines.map((line) => line.key) });
  if (done.body['state'] !== 'signed') throw new Error(`the handover was not signed: ${done.text}`);
}

/** Several alarms of the flood as one incident. */
async function openIncident(officer: Person, post: TestPost): Promise<string | null> {
  const alarms: readonly Alarm[] = inOrder((await post.running.watch.board()).alarms);
  const alarmIds = alarms.slice(0, 4).map((alarm) => alarm.id);
  const made = await officer.post('/incidents', { kind: 'intrusion', title: 'North fence', alarmIds });
  return ((made.body['incident'] as { id?: string } | undefined)?.id ?? null) as string | null;
}
