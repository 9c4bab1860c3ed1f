/**
 * The change of shift and the radio check.
 *
 * None: nothing is open. Draft: the system wrote the lines, the outgoing officer adds remarks, it can be drafted
 * again. Half signed: one has signed and the page cannot change. Signed: both have, by PIN, two people; the page
 * and its digest are in the ledger. Withdrawn: given up with a reason. A draft that is unsigned 15 minutes after
 * the end of the shift is told to the supervisor once.
 */
import { createHash } from 'node:crypto';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuser } from '../../kernel/refusal.ts';
import { toInstant, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transact, Transaction } from '../../platform/transact.ts';
import type { Responder, Task } from '../dispatch/model.ts';
import { roleMay, type Person } from '../identity/model.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import type { ThreatSetting } from '../site/model.ts';
import type { SourceState } from '../technical/model.ts';
import type { Upkeep } from '../upkeep/model.ts';
import type { Alarm } from '../watch/model.ts';
import { draftLines } from './draft.ts';
import { handoverRefusals, isLate, isOpen, type Handover, type HandoverLine, type Part } from './model.ts';
import * as store from './store.ts';

const refuse = refuser(handoverRefusals);
/** A first handover looks back so far. */
const FIRST_SHIFT_MS = 12 * 3_600_000;
const LOOK_MS = 15_000;
const LATE = 'handover-unsigned';

/** Whose command it is. */
export interface By {
  readonly actor: string;
  readonly name: string;
  readonly seat: string;
  readonly key: string | null;
}

export interface HandoverDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly threat: () => ThreatSetting | null;
  readonly openAlarms: () => Promise<readonly Alarm[]>;
  readonly openTasks: () => Promise<readonly Task[]>;
  readonly responders: () => Promise<readonly Responder[]>;
  readonly sources: () => readonly SourceState[];
  readonly upkeep: () => Promise<readonly Upkeep[]>;
  /** Entries of this kind since then, oldest first. */
  readonly entriesSince: (kind: string, since: Instant) => Promise<readonly LedgerEntry[]>;
  /** Throws a Refusal when the PIN is not this person's. */
  readonly personByPin: (userId: string, pin: string, seat: string) => Promise<Person>;
  readonly onTrouble: (code: string, says: string) => void;
  readonly onTroubleOver: (code: string) => void;
  readonly onBug: (error: unknown) => void;
}

export type HandoverService = ReturnType<typeof createHandover>;

export function createHandover(deps: HandoverDeps) {
  const { db, transact, postId, clock } = deps;
  let timer: NodeJS.Timeout | null = null;

  async function lines(): Promise<HandoverLine[]> {
    const last = await store.lastSigned(db, postId);
    const since = last?.endedAt ?? toInstant(clock.nowMs() - FIRST_SHIFT_MS);
    const [alarms, tasks, responders, upkeep, notes, radioChecks] = await Promise.all([
      deps.openAlarms(),
      deps.openTasks(),
      deps.responders(),
      deps.upkeep(),
      deps.entriesSince('log.noted', since),
      deps.entriesSince('radio.checked', since),
    ]);
    const passedDown = notes.filter((entry) => entry.body?.['passDown'] === true);
    return draftLines({
      threat: deps.threat(),
      alarms,
      tasks,
      responders,
      sources: deps.sources(),
      upkeep,
      notes: passedDown,
      radioChecks,
    });
  }

  /** Changes the open draft in one transaction. */
  const change = (
    by: By,
    name: string,
    work: (tx: Transaction, draft: Handover) => Promise<Handover> | Handover,
  ): Promise<Handover> =>
    transact({ postId, actor: by.actor, key: by.key, name }, async (tx) => {
      const draft = await store.draftForUpdate(tx);
      if (!draft) throw refuse('handover-none');
      const next = await work(tx, draft);
      await store.saveHandover(tx, next);
      return next;
    });

  const whileOpen = (draft: Handover): Handover => {
    if (!isOpen(draft)) throw refuse('handover-signed-half');
    return draft;
  };

  async function signer(userId: string, pin: string, seat: string): Promise<Person> {
    const person = await deps.personByPin(userId, pin, seat).catch((error: unknown) => {
      // The console takes `pin-wrong` as a question about whose action it is; this is about one signature.
      if (error instanceof Refusal && error.code === 'pin-wrong') throw refuse('signature-wrong');
      throw error;
    });
    if (!roleMay(person.role, 'handover.make')) throw refuse('handover-signer-unsuitable');
    return person;
  }

  /** Tells the supervisor of a handover that is late. Returns whether it did. */
  async function lookForLate(): Promise<boolean> {
    const draft = await store.draft(db, postId);
    if (!draft || !isLate(draft, clock.nowMs())) return false;
    const told = await transact({ postId, actor: 'system', name: 'handoverLate' }, async (tx) => {
      const current = await store.draftForUpdate(tx);
      if (!current || !isLate(current, tx.nowMs)) return false;
      await store.saveHandover(tx, { ...current, lateAt: tx.now });
      tx.record({
        kind: 'handover.late',
        subjects: [current.id],
        body: { shiftEndsAt: current.shiftEndsAt },
      });
      return true;
    });
    if (told)
      deps.onTrouble(
        LATE,
        'The handover is not signed 15 minutes after the end of the shift. Call the watch.',
      );
    return told;
  }

  return {
    start(): void {
      timer = setInterval(() => void lookForLate().catch(deps.onBug), LOOK_MS);
      timer.unref();
    },
    stop(): void {
      if (timer) clearInterval(timer);
    },
    lookForLate,

    async current(): Promise<{ draft: Handover | null; last: Handover | null }> {
      const [draft, last] = await Promise.all([store.draft(db, postId), store.lastSigned(db, postId)]);
      return { draft, last };
    },

    /** The page to print: the open one, or the last that was signed. */
    async shown(): Promise<Handover> {
      const found = (await store.draft(db, postId)) ?? (await store.lastSigned(db, postId));
      if (!found) throw refuse('handover-none');
      return found;
    },

    async begin(by: By, shiftEndsAt: Instant | null): Promise<Handover> {
      const drafted = await lines();
      return transact({ postId, actor: by.actor, key: by.key, name: 'beginHandover' }, async (tx) => {
        const handover: Handover = {
          id: newId<'handover'>('hov', tx.nowMs),
          state: 'draft',
          startedAt: tx.now,
          startedBy: by.name,
          shiftEndsAt: shiftEndsAt === null ? tx.now : toInstant(Date.parse(shiftEndsAt)),
          lines: drafted,
          remarks: '',
          outgoing: null,
          incoming: null,
          lateAt: null,
          endedAt: null,
          digest: null,
        };
        if (!(await store.insertHandover(tx, handover))) throw refuse('handover-open');
        const body = { lines: drafted.length, shiftEndsAt: handover.shiftEndsAt, byName: by.name };
        tx.record({ kind: 'handover.begun', subjects: [handover.id], body });
        return handover;
      });
    },

    /** Writes the lines anew from the state of the post. */
    async redraft(by: By): Promise<Handover> {
      const drafted = await lines();
      return change(by, 'redraftHandover', (tx, draft) => {
        whileOpen(draft);
        const body = { lines: drafted.length, byName: by.name };
        tx.record({ kind: 'handover.redrafted', subjects: [draft.id], body });
        return { ...draft, lines: drafted };
      });
    },

    remark: (by: By, remarks: string) =>
      change(by, 'remarkHandover', (tx, draft) => {
        whileOpen(draft);
        tx.record({ kind: 'handover.remarked', subjects: [draft.id], body: { remarks, byName: by.name } });
        return { ...draft, remarks };
      }),

    async withdraw(by: By, reason: string): Promise<Handover> {
      const gone = await change(by, 'withdrawHandover', (tx, draft) => {
        tx.record({ kind: 'handover.withdrawn', subjects: [draft.id], body: { reason, byName: by.name } });
        return { ...draft, state: 'withdrawn', endedAt: tx.now };
      });
      deps.onTroubleOver(LATE);
      return gone;
    },

    /** Signs one part; the second signature ends it. `ticked`: keys of the lines that the incoming has read. */
    async sign(
      by: By,
      input: { part: Part; userId: string; pin: string; ticked: readonly string[] },
    ): Promise<Handover> {
      const person = await signer(input.userId, input.pin, by.seat);
      const signed = await change({ ...by, actor: person.id }, 'signHandover', (tx, draft) => {
        const other = input.part === 'outgoing' ? draft.incoming : draft.outgoing;
        if (draft[input.part] !== null) throw refuse('handover-signed-already');
        if (other?.userId === person.id) throw refuse('handover-same-person');
        const ticked = new Set(input.ticked);
        const unread = draft.lines.filter((line) => !ticked.has(line.key)).map((line) => line.key);
        if (input.part === 'incoming' && unread.length > 0) throw refuse('handover-not-ticked', { unread });
        const signature = { userId: person.id, name: person.name, at: tx.now };
        return finish(tx, { ...draft, [input.part]: signature }, input.part, person.name);
      });
      if (signed.state === 'signed') deps.onTroubleOver(LATE);
      return signed;
    },

    /** A note for the next shift: in the log like any other, and on the page until it is handed over. */
    async note(by: By, text: string): Promise<{ at: Instant }> {
      return transact({ postId, actor: by.actor, key: by.key, name: 'passDown' }, async (tx) => {
        tx.record({ kind: 'log.noted', subjects: [], body: { text, passDown: true, byName: by.name } });
        return { at: tx.now };
      });
    },

    /** One round on the radio, written as one entry. */
    async radioCheck(
      by: By,
      answered: readonly string[],
      silent: readonly string[],
    ): Promise<{ at: Instant }> {
      const asked = [...answered, ...silent];
      if (asked.length === 0) throw refuse('radio-check-empty');
      const known = new Map((await deps.responders()).map((r) => [r.id as string, r.callSign]));
      if (new Set(asked).size !== asked.length || asked.some((id) => !known.has(id)))
        throw refuse('radio-check-unknown');
      const said = (ids: readonly string[]) => ids.map((id) => known.get(id) ?? '');
      return transact({ postId, actor: by.actor, key: by.key, name: 'radioCheck' }, async (tx) => {
        const body = {
          answered: said(answered),
          silent: said(silent),
          count: answered.length,
          of: asked.length,
        };
        tx.record({ kind: 'radio.checked', subjects: asked, body: { ...body, byName: by.name } });
        return { at: tx.now };
      });
    },
  };
}

/** The page as it is signed, in one order of fields, for the digest. */
export function pageText(handover: Handover): string {
  const { id, startedAt, startedBy, shiftEndsAt, lines, remarks, outgoing, incoming } = handover;
  return JSON.stringify({ id, startedAt, startedBy, shiftEndsAt, lines, remarks, outgoing, incoming });
}

function finish(tx: Transaction, draft: Handover, part: Part, byName: string): Handover {
  if (draft.outgoing === null || draft.incoming === null) {
    tx.record({ kind: 'handover.half-signed', subjects: [draft.id], body: { part, byName } });
    return draft;
  }
  const page = pageText(draft);
  const digest = createHash('sha256').update(page).digest('hex');
  const { remarks, outgoing, incoming } = draft;
  const body = { outgoing: outgoing.name, incoming: incoming.name, remarks, digest, page, byName };
  tx.record({ kind: 'handover.signed', subjects: [draft.id], body });
  return { ...draft, state: 'signed', endedAt: tx.now, digest };
}
