import { History as HistoryIcon } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { timeText } from '../../../ui/time.tsx';
import { useReplayPlace } from './replay-context.ts';
import { useWords } from './words.ts';

/** The way from something that happened to the board of that moment; nothing for who may not see the record. */
export function JumpButton(props: { at: string; small?: boolean }) {
  const say = useWords();
  const zone = usePostZone();
  const { jump } = useReplayPlace();
  if (jump === null) return null;
  const go = () => jump(props.at);
  if (props.small !== true)
    return (
      <Button icon={<HistoryIcon size={18} />} onClick={go}>
        {say('watch.jump')}
      </Button>
    );
  return (
    <IconButton
      label={say('watch.jumpTo', { time: timeText(Date.parse(props.at), zone) })}
      icon={<HistoryIcon size={14} />}
      onClick={go}
      className="size-6! text-ink-3!"
    />
  );
}
