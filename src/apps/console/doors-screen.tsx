import { DoorsPanel } from '../../modules/doors/ui/doors-panel.tsx';
import { DoorsScreen } from '../../modules/doors/ui/doors-screen.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { alarmPath, goTo } from './address.ts';
import { doorCalls } from './api.ts';
import { useLayout } from './layout.ts';
import { select } from './selection.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

/** Who passed which door, who armed and who disarmed. */
export function AllDoorsScreen() {
  const say = useWords();
  const layout = useLayout();
  const { board, may } = useSession();
  if (!may('doors.see'))
    return (
      <>
        <h1 className="sr-only">{say('console.doors')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  return (
    <DoorsScreen
      calls={doorCalls}
      version={board?.doorsSeq ?? 0}
      mayName={may('site.change')}
      tall={layout === 'phone'}
      onAlarm={(id) => goTo(alarmPath(id))}
    />
  );
}

/** The last of them, beside the watch log. */
export function DoorsAside() {
  const { board } = useSession();
  return (
    <DoorsPanel
      calls={doorCalls}
      version={board?.doorsSeq ?? 0}
      onAlarm={select}
      onAll={() => goTo('/doors')}
    />
  );
}
