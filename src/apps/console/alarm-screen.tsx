import { ArrowLeft } from 'lucide-react';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { EmptyState } from '../../ui/states.tsx';
import { goTo } from './address.ts';
import { useLayout } from './layout.ts';
import { useSession } from './session.ts';
import { AlarmMissing, AlarmWorkspace, useAlarm } from './workspace.tsx';
import { useWords } from './words.ts';

function OneAlarm(props: { board: Board; id: string }) {
  const say = useWords();
  const layout = useLayout();
  const acknowledge = useAcknowledge();
  const { alarm, loading, error } = useAlarm(props.id);
  const phone = layout === 'phone';
  const goBack = () => goTo('/');
  useKeys([{ keys: 'Escape', label: say('console.back'), run: goBack }]);
  const back = (
    <IconButton
      label={say('console.back')}
      icon={<ArrowLeft size={20} className="rtl:-scale-x-100" />}
      onClick={goBack}
    />
  );
  return (
    <div className="fades mx-auto flex min-h-0 w-full max-w-[900px] flex-1 flex-col border-line bg-panel md:border-x">
      <h1 className="sr-only">{say('console.detail')}</h1>
      {alarm === null ? (
        <>
          <div className="p-2">{back}</div>
          <AlarmMissing loading={loading} error={error} />
        </>
      ) : (
        <AlarmWorkspace
          alarm={alarm}
          board={props.board}
          sending={acknowledge.sending.get(alarm.id) ?? null}
          onAcknowledge={(each) => void acknowledge.acknowledge(each)}
          thumb={phone}
          back={back}
          alone
        />
      )}
    </div>
  );
}

/** One alarm whole, for a phone or a second screen. */
export function AlarmScreen(props: { id: string }) {
  const say = useWords();
  const { board } = useSession();
  if (board === null)
    return <EmptyState title={say('console.noBoard')}>{say('console.noBoardHint')}</EmptyState>;
  return <OneAlarm key={props.id} board={board} id={props.id} />;
}
