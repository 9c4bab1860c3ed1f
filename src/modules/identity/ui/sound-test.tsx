import { Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { testSound, useSound } from '../../../ui/sound.ts';
import { keepAnswer } from '../../seat/ui/seat-news.ts';
import { useWords as useSeatWords } from '../../seat/ui/words.ts';
import { useWords } from './words.ts';

/** The gesture that lets the browser sound, and whether it was heard: a dead loudspeaker sounds without a fault. */
export function SoundTest() {
  const say = useWords();
  const saySeat = useSeatWords();
  const { state } = useSound();
  const [tried, setTried] = useState(false);
  const [heard, setHeard] = useState<boolean | null>(null);
  const off = state === 'off';
  const test = async () => {
    setHeard(null);
    keepAnswer(null);
    await testSound();
    setTried(true);
  };
  const answer = (yes: boolean) => {
    setHeard(yes);
    // There is no session yet: the console says it as soon as there is one.
    keepAnswer(yes);
  };
  const words = off
    ? say(tried ? 'identity.soundBlocked' : 'identity.soundOff')
    : heard === false
      ? saySeat('seat.notHeardYet')
      : tried && heard === null
        ? saySeat('seat.didYouHear')
        : say('identity.soundOn');
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button icon={off ? <VolumeX size={18} /> : <Volume2 size={18} />} onClick={() => void test()}>
        {say('identity.testSound')}
      </Button>
      <span role="status" className="text-table text-ink-2">
        {words}
      </span>
      {tried && !off && heard === null && (
        <span className="flex gap-2">
          <Button size="small" onClick={() => answer(true)}>
            {saySeat('seat.yes')}
          </Button>
          <Button size="small" onClick={() => answer(false)}>
            {saySeat('seat.no')}
          </Button>
        </span>
      )}
    </div>
  );
}
