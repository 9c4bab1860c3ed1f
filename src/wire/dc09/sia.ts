import type { SiaData, SiaEvent, SiaModifiers } from './message.ts';
import { readText } from './text.ts';

/*
 * The body of SIA-DCS: `N` or `O`, then modifiers (two small letters and a value), codes (two capitals and an
 * address) and `^text^`, with `/` between them or nothing. `|A...` ends it with free text.
 */

/** More codes than this in one frame are left in `unparsed`; the longest frame holds about 1000. */
const MAX_EVENTS = 1024;
/** Different modifier names in force at once; DC-03 knows about a dozen. */
const MAX_MODIFIERS = 24;

const MODIFIER = /([a-z]{2})([0-9][0-9:.-]*)?/y;
/** A hex letter belongs to the address unless it begins the next code: `BA1FA2` is BA 1 and FA 2. */
const CODE = /([A-Z]{2})((?:[0-9]|[A-Fa-f](?![A-Za-z]))*)/y;

interface Draft {
  code: string;
  address: string;
  text: string | null;
  modifiers: SiaModifiers;
}

interface Reading {
  readonly first: Record<string, string>;
  readonly modifierText: Record<string, string>;
  readonly events: Draft[];
  unparsed: string;
}

function readGroup(group: string, reading: Reading): void {
  let current: Record<string, string> = {};
  let lastModifier: string | null = null;
  let lastEvent: Draft | null = null;
  let at = 0;
  while (at < group.length) {
    if (group[at] === '/') {
      at++;
      continue;
    }
    if (group[at] === '^') {
      const end = group.indexOf('^', at + 1);
      const text = readText(group.slice(at + 1, end < 0 ? undefined : end));
      if (lastEvent) lastEvent.text = lastEvent.text === null ? text : `${lastEvent.text} ${text}`;
      else if (lastModifier !== null) reading.modifierText[lastModifier] = text;
      else reading.unparsed += text;
      at = end < 0 ? group.length : end + 1;
      continue;
    }
    MODIFIER.lastIndex = at;
    const modifier = MODIFIER.exec(group);
    if (
      modifier &&
      (current[modifier[1] ?? ''] !== undefined || Object.keys(current).length < MAX_MODIFIERS)
    ) {
      const name = modifier[1] ?? '';
      const value = modifier[2] ?? '';
      current = { ...current, [name]: value };
      reading.first[name] ??= value;
      lastModifier = name;
      lastEvent = null;
      at = MODIFIER.lastIndex;
      continue;
    }
    CODE.lastIndex = at;
    const code = reading.events.length < MAX_EVENTS ? CODE.exec(group) : null;
    if (code) {
      lastEvent = { code: code[1] ?? '', address: code[2] ?? '', text: null, modifiers: current };
      reading.events.push(lastEvent);
      at = CODE.lastIndex;
      continue;
    }
    reading.unparsed += group[at];
    at++;
  }
}

const QUALIFIED = /^[NO](?=$|\/|\^|[a-z]{2}|[A-Z]{2})/;

/**
 * Reads a SIA DC-03 body as DC-09 carries it, one character per byte in. Never fails: what makes no sense is
 * kept in `unparsed`, so that an alarm with one odd character is still an alarm.
 */
export function readSia(body: string): SiaData {
  const reading: Reading = { first: {}, modifierText: {}, events: [], unparsed: '' };
  let qualifier: 'N' | 'O' | null = null;
  let asciiText: string | null = null;
  let rest: string | null = body;
  while (rest !== null) {
    if (rest.startsWith('A') && rest !== body) {
      asciiText = readText(rest.slice(1));
      break;
    }
    const bar: number = rest.indexOf('|');
    let group = bar < 0 ? rest : rest.slice(0, bar);
    if (QUALIFIED.test(group)) {
      qualifier ??= group.startsWith('N') ? 'N' : 'O';
      group = group.slice(1);
    }
    readGroup(group, reading);
    rest = bar < 0 ? null : rest.slice(bar + 1);
  }
  const events: SiaEvent[] = reading.events;
  return {
    qualifier,
    modifiers: reading.first,
    modifierText: reading.modifierText,
    events,
    asciiText,
    unparsed: reading.unparsed === '' ? null : readText(reading.unparsed),
  };
}
