import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { PeopleAndPhones } from '../../modules/identity/ui/people-and-phones.tsx';
import { LogScreen } from '../../modules/watch/ui/log-screen.tsx';
import { nowMs } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/states.tsx';
import { useLiveState } from '../../ui/live.ts';
import { useDensity } from '../../ui/theme.ts';
import { goTo, usePath } from './address.ts';
import { useLayout } from './layout.ts';
import { useLogContext } from './log-context.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const NONE: readonly never[] = [];

/** The watch log as a screen of its own. */
export function WatchLogScreen() {
  const say = useWords();
  const { board, may } = useSession();
  const layout = useLayout();
  const { rowPx } = useDensity();
  const context = useLogContext();
  if (!may('log.see')) {
    return (
      <>
        <h1 className="sr-only">{say('console.log')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  }
  return (
    <LogScreen
      context={context}
      people={board?.snapshot.people ?? NONE}
      fresh={board?.log ?? NONE}
      nowMs={nowMs}
      tall={layout === 'phone'}
      rowPx={rowPx}
    />
  );
}

/** The pages of Set up, with the way between them. */
export function SetUp(props: { children: ReactNode }) {
  const say = useWords();
  const path = usePath();
  const { live } = useLiveState();
  const { may } = useSession();
  const pages = useMemo(
    () => [
      ...(may('seat.see') ? [{ to: '/set-up/seats', label: say('console.seats') } as const] : []),
      { to: '/set-up', label: say('console.devices') } as const,
      { to: '/set-up/people', label: say('console.people') } as const,
      { to: '/set-up/site', label: say('console.site') } as const,
      { to: '/set-up/map', label: say('console.map') } as const,
      { to: '/set-up/cameras', label: say('console.cameras') } as const,
      { to: '/set-up/import', label: say('console.import') } as const,
      { to: '/set-up/post', label: say('console.post') } as const,
      { to: '/set-up/watch', label: say('console.watchSetup') } as const,
      ...(may('exercise.run') ? [{ to: '/set-up/exercise', label: say('console.exercise') } as const] : []),
      { to: '/set-up/my-post', label: say('console.myPost') } as const,
    ],
    [say, may],
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <h1 className="m-0 text-title font-bold">{say('console.setUp')}</h1>
        <nav aria-label={say('console.setUp')} className="flex flex-wrap gap-1">
          {pages.map((page) => (
            <a
              key={page.to}
              href={page.to}
              aria-current={path === page.to ? 'page' : undefined}
              onClick={(event) => {
                event.preventDefault();
                goTo(page.to);
              }}
              className="inline-flex min-h-control items-center rounded-corner px-3 text-body text-ink-2 no-underline hover:bg-raised aria-[current=page]:bg-selected aria-[current=page]:font-semibold aria-[current=page]:text-ink-1"
            >
              {page.label}
            </a>
          ))}
        </nav>
        {!live && <span className="text-table text-ink-2">{say('console.readOnly')}</span>}
      </div>
      <div
        tabIndex={0}
        className="fades min-h-0 flex-1 overflow-y-auto p-4 max-md:[&_td]:whitespace-nowrap max-md:[&_th]:whitespace-nowrap"
      >
        <div className="mx-auto max-w-[1200px]">{props.children}</div>
      </div>
    </div>
  );
}

export function PeopleScreen() {
  return (
    <SetUp>
      <PeopleAndPhones />
    </SetUp>
  );
}
