import { useCallback, useState } from 'react';
import type { Alarm } from '../model.ts';
import { alarmCan } from '../model.ts';
import type { RowSending } from './alarm-row.tsx';
import { useWatchCalls } from './calls.ts';
import { sentenceOf } from './problem.ts';
import { useWords } from './words.ts';

/**
 * Acknowledging, as seen in the row and in the detail at once: "sending" until the server answered; why it
 * failed stays in its place until the next try. Nothing is shown as done before the server said so.
 */
export function useAcknowledge(): {
  sending: ReadonlyMap<string, RowSending>;
  acknowledge: (alarm: Alarm) => Promise<void>;
} {
  const calls = useWatchCalls();
  const say = useWords();
  const [sending, setSending] = useState<ReadonlyMap<string, RowSending>>(new Map());
  const acknowledge = useCallback(
    async (alarm: Alarm) => {
      if (!alarmCan('acknowledge', alarm)) return;
      setSending((before) => new Map(before).set(alarm.id, { words: say('watch.sending'), failed: false }));
      let failed: string | null = null;
      try {
        await calls.acknowledge(alarm.id, alarm.revision);
      } catch (error) {
        failed = sentenceOf(error);
      }
      setSending((before) => {
        const next = new Map(before);
        if (failed === null) next.delete(alarm.id);
        else next.set(alarm.id, { words: say('watch.notSent', { why: failed }), failed: true });
        return next;
      });
    },
    [calls, say],
  );
  return { sending, acknowledge };
}
