import { CONTACT_ID_TO_SIA } from './contact-id-to-sia.ts';
import { DC03_CODES } from './dc03-codes.ts';
import { DC05_EVENTS } from './dc05-events.ts';
import type { CodeRow, ContactIdRow, EventChange, EventKind, Meaning } from './meaning.ts';

const sia = new Map<string, CodeRow>(Object.entries(DC03_CODES));
const contactId = new Map<string, ContactIdRow>(Object.entries(DC05_EVENTS));
const toSia = new Map<string, readonly [string, string]>(Object.entries(CONTACT_ID_TO_SIA));

const RESTORE = '3';

/** The plain name of a SIA code (`BA`) or a Contact ID event (`130`); null when no table knows it. */
export function describe(code: string): string | null {
  const row = sia.get(code) ?? contactId.get(code) ?? sia.get(toSia.get(code)?.[0] ?? '');
  return row?.[0] ?? null;
}

/** The SIA code that says the same as a Contact ID event with its qualifier; null when there is none. */
export function siaCodeFor(qualifier: string, event: string): string | null {
  return toSia.get(event)?.[qualifier === RESTORE ? 1 : 0] ?? null;
}

function unknown(code: string, change: EventChange): Meaning {
  const description = `Code ${code}, not in our tables`;
  return { code, known: false, kind: 'other', change, concerns: 'zone', description };
}

function siaMeaning(code: string, saidAs: string): Meaning | null {
  const row = sia.get(code);
  if (!row) return null;
  const [description, concerns, kind, change] = row;
  return { code: saidAs, known: true, kind, change, concerns, description };
}

function contactIdMeaning(qualifier: string, event: string): Meaning {
  const row = contactId.get(event);
  const restored = qualifier === RESTORE;
  if (!row) {
    const translated = siaMeaning(siaCodeFor(qualifier, event) ?? '', event);
    return translated ?? unknown(event, restored ? 'restored' : 'active');
  }
  const [description, concerns, plainKind, how] = row;
  let kind: EventKind = plainKind;
  let change: EventChange;
  if (how === 'state') change = restored ? 'restored' : 'active';
  else if (how === 'open-close' || how === 'close-open') {
    kind = restored === (how === 'open-close') ? 'closing' : 'opening';
    change = 'note';
  } else change = how === 'active' && restored ? 'restored' : how;
  return { code: event, known: true, kind, change, concerns, description };
}

/**
 * What a SIA event or a Contact ID event means in our words. A code that no table knows is `other` and
 * `active` (Contact ID qualifier 3: `restored`), never dropped: the watch must see it.
 */
export function meaning(
  event: { readonly code: string } | { readonly qualifier: string; readonly event: string },
): Meaning {
  if ('code' in event) return siaMeaning(event.code, event.code) ?? unknown(event.code, 'active');
  return contactIdMeaning(event.qualifier, event.event);
}
