import { useMemo } from 'react';
import { SetupCallsProvider } from '../../modules/setup/ui/calls.ts';
import type { SetupCalls } from '../../modules/setup/ui/calls.ts';
import { ImportScreen } from '../../modules/setup/ui/import-screen.tsx';
import { MyPost } from '../../modules/setup/ui/my-post.tsx';
import { PostScreen } from '../../modules/setup/ui/post-screen.tsx';
import { SiteScreen } from '../../modules/setup/ui/site-screen.tsx';
import type { Permission } from '../../modules/identity/model.ts';
import { EmptyState } from '../../ui/states.tsx';
import { goTo } from './address.ts';
import { api } from './api.ts';
import { SetUp } from './other-screens.tsx';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

function setupCalls(may: (permission: Permission) => boolean): SetupCalls {
  return {
    may,
    steps: async () => (await api('GET /setup/steps')).steps,
    soundTested: () => api('POST /setup/sound-tested', { body: {} }),
    templates: async () => (await api('GET /sops/templates')).templates,
    adopt: (ids) => api('POST /sops/adopt', { body: { ids } }),
    preview: (kind, csv) => api('POST /import/preview', { body: { kind, csv } }),
    apply: (kind, csv, digest) => api('POST /import/apply', { body: { kind, csv, digest } }),
    zones: async () => (await api('GET /zones')).zones,
    saveZone: (id, body) =>
      id === null ? api('POST /zones', { body }) : api('POST /zones/:id', { params: { id }, body }),
    removeZone: (id) => api('DELETE /zones/:id', { params: { id } }),
    devices: async () => (await api('GET /devices')).devices,
    saveDevice: (id, form) =>
      id === null
        ? api('POST /devices', { body: form })
        : api('POST /devices/:id', { params: { id }, body: form }),
    removeDevice: (id) => api('DELETE /devices/:id', { params: { id } }),
    startTest: (id) => api('POST /devices/:id/test', { params: { id }, body: {} }),
    endTest: (id) => api('DELETE /devices/:id/test', { params: { id } }),
    tests: (id) => api('GET /devices/:id/test', { params: { id } }),
    post: async () => (await api('GET /post')).post,
    savePost: (body) => api('POST /post', { body }),
  };
}

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
