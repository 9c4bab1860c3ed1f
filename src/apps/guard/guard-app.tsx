import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect } from 'react';
import { showTerms, useLanguage } from '../../ui/words.ts';
import { DeclineScreen, FinishScreen, ReportScreen } from './act-screens.tsx';
import { EnrolScreens } from './enrol-screens.tsx';
import { useGuardWords } from './guard-words.ts';
import { HelpBar } from './help-bar.tsx';
import { HomeScreen } from './home-screen.tsx';
import type { Phone } from './phone.ts';
import { inLanguage } from './phone-model.ts';
import type { Home, PhoneState } from './phone-model.ts';
import type { Sharing } from './position.ts';
import { SettingsScreen } from './settings-screen.tsx';
import { ConnectionStrip, Header } from './top.tsx';
import { useDuties, useItems, usePhone, useTasks, useView } from './use-phone.ts';

/** The guard's phone. The kit's own provider is left out: its tooltips are for desks and weigh 20 kB. */
export function GuardApp(props: { phone: Phone; sharing: Sharing }) {
  const state = usePhone(props.phone);
  const items = useItems(props.phone);
  const { stage, home } = state;
  const terms = home === null ? undefined : (home.post.terms ?? null);
  useEffect(() => {
    if (terms !== undefined) void showTerms(terms);
  }, [terms]);
  return (
    <CSPProvider disableStyleElements>
      {stage.at === 'ready' && home !== null ? (
        <Ready {...props} state={state} home={home} />
      ) : (
        <EnrolScreens
          phone={props.phone}
          state={state}
          waiting={
            stage.at === 'ended'
              ? items.filter((item) => item.state === 'waiting' && item.personId === stage.personId).length
              : 0
          }
        />
      )}
    </CSPProvider>
  );
}

function Ready(props: { phone: Phone; sharing: Sharing; state: PhoneState; home: Home }) {
  const { phone, sharing, state, home } = props;
  const all = useItems(phone);
  const items = all.filter((item) => item.personId === home.me.id);
  const waiting = items.filter((item) => item.state === 'waiting').length;
  const { open, ended } = useTasks(state, items);
  const { newTask } = state;
  const sharingReason = useDuties(state, open.length > 0, sharing);
  const { view, go, home: goHome } = useView();
  const say = useGuardWords();
  const { language } = useLanguage();
  const shared = { phone, state, home, sharing, sharingReason };
  const taskOf = (id: string) => open.find((task) => task.id === id);
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)_auto] break-keep">
      <Header home={home} onSettings={() => go('settings')} />
      <ConnectionStrip state={state} waiting={waiting} onTry={() => void phone.tryNow()} />
      <main key={view.at} className="min-h-0 overflow-y-auto overscroll-contain">
        <p role="alert" className="sr-only">
          {newTask ? say('guard.newTask', { order: inLanguage(newTask.order, language).text }) : ''}
        </p>
        {view.at === 'home' && <HomeScreen {...shared} items={items} open={open} ended={ended} go={go} />}
        {view.at === 'report' && <ReportScreen phone={phone} onHome={goHome} />}
        {view.at === 'finish' && <FinishScreen phone={phone} task={taskOf(view.taskId)} onHome={goHome} />}
        {view.at === 'decline' && <DeclineScreen phone={phone} task={taskOf(view.taskId)} onHome={goHome} />}
        {view.at === 'settings' && (
          <SettingsScreen {...shared} others={all.length - items.length} onHome={goHome} />
        )}
      </main>
      <HelpBar
        help={state.help}
        radioChannel={home.post.radioChannel}
        onHelp={() => void phone.callForHelp(sharing.latest())}
      />
    </div>
  );
}
