/** What the next shift must know, read off the state of the post. Pure: the same state gives the same page. */
import { spokenNumber } from '../../kernel/id.ts';
import type { Responder, Task } from '../dispatch/model.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import type { ThreatSetting } from '../site/model.ts';
import type { SourceState } from '../technical/model.ts';
import type { Upkeep } from '../upkeep/model.ts';
import type { Alarm } from '../watch/model.ts';
import { MAX_LINES, type HandoverLine } from './model.ts';

/** State of the post at the change of shift. Notes and radio checks: entries since the last handover, oldest first. */
export interface ShiftState {
  readonly threat: ThreatSetting | null;
  readonly alarms: readonly Alarm[];
  readonly tasks: readonly Task[];
  readonly responders: readonly Responder[];
  readonly sources: readonly SourceState[];
  /** Running and planned. */
  readonly upkeep: readonly Upkeep[];
  readonly notes: readonly LedgerEntry[];
  readonly radioChecks: readonly LedgerEntry[];
}

const names = (prefix: string, label: Alarm['title']): Alarm['title'] => ({
  ...Object.fromEntries(Object.entries(label).map(([language, text]) => [language, `${prefix} ${text}`])),
  en: `${prefix} ${label.en}`,
});

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

function alarmLine(alarm: Alarm): HandoverLine {
  const state = alarm.shelved ? 'shelved' : alarm.acknowledged ? 'acknowledged' : 'unseen';
  const label = names(`P${alarm.priority} ${spokenNumber('A', alarm.number)}`, alarm.title);
  return { key: alarm.id, section: 'alarms', label, state, at: alarm.raisedAt };
}

function taskLine(task: Task): HandoverLine {
  const label = names(`${task.callSign} (${spokenNumber('A', task.alarmNumber)})`, task.order);
  const state = task.state === 'there' ? 'there' : 'going';
  return { key: task.id, section: 'responders', label, state, at: task.sentAt };
}

function threatLine({ level, reason, at, byName }: ThreatSetting): HandoverLine {
  const label = { en: `${reason} (${byName})` };
  return { key: `threat:${at}`, section: 'threat', label, state: level, at };
}

/** What, why, who, and until when it raises no alarms. */
function upkeepLine(upkeep: Upkeep): HandoverLine {
  const who = [upkeep.byName, upkeep.secondName].filter((name) => name !== null).join(', ');
  const suffix = `: ${upkeep.reason} (${who})`;
  const label = { ...suffixed(upkeep.name, suffix), en: `${upkeep.name.en}${suffix}` };
  const state = upkeep.state === 'planned' ? 'planned' : upkeep.kind;
  const at = upkeep.state === 'planned' ? upkeep.startsAt : upkeep.endsAt;
  return { key: upkeep.id, section: 'upkeep', label, state, at };
}

const suffixed = (label: Alarm['title'], suffix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(label).map(([language, text]) => [language, `${text}${suffix}`]));

/** The lines of the page, in the order in which they are read. */
export function draftLines(state: ShiftState): HandoverLine[] {
  const silent = state.sources.filter((source) => source.state === 'lost');
  const refused = state.sources.filter((source) => source.faults > 0);
  const lines: HandoverLine[] = [
    ...(state.threat === null ? [] : [threatLine(state.threat)]),
    ...state.alarms.toSorted((a, b) => a.priority - b.priority || a.number - b.number).map(alarmLine),
    ...state.tasks.map(taskLine),
    ...silent.map((source): HandoverLine => {
      const label = { en: source.name };
      return {
        key: `silent:${source.source}`,
        section: 'sources',
        label,
        state: 'lost',
        at: source.lastHeardAt,
      };
    }),
    ...state.upkeep.map(upkeepLine),
    ...refused.map((source): HandoverLine => {
      const label = { en: `${source.name}: ${source.faults} (${source.lastFault ?? ''})` };
      return { key: `refused:${source.source}`, section: 'frames', label, state: 'refused', at: null };
    }),
    ...state.notes.map((entry): HandoverLine => {
      const label = { en: String(entry.body?.['text'] ?? '') };
      return { key: `note:${entry.seq}`, section: 'notes', label, state: null, at: entry.at };
    }),
    ...state.radioChecks.map((entry): HandoverLine => {
      const missing = texts(entry.body?.['silent']);
      const heard = texts(entry.body?.['answered']).length;
      const label = {
        en: `${heard}/${heard + missing.length}${missing.length > 0 ? `: ${missing.join(', ')}` : ''}`,
      };
      const said = missing.length > 0 ? 'silent' : 'answered';
      return { key: `radio:${entry.seq}`, section: 'radio', label, state: said, at: entry.at };
    }),
  ];
  return lines.slice(0, MAX_LINES);
}
