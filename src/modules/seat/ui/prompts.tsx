import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { Band } from '../../../ui/layout.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import type { SeatCalls } from './calls.ts';
import { setNews, useSeatNews } from './seat-news.ts';
import { useWords } from './words.ts';

/** "Did you hear it?", under the bar, after the tone was played at a desk that is signed on. */
function HeardIt(props: { calls: SeatCalls }) {
  const say = useWords();
  const [problem, setProblem] = useState<string | null>(null);
  const [deaf, setDeaf] = useState(false);
  const answer = (heard: boolean) => {
    setProblem(null);
    props.calls.soundHeard(heard).then(
      () => (heard ? setNews({ asking: false }) : setDeaf(true)),
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  };
  return (
    <Band tone="neutral">
      <span className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1">
        <span>{problem ?? say(deaf ? 'seat.notHeard' : 'seat.didYouHear')}</span>
        {deaf ? (
          <Button size="small" onClick={() => setNews({ asking: false })}>
            {say('seat.understood')}
          </Button>
        ) : (
          <>
            <Button size="small" kind="primary" onClick={() => answer(true)}>
              {say('seat.yes')}
            </Button>
            <Button size="small" onClick={() => answer(false)}>
              {say('seat.no')}
            </Button>
          </>
        )}
      </span>
    </Band>
  );
}

/** A calm line that asks for one key. It takes no focus and makes no sound: whoever attends sees it. */
function Attending(props: { id: string; calls: SeatCalls }) {
  const say = useWords();
  const [problem, setProblem] = useState<string | null>(null);
  const here = () => {
    props.calls.attend(props.id).then(
      () => setNews({ check: null }),
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  };
  useKeys([{ keys: 'h', label: say('seat.hereKey'), run: here }]);
  return (
    <Band tone="neutral">
      <span className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1">
        <span>{problem ?? say('seat.check')}</span>
        <Button size="small" kind="primary" keyCap="H" onClick={here}>
          {say('seat.here')}
        </Button>
      </span>
    </Band>
  );
}

/** What this console is asked now. Never over a priority 1: then nobody has a hand free. */
export function SeatPrompts(props: { calls: SeatCalls; p1Open: boolean }) {
  const { check, asking } = useSeatNews();
  return (
    <>
      {asking && <HeardIt calls={props.calls} />}
      {check !== null && !props.p1Open && <Attending key={check.id} id={check.id} calls={props.calls} />}
    </>
  );
}
