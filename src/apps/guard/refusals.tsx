import { joined } from '../../ui/kit-words.ts';
import { Button } from '../../ui/button.tsx';
import { spokenNumber } from '../../kernel/id.ts';
import { useGuardWords } from './guard-words.ts';
import type { OutboxItem } from './outbox-model.ts';
import { matterOf } from './outbox-model.ts';

/** What the watch did not take, one line a matter, until the guard has read it. */
export function Refusals(props: { items: readonly OutboxItem[]; onRead: (keys: readonly string[]) => void }) {
  const say = useGuardWords();
  const matters = new Map<string, OutboxItem[]>();
  for (const item of props.items) {
    if (item.state !== 'refused') continue;
    matters.set(matterOf(item), [...(matters.get(matterOf(item)) ?? []), item]);
  }
  const textOf = ([first]: readonly OutboxItem[]): string => {
    if (!first) return '';
    const { act } = first;
    if (act.kind === 'help') return say('guard.refusedHelp');
    if (act.kind === 'report') return say('guard.refused', { what: joined([say('guard.report'), act.text]) });
    if (act.kind === 'radio-check') return say('guard.refused', { what: say('guard.radioCheck') });
    const action = say('guard.action', { action: act.action });
    return say('guard.movedOn', { task: spokenNumber('T', act.taskNumber), action });
  };
  return [...matters].map(([matter, items]) => (
    <div
      key={matter}
      role="alert"
      className="flex items-center gap-3 rounded-corner border border-ink-1 bg-raised ps-4 text-guard"
    >
      <p className="m-0 min-w-0 flex-1 py-2">{textOf(items)}</p>
      <Button kind="ghost" size="thumb" onClick={() => props.onRead(items.map((item) => item.key))}>
        {say('guard.ok')}
      </Button>
    </div>
  ));
}
