import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { classes } from '../../../ui/classes.ts';
import { Chip } from '../../../ui/chip.tsx';
import { nowMs } from '../../../ui/clock.ts';
import { LocalTime } from '../../../ui/time.tsx';
import type { CameraView } from '../model.ts';
import { frameUrl, pictureUrl, type CameraCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { sayFault, useWords } from './words.ts';

const AGAIN_MS = 5_000;

/** A picture that is asked for again while the page is seen; what came last stays, with its time. */
function usePicture(camera: CameraView, live: boolean): { src: string | null; atMs: number | null } {
  const [shown, setShown] = useState<{ src: string | null; atMs: number | null }>({ src: null, atMs: null });
  const offline = camera.state.state === 'offline';
  useEffect(() => {
    if (!live || offline) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const ask = () => {
      if (document.visibilityState !== 'visible') return void (timer = setTimeout(ask, AGAIN_MS));
      const src = pictureUrl(camera.id, nowMs());
      const image = new Image();
      image.src = src;
      const then = () => {
        if (!stopped) timer = setTimeout(ask, AGAIN_MS);
      };
      image.decode().then(() => {
        if (!stopped) setShown({ src, atMs: nowMs() });
        then();
      }, then);
    };
    ask();
    return () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [camera.id, live, offline]);
  return shown;
}

/** One camera of the grid: picture, name, how it is. Pressing it opens the camera. */
export function CameraTile(props: {
  camera: CameraView;
  calls: Pick<CameraCalls, 'framesOfCamera'>;
  live: boolean;
  place: number;
  onOpen: () => void;
}) {
  const { camera } = props;
  const say = useWords();
  const name = useNameIn();
  const { src, atMs } = usePicture(camera, props.live);
  const offline = camera.state.state === 'offline';
  const kept = useQuery({
    queryKey: ['frames', 'camera', camera.id],
    queryFn: () => props.calls.framesOfCamera(camera.id),
    enabled: offline && src === null,
  });
  // A camera that is away shows what it saw last, and when.
  const last = kept.data?.[0];
  const shown = src ?? (offline && last ? frameUrl(last.id) : null);
  const lastMs = atMs ?? (last ? Date.parse(last.takenAt) : null);
  return (
    <button
      type="button"
      onClick={props.onOpen}
      className="grid w-full cursor-pointer overflow-hidden rounded-corner border border-edge bg-panel p-0 text-start text-ink-1 hover:border-ink-2"
    >
      <span className={classes('relative block aspect-video bg-ground', offline && 'hatched')}>
        {shown !== null && (
          <img src={shown} alt="" className={classes('size-full object-contain', offline && 'opacity-50')} />
        )}
        {src === null && !offline && (
          <span className="absolute inset-0 grid place-items-center text-table text-ink-3">
            {say('camera.noPictureYet')}
          </span>
        )}
        {offline && (
          <span className="absolute start-2 top-2">
            <Chip tone="strong">{say('camera.offline')}</Chip>{' '}
            {lastMs !== null && (
              <Chip>
                <LocalTime atMs={lastMs} form="both" />
              </Chip>
            )}
          </span>
        )}
      </span>
      <span className="flex min-h-control items-center gap-2 border-t border-line px-2 text-table">
        {props.place <= 9 && <span className="font-mono text-label text-ink-3">{props.place}</span>}
        <span className="min-w-0 flex-1 truncate font-semibold">
          <span className="sr-only">{say('camera.open')} </span>
          {name(camera.name)}
        </span>
        <span className="shrink-0 text-label text-ink-3">
          {offline ? (
            <>
              {sayFault(camera.state.fault)}{' '}
              {camera.state.since !== null && (
                <LocalTime atMs={Date.parse(camera.state.since)} form="minute" />
              )}
            </>
          ) : (
            atMs !== null && <LocalTime atMs={atMs} />
          )}
        </span>
      </span>
    </button>
  );
}
