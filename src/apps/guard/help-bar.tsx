import { Hand } from 'lucide-react';
import { useEffect, useState } from 'react';
import { HoldButton } from '../../ui/hold-button.tsx';
import { useGuardWords } from './guard-words.ts';
import { phoneNowMs, timeText, useNow } from './phone-clock.ts';
import type { Help } from './phone-model.ts';
import { HELP_SHOWN_S, RECEIPT_S } from './phone-model.ts';
import { buzzHelpCalled, buzzNoReceipt } from './senses.ts';

/**
 * The red bar: hold one second, by finger or by key. One short buzz, no sound. Loud phones then say what
 * became of the call; quiet ones show nothing and buzz twice when no receipt came.
 */
export function HelpBar(props: { help: Help | null; radioChannel: string | null; onHelp: () => void }) {
  const say = useGuardWords();
  const { help } = props;
  return (
    <footer className="grid gap-2 border-t border-line bg-panel px-4 pt-3 pb-[max(12px,env(safe-area-inset-bottom))]">
      {help !== null && <NoReceiptBuzz key={help.calledAt} help={help} />}
      <div role="status" aria-live="assertive" className="contents">
        {help !== null && !help.quiet && <HelpLine help={help} radioChannel={props.radioChannel} />}
      </div>
      <HoldButton
        kind="danger"
        size="thumb"
        className="min-h-[64px] w-full"
        icon={<Hand size={24} />}
        onHeld={() => {
          buzzHelpCalled();
          props.onHelp();
        }}
      >
        {say('guard.hold')}
      </HoldButton>
    </footer>
  );
}

function HelpLine(props: { help: Help; radioChannel: string | null }) {
  const say = useGuardWords();
  const now = useNow(1000);
  const { calledAt, receivedAt } = props.help;
  const sinceS = (now - Date.parse(receivedAt ?? calledAt)) / 1000;
  if (receivedAt !== null && sinceS > HELP_SHOWN_S) return null;
  const time = timeText(calledAt, 'second');
  const channel = props.radioChannel;
  const text =
    receivedAt !== null
      ? say('guard.helpReceived', { time, received: timeText(receivedAt, 'second') })
      : sinceS < RECEIPT_S
        ? say('guard.helpWaiting', { time })
        : channel === null
          ? say('guard.helpUseRadio', { time })
          : say('guard.helpUseRadioChannel', { time, channel });
  return (
    <div className="rounded-corner bg-inverse px-4 py-2 text-on-inverse">
      <p className="m-0 text-guard font-semibold">{text}</p>
      <p className="m-0 text-body">{say('guard.helpStays')}</p>
    </div>
  );
}

/** A quiet phone says "no receipt" to the hand only, once. */
function NoReceiptBuzz(props: { help: Help }) {
  const { calledAt, receivedAt, quiet } = props.help;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const leftMs = Date.parse(calledAt) + RECEIPT_S * 1000 - phoneNowMs();
    if (leftMs < 0) return undefined;
    const timer = setTimeout(() => setLate(true), leftMs);
    return () => clearTimeout(timer);
  }, [calledAt]);
  useEffect(() => {
    if (late && receivedAt === null && quiet) buzzNoReceipt();
  }, [late, receivedAt, quiet]);
  return null;
}
