/**
 * The siren. What it should do stands in a row with a due time, so a restart loses nothing and repeats nothing: what
 * was answered is committed before anything else is done. A call that was answered while the process died may come
 * twice; it carries the same Idempotency-Key, and "on" after "on" changes nothing.
 */
import { newId, spokenNumber, type AlarmId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Alarm } from '../watch/model.ts';
import {
  answered,
  isOver,
  joined,
  newRun,
  SIREN_FAILING,
  SIREN_ON,
  sirenRefusals,
  stopping,
  TEST_S,
  unanswered,
  waits,
  wants,
  type SirenCause,
  type SirenRun,
  type SirenSetting,
} from './model.ts';
import * as store from './store.ts';

const refuse = refuser(sirenRefusals);
const MAX_LAST = 10;
/** Entries that may make an alarm ask for somebody, or no more. */
export const SIREN_FOLLOWS: readonly string[] = [
  'alarm.raised',
  'alarm.joined',
  'alarm.acknowledgement-expired',
  'alarm.acknowledgement-undone',
  'alarm.acknowledged',
  'alarm.acknowledged-by-rule',
  'alarm.shelved',
  'alarm.closed',
  'watch.left-alone',
  'watch.attended',
];
const ASKS: readonly string[] = SIREN_FOLLOWS.slice(0, 4);

/** One call of the siren. Resolves to null, or to why it did not work. */
export type CallSiren = (call: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<string | null>;

export interface SirenDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly call: CallSiren;
  readonly alarms: (db: Queryable, ids: readonly string[]) => Promise<readonly Alarm[]>;
  readonly onTrouble: (code: string, says: string) => void;
  readonly onTroubleOver: (code: string) => void;
}

export interface SirenForm extends SirenSetting {
  /** Left out: as it is. */
  readonly secret?: string;
}

export interface SirenView {
  readonly setting: SirenSetting | null;
  readonly hasSecret: boolean;
  readonly run: SirenRun | null;
  readonly last: readonly SirenRun[];
}

export type SirenService = ReturnType<typeof createSiren>;

const named = ({ id, number }: Alarm): { id: AlarmId; number: number } => ({ id, number });
const spoken = (run: SirenRun): string => run.alarms.map(({ number }) => spokenNumber('A', number)).join(' ');
const about = (run: SirenRun) => ({ cause: run.cause, alarms: spoken(run), mostS: run.mostS });

export function createSiren(deps: SirenDeps) {
  const { db, transact, postId } = deps;

  /** What the console says of it now. */
  function say(run: SirenRun | null): void {
    if (run === null || isOver(run) || run.soundedAt === null) deps.onTroubleOver(SIREN_ON);
    else
      deps.onTrouble(
        SIREN_ON,
        run.cause === 'alarm' ? `The siren sounds for ${spoken(run)}.` : 'The siren sounds.',
      );
  }

  /** Begins a run, or makes the one that sounds begin anew. */
  async function ask(tx: Transaction, cause: SirenCause, mostS: number, alarms: readonly Alarm[]) {
    const open = await store.openRunForUpdate(tx);
    const known = new Set(open?.alarms.map(({ id }) => id));
    const fresh = alarms.filter(({ id }) => !known.has(id) || open?.state === 'stopping').map(named);
    if (open && fresh.length === 0) return;
    const run = open
      ? joined(open, fresh, mostS, tx.now)
      : newRun(newId<'siren-run'>('srn', tx.nowMs), cause, mostS, tx.now, alarms.map(named));
    await store.saveRun(tx, run);
    tx.record({ kind: 'siren.wanted', subjects: [run.id], body: about(run) });
  }

  /** Ends the run that sounds where nobody has to come any more. */
  async function endIfAnswered(tx: Transaction, attended: boolean): Promise<void> {
    const run = await store.openRunForUpdate(tx);
    if (!run || run.state === 'stopping' || run.cause === 'test') return;
    if (run.cause === 'nobody-attends' ? !attended : await stillWaits(tx, run)) return;
    await store.saveRun(tx, stopping(run, 'answered', null, tx.now));
    tx.record({ kind: 'siren.unwanted', subjects: [run.id], body: about(run) });
  }

  const stillWaits = async (tx: Transaction, run: SirenRun): Promise<boolean> =>
    (
      await deps.alarms(
        tx.client,
        run.alarms.map(({ id }) => id),
      )
    ).some(waits);

  /** Sends what is due and writes down what came of it, unless somebody changed the run meanwhile. */
  async function send(run: SirenRun, { setting, secret }: store.StoredSetting): Promise<void> {
    const state = run.state === 'stopping' ? 'off' : 'on';
    const body = { state, seconds: run.mostS, run: run.id, cause: run.cause, alarms: spoken(run) };
    const why = await deps.call({
      url: filledUrl(setting.url, state, run.mostS),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': `${run.id}:${state}:${run.asked}`,
        ...(secret === '' ? {} : { [setting.headerName]: secret }),
      },
      body: JSON.stringify(body),
    });
    const next = await transact({ postId, actor: 'system', name: `siren-${state}` }, async (tx) => {
      const now = await store.openRunForUpdate(tx);
      if (now?.id !== run.id || now.state !== run.state || now.asked !== run.asked) return now;
      const after = why === null ? answered(now, tx.nowMs) : unanswered(now, tx.nowMs);
      await store.saveRun(tx, after);
      const tried = { ...about(after), what: state, says: why ?? '', tries: after.tries };
      if (why !== null)
        tx.record({
          kind: after.state === 'failed' ? 'siren.failed' : 'siren.try-failed',
          subjects: [run.id],
          body: tried,
        });
      else if (state === 'on') tx.record({ kind: 'siren.sounded', subjects: [run.id], body: about(after) });
      else
        tx.record({ kind: 'siren.stopped', subjects: [run.id], body: { ...about(after), why: after.why } });
      return after;
    });
    if (why === null) deps.onTroubleOver(SIREN_FAILING);
    else deps.onTrouble(SIREN_FAILING, failing(state, why));
    say(next);
  }

  /** Its seconds are over. */
  const timeIsUp = (run: SirenRun): Promise<void> =>
    transact({ postId, actor: 'system', name: 'siren-time' }, async (tx) => {
      const now = await store.openRunForUpdate(tx);
      if (now?.id !== run.id || now.state !== 'sounding' || now.dueAt !== run.dueAt) return;
      await store.saveRun(tx, stopping(now, 'time', null, tx.now));
      tx.record({ kind: 'siren.unwanted', subjects: [run.id], body: about(now) });
    });

  return {
    /** After a start: what the last run left behind is said again. */
    async start(): Promise<void> {
      const [last] = await store.lastRuns(db, postId, 1);
      if (!last) return;
      say(last);
      if (last.state === 'failed' || last.tries > 0)
        deps.onTrouble(SIREN_FAILING, failing(last.why === null ? 'on' : 'off', 'it did not answer'));
    },

    /** Follower of SIREN_FOLLOWS. */
    async follow(tx: Transaction, entries: readonly StoredEntry[]): Promise<void> {
      const setting = (await store.readSetting(tx.client, postId))?.setting;
      if (!setting?.on) return;
      const ids = entries.filter(({ kind }) => ASKS.includes(kind)).map(({ subjects }) => subjects[0] ?? '');
      const found = ids.length === 0 ? [] : await deps.alarms(tx.client, [...new Set(ids)]);
      const asking = found.filter((alarm) => waits(alarm) && wants(setting, alarm));
      if (asking.length > 0) await ask(tx, 'alarm', setting.mostS, asking);
      const last = entries.findLast(({ kind }) => kind.startsWith('watch.'))?.kind;
      if (last === 'watch.left-alone' && setting.whenAlone)
        await ask(tx, 'nobody-attends', setting.mostS, []);
      if (asking.length === 0 && last !== 'watch.left-alone')
        await endIfAnswered(tx, last === 'watch.attended');
    },

    firstDue: async (): Promise<Instant | null> => store.dueOf(await store.openRun(db, postId)),

    /** Does what is due; says whether more may be. */
    async takeDue(asOfMs: number): Promise<boolean> {
      const run = await store.openRun(db, postId);
      if (run?.dueAt == null || toMs(run.dueAt) > asOfMs) return false;
      const stored = await store.readSetting(db, postId);
      if (!stored) return false;
      if (run.state === 'sounding') await timeIsUp(run);
      else await send(run, stored);
      return true;
    },

    async view(): Promise<SirenView> {
      const [stored, run, last] = await Promise.all([
        store.readSetting(db, postId),
        store.openRun(db, postId),
        store.lastRuns(db, postId, MAX_LAST),
      ]);
      return { setting: stored?.setting ?? null, hasSecret: (stored?.secret ?? '') !== '', run, last };
    },

    /** Refuses: siren-url, siren-busy where it sounds at another address. One that is switched off is stopped. */
    async change(by: By, { secret, ...setting }: SirenForm): Promise<SirenView> {
      checkUrl(setting.url);
      await transact({ postId, actor: by.actor, key: by.key, name: 'change-siren' }, async (tx) => {
        const before = await store.readSetting(tx.client, postId);
        const run = await store.openRunForUpdate(tx);
        if (run && before && before.setting.url !== setting.url) {
          // What sounds there must be stopped there.
          if (run.state === 'sounding') throw refuse('siren-busy');
          await store.saveRun(tx, { ...run, state: 'failed', dueAt: null, endedAt: tx.now });
        } else if (run && !setting.on)
          await store.saveRun(tx, stopping(run, 'switched-off', by.name, tx.now));
        // A secret belongs to the host that it was written for.
        const moved = before !== null && hostOf(before.setting.url) !== hostOf(setting.url);
        const kept = moved ? '' : (before?.secret ?? '');
        await store.saveSetting(tx, { setting, secret: secret ?? kept });
        const body = { ...setting, secretChanged: secret !== undefined, byName: by.name };
        tx.record({ kind: 'siren.changed', subjects: [postId], body });
      });
      return this.view();
    },

    /** Refuses: siren-quiet. */
    silence: (by: By): Promise<{ run: SirenRun }> =>
      transact({ postId, actor: by.actor, key: by.key, name: 'silence-siren' }, async (tx) => {
        const run = await store.openRunForUpdate(tx);
        if (!run || run.state === 'stopping') throw refuse('siren-quiet');
        const next = stopping(run, 'silenced', by.name, tx.now);
        await store.saveRun(tx, next);
        tx.record({ kind: 'siren.silenced', subjects: [run.id], body: { ...about(run), byName: by.name } });
        return { run: next };
      }),

    /** Two seconds, so that it is heard. Refuses: siren-unset, siren-busy. */
    test: (by: By): Promise<{ run: SirenRun }> =>
      transact({ postId, actor: by.actor, key: by.key, name: 'test-siren' }, async (tx) => {
        if (!(await store.readSetting(tx.client, postId))) throw refuse('siren-unset');
        if (await store.openRunForUpdate(tx)) throw refuse('siren-busy');
        const run = newRun(newId<'siren-run'>('srn', tx.nowMs), 'test', TEST_S, tx.now, []);
        await store.saveRun(tx, run);
        tx.record({ kind: 'siren.test-asked', subjects: [run.id], body: { byName: by.name } });
        return { run };
      }),
  };
}

const failing = (state: 'on' | 'off', why: string): string =>
  state === 'on'
    ? `The siren cannot be sounded: ${why}. Call people by radio, and the technician.`
    : `The siren cannot be stopped: ${why}. Switch it off at the device.`;

const filledUrl = (url: string, state: 'on' | 'off', seconds: number): string =>
  url.replaceAll('{state}', state).replaceAll('{seconds}', String(seconds));

const hostOf = (url: string): string => new URL(filledUrl(url, 'on', 1)).host;

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(filledUrl(url, 'on', 1)) : null;
  const origin = /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  const web = parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:');
  if (!web || parsed.username !== '' || parsed.password !== '' || origin === '' || /[{}@]/.test(origin))
    throw refuse('siren-url');
}
