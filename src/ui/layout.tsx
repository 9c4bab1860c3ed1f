import { CloudOff } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import { usePostZone, useNow } from './clock.ts';
import { useKitWords } from './kit-words.ts';
import { timeText, useAgeText } from './time.tsx';
import { useTip } from './tooltip.tsx';

/** The 48 px bar at the top. Two lines on a phone. */
export function Bar(props: { children: ReactNode; label: string; className?: string }) {
  return (
    <header
      aria-label={props.label}
      className={classes(
        'flex min-h-bar shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-panel px-3 py-1 text-bar',
        props.className,
      )}
    >
      {props.children}
    </header>
  );
}

const BANDS = {
  drill: 'bg-drill text-on-drill',
  neutral: 'bg-selected text-ink-1',
  inverse: 'bg-inverse text-on-inverse',
} as const;

/** The 28 px band under the bar: DRILL or DEMO, FLOOD, a change of the threat word. Nothing else. */
export function Band(props: { tone: keyof typeof BANDS; children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="status"
      className={classes(
        'flex min-h-band shrink-0 items-center justify-center gap-3 px-3 text-table font-semibold',
        BANDS[props.tone],
      )}
    >
      {props.children}
      {props.action}
    </div>
  );
}

/**
 * The white bar that says the screen is old. Stands above everything, outside of `.fades`.
 * `lastHeardAtMs` is server time; children stand at the right: which radio net, duress by radio.
 */
export function NotLiveBar(props: { lastHeardAtMs: number | null; onTry: () => void; children?: ReactNode }) {
  const say = useKitWords();
  const age = useAgeText();
  const now = useNow();
  const zone = usePostZone();
  const { lastHeardAtMs } = props;
  const words =
    lastHeardAtMs === null
      ? say('kit.neverHeard')
      : say('kit.lastHeard', { time: timeText(lastHeardAtMs, zone), age: age(now - lastHeardAtMs) });
  return (
    <div
      role="alert"
      className="flex min-h-bar shrink-0 flex-wrap items-center gap-x-4 gap-y-1 bg-[#ececec] px-3 py-1 text-bar text-[#151515]"
    >
      <CloudOff size={18} aria-hidden="true" className="shrink-0" />
      <strong className="font-bold">{say('kit.notLive')}</strong>
      <span aria-live="off">{words}</span>
      <span className="flex-1" />
      {props.children}
      <Button
        size="small"
        onClick={props.onTry}
        className="border-[#151515]! bg-transparent! text-[#151515]! focus-visible:outline-[#151515]"
      >
        {say('kit.tryNow')}
      </Button>
    </div>
  );
}

export interface RailItem {
  readonly key: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly href: string;
  readonly current: boolean;
  /** Called instead of loading the page. */
  readonly onGo: (event: MouseEvent) => void;
  readonly keyCap?: string;
}

/** The 56 px rail of the desk, or (`foot`) the 64 px navigation of the phone. Labels on hover and focus. */
export function Rail(props: { label: string; items: readonly RailItem[]; foot?: boolean; wide?: boolean }) {
  const foot = props.foot === true;
  const named = foot ? false : props.wide === true;
  return (
    <nav
      aria-label={props.label}
      className={classes(
        'flex shrink-0 gap-1 bg-panel p-2',
        foot
          ? 'min-h-[64px] items-center justify-around border-t border-line'
          : 'flex-col border-e border-line',
        !foot && (named ? 'w-[184px]' : 'w-rail'),
      )}
    >
      {props.items.map((item) => (
        <RailLink key={item.key} item={item} foot={foot} named={named} />
      ))}
    </nav>
  );
}

function RailLink(props: { item: RailItem; foot: boolean; named: boolean }) {
  const { item, foot, named } = props;
  const text = item.keyCap === undefined ? item.label : `${item.label} (${item.keyCap})`;
  const { handlers, tip } = useTip(text, foot ? 'top' : 'inline-end');
  return (
    <>
      <a
        {...(named ? {} : handlers)}
        href={item.href}
        aria-current={item.current ? 'page' : undefined}
        aria-label={named ? undefined : item.label}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          item.onGo(event);
        }}
        className={classes(
          'flex items-center rounded-corner text-ink-1 no-underline hover:bg-raised aria-[current=page]:bg-selected',
          foot ? 'size-[48px] justify-center' : 'min-h-[40px]',
          named ? 'gap-3 px-2 text-body' : 'justify-center',
        )}
      >
        <span aria-hidden="true" className="contents">
          {item.icon}
        </span>
        {named && item.label}
      </a>
      {tip}
    </>
  );
}
