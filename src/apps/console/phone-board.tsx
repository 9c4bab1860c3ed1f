import { ArrowLeft } from 'lucide-react';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { BoardMap } from './board-map.tsx';
import { select, useSelection } from './selection.ts';
import { useSession } from './session.ts';
import { QueuePart } from './watch-screen.tsx';
import { useWords } from './words.ts';
import { AlarmWorkspace } from './workspace.tsx';

/** A board of an exercise or of a replay on a phone: list and map, or the alarm that was chosen. */
export function PhoneBoard(props: { board: Board }) {
  const { board } = props;
  const say = useWords();
  const { store, replayed } = useSession();
  const acknowledge = useAcknowledge();
  const selectedId = useSelection();
  const alarm = selectedId === null ? undefined : store.alarm(selectedId);
  if (alarm !== undefined) {
    const back = (
      <IconButton
        label={say('console.list')}
        icon={<ArrowLeft size={20} className="rtl:-scale-x-100" />}
        onClick={() => select(null)}
      />
    );
    return (
      <AlarmWorkspace
        alarm={alarm}
        board={board}
        sending={acknowledge.sending.get(alarm.id) ?? null}
        onAcknowledge={(each) => void acknowledge.acknowledge(each)}
        back={back}
        thumb={replayed !== true}
        alone
      />
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-[160px] shrink-0 border-b border-line">
        <BoardMap board={board} selectedId={selectedId} onSelect={select} small />
      </div>
      <QueuePart board={board} selectedId={selectedId} onSelect={select} acknowledge={acknowledge} phone />
    </div>
  );
}
