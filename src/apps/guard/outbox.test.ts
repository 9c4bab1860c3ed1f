import { expect, test } from 'vitest';
import type { TaskId, UserId } from '../../kernel/id.ts';
import type { Answer, OutboxItem, PhoneAct } from './outbox-model.ts';
import { MAX_ITEMS, STEP_ASIDE_AFTER, answerOf, requestOf } from './outbox-model.ts';
import { createMemoryStore } from './outbox-store.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Outbox } from './outbox.ts';
import { LONGEST_WAIT_MS, createOutbox } from './outbox.ts';

const LEE = 'usr_lee' as UserId;
const PARK = 'usr_park' as UserId;
const TASK = 'tsk_1' as TaskId;
const task = (action: 'accept' | 'there' | 'done', taskId = TASK): PhoneAct => ({
  kind: 'task',
  action,
  taskId,
  taskNumber: 31,
});
const help: PhoneAct = { kind: 'help', quiet: false };
const report = (text: string): PhoneAct => ({ kind: 'report', text });
const delivered: Answer = { kind: 'delivered', reply: {} };
const unreached: Answer = { kind: 'later', reached: false, retryAfterMs: null };
const failed: Answer = { kind: 'later', reached: true, retryAfterMs: null };
const refused: Answer = { kind: 'refused', status: 409, code: 'task-state', says: 'moved on' };

/** A watch that remembers keys as the real one does, behind a network that the test breaks. */
function world(store: OutboxStore = createMemoryStore()) {
  let answer: (item: OutboxItem) => Answer | Promise<Answer> = () => delivered;
  const effects = new Map<string, PhoneAct>();
  const tries: OutboxItem[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let ended = 0;
  let keys = 0;
  const open = (person: UserId | null = LEE): Outbox => {
    const outbox = createOutbox({
      store,
      send: async (item) => {
        tries.push(item);
        const given = await answer(item);
        if (given.kind === 'delivered') effects.set(item.key, item.act);
        return given;
      },
      nowMs: () => 1_000_000,
      newKey: () => `key-${++keys}`,
      alone: (run) => run(),
      after: (ms, run) => {
        const timer = { ms, run };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
      chance: () => 1,
      onDelivered: () => Promise.resolve(),
      onSessionEnded: () => void ended++,
      onTrouble: () => {},
    });
    outbox.setPerson(person);
    return outbox;
  };
  return {
    open,
    effects,
    tries,
    timers,
    sent: () => [...effects.values()].map((act) => (act.kind === 'task' ? act.action : act.kind)),
    endedCount: () => ended,
    answers: (next: typeof answer) => {
      answer = next;
    },
  };
}

test('acts reach the watch in the order in which they were done', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open();
  for (const action of ['accept', 'there', 'done'] as const) await outbox.add(task(action));
  await outbox.wake();
  expect(w.effects.size).toBe(0);
  expect(outbox.items()).toHaveLength(3);
  w.answers(() => delivered);
  await outbox.wake();
  expect(w.sent()).toEqual(['accept', 'there', 'done']);
  expect(outbox.items()).toHaveLength(0);
});

test('a call for help made last is sent first', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open();
  for (const act of [task('accept'), report('a'), report('b'), help]) await outbox.add(act);
  await outbox.wake();
  w.answers(() => delivered);
  await outbox.wake();
  expect(w.sent()).toEqual(['help', 'accept', 'report', 'report']);
});

test('a call for help does not wait for an act that hangs on the wire', async () => {
  const w = world();
  let free: (answer: Answer) => void = () => {};
  w.answers((item) => (item.act.kind === 'help' ? delivered : new Promise((done) => (free = done))));
  const outbox = w.open();
  await outbox.add(task('accept'));
  await outbox.add(help);
  await Promise.resolve();
  await new Promise((done) => setTimeout(done, 5));
  expect(w.sent()).toEqual(['help']);
  free(delivered);
  await outbox.wake();
  expect(w.sent()).toEqual(['help', 'accept']);
});

test('a call for help goes out while the store hangs', async () => {
  const kept = createMemoryStore();
  const w = world({ ...kept, add: () => new Promise(() => {}) });
  const outbox = w.open();
  const adding = outbox.add(help);
  w.timers.find((timer) => timer.ms === 300)?.run();
  expect(await adding).toBe('memory-only');
  await outbox.wake();
  expect(w.sent()).toEqual(['help']);
});

test('an act whose answer was lost is sent again under its key and counts once', async () => {
  const w = world();
  let lost = 3;
  w.answers((item) => {
    w.effects.set(item.key, item.act);
    return lost-- > 0 ? unreached : delivered;
  });
  const outbox = w.open();
  await outbox.add(task('accept'));
  for (let i = 0; i < 5; i++) await outbox.wake();
  expect(w.tries.length).toBe(4);
  expect(new Set(w.tries.map((item) => item.key)).size).toBe(1);
  expect(new Set(w.tries.map((item) => JSON.stringify(requestOf(item)))).size).toBe(1);
  expect(w.effects.size).toBe(1);
  expect(outbox.items()).toHaveLength(0);
});

test('what was kept is there after a reload, in order and under the same keys', async () => {
  const kept = new Map<string, OutboxItem>();
  const w = world(createMemoryStore(kept));
  w.answers(() => unreached);
  const before = w.open();
  for (const act of [task('accept'), task('there'), help]) await before.add(act);
  await before.wake();
  const keys = before.items().map((item) => item.key);

  const after = w.open();
  await after.reload();
  expect(after.items().map((item) => item.key)).toEqual(keys);
  w.answers(() => delivered);
  await after.wake();
  expect(w.sent()).toEqual(['help', 'accept', 'there']);
  expect(kept.size).toBe(0);
});

test('two open pages deliver each act once', async () => {
  const kept = new Map<string, OutboxItem>();
  const w = world(createMemoryStore(kept));
  w.answers(() => unreached);
  const [one, two] = [w.open(), w.open()];
  await one.add(task('accept'));
  await two.add(task('there'));
  await Promise.all([one.wake(), two.wake()]);
  w.answers(() => delivered);
  await one.wake();
  await two.wake();
  expect(w.sent()).toEqual(['accept', 'there']);
  expect(two.items()).toHaveLength(0);
});

test('a definitive refusal stays in sight until dismissed and holds up nothing', async () => {
  const w = world();
  w.answers((item) => (item.act.kind === 'task' ? refused : delivered));
  const outbox = w.open();
  await outbox.add(task('accept'));
  await outbox.add(report('gate shut'));
  await outbox.wake();
  expect(w.sent()).toEqual(['report']);
  const [left] = outbox.items();
  expect(left).toMatchObject({ state: 'refused', refusal: { status: 409, code: 'task-state' } });
  await outbox.wake();
  expect(w.tries).toHaveLength(2);
  await outbox.dismiss([left?.key ?? '']);
  expect(outbox.items()).toHaveLength(0);
});

test('a waiting act cannot be dismissed', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open();
  await outbox.add(help);
  await outbox.dismiss(outbox.items().map((item) => item.key));
  expect(outbox.items()).toHaveLength(1);
});

test('a session that ended keeps everything, and the same person sends it after enrolling again', async () => {
  const w = world();
  w.answers(() => ({ kind: 'session-ended' }));
  const outbox = w.open();
  await outbox.add(task('accept'));
  await outbox.wake();
  expect(w.endedCount()).toBe(1);
  const triesBefore = w.tries.length;
  await outbox.wake();
  expect(w.tries.length).toBe(triesBefore);
  expect(outbox.items()).toMatchObject([{ state: 'waiting' }]);
  w.answers(() => delivered);
  outbox.setPerson(LEE);
  await outbox.wake();
  expect(w.sent()).toEqual(['accept']);
});

test('acts of one person never leave under the session of another', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open(LEE);
  await outbox.add(task('done'));
  await outbox.wake();
  w.answers(() => delivered);
  outbox.setPerson(PARK);
  await outbox.add(report('mine'));
  await outbox.wake();
  expect(w.sent()).toEqual(['report']);
  outbox.setPerson(LEE);
  await outbox.wake();
  expect(w.sent()).toEqual(['report', 'done']);
});

test('waits double up to fifteen seconds, and to one and a half while help is waiting', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open();
  await outbox.add(report('a'));
  await outbox.wake();
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    w.timers.length = 0;
    await outbox.wake();
    waits.push(w.timers.at(-1)?.ms ?? 0);
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.at(-1)).toBe(LONGEST_WAIT_MS);
  await outbox.add(help);
  await outbox.wake();
  expect(w.timers.at(-1)?.ms).toBe(1_500);
});

test('Retry-After is honoured up to the longest wait', async () => {
  const w = world();
  w.answers(() => ({ kind: 'later', reached: true, retryAfterMs: 7_000 }));
  const outbox = w.open();
  await outbox.add(report('a'));
  await outbox.wake();
  expect(w.timers.at(-1)?.ms).toBe(7_000);
});

test('an act that fails every time steps aside for other matters, never for its own', async () => {
  const w = world();
  const bad = 'tsk_bad' as TaskId;
  w.answers((item) => (item.act.kind === 'task' && item.act.taskId === bad ? failed : delivered));
  const outbox = w.open();
  for (const act of [task('accept', bad), task('there', bad), report('a')]) await outbox.add(act);
  for (let i = 0; i < STEP_ASIDE_AFTER; i++) await outbox.wake();
  expect(w.sent()).toEqual(['report']);
  expect(w.tries.some((item) => item.act.kind === 'task' && item.act.action === 'there')).toBe(false);
  w.answers(() => delivered);
  await outbox.wake();
  expect(w.sent()).toEqual(['report', 'accept', 'there']);
});

test('a full phone says so, and still takes a call for help', async () => {
  const w = world();
  w.answers(() => unreached);
  const outbox = w.open();
  const store = createMemoryStore();
  const full = world(store);
  full.answers(() => unreached);
  const crowded = full.open();
  for (let i = 0; i < MAX_ITEMS; i++) {
    const blank = { state: 'waiting', tries: 0, refusal: null, personId: LEE, at: '' } as const;
    await store.add({ key: `old-${i}`, order: i, act: report('x'), ...blank });
  }
  await crowded.reload();
  expect(await crowded.add(report('one more'))).toBe('full');
  expect(await crowded.add(help)).toBe('kept');
  expect(await outbox.add(report('fine'))).toBe('kept');
});

test('a phone that cannot store still sends, and says so', async () => {
  const w = world({ ...createMemoryStore(), add: () => Promise.reject(new Error('no space')) });
  const outbox = w.open();
  w.answers(() => unreached);
  expect(await outbox.add(report('a'))).toBe('memory-only');
  await outbox.wake();
  expect(outbox.items()).toHaveLength(1);
  w.answers(() => delivered);
  await outbox.wake();
  expect(w.sent()).toEqual(['report']);
  expect(outbox.items()).toHaveLength(0);
});

test('a store that breaks in the middle loses nothing', async () => {
  const kept = createMemoryStore();
  let broken = true;
  const w = world({
    ...kept,
    remove: (key) => (broken ? Promise.reject(new Error('io')) : kept.remove(key)),
  });
  const outbox = w.open();
  await outbox.add(report('a'));
  await outbox.wake();
  broken = false;
  await outbox.wake();
  expect(w.effects.size).toBe(1);
  expect(outbox.items()).toHaveLength(0);
});

test('only JSON is the watch speaking: a captive portal delivers nothing and refuses nothing', () => {
  expect(answerOf(200, null, null)).toMatchObject({ kind: 'later', reached: false });
  expect(answerOf(404, null, null)).toMatchObject({ kind: 'later' });
  expect(answerOf(401, null, null)).toMatchObject({ kind: 'later' });
  expect(answerOf(200, {}, null)).toMatchObject({ kind: 'delivered' });
  expect(answerOf(401, {}, null)).toMatchObject({ kind: 'session-ended' });
  for (const status of [400, 403, 404, 409, 410, 413, 422])
    expect(answerOf(status, { code: 'x', says: 'y' }, null)).toMatchObject({ kind: 'refused', status });
  for (const status of [408, 425, 429, 500, 502, 503, 504])
    expect(answerOf(status, {}, null)).toMatchObject({ kind: 'later', reached: true });
});
