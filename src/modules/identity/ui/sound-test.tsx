import { Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { testSound, useSound } from '../../../ui/sound.ts';
import { useWords } from './words.ts';

/** The gesture that lets the browser sound: without it an alarm would come in silence. */
export function SoundTest() {
  const say = useWords();
  const { state } = useSound();
  const [tried, setTried] = useState(false);
  const off = state === 'off';
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        icon={off ? <VolumeX size={18} /> : <Volume2 size={18} />}
        onClick={() => void testSound().then(() => setTried(true))}
      >
        {say('identity.testSound')}
      </Button>
      <span role="status" className="text-table text-ink-2">
        {off ? say(tried ? 'identity.soundBlocked' : 'identity.soundOff') : say('identity.soundOn')}
      </span>
    </div>
  );
}
