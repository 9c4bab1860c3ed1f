import { nameIn } from '../../ui/direction.ts';
import type { UserId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Responder, Task } from '../../modules/dispatch/model.ts';
import type { Me, Person } from '../../modules/identity/model.ts';
import type { Names } from '../../modules/site/model.ts';
import type { Kept, OutboxDeps } from './outbox.ts';

/** The answer of GET /guard/home. */
export interface Home {
  readonly me: Person;
  readonly post: {
    readonly name: Names;
    readonly timeZone: string;
    readonly demo: boolean;
    readonly watchPhone: string | null;
    readonly radioChannel: string | null;
    /** Terminology pack; a phone may still keep an answer from before there were any. */
    readonly terms?: string | null;
  };
  readonly responder: Responder | null;
  readonly tasks: readonly Task[];
  readonly serverAt: Instant;
  readonly seq: number;
}

/** The last call for help made on this phone. */
export interface Help {
  readonly calledAt: Instant;
  /** When the watch answered; null while no receipt. */
  readonly receivedAt: Instant | null;
  readonly quiet: boolean;
}

/**
 * Where the phone stands. `starting`: reading its own store. `unreached`: nothing kept and no watch.
 * `not-enrolled`: the watch knows no session here. `ended`: it knew one. `ready`: tasks on screen.
 */
export type Stage =
  | { readonly at: 'starting' }
  | { readonly at: 'unreached' }
  | { readonly at: 'not-enrolled' }
  | { readonly at: 'enrolling' }
  | { readonly at: 'enrol-failed'; readonly why: 'unusable' | 'unreached' | 'busy' }
  | { readonly at: 'enrolled'; readonly me: Me }
  | { readonly at: 'ended'; readonly name: string; readonly personId: UserId }
  | { readonly at: 'ready' };

export interface PhoneState {
  readonly stage: Stage;
  readonly home: Home | null;
  /** Null until the first answer or the first failure. */
  readonly heard: boolean | null;
  readonly help: Help | null;
  readonly quietHelp: boolean;
  /** The last act could not be kept as it should: said in the strip. */
  readonly trouble: Exclude<Kept, 'kept' | 'nobody'> | null;
  /** The newest task that this phone had not seen before; said aloud and buzzed once. */
  readonly newTask: Task | null;
  /** When a radio check and a report last reached the watch from this page. */
  readonly sentAt: { readonly [kind: string]: Instant };
}

/** Time until a call for help without a receipt says "use the radio". */
export const RECEIPT_S = 5;
/** The line about a call for help stays so long after the receipt, and position is shared so long. */
export const HELP_SHOWN_S = 900;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Does this look like the home of a guard? A wrong answer must not replace a good one on the phone. */
export function isHome(value: unknown): value is Home {
  return (
    isObject(value) &&
    isObject(value['me']) &&
    typeof value['me']['id'] === 'string' &&
    isObject(value['post']) &&
    Array.isArray(value['tasks']) &&
    typeof value['serverAt'] === 'string'
  );
}

/** The home with one task replaced or added, as a reply to an act brings it. */
export function withTask(home: Home, reply: unknown): Home {
  const task = isObject(reply) && isObject(reply['task']) ? (reply['task'] as unknown as Task) : null;
  if (!task || typeof task.id !== 'string') return home;
  const rest = home.tasks.filter((each) => each.id !== task.id);
  return { ...home, tasks: [task, ...rest] };
}

/** The name in a language, and whether it had to fall back to English. */
export function inLanguage(names: Names, language: string): { text: string; fallback: boolean } {
  const text = names[language];
  return text === undefined || text === ''
    ? { text: nameIn(names, language), fallback: language !== 'en' }
    : { text, fallback: false };
}

/** What the phone needs from the browser. */
export type PhoneDeps = Pick<OutboxDeps, 'newKey' | 'alone' | 'after' | 'chance' | 'onTrouble'> & {
  readonly onNewTask: () => void;
};
