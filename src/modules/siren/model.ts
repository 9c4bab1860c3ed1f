/**
 * A siren on the local network: the second way to be heard, driven by the server and not by a browser.
 *
 * Starting: "on" is to be sent, now or again. Sounding: it was answered; ends at `endsAt`. Stopping: "off" is to be
 * sent, now or again. Ended: "off" was answered. Failed: it did not answer in all its tries. Another alarm while it
 * sounds leads back to starting, and the seconds begin anew; nothing leads back from ended and failed.
 */
import type { AlarmId, Id } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import { toInstant, type Instant } from '../../kernel/time.ts';
import type { SignalKind } from '../technical/model.ts';
import type { Alarm, Priority } from '../watch/model.ts';

export type SirenRunId = Id<'siren-run'>;

/** How the siren is called, and what for. The secret is kept beside it and never sent out. */
export interface SirenSetting {
  readonly on: boolean;
  /** `http://10.0.0.7/relay/0?turn={state}&timer={seconds}`; what stands in braces is filled in. */
  readonly url: string;
  /** Name of the header that carries the secret, e.g. `Authorization`. */
  readonly headerName: string;
  /** Every alarm of these priorities. */
  readonly priorities: readonly Priority[];
  /** And alarms of these kinds, whatever their priority. */
  readonly kinds: readonly SignalKind[];
  /** When alarms are open and nobody attends at any console. */
  readonly whenAlone: boolean;
  /** It sounds so long at most for one alarm. */
  readonly mostS: number;
}

export type SirenCause = 'alarm' | 'nobody-attends' | 'test';
export type SirenEnd = 'time' | 'silenced' | 'answered' | 'switched-off';

export interface SirenRun {
  readonly id: SirenRunId;
  readonly state: 'starting' | 'sounding' | 'stopping' | 'ended' | 'failed';
  readonly cause: SirenCause;
  readonly alarms: readonly { readonly id: AlarmId; readonly number: number }[];
  readonly mostS: number;
  /** Tries of what is being sent now. */
  readonly tries: number;
  /** Times that "on" was asked for: another alarm asks again. */
  readonly asked: number;
  /** When the next thing is to be done; null: nothing any more. */
  readonly dueAt: Instant | null;
  readonly wantedAt: Instant;
  readonly soundedAt: Instant | null;
  readonly endsAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly why: SirenEnd | null;
  readonly byName: string | null;
}

export const SIREN_MOST_S = [5, 600] as const;
export const TEST_S = 2;
/** Numbers named in one run; more alarms sound it all the same. */
export const MAX_ALARMS_IN_RUN = 50;
/** Seconds after a try that failed. Then "on" has failed: what comes later is another run. */
export const ON_AGAIN_S: readonly number[] = [1, 2, 4, 8, 15];
/** A siren that is not heard to stop is asked for longer. */
export const OFF_AGAIN_S: readonly number[] = [1, 2, 4, 8, 15, 30, 30, 60, 60, 120];
/** Codes of what the console says. */
export const SIREN_ON = 'siren-on';
export const SIREN_FAILING = 'siren-failing';

/** Is this alarm one for the siren? */
export const wants = (setting: SirenSetting, alarm: Pick<Alarm, 'priority' | 'kind'>): boolean =>
  setting.priorities.includes(alarm.priority) || setting.kinds.includes(alarm.kind);

/** Does anybody have to come for it still? */
export const waits = (alarm: Alarm): boolean => alarm.open && !alarm.acknowledged && !alarm.shelved;

export const newRun = (
  id: SirenRunId,
  cause: SirenCause,
  mostS: number,
  now: Instant,
  alarms: SirenRun['alarms'],
): SirenRun => ({
  id,
  state: 'starting',
  cause,
  alarms: alarms.slice(0, MAX_ALARMS_IN_RUN),
  mostS,
  tries: 0,
  asked: 1,
  dueAt: now,
  wantedAt: now,
  soundedAt: null,
  endsAt: null,
  endedAt: null,
  why: null,
  byName: null,
});

export const isOver = (run: SirenRun): boolean => run.state === 'ended' || run.state === 'failed';

/** Another alarm: "on" is sent again, and its seconds begin anew. One that is stopping is turned back. */
export const joined = (run: SirenRun, alarms: SirenRun['alarms'], mostS: number, now: Instant): SirenRun => ({
  ...run,
  state: 'starting',
  cause: 'alarm',
  alarms: [...run.alarms, ...alarms].slice(0, MAX_ALARMS_IN_RUN),
  mostS,
  tries: 0,
  asked: run.asked + 1,
  dueAt: now,
  why: null,
  byName: null,
});

export const stopping = (run: SirenRun, why: SirenEnd, byName: string | null, now: Instant): SirenRun => ({
  ...run,
  state: 'stopping',
  tries: 0,
  dueAt: now,
  why,
  byName,
});

/** The siren answered what was sent. */
export function answered(run: SirenRun, nowMs: number): SirenRun {
  const now = toInstant(nowMs);
  if (run.state === 'stopping') return { ...run, state: 'ended', dueAt: null, endedAt: now };
  const endsAt = toInstant(nowMs + run.mostS * 1_000);
  return { ...run, state: 'sounding', tries: 0, dueAt: endsAt, soundedAt: run.soundedAt ?? now, endsAt };
}

/** It did not: again after a while, or not any more. */
export function unanswered(run: SirenRun, nowMs: number): SirenRun {
  const waitS = (run.state === 'stopping' ? OFF_AGAIN_S : ON_AGAIN_S)[run.tries];
  const tries = run.tries + 1;
  if (waitS === undefined) return { ...run, state: 'failed', tries, dueAt: null, endedAt: toInstant(nowMs) };
  return { ...run, tries, dueAt: toInstant(nowMs + waitS * 1_000) };
}

export const sirenRefusals = catalogue({
  'siren-unset': { status: 409, says: 'No siren is set up. Write its address first.' },
  'siren-url': {
    status: 422,
    says: 'The address of the siren begins with http:// or https:// and holds no name and password. Braces stand after the host only.',
  },
  'siren-quiet': { status: 409, says: 'The siren is not sounding.' },
  'siren-busy': { status: 409, says: 'The siren is sounding. Silence it before you test or move it.' },
});
