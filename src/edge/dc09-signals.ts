import { toInstant } from '../kernel/time.ts';
import type { IncomingSignal } from '../modules/technical/model.ts';
import { meaning } from '../wire/dc09/codes.ts';
import type { Meaning } from '../wire/dc09/meaning.ts';
import type { Dc09Message } from '../wire/dc09/message.ts';

/** More codes in one frame than any panel sends; the rest becomes one unreadable signal that lists them. */
const MAX_CODES = 64;

/** The source name of an account: `dc09:1234`, upper case. */
export const panelSource = (account: string | null): string => `dc09:${(account ?? 'none').toUpperCase()}`;

/** The account that a message speaks for: the header's, else the one in its data. */
export const accountOf = (message: Pick<Dc09Message, 'account' | 'dataAccount'>): string | null =>
  message.account ?? message.dataAccount;

/** Zone or user number without leading zeros; `user:<n>` where the code concerns a person. */
function pointOf(number: string, concerns: Meaning['concerns']): string {
  const plain = number.replace(/^0+(?=.)/, '').replace(/^0$/, '');
  return concerns === 'user' && plain !== '' ? `user:${plain}` : plain;
}

/**
 * A panel's codes in our words: one signal for each code of the frame. A body that makes no sense becomes an
 * `unreadable` signal, so that it is seen; an empty one is a note. Modules never meet DC-09 beyond this.
 */
export function signalsOf(message: Dc09Message): IncomingSignal[] {
  const cid = message.contactId;
  if (cid) {
    const m = meaning({ qualifier: cid.qualifier, event: cid.event });
    return [
      signal(message, {
        point: pointOf(cid.zone, m.concerns),
        kind: m.kind,
        change: m.change,
        code: `${cid.qualifier}${cid.event}`,
        description: m.description,
        text: cid.text ?? message.extendedData.text,
        partition: cid.group,
      }),
    ];
  }
  const events = message.sia?.events ?? [];
  if (events.length === 0) return [unreadable(message)];
  const signals = events.slice(0, MAX_CODES).map((event) => {
    const m = meaning({ code: event.code });
    return signal(message, {
      point: pointOf(event.address, m.concerns),
      kind: m.kind,
      change: m.change,
      credential: event.modifiers['id'] ? pointOf(event.modifiers['id'], 'user') : undefined,
      code: event.code,
      description: m.description,
      text: wordsOf(message, event.text),
      partition: event.modifiers['ri'],
    });
  });
  const rest = events.slice(MAX_CODES);
  if (rest.length > 0)
    signals.push(unreadable(message, rest.map((event) => event.code + event.address).join(' ')));
  return signals;
}

/** All that the panel said in words, each once: at the code, behind `|A`, in an I block, at area or user. */
function wordsOf(message: Dc09Message, atCode: string | null): string {
  const named = Object.values(message.sia?.modifierText ?? {});
  if (!atCode && !message.sia?.asciiText && !message.extendedData.text && named.length === 0) return '';
  const said = [atCode, message.sia?.asciiText, message.extendedData.text, ...named].map((words) =>
    words?.trim(),
  );
  return [...new Set(said.filter((words) => words))].join(', ');
}

function unreadable(message: Dc09Message, body = message.dataBody): IncomingSignal {
  const empty = body.trim() === '';
  return signal(message, {
    point: '',
    kind: empty ? 'other' : 'unreadable',
    change: empty ? 'note' : 'active',
    code: '',
    description: empty ? 'Message without content' : 'Content that cannot be read',
    text: empty ? null : body.slice(0, 200),
    partition: null,
  });
}

type Event = Pick<IncomingSignal, 'point' | 'kind' | 'change' | 'code' | 'description'> & {
  readonly credential?: string | undefined;
  readonly text: string | null | undefined;
  readonly partition: string | null | undefined;
};

/** One object of one shape, absent fields undefined: spread together it took ten times the memory and time. */
function signal(message: Dc09Message, event: Event): IncomingSignal {
  const extra = message.extendedData;
  const at = extra.occurredMs ?? message.timestampMs;
  return {
    protocol: 'dc09',
    source: panelSource(accountOf(message)),
    point: event.point,
    kind: event.kind,
    change: event.change,
    credential: event.credential || undefined,
    code: event.code,
    description: event.description,
    text: event.text || undefined,
    partition: event.partition || undefined,
    sequence: message.sequence,
    position: extra.position ?? undefined,
    mac: extra.mac || undefined,
    link: extra.verification || undefined,
    authenticated: message.encrypted,
    occurredAt: at === null ? null : toInstant(at),
  };
}
