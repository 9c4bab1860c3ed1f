import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { openTasks, withActs } from './outbox-model.ts';
import type { OutboxItem } from './outbox-model.ts';
import type { Phone } from './phone.ts';
import type { PhoneState } from './phone-model.ts';
import { HELP_SHOWN_S } from './phone-model.ts';
import { phoneNowMs } from './phone-clock.ts';
import type { Sharing, SharingReason, SharingState } from './position.ts';
import { keepScreenOn } from './senses.ts';

export function usePhone(phone: Phone): PhoneState {
  return useSyncExternalStore(phone.subscribe, phone.state);
}

export function useItems(phone: Phone): readonly OutboxItem[] {
  return useSyncExternalStore(phone.outbox.subscribe, phone.outbox.items);
}

export function useSharing(sharing: Sharing): SharingState {
  return useSyncExternalStore(sharing.subscribe, sharing.state);
}

/** Tasks as the guard should see them: open ones in the order to do them, and those that ended. */
export function useTasks(state: PhoneState, items: readonly OutboxItem[]) {
  const tasks = withActs(state.home?.tasks ?? [], items);
  const open = openTasks(tasks);
  const ended = tasks
    .filter((task) => !open.includes(task))
    .sort((a, b) => ((a.endedAt ?? a.sentAt) < (b.endedAt ?? b.sentAt) ? 1 : -1));
  return { open, ended };
}

/** Keeps the screen on and shares position for as long as there is a reason. */
export function useDuties(state: PhoneState, hasTask: boolean, sharing: Sharing): SharingReason | null {
  const { help, home } = state;
  const helpIsFresh = help !== null && phoneNowMs() - Date.parse(help.calledAt) < HELP_SHOWN_S * 1000;
  const onDuty = home?.responder?.onDuty === true;
  const reason = home === null ? null : helpIsFresh ? 'help' : hasTask ? 'task' : onDuty ? 'duty' : null;
  useEffect(() => sharing.want(reason), [reason, sharing]);
  useEffect(() => keepScreenOn(hasTask), [hasTask]);
  return reason;
}

export type View =
  | { readonly at: 'home' }
  | { readonly at: 'report' }
  | { readonly at: 'settings' }
  | { readonly at: 'finish' | 'decline'; readonly taskId: string };

function readView(): View {
  const [at, taskId] = location.hash.slice(1).split('/');
  if (at === 'report' || at === 'settings') return { at };
  if ((at === 'finish' || at === 'decline') && taskId) return { at, taskId };
  return { at: 'home' };
}

/** One thing per screen, in the address, so that the phone's own Back goes home and not out. */
export function useView(): { view: View; go: (hash: string) => void; home: () => void } {
  const [view, setView] = useState(readView);
  const opened = useRef(false);
  useEffect(() => {
    const follow = () => setView(readView());
    addEventListener('hashchange', follow);
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('popstate', follow);
    };
  }, []);
  return {
    view,
    go: (hash) => {
      opened.current = true;
      location.hash = hash;
    },
    home: () => {
      if (opened.current) history.back();
      else {
        history.replaceState(null, '', location.pathname);
        setView({ at: 'home' });
      }
      opened.current = false;
    },
  };
}
