import { newId } from '../kernel/id.ts';
import type { Clock } from '../kernel/time.ts';
import { saveResponder, saveTask } from '../modules/dispatch/store.ts';
import { roleMay } from '../modules/identity/model.ts';
import { hashSecret } from '../modules/identity/service-secrets.ts';
import { insertUser } from '../modules/identity/store.ts';
import { insertSops, saveRead } from '../modules/orders/store.ts';
import { insertPlan, insertZones } from '../modules/site/store.ts';
import { insertDevices, insertPanel } from '../modules/technical/store.ts';
import { titleOf } from '../modules/watch/kind-names.ts';
import { saveAlarms } from '../modules/watch/store.ts';
import type { Transact, Transaction } from '../platform/transact.ts';
import { hanseong } from './hanseong.ts';
import { makeHistory } from './history.ts';
import { historyEntries } from './replay.ts';

const HISTORY_SEED = 20_261_122;
const HISTORY_DAYS = 30;
/** Entries and alarms written in one transaction. */
const PAGE = 5_000;

/** Fills an empty demo post: plan, devices, people, SOPs and thirty days of history, each through the ledger. */
export async function seedDemo(deps: { readonly transact: Transact; readonly clock: Clock }): Promise<void> {
  const { transact, clock } = deps;
  const postId = hanseong.post.id;
  const nowMs = clock.nowMs();
  const history = makeHistory({ seed: HISTORY_SEED, endMs: nowMs, days: HISTORY_DAYS });
  const replay = historyEntries(history, hanseong, {
    newId,
    titleOf: (kind, device) => titleOf(kind, device, ''),
  });
  const pin = new Map<string, string>();
  for (const person of hanseong.people)
    if (!pin.has(person.pin)) pin.set(person.pin, await hashSecret(person.pin));
  await transact({ postId, actor: 'system', name: 'seed-demo' }, async (tx) => {
    await insertZones(tx, hanseong.zones);
    await insertPlan(tx, hanseong.plan);
    await insertDevices(tx, hanseong.devices);
    await insertSops(tx, hanseong.sops, DEMO_ISSUER);
    await signSops(tx);
    const createdAt = replay.entries[0]?.at ?? tx.now;
    for (const panel of hanseong.panels)
      await insertPanel(tx, {
        id: panel.id,
        post_id: postId,
        account: panel.account,
        name: panel.name,
        keys: panel.keys,
        decimal_length: panel.decimalLength,
        window_past_s: panel.windowPastS,
        window_future_s: panel.windowFutureS,
        window_applies: panel.windowApplies,
        supervision_s: panel.supervisionS,
        enabled: panel.enabled,
        created_at: createdAt,
      });
    for (const p of hanseong.people)
      await insertUser(tx, {
        id: p.id,
        post_id: postId,
        name: p.name,
        sign_in: p.signIn,
        role: p.role,
        language: p.language,
        call_sign: p.callSign,
        password_hash: null,
        pin_hash: pin.get(p.pin) ?? null,
        active: true,
        created_at: createdAt,
      });
    tx.record({ kind: 'demo.seeded', subjects: [], body: { days: HISTORY_DAYS }, at: createdAt });
    for (const responder of hanseong.respondersAt(nowMs)) {
      await saveResponder(tx, responder);
      // On duty all the month, where exactly nobody wrote down.
      const then = { ...responder, position: null, positionAt: null };
      tx.record({
        kind: 'responder.changed',
        subjects: [responder.id],
        body: { responder: then },
        at: createdAt,
      });
    }
  });
  for (let from = 0; from < replay.entries.length; from += PAGE)
    await transact({ postId, actor: 'system', name: 'seed-history' }, async (tx) => {
      for (const entry of replay.entries.slice(from, from + PAGE))
        tx.record({ ...entry, body: withoutKind(entry.body) });
    });
  await transact({ postId, actor: 'system', name: 'seed-rows' }, async (tx) => {
    await saveAlarms(tx, replay.alarms);
    for (const task of replay.tasks) await saveTask(tx, task);
    await tx.nextNumber('alarm', replay.alarms.length);
    await tx.nextNumber('task', replay.tasks.length);
    for (const responder of hanseong.respondersAt(nowMs))
      tx.record({ kind: 'responder.changed', subjects: [responder.id], body: { responder } });
    tx.record({ kind: 'demo.ready', subjects: [], body: {} });
    // The history is done with: the watch follows from here.
    await tx.client.query(
      "insert into ledger_cursors (post_id, follower, seq) select post_id, 'watch', size - 1 from ledger_heads where post_id = $1",
      [postId],
    );
  });
}

const DEMO_ISSUER = 'Helen Marsh';

/** Everybody who stands watch has signed the cards in force; the newest one is still open with the deputy. */
async function signSops(tx: Transaction): Promise<void> {
  const newest = hanseong.sops.reduce((a, b) => (a.issuedAt < b.issuedAt ? b : a));
  for (const sop of hanseong.sops)
    for (const person of hanseong.people) {
      if (!roleMay(person.role, 'order.sign')) continue;
      if (sop === newest && person.role === 'deputy') continue;
      await saveRead(tx, {
        sopId: sop.id,
        version: sop.version,
        userId: person.id,
        userName: person.name,
        signedAt: sop.issuedAt,
      });
    }
}

/** Entries of alarms and tasks carry their kind in the header only. */
function withoutKind(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { kind, ...rest } = body;
  return typeof kind === 'string' && /^(alarm|task)\./.test(kind) ? rest : { ...body };
}
