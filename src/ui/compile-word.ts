import { compileMessage, type CompiledMessage } from '@lingui/message-utils/compileMessage';

const ISOLATE = '\u2068';
const END_OF_ISOLATE = '\u2069';

/**
 * An ICU message, compiled. In a language written from right to left each value stands in a first-strong
 * isolate (UAX #9): "Rover 2" or "2026-10-01" keeps its own order whatever stands around it.
 */
export function compileWord(text: string, direction: 'ltr' | 'rtl'): CompiledMessage {
  const message = compileMessage(text);
  return direction === 'rtl' ? isolated(message) : message;
}

function isolated(message: CompiledMessage): CompiledMessage {
  // No value: nothing to keep apart.
  if (!Array.isArray(message)) return message;
  return message.flatMap((part): CompiledMessage => {
    if (!Array.isArray(part)) return [part];
    const [name, type, forms] = part;
    if (type === undefined) return [ISOLATE, part, END_OF_ISOLATE];
    if (typeof forms !== 'object' || forms === null) return [part];
    const inner = Object.entries(forms).map(([form, what]) => [
      form,
      Array.isArray(what) ? isolated(what) : what,
    ]);
    return [[name, type, Object.fromEntries(inner)] as CompiledMessage[number]];
  }) as CompiledMessage;
}
