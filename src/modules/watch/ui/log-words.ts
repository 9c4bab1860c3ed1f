import type { LedgerEntry } from '../../ledger/model.ts';
import { spokenNumber } from '../../../kernel/id.ts';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { CAUSES } from '../model.ts';
import type { Alarm } from '../model.ts';
import { knownWord, useWords } from './words.ts';

export interface LogLine {
  readonly who: string;
  readonly what: string;
}

/** What the log may look up to write a sentence. */
export interface LogContext {
  /** Rises when more is known: lines are then written again. */
  readonly version: number;
  readonly alarm: (id: string) => Pick<Alarm, 'number' | 'title'> | undefined;
  readonly personName: (id: string) => string | undefined;
  readonly callSignOfTask: (id: string) => string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

const isNames = (value: unknown): value is { en: string } =>
  typeof value === 'object' && value !== null && 'en' in value && typeof value.en === 'string';

/** A kind that has no words yet, made readable: `person.pin-changed` becomes `Person: pin changed`. */
export function readableKind(kind: string): string {
  const [what = '', ...rest] = kind.split('.');
  const words = (text: string) => text.replaceAll('-', ' ');
  const head = words(what);
  const title = head.charAt(0).toUpperCase() + head.slice(1);
  return rest.length === 0 ? title : `${title}: ${words(rest.join(' '))}`;
}

/** Everything in a body that a sentence may use, as plain texts and numbers. */
function valuesOf(body: Body, context: LogContext, language: string): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(body)) {
    if (typeof value === 'string' || typeof value === 'number') values[key] = value;
    else if (typeof value === 'boolean') values[key] = String(value);
    else if (isNames(value)) values[key] = nameIn(value, language);
  }
  const alarm = (body['alarm'] ?? context.alarm(String(body['alarmId'] ?? ''))) as Alarm | undefined;
  const task = body['task'] as { number: number; callSign: string; alarmNumber: number } | undefined;
  const number = alarm?.number ?? body['alarmNumber'] ?? task?.alarmNumber;
  values['alarm'] = typeof number === 'number' ? spokenNumber('A', number) : '';
  const incident = body['incident'] as { number: number; title: string } | undefined;
  const incidentNumber = incident?.number ?? body['incidentNumber'];
  if (typeof incidentNumber === 'number') values['incident'] = spokenNumber('I', incidentNumber);
  values['title'] = alarm === undefined ? (incident?.title ?? '') : nameIn(alarm.title, language);
  const taskId = String(body['taskId'] ?? '');
  const callSign = task?.callSign ?? body['callSign'] ?? context.callSignOfTask(taskId);
  if (typeof callSign === 'string') values['callSign'] = callSign;
  for (const part of ['person', 'panel', 'source', 'token', 'responder', 'zone', 'device']) {
    const thing = body[part] as Record<string, unknown> | undefined | null;
    if (typeof thing !== 'object' || thing === null) continue;
    const name = thing['name'] ?? thing['callSign'] ?? thing['account'];
    if (typeof name === 'string') values['name'] = name;
    else if (isNames(name)) values['name'] = nameIn(name, language);
    if (typeof thing['state'] === 'string') values['state'] = thing['state'];
    if (typeof thing['role'] === 'string') values['role'] = thing['role'];
    if (typeof thing['account'] === 'string') values['account'] = thing['account'];
  }
  const step = body['step'] as { index: number; byName: string } | undefined;
  if (typeof step === 'object' && step !== null) values['index'] = step.index;
  if (typeof values['index'] === 'number') values['step'] = values['index'] + 1;
  return values;
}

/** Turns entries of the record into lines of the watch log, in the language now shown. */
export function useLogLine(context: LogContext): (entry: LedgerEntry) => LogLine {
  const say = useWords();
  const { language } = useLanguage();

  const whoOf = (entry: LedgerEntry): string => {
    const { actor, body } = entry;
    const step = body?.['step'] as { byName?: unknown } | undefined;
    const byName = body?.['byName'] ?? step?.byName;
    if (typeof byName === 'string' && byName !== '') return byName;
    const known = context.personName(actor.replace(/^phone:/, ''));
    if (known !== undefined) return known;
    if (actor === 'system') return say('watch.log.system');
    const [kind, rest = ''] = actor.split(':');
    if (kind === 'panel' || kind === 'dc09') return say('watch.log.panel', { account: rest });
    if (kind === 'machine') return say('watch.log.machine');
    if (kind === 'phone') return say('watch.log.phone');
    if (kind === 'desk') return say('watch.log.desk');
    return actor.startsWith('usr_') ? say('watch.log.person') : actor;
  };

  /** Whom an entry is about: its first subject, or who did it where that is the same person. */
  const aboutOf = (entry: LedgerEntry): string => {
    const subject = entry.subjects[0] ?? '';
    const byName = entry.actor === subject ? entry.body?.['byName'] : undefined;
    return context.personName(subject) ?? (typeof byName === 'string' ? byName : say('watch.log.somebody'));
  };

  return (entry) => {
    const who = whoOf(entry);
    if (entry.body === null)
      return { who, what: say('watch.log.erased', { kind: readableKind(entry.kind) }) };
    const id = knownWord(`log.${entry.kind}`);
    if (id === null) {
      const text = entry.body['text'] ?? entry.body['says'];
      return {
        who,
        what: typeof text === 'string' ? `${readableKind(entry.kind)}. ${text}` : readableKind(entry.kind),
      };
    }
    const values: Record<string, string | number> = {
      name: aboutOf(entry),
      callSign: say('watch.log.responder'),
      ...valuesOf(entry.body, context, language),
    };
    const { outcome, cause, state, role, level } = values;
    const outcomeWord = knownWord(`watch.outcome.${outcome}`);
    const causeWord = knownWord(`watch.cause.${cause}`);
    const stateWord = knownWord(`watch.sourceState.${state}`);
    const levelWord = knownWord(`watch.threat.${level}`);
    const roleWord = knownWord(`watch.role.${role}`);
    const file = (entry.body['file'] as { name?: unknown } | undefined)?.name;
    const withFile = (what: string) =>
      typeof file === 'string' ? `${what} (${say('watch.log.file', { file })})` : what;
    return {
      who,
      what: withFile(
        say(id, {
          ...values,
          outcome: outcomeWord === null ? outcome : say(outcomeWord),
          cause: causeWord === null ? cause : say(causeWord),
          state: stateWord === null ? state : say(stateWord),
          role: roleWord === null ? role : say(roleWord),
          level: levelWord === null ? level : say(levelWord),
        }).trim(),
      ),
    };
  };
}

/** Every cause once: words exist for each. */
export const ALL_CAUSES: readonly string[] = [...new Set(Object.values(CAUSES).flat())];
