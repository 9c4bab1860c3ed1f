import type { Task } from '../../dispatch/model.ts';
import type { Alarm } from '../../watch/model.ts';
import type { ExerciseAct, ExerciseNews } from '../model.ts';
import type { Names } from '../../site/model.ts';

export interface Choices {
  readonly scenarios: readonly {
    readonly id: string;
    readonly name: Names;
    readonly about: Names;
    readonly lastsS: number;
  }[];
  readonly seats: readonly { readonly seat: string; readonly userId: string; readonly name: string }[];
}

export interface StartForm {
  readonly source:
    { readonly scenario: string } | { readonly day: { readonly from: string; readonly minutes: number } };
  readonly seats: { readonly seat: string; readonly userId: string }[];
}

/** What the screens of an exercise ask of the server. Each rejects with an Error whose message can be shown. */
export interface ExerciseCalls {
  readonly news: () => Promise<ExerciseNews>;
  readonly choices: () => Promise<Choices>;
  readonly start: (form: StartForm) => Promise<unknown>;
  readonly join: (id: string) => Promise<unknown>;
  readonly leave: (id: string) => Promise<unknown>;
  readonly end: (id: string) => Promise<unknown>;
  readonly act: (
    id: string,
    alarmId: string,
    act: ExerciseAct,
  ) => Promise<{ readonly alarm: Alarm; readonly tasks: readonly Task[] }>;
}

/** The key under which the news of exercises is kept: entries of the live stream make it stale. */
export const EXERCISE = ['exercise'] as const;
