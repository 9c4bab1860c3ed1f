import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { RefObject } from 'react';
import { ApiRefusal } from '../../../ui/api.ts';
import { Button } from '../../../ui/button.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { Menu } from '../../../ui/menu.tsx';
import { Notice } from '../../../ui/states.tsx';
import { alarmCan } from '../model.ts';
import type { Alarm } from '../model.ts';
import { sentenceOf } from '../../../ui/use-command.ts';
import type { Acknowledging } from './use-acknowledge.ts';
import { useWords } from './words.ts';

/** P3 and P4 that nobody has, of rows that stand in the view of the list, top first. P1 and P2 never. */
function takeableInView(part: Element | null, alarmOf: (id: string) => Alarm | undefined): readonly Alarm[] {
  const list = part?.querySelector('[role=listbox]');
  if (list === null || list === undefined) return [];
  const view = list.getBoundingClientRect();
  const found: { alarm: Alarm; top: number }[] = [];
  for (const row of list.querySelectorAll<HTMLElement>('[data-row]')) {
    const { top, bottom } = row.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    const alarm = alarmOf(row.dataset['row'] ?? '');
    if (alarm === undefined || middle < view.top || middle > view.bottom) continue;
    if (alarm.priority >= 3 && alarmCan('acknowledge', alarm)) found.push({ alarm, top });
  }
  return found.sort((a, b) => a.top - b.top).map(({ alarm }) => alarm);
}

interface Result {
  readonly done: number;
  readonly of: number;
  readonly running: boolean;
  /** Why the last one that failed did; null while none did. */
  readonly why: string | null;
}

/** Without an answer, or without a PIN, the rest would fail in the same way. */
const endsAll = (error: unknown): boolean =>
  error instanceof ApiRefusal && (error.status === 0 || error.status === 401);

export interface Bulk {
  /** What the next press would take: as it was seen when the pointer or the focus came to the menu. */
  readonly found: readonly Alarm[];
  readonly look: () => void;
  readonly run: () => void;
  readonly result: Result | null;
  readonly forget: () => void;
}

/**
 * Takes many alarms, one request each with the revision that was seen; one after the other, so that a shared
 * console asks for one PIN at a time.
 */
export function useBulkAcknowledge(
  part: RefObject<Element | null>,
  alarmOf: (id: string) => Alarm | undefined,
  acknowledge: Acknowledging['acknowledge'],
): Bulk {
  const [found, setFound] = useState<readonly Alarm[]>([]);
  const [result, setResult] = useState<Result | null>(null);
  const take = async (alarms: readonly Alarm[]) => {
    let done = 0;
    let why: string | null = null;
    const tell = (running: boolean) => setResult({ done, of: alarms.length, running, why });
    for (const alarm of alarms) {
      tell(true);
      const error = await acknowledge(alarm);
      if (error === null) done += 1;
      else {
        why = sentenceOf(error);
        if (endsAll(error)) break;
      }
    }
    tell(false);
  };
  return {
    found,
    look: () => setFound(takeableInView(part.current, alarmOf)),
    run: () => {
      if (result?.running !== true) void take(found);
    },
    result,
    forget: () => setResult(null),
  };
}

/** The menu in the head of the queue. */
export function BulkMenu(props: { bulk: Bulk }) {
  const { bulk } = props;
  const say = useWords();
  const { live } = useLiveState();
  return (
    <span onPointerEnter={bulk.look} onFocus={bulk.look}>
      <Menu
        label={say('watch.queueMenu')}
        trigger={<Ellipsis size={18} aria-hidden="true" />}
        items={[
          {
            label: say('watch.bulk', { n: bulk.found.length }),
            onSelect: bulk.run,
            disabled: !live || bulk.found.length === 0 || bulk.result?.running === true,
          },
        ]}
      />
    </span>
  );
}

/** Under the head: how far it is, and at the end what came of it. Failed rows say why themselves. */
export function BulkResult(props: { bulk: Bulk }) {
  const { result, forget } = props.bulk;
  const say = useWords();
  if (result === null) return null;
  const { done, of, running, why } = result;
  return (
    <div className="shrink-0 border-b border-line p-2">
      <Notice
        tone={running || why === null ? 'done' : 'problem'}
        action={
          !running && (
            <Button size="small" onClick={forget}>
              {say('watch.bulk.close')}
            </Button>
          )
        }
      >
        {running && say('watch.bulk.running', { n: done + 1, of })}
        {!running && why === null && say('watch.bulk.done', { n: done })}
        {!running && why !== null && say('watch.bulk.some', { n: done, of, why })}
      </Notice>
    </div>
  );
}
