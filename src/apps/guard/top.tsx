import { CloudOff, Settings, Wifi } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { joined } from '../../ui/kit-words.ts';
import { useLanguage } from '../../ui/words.ts';
import { useGuardWords } from './guard-words.ts';
import { timeText, useNow } from './phone-clock.ts';
import type { Home, PhoneState } from './phone-model.ts';
import { inLanguage } from './phone-model.ts';

/** Whose phone, where, and what time it is at the post. */
export function Header(props: { home: Home; onSettings: () => void }) {
  const say = useGuardWords();
  const { language } = useLanguage();
  const now = useNow(1000);
  const { me, post, responder } = props.home;
  const place = inLanguage(post.name, language);
  const callSign = responder?.callSign ?? me.callSign;
  return (
    <header className="border-b border-line bg-panel">
      {post.demo && <DemoBand />}
      <div className="flex items-center gap-2 ps-4 pe-1 py-1">
        <div className="min-w-0 flex-1">
          <p className="m-0 truncate text-guard font-semibold">{me.name}</p>
          <p className="m-0 truncate text-body text-ink-2" lang={place.fallback ? 'en' : undefined}>
            {callSign ? joined([callSign, place.text]) : place.text}
          </p>
        </div>
        <time className="text-guard-title font-bold">{timeText(now)}</time>
        <Button
          kind="ghost"
          size="thumb"
          className="w-[60px] px-0"
          aria-label={say('guard.settings')}
          icon={<Settings size={22} />}
          onClick={props.onSettings}
        />
      </div>
    </header>
  );
}

/** Marks a post that is not real, on every screen. */
function DemoBand() {
  const say = useGuardWords();
  return (
    <p className="m-0 flex min-h-band items-center justify-center bg-drill px-4 text-body font-semibold text-on-drill">
      {say('guard.demo')}
    </p>
  );
}

/** Connected or not, and how much waits on this phone. White when the watch is not heard. */
export function ConnectionStrip(props: { state: PhoneState; waiting: number; onTry: () => void }) {
  const say = useGuardWords();
  const { heard, trouble } = props.state;
  const count = props.waiting;
  const lost = heard === false;
  const text =
    trouble === 'full'
      ? say('guard.full', { count })
      : trouble === 'memory-only' && count > 0
        ? say('guard.memoryOnly')
        : lost
          ? say('guard.noConnection', { count })
          : heard === null
            ? say('guard.connecting')
            : count > 0
              ? say('guard.sending', { count })
              : say('guard.connected');
  const isWhite = lost || trouble !== null;
  const Icon = lost ? CloudOff : Wifi;
  return (
    <div
      data-connected={heard === true}
      className={classes(
        'flex min-h-10 items-center gap-3 border-b px-4',
        isWhite ? 'border-transparent bg-inverse text-on-inverse' : 'border-line bg-panel text-ink-2',
      )}
    >
      <Icon size={20} aria-hidden="true" className="shrink-0" />
      <p role="status" className={classes('m-0 flex-1 py-2 text-guard', isWhite && 'font-semibold')}>
        {text}
      </p>
      {lost && (
        <button
          type="button"
          onClick={props.onTry}
          className="-me-4 min-h-[60px] shrink-0 border-0 bg-transparent px-4 text-guard font-semibold text-on-inverse underline underline-offset-4"
        >
          {say('guard.tryAgain')}
        </button>
      )}
    </div>
  );
}
