import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useCallback, useEffect, useMemo, useState } from 'react';
import type { Me } from '../../modules/identity/model.ts';
import { IdentityCallsProvider } from '../../modules/identity/ui/calls.ts';
import type { Start } from '../../modules/identity/ui/calls.ts';
import { DispatchCallsProvider } from '../../modules/dispatch/ui/calls.ts';
import { TechnicalCallsProvider } from '../../modules/technical/ui/calls.ts';
import { ReplayPlaceProvider } from '../../modules/watch/ui/replay-context.ts';
import { WatchCallsProvider } from '../../modules/watch/ui/calls.ts';
import { ApiRefusal, setPinAsker } from '../../ui/api.ts';
import type { Pin } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import {
  api,
  askStart,
  dispatchCalls,
  identityCalls,
  mayOf,
  sayRefusal,
  technicalCalls,
  watchCalls,
} from './api.ts';
import { goTo, replayPath } from './address.ts';
import { forgetNames, learnNames } from './alarm-names.ts';
import { select } from './selection.ts';
import { Shell } from './shell.tsx';
import { SessionProvider, useNewSession } from './session.ts';
import { useWords } from './words.ts';

const StartScreen = lazy(() => import('./start-screen.tsx').then((file) => ({ default: file.StartScreen })));
const PinAsk = lazy(() =>
  import('../../modules/identity/ui/pin-ask.tsx').then((file) => ({ default: file.PinAsk })),
);

/** Asks for a PIN on a shared console; one question at a time. */
function usePinQuestion() {
  const [question, setQuestion] = useState<{ why: string; answer: (pin: Pin | null) => void } | null>(null);
  useEffect(() => {
    setPinAsker(
      (refusal) =>
        new Promise((resolve) => {
          setQuestion({
            why: sayRefusal(refusal).message,
            answer: (pin) => {
              setQuestion(null);
              resolve(pin);
            },
          });
        }),
    );
    return () => setPinAsker(() => Promise.resolve(null));
  }, []);
  return question;
}

function SignedOn(props: { me: Me; start: Start; tell: Parameters<typeof useNewSession>[2] }) {
  const session = useNewSession(props.me, props.start, props.tell);
  const question = usePinQuestion();
  const { store, may } = session;
  const calls = useMemo(
    () => ({
      watch: watchCalls(store, may, learnNames),
      dispatch: dispatchCalls(store, may),
      technical: technicalCalls(may),
      identity: identityCalls(may),
    }),
    [store, may],
  );
  const place = useMemo(() => {
    const maySee = may('board.see') && may('log.see');
    return { upToSeq: null, jump: maySee ? (at: string) => goTo(replayPath(at)) : null };
  }, [may]);
  return (
    <SessionProvider value={session}>
      <WatchCallsProvider value={calls.watch}>
        <DispatchCallsProvider value={calls.dispatch}>
          <TechnicalCallsProvider value={calls.technical}>
            <IdentityCallsProvider value={calls.identity}>
              <ReplayPlaceProvider value={place}>
                <Shell />
              </ReplayPlaceProvider>
              <Suspense>
                {question !== null && (
                  <PinAsk
                    open
                    why={question.why}
                    people={session.board?.snapshot.people ?? [props.me.person]}
                    onAnswer={question.answer}
                  />
                )}
              </Suspense>
            </IdentityCallsProvider>
          </TechnicalCallsProvider>
        </DispatchCallsProvider>
      </WatchCallsProvider>
    </SessionProvider>
  );
}

const startCalls = identityCalls(mayOf(null));

async function whoAmI(): Promise<Me | null> {
  try {
    return await api('GET /me');
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 401) return null;
    throw error;
  }
}

/**
 * The end of a session. Signing off closes the screens first, so that nothing is asked for without a session;
 * if the server does not hear it, the person is still signed on and is told so.
 */
function useSigningOff() {
  const cache = useQueryClient();
  const [leaving, setLeaving] = useState<'no' | 'asking' | Error>('no');
  const onSignedOut = useCallback(() => {
    void cache.cancelQueries();
    cache.setQueryData(['me'], null);
    // What one person saw is not for the next one at this desk, who begins at home.
    cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'start' });
    forgetNames();
    select(null);
    goTo('/', { replace: true });
    setLeaving('no');
    void cache.invalidateQueries({ queryKey: ['start'] });
  }, [cache]);
  const onSignOut = useCallback(() => {
    setLeaving('asking');
    void cache.cancelQueries();
    api('DELETE /session').then(onSignedOut, (error: unknown) => {
      if (error instanceof ApiRefusal && error.status === 401) onSignedOut();
      else setLeaving(error instanceof Error ? error : new Error(String(error)));
    });
  }, [cache, onSignedOut]);
  return { leaving, onSignedOut, onSignOut, stay: () => setLeaving('no') };
}

function StillSignedOn(props: { why: Error; onAgain: () => void; onStay: () => void }) {
  const say = useWords();
  return (
    <main className="mx-auto max-w-[560px] p-6">
      <ErrorState
        title={say('console.stillSignedOn')}
        todo={props.why.message}
        action={
          <div className="flex gap-2">
            <Button onClick={props.onAgain}>{say('console.tryAgain')}</Button>
            <Button onClick={props.onStay}>{say('console.back')}</Button>
          </div>
        }
      />
    </main>
  );
}

/** Start or sign on; then the shell with its screens. */
export function App() {
  const say = useWords();
  const cache = useQueryClient();
  const start = useQuery({ queryKey: ['start'], queryFn: askStart, staleTime: 0 });
  const me = useQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: Infinity });
  const { leaving, onSignedOut, onSignOut, stay } = useSigningOff();
  const tell = useMemo(() => ({ onSignedOut, onSignOut }), [onSignedOut, onSignOut]);
  const failed = start.error ?? me.error;
  if (start.data === undefined || me.data === undefined) {
    if (failed === null) return <LoadingState />;
    return (
      <main className="mx-auto max-w-[560px] p-6">
        <ErrorState
          title={say('console.noServer')}
          todo={failed.message}
          action={
            <Button
              onClick={() => {
                void start.refetch();
                void me.refetch();
              }}
            >
              {say('console.tryAgain')}
            </Button>
          }
        />
      </main>
    );
  }
  if (leaving === 'asking') return <LoadingState />;
  if (leaving !== 'no') return <StillSignedOn why={leaving} onAgain={onSignOut} onStay={stay} />;
  if (me.data !== null) {
    return <SignedOn key={me.data.person.id} me={me.data} start={start.data} tell={tell} />;
  }
  return (
    <IdentityCallsProvider value={startCalls}>
      <Suspense fallback={<LoadingState />}>
        <StartScreen start={start.data} onDone={(person) => cache.setQueryData(['me'], person)} />
      </Suspense>
    </IdentityCallsProvider>
  );
}
