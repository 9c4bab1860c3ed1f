import { CircleUser, Search, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { setNews } from '../../modules/seat/ui/seat-news.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { HoldButton } from '../../ui/hold-button.tsx';
import { Bar } from '../../ui/layout.tsx';
import { useLiveState } from '../../ui/live.ts';
import { Menu } from '../../ui/menu.tsx';
import { PrioritySymbol } from '../../ui/priority-symbol.tsx';
import { testSound, useSound } from '../../ui/sound.ts';
import { setDensity, setTheme, useDensity, useTheme } from '../../ui/theme.ts';
import { nameIn } from '../../ui/direction.ts';
import { joined } from '../../ui/kit-words.ts';
import { LocalClock, ZuluClock, useAgeText } from '../../ui/time.tsx';
import { showLanguage, useLanguage } from '../../ui/words.ts';
import { goTo, usePath } from './address.ts';
import { api } from './api.ts';
import { useLayout } from './layout.ts';
import { useSession } from './session.ts';
import { ThreatWord } from './threat-word.tsx';
import { useWords } from './words.ts';

/** No receipt in so long: say so, use the radio (ux.md 5). */
const DURESS_RECEIPT_MS = 5_000;

/** Hold for one second. Says in its place whether the server has it; without it, which radio to use. */
export function DuressButton() {
  const say = useWords();
  const { board } = useSession();
  const { live } = useLiveState();
  const [state, setState] = useState<'idle' | 'sending' | 'sent' | 'failed'>('idle');
  const net = board?.snapshot.post.settings.radioChannel;
  const channel = net === undefined ? say('console.theRadio') : say('console.radioNet', { channel: net });
  const send = async () => {
    setState('sending');
    try {
      await api('POST /duress', { body: {}, timeoutMs: DURESS_RECEIPT_MS });
      setState('sent');
      setTimeout(() => setState('idle'), 10_000);
    } catch {
      setState('failed');
    }
  };
  return (
    <span className="inline-flex items-center gap-2">
      <span role="alert" className="text-table font-semibold">
        {state === 'sent' && say('console.duressSent')}
        {state === 'failed' && say('console.duressFailed', { channel })}
      </span>
      <HoldButton onHeld={() => void send()}>
        {say(live ? 'console.duress' : 'console.duressByRadio')}
      </HoldButton>
    </span>
  );
}

/** Open alarms of each priority, always true counts. */
function Counts() {
  const say = useWords();
  const { board } = useSession();
  const path = usePath();
  // What stands below is not live: these counts are.
  const apart = path.startsWith('/replay/') || path === '/exercise';
  if (board === null) return null;
  return (
    <ul aria-label={say('console.counts')} className="m-0 flex list-none items-center gap-4 p-0 max-md:gap-2">
      {apart && <li className="text-label font-semibold whitespace-nowrap">{say('console.liveNow')}</li>}
      {([1, 2, 3, 4] as const).map((priority) => {
        const n = board.counts[priority - 1] ?? 0;
        return (
          <li key={priority} className="flex items-center gap-2 font-semibold">
            <PrioritySymbol priority={priority} look={n > 0 ? 'filled' : 'cleared'} size={20} decorative />
            <span className="sr-only">{say('console.countOf', { priority })}</span>
            <span className={n > 0 ? '' : 'font-normal text-ink-3'}>{n}</span>
          </li>
        );
      })}
    </ul>
  );
}

function SourcesLine(props: { short: boolean }) {
  const say = useWords();
  const { board, may } = useSession();
  const { lastHeardAt } = useLiveState();
  const now = useNow();
  const age = useAgeText();
  if (board === null) return null;
  const live = board.sources.filter((source) => source.state === 'live').length;
  const words = joined(
    [
      say(props.short ? 'console.sourcesShort' : 'console.sourcesLive', {
        n: live,
        of: board.sources.length,
      }),
      lastHeardAt === null || props.short ? null : say('console.lastBeat', { age: age(now - lastHeardAt) }),
    ].filter((part) => part !== null),
  );
  if (!may('panel.see')) return <span className="text-table text-ink-2">{words}</span>;
  return (
    <a
      href="/set-up"
      onClick={(event) => {
        event.preventDefault();
        goTo('/set-up');
      }}
      className={
        live < board.sources.length
          ? 'text-table font-semibold whitespace-nowrap'
          : 'text-table whitespace-nowrap text-ink-2 no-underline'
      }
    >
      {words}
    </a>
  );
}

function SoundButton(props: { small?: boolean }) {
  const say = useWords();
  const { may } = useSession();
  const test = async () => {
    const sounds = await testSound();
    if (sounds && may('alarm.acknowledge')) setNews({ asking: true });
  };
  const { state, silentForS } = useSound();
  const off = state === 'off';
  const words = off
    ? say('console.soundOff')
    : state === 'silenced'
      ? say('console.soundSilenced', { n: silentForS })
      : say('console.soundOn');
  return (
    <Button
      kind={off ? 'primary' : 'ghost'}
      size="small"
      aria-label={`${words}. ${say('console.testSound')}`}
      className="whitespace-nowrap max-md:px-2!"
      icon={off && props.small === true ? undefined : off ? <VolumeX size={18} /> : <Volume2 size={18} />}
      onClick={() => void test()}
    >
      {off || state === 'silenced' ? words : null}
    </Button>
  );
}

function MyMenu(props: { onKeys: () => void }) {
  const say = useWords();
  const { me, signOut } = useSession();
  const theme = useTheme();
  const { density } = useDensity();
  const { language, languages } = useLanguage();
  return (
    <Menu
      label={say('console.mine', { name: me.person.name, seat: me.seat })}
      trigger={<CircleUser size={20} aria-hidden="true" />}
      items={[
        {
          label: say(theme === 'dark' ? 'console.light' : 'console.dark'),
          onSelect: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
        },
        ...languages
          .filter(({ code }) => code !== language)
          .map(({ code, name }) => ({ label: name, onSelect: () => void showLanguage(code) })),
        ...(['compact', 'normal', 'roomy'] as const)
          .filter((each) => each !== density)
          .map((each) => ({ label: say(`console.density.${each}`), onSelect: () => setDensity(each) })),
        { label: say('console.keys'), keyCap: '?', onSelect: props.onKeys },
        {
          label: say('console.signOut', { name: me.person.name }),
          onSelect: signOut,
        },
      ]}
    />
  );
}

/** The bar of 48 px: post, counts, sources, clocks, sound, do or find, duress. Two lines on a phone. */
export function ConsoleBar(props: { onFind: () => void; onKeys: () => void }) {
  const say = useWords();
  const { start, board } = useSession();
  const { language } = useLanguage();
  const layout = useLayout();
  const names = board?.snapshot.post.name ?? start.postName;
  const zone = board?.snapshot.post.timeZone ?? '';
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
  if (layout === 'phone') {
    return (
      <Bar label={say('console.bar')}>
        <div className="flex w-full flex-wrap items-center gap-x-2 pt-1">
          <strong className="font-bold whitespace-nowrap">Post One</strong>
          <Counts />
          <span className="flex-1" />
          <ThreatWord />
        </div>
        <div className="flex w-full flex-wrap items-center gap-x-3 gap-y-1">
          <LocalClock label={city} />
          <span className="flex-1" />
          <SoundButton small />
          <MyMenu onKeys={props.onKeys} />
          <DuressButton />
        </div>
      </Bar>
    );
  }
  return (
    <Bar label={say('console.bar')}>
      <strong className="font-bold">Post One</strong>
      <span className="truncate text-ink-2">{nameIn(names, language)}</span>
      <Counts />
      <ThreatWord />
      <span className="flex-1" />
      <SourcesLine short={layout === 'narrow'} />
      <LocalClock label={city} />
      <ZuluClock />
      <SoundButton />
      <Button icon={<Search size={18} />} keyCap="Ctrl K" onClick={props.onFind}>
        {say('console.doOrFind')}
      </Button>
      <MyMenu onKeys={props.onKeys} />
      <DuressButton />
    </Bar>
  );
}
