import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Band } from '../../../ui/layout.tsx';
import { useWords } from './words.ts';

/** The siren sounds: said to everybody, and silenced by who may. */
export function SirenBand(props: { says: string; onSilence: (() => Promise<unknown>) | null }) {
  const say = useWords();
  const { onSilence } = props;
  const [state, setState] = useState<'idle' | 'busy' | Error>('idle');
  const silence = () => {
    setState('busy');
    onSilence?.().then(
      () => setState('idle'),
      (error: unknown) => setState(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return (
    <Band tone="inverse">
      <span className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1">
        <span>{state instanceof Error ? state.message : props.says}</span>
        {onSilence !== null && (
          <Button size="small" busy={state === 'busy'} onClick={silence}>
            {say('siren.silence')}
          </Button>
        )}
      </span>
    </Band>
  );
}
