import { ChevronLeft, ChevronRight, Pause, Play, RotateCcw } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { timeText } from '../../../ui/time.tsx';
import { localeOf } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { BIG_STEP_MS, HOUR_MS, SPEEDS, STEP_MS } from './playback.ts';
import type { ReplayPlayer, ReplayView } from './replay-player.ts';
import { useReplayWords } from './replay-words.ts';

/** Day and time in the post's zone, as people write it: `21 Nov 14:03:07`. */
function useMomentText(): (atMs: number) => string {
  const zone = usePostZone();
  const { language } = useLanguage();
  return (atMs) => {
    const day = new Intl.DateTimeFormat(localeOf(language), {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
    }).format(atMs);
    return `${day} ${timeText(atMs, zone)}`;
  };
}

function useReplayKeys(player: ReplayPlayer, onLive: () => void): void {
  const say = useReplayWords();
  const group = say('replay.title');
  const step = (keys: string, deltaMs: number, label: string) => ({
    keys,
    label,
    group,
    run: () => player.by(deltaMs),
  });
  useKeys([
    { keys: 'Escape', label: say('replay.live'), group, run: onLive },
    { keys: 'p', label: say('replay.playKey'), group, run: player.toggle },
    step('ArrowLeft', -STEP_MS, say('replay.back', { n: STEP_MS / 1000 })),
    step('ArrowRight', STEP_MS, say('replay.on', { n: STEP_MS / 1000 })),
    step('Shift+ArrowLeft', -BIG_STEP_MS, say('replay.back', { n: BIG_STEP_MS / 1000 })),
    step('Shift+ArrowRight', BIG_STEP_MS, say('replay.on', { n: BIG_STEP_MS / 1000 })),
  ]);
}

/** The hour under the finger: drag, or arrow keys for 10 s and with Shift a minute. */
function Scrubber(props: { player: ReplayPlayer; view: ReplayView }) {
  const { player, view } = props;
  const { atMs, hourMs } = view.playback;
  const say = useReplayWords();
  const zone = usePostZone();
  const moment = useMomentText();
  const onKeyDown = (event: KeyboardEvent) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    player.by(way * (event.shiftKey ? BIG_STEP_MS : STEP_MS));
  };
  const label = (ms: number) => (
    <span className="font-mono text-label text-ink-2">{timeText(ms, zone, 'minute')}</span>
  );
  return (
    // A tape runs from left to right in every language, and so do the arrow keys on it.
    <div
      dir="ltr"
      className="flex min-w-[240px] flex-1 items-center gap-2 max-md:order-last max-md:basis-full"
    >
      <IconButton
        label={say('replay.hourBack')}
        icon={<ChevronLeft size={18} />}
        disabled={hourMs <= view.reach.firstMs}
        onClick={() => player.by(-HOUR_MS)}
      />
      {label(hourMs)}
      <input
        type="range"
        aria-label={say('replay.moment')}
        aria-valuetext={moment(atMs)}
        min={0}
        max={HOUR_MS / 1000}
        step={1}
        value={Math.floor((atMs - hourMs) / 1000)}
        onChange={(event) => player.seek(hourMs + Number(event.target.value) * 1000)}
        onKeyDown={onKeyDown}
        className="h-control min-w-0 flex-1 cursor-pointer [accent-color:var(--ink-1)]"
      />
      {label(hourMs + HOUR_MS)}
      <IconButton
        label={say('replay.hourOn')}
        icon={<ChevronRight size={18} />}
        disabled={hourMs + HOUR_MS > view.reach.lastMs}
        onClick={() => player.by(HOUR_MS)}
      />
    </div>
  );
}

function Speeds(props: { player: ReplayPlayer; view: ReplayView }) {
  const say = useReplayWords();
  return (
    <div
      role="group"
      aria-label={say('replay.speed')}
      className="flex gap-[2px] rounded-corner bg-ground p-[2px]"
    >
      {SPEEDS.map((speed) => (
        <button
          key={speed}
          type="button"
          aria-pressed={props.view.playback.speed === speed}
          onClick={() => props.player.setSpeed(speed)}
          className="min-h-[28px] min-w-[36px] rounded-[4px] px-2 text-table font-semibold text-ink-2 aria-pressed:bg-selected aria-pressed:text-ink-1"
        >
          {speed}x
        </button>
      ))}
    </div>
  );
}

/** What this is and why nothing works here; then the clock, the scrubber and the way back. */
export function ReplayBar(props: { player: ReplayPlayer; view: ReplayView; onLive: () => void }) {
  const { player, view, onLive } = props;
  const { atMs, playing } = view.playback;
  const say = useReplayWords();
  const zone = usePostZone();
  const moment = useMomentText();
  useReplayKeys(player, onLive);
  const atEdge = atMs >= view.reach.lastMs;
  return (
    <section aria-label={say('replay.title')} className="shrink-0 bg-panel">
      <div className="flex min-h-band flex-wrap items-center justify-center gap-x-3 bg-inverse px-3 py-1 text-center text-table font-semibold text-on-inverse">
        <span>{say('replay.band', { moment: moment(atMs) })}</span>
        <span className="font-normal">{say('replay.why')}</span>
        {view.erased > 0 && <span>{say('replay.erased', { n: view.erased })}</span>}
        <span role="status">
          {view.state === 'loading' && say('replay.loading')}
          {view.state === 'ready' && atEdge && say('replay.edge')}
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1 max-md:gap-x-3 max-md:[&_kbd]:hidden">
        <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
          <time dateTime={new Date(atMs).toISOString()} className="text-clock font-bold">
            {timeText(atMs, zone)}
          </time>
          <span className="font-mono text-label text-ink-2">{`${timeText(atMs, 'UTC')}Z`}</span>
        </span>
        <Button
          size="small"
          icon={playing ? <Pause size={16} /> : <Play size={16} />}
          keyCap="P"
          disabled={!playing && atEdge}
          onClick={player.toggle}
        >
          {say(playing ? 'replay.pause' : 'replay.play')}
        </Button>
        <Speeds player={player} view={view} />
        <Scrubber player={player} view={view} />
        <Button size="small" kind="primary" icon={<RotateCcw size={16} />} keyCap="Esc" onClick={onLive}>
          {say('replay.live')}
        </Button>
      </div>
    </section>
  );
}
