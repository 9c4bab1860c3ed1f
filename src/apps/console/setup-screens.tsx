import { useMemo } from 'react';
import { SetupCallsProvider } from '../../modules/setup/ui/calls.ts';
import { ImportScreen } from '../../modules/setup/ui/import-screen.tsx';
import { MyPost } from '../../modules/setup/ui/my-post.tsx';
import { PostScreen } from '../../modules/setup/ui/post-screen.tsx';
import { SiteScreen } from '../../modules/setup/ui/site-screen.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { goTo } from './address.ts';
import { SetUp } from './other-screens.tsx';
import { useSession } from './session.ts';
import { setupCalls } from './setup-calls.ts';
import { useWords } from './words.ts';

/** The pages of Set up that build a post: its steps, zones and devices, files, settings. */
export function SetupScreen(props: { page: string }) {
  const say = useWords();
  const { may } = useSession();
  const calls = useMemo(() => setupCalls(may), [may]);
  if (!may('panel.see'))
    return (
      <SetUp>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </SetUp>
    );
  return (
    <SetupCallsProvider value={calls}>
      <SetUp>
        {props.page === 'my-post' && <MyPost goTo={goTo} />}
        {props.page === 'site' && <SiteScreen />}
        {props.page === 'import' && <ImportScreen />}
        {props.page === 'post' && <PostScreen />}
      </SetUp>
    </SetupCallsProvider>
  );
}
