import type { Position } from '../../kernel/geo.ts';
import type { TaskId, UserId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Task, TaskAction, TaskEvent } from '../../modules/dispatch/model.ts';
import { reduceTask, taskCan } from '../../modules/dispatch/model.ts';

/** The phone keeps no more than this; past it the guard is told to use the radio. */
export const MAX_ITEMS = 500;
/** So many calls for help wait at most; one more hold then sends those again. */
export const MAX_HELP_WAITING = 20;
/** After so many answers of "failed" the item steps aside, and other matters go past it. */
export const STEP_ASIDE_AFTER = 3;

export type TaskAct = {
  readonly kind: 'task';
  readonly action: Exclude<TaskAction, 'cancel'>;
  readonly taskId: TaskId;
  /** For the sentence on the screen: T-0031. */
  readonly taskNumber: number;
  readonly finding?: string;
};
/** What a guard did on this phone. */
export type PhoneAct =
  | TaskAct
  | { readonly kind: 'help'; readonly quiet: boolean; readonly position?: Position }
  | { readonly kind: 'radio-check' }
  | { readonly kind: 'report'; readonly text: string };

/**
 * One act on its way. `waiting`: not known to be with the watch. `refused`: the watch answered that it
 * cannot be; it stays in sight until the guard has seen it. Delivered ones are removed.
 */
export interface OutboxItem {
  /** Idempotency key: made once, sent with every try. */
  readonly key: string;
  /** Rises with every act on this phone. */
  readonly order: number;
  readonly personId: UserId;
  readonly act: PhoneAct;
  /** When the guard did it. */
  readonly at: Instant;
  readonly state: 'waiting' | 'refused';
  readonly tries: number;
  readonly refusal: { readonly status: number; readonly code: string; readonly says: string } | null;
}

/** What came back from one try. */
export type Answer =
  | { readonly kind: 'delivered'; readonly reply: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly says: string }
  | { readonly kind: 'session-ended' }
  | { readonly kind: 'later'; readonly reached: boolean; readonly retryAfterMs: number | null };

/** Where and what to send. The body of a key never changes between tries. */
export function requestOf(item: OutboxItem): { path: string; body: Readonly<Record<string, unknown>> } {
  const { act, at } = item;
  switch (act.kind) {
    case 'task': {
      const finding = act.finding === undefined ? {} : { finding: act.finding };
      return { path: `/tasks/${encodeURIComponent(act.taskId)}/${act.action}`, body: { at, ...finding } };
    }
    case 'help':
      return {
        path: '/duress',
        body: { at, quiet: act.quiet, ...(act.position && { position: act.position }) },
      };
    case 'radio-check':
      return { path: '/guard/radio-check', body: { at } };
    case 'report':
      return { path: '/guard/report', body: { text: act.text, at } };
  }
}

/**
 * Reads an HTTP answer. Only JSON counts as the watch speaking: a hotel's sign-in page also says 200.
 * 408, 425, 429 and 5xx mean "again later"; every other refusal is final.
 */
export function answerOf(status: number, json: unknown, retryAfterMs: number | null): Answer {
  const isObject = typeof json === 'object' && json !== null;
  if (!isObject) return { kind: 'later', reached: status >= 500 || status === 429, retryAfterMs };
  if (status >= 200 && status < 300) return { kind: 'delivered', reply: json };
  if (status === 401) return { kind: 'session-ended' };
  const again = status === 408 || status === 425 || status === 429 || status >= 500;
  if (again || status < 400) return { kind: 'later', reached: true, retryAfterMs };
  const { code, says } = json as { code?: unknown; says?: unknown };
  return {
    kind: 'refused',
    status,
    code: typeof code === 'string' ? code : 'unknown',
    says: typeof says === 'string' ? says : '',
  };
}

/** Items about one matter keep their order among themselves: each task is a matter, so is each report. */
export function matterOf(item: OutboxItem): string {
  return item.act.kind === 'task' ? item.act.taskId : item.key;
}

const EVENT_KIND = {
  accept: 'task.accepted',
  there: 'task.there',
  done: 'task.done',
  decline: 'task.declined',
} as const satisfies Record<TaskAct['action'], TaskEvent['kind']>;

/**
 * The tasks as the guard should see them: the server's, with waiting acts applied by the server's own
 * reducer. An act that the server already knows changes nothing.
 */
export function withActs(tasks: readonly Task[], items: readonly OutboxItem[]): readonly Task[] {
  return tasks.map((task) => {
    let seen = task;
    for (const { act, at, state } of items) {
      if (state !== 'waiting' || act.kind !== 'task' || act.taskId !== task.id) continue;
      if (!taskCan(act.action, seen.state)) continue;
      const finding = act.finding === undefined ? {} : { finding: act.finding };
      seen = reduceTask(seen, { kind: EVENT_KIND[act.action], taskId: task.id, at, ...finding }) ?? seen;
    }
    return seen;
  });
}

export const isOpen = (task: Task): boolean => taskCan('cancel', task.state);

const STATE_RANK: Readonly<Record<Task['state'], number>> = {
  there: 0,
  accepted: 1,
  sent: 2,
  done: 3,
  declined: 3,
  cancelled: 3,
};

/** Open tasks, the one to do first: P1 before all, then what was begun, then priority, then age. */
export function openTasks(tasks: readonly Task[]): readonly Task[] {
  return tasks
    .filter(isOpen)
    .sort(
      (a, b) =>
        Number(b.priority === 1) - Number(a.priority === 1) ||
        STATE_RANK[a.state] - STATE_RANK[b.state] ||
        a.priority - b.priority ||
        (a.sentAt < b.sentAt ? -1 : 1),
    );
}
