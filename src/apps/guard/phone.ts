import type { Position } from '../../kernel/geo.ts';
import type { TaskId, UserId } from '../../kernel/id.ts';
import { toInstant, toMs } from '../../kernel/time.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import type { Me } from '../../modules/identity/model.ts';
import { showLanguage } from '../../ui/words.ts';
import type { Fetched, Link } from './link.ts';
import { POLL_TIMEOUT_MS, openLink } from './link.ts';
import type { OutboxItem, PhoneAct } from './outbox-model.ts';
import { openTasks } from './outbox-model.ts';
import type { Outbox } from './outbox.ts';
import { createOutbox } from './outbox.ts';
import {
  ownNowMs,
  phoneNowMs,
  setWatchOffsetMs,
  setWatchTime,
  setZone,
  watchOffsetMs,
} from './phone-clock.ts';
import type { Help, Home, PhoneDeps, PhoneState, Stage } from './phone-model.ts';
import { isHome, withTask } from './phone-model.ts';
import type { PhoneStore } from './phone-store.ts';
import { exchange, sendItem } from './transport.ts';

/*
 * The phone as a whole: whose it is, what the watch last said, what waits to be sent.
 *
 * It starts from its own store, so that a cold start without a network shows the tasks and takes acts. The
 * watch then corrects it. A 401 ends the session: tasks leave the screen and the store, since a phone that
 * was locked out may be lost; the outbox stays.
 */
export interface Phone {
  readonly outbox: Outbox;
  state(): PhoneState;
  subscribe(listener: () => void): () => void;
  start(code: string | null): Promise<void>;
  enrol(code: string): Promise<void>;
  retryEnrol(): Promise<void>;
  begin(): Promise<void>;
  act(act: PhoneAct): Promise<void>;
  callForHelp(position: Position | undefined): Promise<void>;
  setQuietHelp(quiet: boolean): Promise<void>;
  tryNow(): Promise<void>;
}

interface Ended {
  readonly name: string;
  readonly personId: UserId;
}

export function createPhone(store: PhoneStore, deps: PhoneDeps): Phone {
  const { facts } = store;
  const listeners = new Set<() => void>();
  let state: PhoneState = {
    stage: { at: 'starting' },
    home: null,
    heard: null,
    help: null,
    quietHelp: false,
    trouble: null,
    newTask: null,
    sentAt: {},
  };
  let link: Link | null = null;
  let deliveredCount = 0;
  let lastCode: { code: string; key: string } | null = null;
  let lastEnded: Ended | null = null;

  function set(change: Partial<PhoneState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }
  const setStage = (stage: Stage) => set({ stage });
  const keep = (name: string, value: unknown) => facts.write(name, value).catch(deps.onTrouble);
  const recall = (name: string) => facts.read(name).catch(() => undefined);

  const outbox = createOutbox({
    ...deps,
    store: store.outbox,
    nowMs: phoneNowMs,
    onSessionEnded: () => void endSession(),
    onDelivered: async (item, reply) => {
      deliveredCount += 1;
      await noteDelivered(item, reply);
    },
    send: async (item) => {
      const answer = await sendItem(item);
      if (answer.kind !== 'later') link?.contact(true);
      else if (!answer.reached) void link?.fetchNow();
      return answer;
    },
  });

  async function noteDelivered(item: OutboxItem, reply: unknown): Promise<void> {
    const at = toInstant(phoneNowMs());
    const { help } = state;
    if (item.act.kind === 'help' && help && help.receivedAt === null && item.at >= help.calledAt) {
      await setHelp({ ...help, receivedAt: at });
    }
    if (item.act.kind === 'task' && state.home) {
      const home = withTask(state.home, reply);
      await keep('home', { home, offsetMs: watchOffsetMs() });
      set({ home });
    }
    set({ sentAt: { ...state.sentAt, [item.act.kind]: at } });
  }

  async function setHelp(help: Help): Promise<void> {
    set({ help });
    await keep('help', help);
  }

  async function takeHome(home: Home): Promise<void> {
    setZone(home.post.timeZone);
    outbox.setPerson(home.me.id);
    set({ home, stage: { at: 'ready' } });
    await keep('home', { home, offsetMs: watchOffsetMs() });
    await noteNewTasks(home.tasks);
    // The person's language once for each person; after that, what was chosen on this phone.
    if ((await recall('language-for')) !== home.me.id) {
      await keep('language-for', home.me.id);
      await showLanguage(home.me.language);
    }
  }

  /** Buzzes once for each task, also across reloads. */
  async function noteNewTasks(tasks: readonly Task[]): Promise<void> {
    const seen = ((await recall('seen-tasks')) ?? []) as readonly TaskId[];
    const newTask = openTasks(tasks).find((task) => task.state === 'sent' && !seen.includes(task.id));
    const ids = tasks.map((task) => task.id);
    if (ids.some((id) => !seen.includes(id))) await keep('seen-tasks', ids);
    if (!newTask) return;
    set({ newTask });
    deps.onNewTask();
  }

  async function fetchHome(): Promise<Fetched> {
    const countBefore = deliveredCount;
    const askedMs = ownNowMs();
    const answer = await exchange('GET', '/guard/home', { timeoutMs: POLL_TIMEOUT_MS });
    if (answer.kind === 'session-ended') {
      await endSession();
      return 'ended';
    }
    if (answer.kind === 'later') {
      if (state.stage.at === 'starting') setStage({ at: 'unreached' });
      return answer.reached ? 'failed' : 'unreached';
    }
    if (answer.kind === 'refused' || !isHome(answer.reply)) {
      if (state.stage.at === 'starting') setStage({ at: 'not-enrolled' });
      return 'failed';
    }
    // An act was delivered meanwhile: this answer may be older than its reply. Ask again.
    if (countBefore !== deliveredCount) void link?.fetchNow();
    else {
      setWatchTime(toMs(answer.reply.serverAt), (askedMs + ownNowMs()) / 2);
      await takeHome(answer.reply);
    }
    return 'fresh';
  }

  async function endSession(): Promise<void> {
    link?.stop();
    link = null;
    outbox.setPerson(null);
    const me = state.home?.me;
    if (me) lastEnded = { name: me.name, personId: me.id };
    set({ home: null, heard: true });
    setStage(lastEnded ? { at: 'ended', ...lastEnded } : { at: 'not-enrolled' });
    await keep('ended', lastEnded);
    await keep('home', null);
  }

  function connect(): Promise<void> {
    link?.stop();
    link = openLink({
      fetchHome,
      since: () => state.home?.seq ?? null,
      onHeard: (heard) => {
        set({ heard });
        if (heard) void outbox.wake();
      },
    });
    return link.fetchNow();
  }

  async function enrol(code: string): Promise<void> {
    const tidy = code.trim();
    if (lastCode?.code !== tidy) lastCode = { code: tidy, key: deps.newKey() };
    await retryEnrol();
  }

  async function retryEnrol(): Promise<void> {
    if (!lastCode || state.stage.at === 'enrolling') return;
    const { code, key } = lastCode;
    setStage({ at: 'enrolling' });
    const answer = await exchange('POST', '/enrol', { body: { code }, key });
    if (answer.kind === 'delivered') {
      lastCode = null;
      lastEnded = null;
      link?.stop();
      link = null;
      outbox.setPerson(null);
      const me = answer.reply as Me;
      set({ home: null, help: null });
      for (const name of ['home', 'help', 'ended']) await keep(name, null);
      await keep('language-for', me.person.id);
      await showLanguage(me.person.language);
      setStage({ at: 'enrolled', me });
    } else {
      const why = answer.kind !== 'later' ? 'unusable' : answer.reached ? 'busy' : 'unreached';
      setStage({ at: 'enrol-failed', why });
    }
  }

  async function begin(): Promise<void> {
    setStage({ at: 'starting' });
    await connect();
  }

  async function readStore(): Promise<void> {
    const [kept, help, quiet, ended] = await Promise.all(
      ['home', 'help', 'quiet-help', 'ended'].map((name) => recall(name)),
    );
    lastEnded = (ended as Ended | null | undefined) ?? null;
    set({ help: (help as Help | null | undefined) ?? null, quietHelp: quiet === true });
    const cached = kept as { home: unknown; offsetMs: number } | null | undefined;
    if (!cached || !isHome(cached.home)) return;
    setWatchOffsetMs(cached.offsetMs);
    setZone(cached.home.post.timeZone);
    outbox.setPerson(cached.home.me.id);
    set({ home: cached.home, stage: { at: 'ready' } });
  }

  /** Another tab changed what is kept. When it enrolled somebody else, ask the watch who we are now. */
  async function followOtherTabs(): Promise<void> {
    await outbox.reload();
    if (state.stage.at !== 'ready' || (await recall('home')) !== null || link === null) return;
    outbox.setPerson(null);
    await connect();
  }

  async function start(code: string | null): Promise<void> {
    await readStore();
    await outbox.reload();
    store.watch(() => void followOtherTabs());
    if (code === null) await connect();
    else await enrol(code);
  }

  async function act(done: PhoneAct): Promise<void> {
    const kept = await outbox.add(done);
    set({ trouble: kept === 'full' || kept === 'memory-only' ? kept : null });
  }

  async function callForHelp(position: Position | undefined): Promise<void> {
    const quiet = state.quietHelp;
    const calledAt = toInstant(phoneNowMs());
    set({ help: { calledAt, receivedAt: null, quiet } });
    await act({ kind: 'help', quiet, ...(position && { position }) });
    if (state.help) await keep('help', state.help);
  }

  return {
    outbox,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    enrol,
    retryEnrol,
    begin,
    act,
    callForHelp,
    async setQuietHelp(quietHelp) {
      set({ quietHelp });
      await keep('quiet-help', quietHelp);
    },
    async tryNow() {
      await (link ? link.fetchNow() : connect());
      await outbox.wake();
    },
  };
}
