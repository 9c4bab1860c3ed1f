import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Basemap } from '../model.ts';
import { sendBasemap, useMapCalls } from './calls.ts';
import { FileButton } from '../../../ui/file-button.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import { SureButton } from './sure-button.tsx';
import { useWords } from './words.ts';

const MEGA = 1_000_000;

/** The city map under the floors: which file, since when, by whom; load another, or take it away. */
export function BasemapPart(props: { basemap: Basemap | null }) {
  const { basemap } = props;
  const say = useWords();
  const calls = useMapCalls();
  const cache = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await work();
      await cache.invalidateQueries({ queryKey: ['map'] });
    } catch (error) {
      if (stop.current?.signal.aborted !== true) setProblem(sentenceOf(error));
    }
    setShare(null);
  };
  const load = (file: File) => {
    const control = new AbortController();
    stop.current = control;
    setShare(0);
    void run(() => sendBasemap(calls, file, setShare, control.signal));
  };
  return (
    <section aria-label={say('map.city')} className="grid gap-2 rounded-corner border border-line p-4">
      <h2 className="m-0 text-bar font-semibold">{say('map.city')}</h2>
      <p className="m-0 max-w-[70ch] text-body text-ink-2">
        {basemap === null
          ? say('map.cityNone')
          : say('map.cityIs', {
              file: basemap.fileName,
              mb: Math.max(0.1, Math.round(basemap.bytes / (MEGA / 10)) / 10),
              date: basemap.loadedAt.slice(0, 10),
              name: basemap.loadedBy,
            })}
      </p>
      {basemap !== null && !basemap.there && <Notice tone="problem">{say('map.cityGone')}</Notice>}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {share === null ? (
        <div className="flex flex-wrap gap-2">
          <FileButton accept=".pmtiles" onFile={load}>
            {say('map.cityLoad')}
          </FileButton>
          {basemap !== null && (
            <SureButton onSure={() => void run(calls.removeBasemap)}>{say('map.cityRemove')}</SureButton>
          )}
        </div>
      ) : (
        <div className="flex items-center gap-3">
          <Progress label={say('map.cityLoading')} value={share} className="min-w-[200px]" />
          <Button size="small" onClick={() => stop.current?.abort()}>
            {say('map.stop')}
          </Button>
        </div>
      )}
    </section>
  );
}
