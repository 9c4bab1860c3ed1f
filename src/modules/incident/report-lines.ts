/** Entries of the ledger as English sentences, for the printed report. The screens say them in any language. */
import { spokenNumber } from '../../kernel/id.ts';
import type { LedgerEntry } from '../ledger/model.ts';

type Body = Readonly<Record<string, unknown>>;
const object = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {});

/** A text, or the English of names; empty for anything else. */
function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const english = object(value)['en'];
  return typeof english === 'string' ? english : '';
}

/** Told by another line, or nothing that a reader of the report could use. */
const LEFT_OUT = new Set(['alarm.dispatched', 'alarm.silenced', 'responder.changed']);

const number = (letter: 'A' | 'I', value: unknown): string =>
  typeof value === 'number' ? spokenNumber(letter, value) : 'the alarm';
const stepOf = (body: Body): string => {
  const index = object(body['step'])['index'] ?? body['index'];
  return typeof index === 'number' ? `step ${index + 1}` : 'a step';
};
const stepWords = (body: Body): string => `${stepOf(body)}, ${text(body['stepText'])}`;
const withFile = (body: Body): string => {
  const name = text(object(body['file'])['name']);
  return name === '' ? text(body['text']) : `${text(body['text'])} (file: ${name})`;
};
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const alarmOf = (body: Body): string =>
  number('A', body['alarmNumber'] ?? object(body['alarm'])['number'] ?? object(body['task'])['alarmNumber']);
const responder = (body: Body): string =>
  text(object(body['task'])['callSign'] ?? body['callSign']) || 'The responder';

const SENTENCES: Readonly<Record<string, (body: Body) => string>> = {
  'incident.opened': (b) => `Incident opened: ${text(object(b['incident'])['title'])}`,
  'incident.alarm-linked': (b) => `${alarmOf(b)} added: ${text(b['alarmTitle'])}`,
  'incident.alarm-unlinked': (b) => `${alarmOf(b)} taken out`,
  'incident.commander-changed': (b) => `${text(b['commanderName'])} is commander`,
  'incident.person-added': (b) => `Involved: ${text(b['personName'])}, ${text(b['part'])}`,
  'incident.person-removed': (b) => `No longer named: ${text(b['personName'])}`,
  'incident.step-done': (b) => `${capital(stepWords(b))}: done`,
  'incident.step-undone': (b) => `${capital(stepWords(b))}: to do again`,
  'incident.step-skipped': (b) => `${capital(stepWords(b))}: skipped. ${text(b['reason'])}`,
  'incident.noted': withFile,
  'log.noted': withFile,
  'incident.resolved': () => 'Incident resolved',
  'incident.reopened': (b) => `Incident reopened. ${text(b['reason'])}`,
  'incident.report-completed': () => 'Report completed',
  'alarm.raised': (b) => `${alarmOf(b)} raised: ${text(object(b['alarm'])['title'])}`,
  'alarm.joined': (b) => `Another signal: ${text(b['what'])}`,
  'alarm.restored': () => 'The cause is gone',
  'alarm.acknowledged': () => 'Acknowledged',
  'alarm.acknowledgement-undone': () => 'Acknowledgement undone',
  'alarm.taken': (b) => `Taken by ${text(b['ownerName'])}`,
  'alarm.assigned': (b) => `Assigned to ${text(b['ownerName'])}`,
  'alarm.step-done': (b) => `Card, ${stepOf(b)}: done`,
  'alarm.step-undone': (b) => `Card, ${stepOf(b)}: undone`,
  'alarm.noted': withFile,
  'alarm.judged': (b) => `Judged: level ${text(b['evidenceLevel'])}`,
  'alarm.shelved': (b) => `Shelved: ${text(b['reason'])}`,
  'alarm.unshelved': () => 'Brought back from the shelf',
  'alarm.shelf-ended': () => 'Back from the shelf: its time ended',
  'alarm.escalated': (b) => `Nobody took it for ${text(b['afterS'])} s`,
  'alarm.acknowledgement-expired': () => 'The acknowledgement expired',
  'alarm.acknowledged-by-rule': () => 'Acknowledged by rule',
  'alarm.offered': (b) => `Offered to ${text(b['toName'])}`,
  'alarm.offer-accepted': (b) => `Accepted by ${text(b['ownerName'])}`,
  'alarm.offer-expired': (b) => `${text(b['toName'])} did not accept in time`,
  'alarm.closed': (b) => `Closed: ${text(b['outcome'])}, ${text(b['cause'])}. ${text(b['finding'])}`,
  'frame.kept': (b) => `Picture of ${text(b['name'])} kept`,
  'frame.missed': (b) => `${text(b['name'])} gave no picture`,
  'frame.deleted': (b) => `Picture of ${text(b['name'])} deleted: ${text(b['reason'])}`,
  'hold.made': (b) =>
    `Footage of ${text(b['cameras'])} cameras held until ${text(b['until'])}: ${text(b['reason'])}`,
  'hold.extended': (b) => `Hold on footage extended to ${text(b['until'])}: ${text(b['reason'])}`,
  'hold.released': (b) => `Hold on footage released: ${text(b['reason'])}`,
  'evidence.exported': () => 'Evidence exported',
  'task.sent': (b) => `${responder(b)} sent to ${alarmOf(b)}`,
  'task.accepted': (b) => `${responder(b)} answered, going`,
  'task.there': (b) => `${responder(b)} is there`,
  'task.done': (b) => `${responder(b)} is done. ${text(b['finding'])}`,
  'task.declined': (b) => `${responder(b)} cannot go. ${text(b['finding'])}`,
  'task.cancelled': (b) => `Task of ${responder(b)} cancelled. ${text(b['finding'])}`,
};

function whoOf(entry: LedgerEntry): string {
  const body = entry.body ?? {};
  const named = text(body['byName']) || text(object(body['step'])['byName']);
  if (named !== '') return named;
  if (entry.actor === 'system') return 'System';
  if (entry.actor.startsWith('phone:')) return 'Phone';
  return entry.actor.startsWith('usr_') ? 'Watch' : entry.actor;
}

/** Who did what, or null for an entry that the report leaves out. */
export function lineOf(entry: LedgerEntry): { readonly who: string; readonly what: string } | null {
  if (LEFT_OUT.has(entry.kind)) return null;
  if (entry.body === null) return { who: whoOf(entry), what: `${entry.kind}. The text was erased.` };
  const sentence = SENTENCES[entry.kind];
  const what = sentence?.(entry.body) ?? `${entry.kind} ${text(entry.body['text'])}`;
  return { who: whoOf(entry), what: what.trim() };
}
