import { useCallback, useState } from 'react';
import type { Alarm } from '../model.ts';
import { alarmCan } from '../model.ts';
import type { RowSending } from './alarm-row.tsx';
import { useWatchCalls } from './calls.ts';
import { sentenceOf } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

export interface Acknowledging {
  readonly sending: ReadonlyMap<string, RowSending>;
  /** Resolves to what went wrong, or null. */
  readonly acknowledge: (alarm: Alarm) => Promise<unknown>;
}

/**
 * Acknowledging, as seen in the row and in the detail at once: "sending" until the server answered; why it
 * failed stays in its place until the next try. Nothing is shown as done before the server said so.
 */
export function useAcknowledge(): Acknowledging {
  const calls = useWatchCalls();
  const say = useWords();
  const [sending, setSending] = useState<ReadonlyMap<string, RowSending>>(new Map());
  const acknowledge = useCallback(
    async (alarm: Alarm) => {
      if (!alarmCan('acknowledge', alarm)) return null;
      setSending((before) => new Map(before).set(alarm.id, { words: say('watch.sending'), failed: false }));
      let failure: unknown = null;
      try {
        await calls.acknowledge(alarm.id, alarm.revision);
      } catch (error) {
        failure = error;
      }
      setSending((before) => {
        const next = new Map(before);
        if (failure === null) next.delete(alarm.id);
        else next.set(alarm.id, { words: say('watch.notSent', { why: sentenceOf(failure) }), failed: true });
        return next;
      });
      return failure;
    },
    [calls, say],
  );
  return { sending, acknowledge };
}
