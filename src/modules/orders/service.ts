import { newId, type SopId, type UserId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import { roleMay, type Person } from '../identity/model.ts';
import type { Zone } from '../site/model.ts';
import { changesBetween, faultsOf, tidied } from './model-check.ts';
import {
  MAX_FILES_OF_ORDER,
  MAX_ORDERS,
  orderRefusals,
  type FileInput,
  type Order,
  type OrderFile,
  type OrderLine,
  type Sop,
  type SopRead,
  type SopText,
  type SopVersion,
} from './model.ts';
import { createOrderFiles } from './service-files.ts';
import * as store from './store.ts';

const refuse = refuser(orderRefusals);
const KEEP_MS = 2_000;

export interface OrdersDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly dataDir: string;
  readonly hasRoom: () => boolean;
  readonly people: () => Promise<readonly Person[]>;
  readonly zones: () => Promise<readonly Zone[]>;
}

/** An alarm's hold on the version it was opened with; a null version: the first one. */
export interface Pin {
  readonly id: string;
  readonly version: number | null;
}

export type Orders = ReturnType<typeof createOrders>;

const draftOf = (versions: readonly SopVersion[]): SopVersion | undefined =>
  versions.find((each) => each.state === 'draft');
const issuedOf = (versions: readonly SopVersion[]): SopVersion | undefined =>
  versions.find((each) => each.state === 'issued');

/** Standing orders: written, issued, signed; and which of them serves an alarm. */
export function createOrders(deps: OrdersDeps) {
  const { db, transact, postId } = deps;
  const files = createOrderFiles({ ...deps, nowMs: () => deps.clock.nowMs() });
  let kept: { readonly at: number; readonly list: readonly Sop[] } | null = null;

  async function current(): Promise<readonly Sop[]> {
    if (kept && deps.clock.monotonicMs() - kept.at < KEEP_MS) return kept.list;
    kept = { at: deps.clock.monotonicMs(), list: await store.issuedCards(db, postId) };
    return kept.list;
  }

  /** Changes one order, locked; what serves alarms is read again afterwards. */
  async function change<T>(
    by: By,
    name: string,
    id: string,
    work: (tx: Transaction, versions: readonly SopVersion[]) => Promise<T>,
  ): Promise<T> {
    // A signature given twice is one: the second changes nothing and says nothing.
    const mayRecordNothing = name === 'signOrder';
    const command = { postId, actor: by.actor, key: by.key, name: `${name} ${id}`, mayRecordNothing };
    const done = await transact(command, async (tx) => {
      const versions = await store.lockedVersions(tx, id);
      if (versions.length === 0) throw refuse('order-unknown', { id });
      return work(tx, versions);
    });
    kept = null;
    return done;
  }

  function say(tx: Transaction, kind: string, card: Sop, by: By, more: Record<string, unknown> = {}): void {
    const body = { name: card.title, version: card.version, byName: by.name, ...more };
    tx.record({ kind, subjects: [card.id], body });
  }

  function draftAt(versions: readonly SopVersion[], revision: number): SopVersion {
    const draft = draftOf(versions);
    if (!draft) throw refuse('order-no-draft');
    if (draft.revision !== revision)
      throw refuse('order-changed', { byName: draft.changedBy, revision: draft.revision });
    return draft;
  }

  const newDraft = (tx: Transaction, by: By, id: SopId, version: number, text: SopText): SopVersion => ({
    card: { id, version, issuedAt: tx.now, ...text },
    state: 'draft',
    revision: 1,
    note: null,
    changedAt: tx.now,
    changedBy: by.name,
  });

  /** A step names a document of its own order, as the server knows it. */
  async function withDocuments(tx: Transaction, id: string, text: SopText): Promise<SopText> {
    const own = new Map((await store.filesOf(tx.client, postId, id)).map((file) => [file.id, file]));
    return {
      ...text,
      steps: text.steps.map((step) => {
        if (!step.document) return step;
        const file = own.get(step.document.id);
        if (!file) throw refuse('file-unknown', { id: step.document.id });
        return { ...step, document: shownFile(file) };
      }),
    };
  }

  const read = (card: Sop, by: Pick<By, 'actor' | 'name'>, at: SopRead['signedAt']): SopRead => ({
    sopId: card.id,
    version: card.version,
    userId: by.actor as UserId,
    userName: by.name,
    signedAt: at,
  });

  const drafting = {
    /** A new order, as a draft of version 1. */
    async create(by: By, text: SopText): Promise<{ id: SopId; draft: SopVersion }> {
      return transact({ postId, actor: by.actor, key: by.key, name: 'createOrder' }, async (tx) => {
        if ((await store.countOrders(tx)) >= MAX_ORDERS) throw refuse('orders-full');
        const id = newId<'sop'>('sop', tx.nowMs);
        await store.insertOrder(tx, id);
        const draft = newDraft(tx, by, id, 1, await withDocuments(tx, id, tidied(text)));
        await store.saveVersion(tx, draft);
        say(tx, 'sop.drafted', draft.card, by);
        return { id, draft };
      });
    },
    /** Begins the next version as a copy of the one in force, or of the last one there was. */
    begin: (by: By, id: string): Promise<{ draft: SopVersion }> =>
      change(by, 'draftOrder', id, async (tx, versions) => {
        if (draftOf(versions)) throw refuse('order-has-draft');
        const from = issuedOf(versions) ?? (versions[0] as SopVersion);
        const { id: sopId, version: _version, issuedAt: _issuedAt, ...text } = from.card;
        const next = (versions[0]?.card.version ?? 0) + 1;
        const draft = newDraft(tx, by, sopId, next, text);
        await store.saveVersion(tx, draft);
        say(tx, 'sop.drafted', draft.card, by);
        return { draft };
      }),
    /** Replaces the draft; refused when somebody saved since `revision`. */
    save: (by: By, id: string, input: { revision: number; text: SopText }): Promise<{ draft: SopVersion }> =>
      change(by, 'saveOrder', id, async (tx, versions) => {
        const before = draftAt(versions, input.revision);
        const text = await withDocuments(tx, id, tidied(input.text));
        const { id: sopId, version, issuedAt } = before.card;
        const draft: SopVersion = {
          ...before,
          card: { id: sopId, version, issuedAt, ...text },
          revision: before.revision + 1,
          changedAt: tx.now,
          changedBy: by.name,
        };
        await store.saveVersion(tx, draft);
        say(tx, 'sop.draft-saved', draft.card, by, { changes: changesBetween(before.card, text).length });
        return { draft };
      }),
    discard: (by: By, id: string, revision: number): Promise<Record<string, never>> =>
      change(by, 'discardDraft', id, async (tx, versions) => {
        const draft = draftAt(versions, revision);
        await store.deleteDraft(tx, id);
        if (versions.length === 1) await store.deleteOrder(tx, id);
        say(tx, 'sop.draft-discarded', draft.card, by);
        return {};
      }),
    /** A document for the steps of the draft. */
    async addDocument(by: By, id: string, input: FileInput): Promise<{ file: OrderFile }> {
      const file = await files.keep(input);
      return change(by, 'addOrderFile', id, async (tx, versions) => {
        const draft = draftOf(versions);
        if (!draft) throw refuse('order-no-draft');
        if ((await store.filesOf(tx.client, postId, id)).length >= MAX_FILES_OF_ORDER)
          throw refuse('files-full');
        await store.insertFile(tx, id, file, by.name);
        const { name: fileName, type, bytes, sha256 } = file;
        say(tx, 'sop.document-added', draft.card, by, { fileId: file.id, fileName, type, bytes, sha256 });
        return { file: shownFile(file) };
      });
    },
  };

  const inForce = {
    /** Puts the draft in force: new alarms take it, open ones keep theirs. Who issues has read it. */
    issue: (by: By, id: string, input: { revision: number; note: string }): Promise<{ issued: SopVersion }> =>
      change(by, 'issueOrder', id, async (tx, versions) => {
        const draft = draftAt(versions, input.revision);
        const before = issuedOf(versions);
        const note = input.note.trim();
        if (note === '') throw refuse('order-note');
        const zones = new Set<string>((await deps.zones()).map((zone) => zone.id));
        const faults = faultsOf(draft.card, zones);
        if (faults.length > 0) throw refuse('order-not-ready', { faults });
        if (before) await store.saveVersion(tx, { ...before, state: 'retired' });
        const issued: SopVersion = {
          ...draft,
          card: { ...draft.card, issuedAt: tx.now },
          state: 'issued',
          note,
          changedAt: tx.now,
          changedBy: by.name,
        };
        await store.saveVersion(tx, issued);
        await store.saveRead(tx, read(issued.card, by, tx.now));
        say(tx, 'sop.issued', issued.card, by, { note });
        return { issued };
      }),
    /** Takes an order out of force; alarms that were opened with it keep it. */
    withdraw: (by: By, id: string, reason: string): Promise<Record<string, never>> =>
      change(by, 'withdrawOrder', id, async (tx, versions) => {
        const issued = issuedOf(versions);
        if (!issued) throw refuse('order-not-issued');
        if (reason.trim() === '') throw refuse('order-reason');
        await store.saveVersion(tx, { ...issued, state: 'retired' });
        say(tx, 'sop.withdrawn', issued.card, by, { reason: reason.trim() });
        return {};
      }),
    /** "I have read it": one signature for each version. Signed again it stays as it was. */
    sign: (by: By, id: string, version: number): Promise<Record<string, never>> =>
      change(by, 'signOrder', id, async (tx, versions) => {
        const issued = issuedOf(versions);
        if (issued?.card.version !== version) throw refuse('order-not-issued');
        if (await store.saveRead(tx, read(issued.card, by, tx.now))) say(tx, 'sop.signed', issued.card, by);
        return {};
      }),
  };

  return {
    ...drafting,
    ...inForce,
    ...orderQuestions(deps),
    files,
    current,
    /** The cards that these alarms were opened with. */
    cards: (on: Queryable, pins: readonly Pin[]): Promise<readonly Sop[]> => store.cardsOf(on, postId, pins),
    /** Takes cards in as they are. */
    async adopt(tx: Transaction, cards: readonly Sop[]): Promise<void> {
      await store.insertSops(tx, cards);
      kept = null;
    },
    /** Gives a file its row: part of the command that took it. */
    own: (tx: Transaction, ownerId: string, file: store.StoredFile, byName: string): Promise<void> =>
      store.insertFile(tx, ownerId, file, byName),
  };
}

const shownFile = ({ id, name, type, bytes }: OrderFile): OrderFile => ({ id, name, type, bytes });

/** What the list and the page of an order show. */
function orderQuestions(deps: OrdersDeps) {
  const { db, postId } = deps;
  /** Who stands watch, and so has to know every order. */
  const readers = async (): Promise<readonly Person[]> =>
    (await deps.people()).filter((person) => person.active && roleMay(person.role, 'order.sign'));

  return {
    /** Every order that there ever was, as its newest version that is no draft. */
    async known(): Promise<readonly Sop[]> {
      const newest = new Map<string, Sop>();
      for (const { card, state } of await store.listVersions(db, postId))
        if (state !== 'draft' && (newest.get(card.id)?.version ?? -1) < card.version)
          newest.set(card.id, card);
      return [...newest.values()];
    },
    async list(userId: string | null): Promise<readonly OrderLine[]> {
      const [versions, reads, people] = await Promise.all([
        store.listVersions(db, postId),
        store.readsOfIssued(db, postId),
        readers(),
      ]);
      const ids = [...new Set(versions.map((each) => each.card.id))];
      return ids.map((id): OrderLine => {
        const of = (state: SopVersion['state']): SopVersion | null =>
          versions.find((each) => each.card.id === id && each.state === state) ?? null;
        const issued = of('issued');
        const signed = issued === null ? [] : reads.filter((each) => each.sopId === id);
        const open =
          issued === null ? [] : people.filter((p) => !signed.some((each) => each.userId === p.id));
        return {
          id,
          issued,
          draft: of('draft'),
          retired: issued === null ? of('retired') : null,
          signed: signed.map((each) => ({ name: each.userName, at: each.signedAt })),
          unsigned: open.map((p) => p.name),
          mine: open.some((p) => p.id === userId),
        };
      });
    },
    async order(id: string): Promise<Order> {
      const [versions, reads, found, people] = await Promise.all([
        store.versionsOf(db, postId, id),
        store.readsOf(db, postId, id),
        store.filesOf(db, postId, id),
        readers(),
      ]);
      if (versions.length === 0) throw refuse('order-unknown', { id });
      const issued = issuedOf(versions);
      const signed = new Set(
        reads.filter((each) => each.version === issued?.card.version).map((each) => each.userId),
      );
      return {
        id: id as SopId,
        versions,
        reads,
        unsigned: issued ? people.filter((p) => !signed.has(p.id)).map((p) => p.name) : [],
        files: found.map(shownFile),
      };
    },
    /** One version, for an alarm that was opened with it. */
    async card(id: string, version: number | null): Promise<Sop> {
      const [card] = await store.cardsOf(db, postId, [{ id, version }]);
      if (!card) throw refuse('order-unknown', { id });
      return card;
    },
  };
}
