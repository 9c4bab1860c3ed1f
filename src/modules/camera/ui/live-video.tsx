import { useEffect, useRef, useState } from 'react';
import { Chip } from '../../../ui/chip.tsx';
import { classes } from '../../../ui/classes.ts';
import { nowMs } from '../../../ui/clock.ts';
import { LocalTime } from '../../../ui/time.tsx';
import type { CameraView } from '../model.ts';
import { liveUrl, type CameraCalls } from './calls.ts';
import { playLive, type PlayState } from './live-player.ts';
import { useNameIn } from '../../../ui/words.ts';
import { playWhep } from './whep-player.ts';
import { sayCameraRefusal, useWords } from './words.ts';

/** The live picture of one camera, with an honest word on how live it is. */
export function LiveVideo(props: {
  camera: CameraView;
  calls: Pick<CameraCalls, 'whep'>;
  className?: string;
}) {
  const { camera, calls } = props;
  const say = useWords();
  const name = useNameIn();
  const video = useRef<HTMLVideoElement>(null);
  const [play, setPlay] = useState<PlayState>({ state: 'starting' });
  const byWhep = camera.hasWhep;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (byWhep)
      return playWhep(
        element,
        (offer) => calls.whep(camera.id, offer),
        () => say('camera.ended'),
        setPlay,
        nowMs,
      );
    return playLive(
      element,
      liveUrl(camera.id),
      {
        refusal: (code, says) => sayCameraRefusal(code, null) ?? says,
        ended: () => say('camera.ended'),
        codec: () => say('camera.codec'),
        offline: () => say('camera.serverAway'),
      },
      setPlay,
      nowMs,
    );
  }, [camera.id, byWhep, calls, say]);
  return (
    <figure className={classes('relative m-0 bg-ground', props.className)}>
      <video
        ref={video}
        muted
        playsInline
        aria-label={say('camera.liveOf', { name: name(camera.name) })}
        className={classes('block aspect-video w-full object-contain', play.state === 'gone' && 'opacity-50')}
      />
      <figcaption className="absolute start-2 top-2 flex items-center gap-2">
        {play.state === 'live' ? (
          <Chip tone="strong">{say('camera.live')}</Chip>
        ) : (
          <Chip>{say(play.state === 'starting' ? 'camera.starting' : 'camera.gone')}</Chip>
        )}
      </figcaption>
      {play.state === 'gone' && (
        <p
          role="status"
          className="absolute inset-x-0 bottom-0 m-0 border-t border-line bg-panel p-2 text-table text-ink-1"
        >
          {play.why} <LocalTime atMs={play.sinceMs} />
        </p>
      )}
    </figure>
  );
}
