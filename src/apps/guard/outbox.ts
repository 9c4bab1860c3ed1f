import type { UserId } from '../../kernel/id.ts';
import { toInstant } from '../../kernel/time.ts';
import type { Answer, OutboxItem, PhoneAct } from './outbox-model.ts';
import { MAX_HELP_WAITING, MAX_ITEMS, STEP_ASIDE_AFTER, matterOf } from './outbox-model.ts';
import type { OutboxStore } from './outbox-store.ts';

/*
 * The outbox: what a guard did, kept until the watch has it, exactly once.
 *
 * An act is stored under one key, then sent. It is removed when the watch answers 2xx; it turns `refused`
 * and stays in sight when the watch answers that it cannot be; all else means "again later" with the same
 * key, so that the watch, which remembers keys, never does it twice.
 *
 * A round sends calls for help first, then the rest in the order of the acts. Rounds are alone on this phone
 * (`alone`, a Web Lock), but a call for help is also sent at once, by the tab where it was held, past lock
 * and queue: the key keeps it from counting twice. A session that ended stops everything and loses nothing.
 */
const FIRST_WAIT_MS = 1_000;
export const LONGEST_WAIT_MS = 15_000;
const LONGEST_HELP_WAIT_MS = 1_500;
/** Storage that hangs must not hold up a call for help longer than this. */
const HELP_STORE_MS = 300;

export type Kept = 'kept' | 'memory-only' | 'full' | 'nobody';

export interface Outbox {
  /** Keeps an act, then sends it. `memory-only`: this phone cannot store; it is sent all the same. */
  add(act: PhoneAct): Promise<Kept>;
  /** Sends what waits, now: the network is back, the page is in sight, the watch was heard. */
  wake(): Promise<void>;
  /** Whose session this phone has; null stops sending. Items of another person wait for that person. */
  setPerson(personId: UserId | null): void;
  /** Takes a refusal that was read out of sight. A waiting item can't be dismissed. */
  dismiss(keys: readonly string[]): Promise<void>;
  /** All items, oldest act first; the same array until something changes. */
  items(): readonly OutboxItem[];
  reload(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

export interface OutboxDeps {
  readonly store: OutboxStore;
  readonly send: (item: OutboxItem) => Promise<Answer>;
  readonly nowMs: () => number;
  readonly newKey: () => string;
  readonly alone: (run: () => Promise<void>) => Promise<void>;
  readonly after: (ms: number, run: () => void) => () => void;
  /** 0 to 1, spreads the tries of many phones after an outage. */
  readonly chance: () => number;
  /** Called before a delivered item leaves, so that what it changed is on this phone first. */
  readonly onDelivered: (item: OutboxItem, reply: unknown) => Promise<void>;
  readonly onSessionEnded: () => void;
  /** Storage failed: nothing is lost, but somebody who looks after phones wants to know. */
  readonly onTrouble: (error: unknown) => void;
}

type Tried = 'gone' | 'failed' | 'unreached' | 'stop';

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store } = deps;
  let items: readonly OutboxItem[] = [];
  let person: UserId | null = null;
  let round: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let askedWaitMs = 0;
  let cancelTimer = () => {};
  /** Items that this phone could not store: they live as long as the page. */
  const strays = new Map<string, OutboxItem>();
  const inFlight = new Map<string, Promise<Tried>>();
  const listeners = new Set<() => void>();

  async function reload(): Promise<void> {
    const stored = await store.list().catch(() => items.filter((item) => !strays.has(item.key)));
    const keys = new Set(stored.map((item) => item.key));
    items = [...stored, ...[...strays.values()].filter((item) => !keys.has(item.key))].sort(
      (a, b) => a.order - b.order || (a.at < b.at ? -1 : 1),
    );
    for (const listener of listeners) listener();
  }

  const mine = (): OutboxItem[] =>
    items.filter((item) => item.state === 'waiting' && item.personId === person);
  const helpWaiting = (): OutboxItem[] => mine().filter((item) => item.act.kind === 'help');

  async function remove(key: string): Promise<void> {
    strays.delete(key);
    await store.remove(key);
  }

  async function change(item: OutboxItem): Promise<void> {
    if (strays.has(item.key)) strays.set(item.key, item);
    else await store.change(item);
  }

  async function settle(item: OutboxItem): Promise<Tried> {
    const answer = await deps.send(item);
    switch (answer.kind) {
      case 'delivered':
        await deps.onDelivered(item, answer.reply);
        await remove(item.key);
        await reload();
        return 'gone';
      case 'refused': {
        const { status, code, says } = answer;
        // Nothing can conflict with a call for help but its own twin, sent by another tab: ask again.
        if (item.act.kind === 'help' && status === 409) return 'failed';
        await change({ ...item, state: 'refused', tries: item.tries + 1, refusal: { status, code, says } });
        await reload();
        return 'gone';
      }
      case 'session-ended':
        person = null;
        deps.onSessionEnded();
        return 'stop';
      case 'later':
        askedWaitMs = answer.retryAfterMs ?? 0;
        if (!answer.reached) return 'unreached';
        await change({ ...item, tries: item.tries + 1 });
        await reload();
        return 'failed';
    }
  }

  /** One try; never two of the same item at a time in this page. */
  function attempt(item: OutboxItem): Promise<Tried> {
    const running = inFlight.get(item.key);
    if (running) return running;
    const started = settle(item).finally(() => inFlight.delete(item.key));
    inFlight.set(item.key, started);
    return started;
  }

  /** Tries each call for help once; says how the last one went. */
  async function sendHelp(tried: Set<string>): Promise<Tried> {
    let last: Tried = 'gone';
    for (let next = helpWaiting().find((item) => !tried.has(item.key)); next;) {
      tried.add(next.key);
      const outcome = await attempt(next);
      if (outcome !== 'gone') last = outcome;
      if (outcome === 'stop' || outcome === 'unreached') return outcome;
      next = helpWaiting().find((item) => !tried.has(item.key));
    }
    return last;
  }

  /** Sends all that can be sent. True when something is left for later. */
  async function sendAll(): Promise<boolean> {
    await reload();
    const triedHelp = new Set<string>();
    const aside = new Set<string>();
    let left = false;
    // One pass more than the store holds: a named end even if a server answered nonsense for ever.
    for (let pass = 0; pass <= MAX_ITEMS + MAX_HELP_WAITING; pass++) {
      const help = await sendHelp(triedHelp);
      if (help === 'stop') return false;
      if (help === 'unreached') return true;
      if (help === 'failed') left = true;
      const next = mine().find((item) => item.act.kind !== 'help' && !aside.has(matterOf(item)));
      if (!next) return left;
      const outcome = await attempt(next);
      if (outcome === 'stop') return false;
      if (outcome === 'unreached') return true;
      if (outcome === 'failed') {
        left = true;
        if (next.tries + 1 < STEP_ASIDE_AFTER) return true;
        aside.add(matterOf(next));
      }
    }
    return true;
  }

  function tryLater(): void {
    const longest = helpWaiting().length > 0 ? LONGEST_HELP_WAIT_MS : LONGEST_WAIT_MS;
    const wait = Math.min(longest, Math.max(askedWaitMs, FIRST_WAIT_MS * 2 ** failures));
    failures = Math.min(failures + 1, 10);
    askedWaitMs = 0;
    cancelTimer();
    cancelTimer = deps.after(Math.round(wait * (0.75 + 0.25 * deps.chance())), () => void wake());
  }

  async function rounds(): Promise<void> {
    do {
      again = false;
      cancelTimer();
      let left = true;
      try {
        await deps.alone(async () => {
          left = await sendAll();
        });
      } catch (error) {
        // Storage or lock failed under us: nothing was taken off, so the next round has it all.
        deps.onTrouble(error);
      }
      if (left) tryLater();
      else failures = 0;
    } while (again);
  }

  function wake(): Promise<void> {
    cancelTimer();
    if (person === null) return Promise.resolve();
    if (round) {
      again = true;
      return round;
    }
    round = rounds().finally(() => {
      round = null;
    });
    return round;
  }

  async function keep(item: OutboxItem): Promise<Kept> {
    const isHelp = item.act.kind === 'help';
    let saved = false;
    const saving = store.add(item).then(() => {
      saved = true;
      strays.delete(item.key);
    }, deps.onTrouble);
    await (isHelp
      ? Promise.race([saving, new Promise<void>((done) => deps.after(HELP_STORE_MS, done))])
      : saving);
    if (!saved) strays.set(item.key, item);
    await reload();
    return saved ? 'kept' : 'memory-only';
  }

  async function add(act: PhoneAct): Promise<Kept> {
    if (person === null) return 'nobody';
    const isHelp = act.kind === 'help';
    const helpIsFull = isHelp && helpWaiting().length >= MAX_HELP_WAITING;
    if (!isHelp && items.length >= MAX_ITEMS) return 'full';
    if (helpIsFull) {
      void wake();
      return 'kept';
    }
    const at = toInstant(deps.nowMs());
    const order = Math.max(deps.nowMs(), (items.at(-1)?.order ?? 0) + 1);
    const blank = { state: 'waiting', tries: 0, refusal: null } as const;
    const item: OutboxItem = { key: deps.newKey(), order, personId: person, act, at, ...blank };
    const kept = await keep(item);
    if (isHelp) void attempt(item).catch(deps.onTrouble);
    void wake();
    return kept;
  }

  return {
    add,
    wake,
    reload,
    items: () => items,
    setPerson(personId) {
      person = personId;
    },
    async dismiss(keys) {
      const refused = items.filter((item) => item.state === 'refused' && keys.includes(item.key));
      for (const item of refused) await remove(item.key);
      await reload();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
