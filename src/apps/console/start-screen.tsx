import { useState } from 'react';
import type { Me } from '../../modules/identity/model.ts';
import { FirstRun } from '../../modules/identity/ui/first-run.tsx';
import { SignOn } from '../../modules/identity/ui/sign-on.tsx';
import { SoundTest } from '../../modules/identity/ui/sound-test.tsx';
import { useIdentityCalls } from '../../modules/identity/ui/calls.ts';
import type { Start } from '../../modules/identity/ui/calls.ts';
import { Band } from '../../ui/layout.tsx';
import { Button } from '../../ui/button.tsx';
import { browserNowMs } from '../../ui/clock.ts';
import { Notice } from '../../ui/states.tsx';
import { setTheme, useTheme } from '../../ui/theme.ts';
import { nameIn } from '../../ui/direction.ts';
import { showLanguage, useLanguage } from '../../ui/words.ts';
import { useCommand } from '../../ui/use-command.ts';
import { useLayout } from './layout.ts';
import { useWords } from './words.ts';

const CLOCK_OFF_MS = 2_000;

/** Says when the desk's clock and the server's differ by more than two seconds. */
function ClockCheck(props: { serverAt: string }) {
  const say = useWords();
  // Once, as the answer came: the difference then, not the age of the screen.
  const [offMs] = useState(() => Math.abs(browserNowMs() - Date.parse(props.serverAt)));
  if (Number.isNaN(offMs) || offMs <= CLOCK_OFF_MS) return null;
  return <Notice tone="problem">{say('console.clockOff', { n: Math.round(offMs / 1000) })}</Notice>;
}

function DemoChoice(props: { onDone: (me: Me) => void; onOther: () => void }) {
  const say = useWords();
  const calls = useIdentityCalls();
  const { busy, problem, run } = useCommand();
  const [own, setOwn] = useState(false);
  const enter = () => run('enter', async () => props.onDone(await calls.signInDemo()));
  return (
    <div className="grid gap-3">
      <Button kind="primary" size="thumb" busy={busy !== null} onClick={() => void enter()}>
        {say('console.tryDemo')}
      </Button>
      <Button size="thumb" aria-expanded={own} onClick={() => setOwn(!own)}>
        {say('console.ownPost')}
      </Button>
      {own && <Notice>{say('console.ownPostHow')}</Notice>}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <SoundTest />
      <Button kind="ghost" size="small" className="-ms-3 justify-self-start" onClick={props.onOther}>
        {say('console.signOnAsSomebody')}
      </Button>
    </div>
  );
}

/** Start: the demo's two buttons, first run, or sign on. */
export function StartScreen(props: { start: Start; onDone: (me: Me) => void }) {
  const { start, onDone } = props;
  const say = useWords();
  const theme = useTheme();
  const { language, languages } = useLanguage();
  const [asSomebody, setAsSomebody] = useState(false);
  const name = nameIn(start.postName, language);
  const phone = useLayout() === 'phone';
  const demo = start.demo && !asSomebody;
  return (
    <div className="flex min-h-full flex-col break-keep">
      {start.demo && (
        <Band tone="drill">{phone ? say('console.demoShort') : say('console.demoBand', { name })}</Band>
      )}
      <main className="mx-auto grid w-full max-w-[600px] content-start gap-6 px-4 py-[6vh]">
        <header className="grid gap-1">
          <p className="m-0 text-bar font-bold text-ink-2">Post One</p>
          <h1 className="m-0 text-wall font-bold">{name}</h1>
          <p className="m-0 text-body text-ink-2">
            {say(!start.setUp ? 'console.firstRun' : demo ? 'console.demoWords' : 'console.signOn')}
          </p>
        </header>
        <ClockCheck serverAt={start.serverAt} />
        {demo && <DemoChoice onDone={onDone} onOther={() => setAsSomebody(true)} />}
        {!demo && !start.setUp && <FirstRun onDone={onDone} />}
        {!demo && start.setUp && <SignOn onDone={onDone} />}
        <footer className="flex flex-wrap gap-2 border-t border-line pt-4">
          {languages.map(({ code, name: label }) => (
            <Button
              key={code}
              kind="ghost"
              size="small"
              lang={code}
              aria-pressed={code === language}
              className="aria-pressed:bg-selected"
              onClick={() => void showLanguage(code)}
            >
              {label}
            </Button>
          ))}
          <Button
            kind="ghost"
            size="small"
            className="ms-auto"
            onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
          >
            {say(theme === 'dark' ? 'console.light' : 'console.dark')}
          </Button>
        </footer>
      </main>
    </div>
  );
}
