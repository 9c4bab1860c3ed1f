import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { Notice } from '../../../ui/states.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { timeText, useAgeText } from '../../../ui/time.tsx';
import type { UserId } from '../../../kernel/id.ts';
import { alarmCan } from '../model.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { alarmNumber } from './names.ts';
import type { Command } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** What alarm management says of this alarm: nobody took it, put aside, offered, acknowledged by rule. */
export function ManagedLines(props: { alarm: Alarm; myId: UserId; live: boolean; command: Command }) {
  const { alarm, myId, live, command } = props;
  const { shelved, offer } = alarm;
  const say = useWords();
  const calls = useWatchCalls();
  const zone = usePostZone();
  const now = useNow();
  const button = (name: 'unshelve' | 'acceptOffer', words: string) => (
    <Button
      size="small"
      kind={name === 'acceptOffer' ? 'primary' : 'secondary'}
      disabled={!live}
      busy={command.busy === name}
      onClick={() => void command.run(name, () => calls[name](alarm.id))}
    >
      {words}
    </Button>
  );
  if (!alarm.open) return null;
  return (
    <>
      {shelved && (
        <Notice
          tone="info"
          action={
            alarmCan('unshelve', alarm) &&
            calls.may('alarm.shelve') &&
            button('unshelve', say('watch.unshelve'))
          }
        >
          {say('watch.shelved', {
            until: timeText(Date.parse(shelved.until), zone, 'minute'),
            name: shelved.byName,
          })}{' '}
          {shelved.reason}
        </Notice>
      )}
      {offer && Date.parse(offer.until) > now && (
        <Notice tone="info" action={offer.toId === myId && button('acceptOffer', say('watch.offer.accept'))}>
          {offer.toId === myId
            ? say('watch.offer.toYou', { name: offer.fromName, alarm: alarmNumber(alarm) })
            : say('watch.offer.waits', { name: offer.toName })}
        </Notice>
      )}
      {(alarm.escalated ?? 0) > 0 && !alarm.acknowledged && (
        <Notice tone="problem">
          {say(alarm.escalated === 2 ? 'watch.escalated.rso' : 'watch.escalated.seats')}
        </Notice>
      )}
      {alarm.byRule === true && <Notice tone="info">{say('watch.byRule')}</Notice>}
    </>
  );
}

/** Above everything: alarms that nobody took in time, and what a colleague hands to this person. */
export function ManagedBandWords(props: {
  alarms: readonly Alarm[];
  myId: UserId;
  onSelect: (id: string) => void;
}) {
  const say = useWords();
  const now = useNow();
  const age = useAgeText();
  const late = props.alarms.filter((alarm) => (alarm.escalated ?? 0) > 0 && !alarm.acknowledged);
  const offered = props.alarms.filter(
    (alarm) => alarm.offer?.toId === props.myId && Date.parse(alarm.offer.until) > now,
  );
  const first = offered[0] ?? late[0];
  if (first === undefined) return null;
  const words =
    first.offer && offered[0] === first
      ? say('watch.offer.toYou', { name: first.offer.fromName, alarm: alarmNumber(first) })
      : say('watch.escalated.nobody', {
          alarm: alarmNumber(first),
          age: age(now - Date.parse(first.unseenSince ?? first.raisedAt)),
          more: late.length - 1,
        });
  return (
    <>
      <span className="py-1 text-balance">{words}</span>
      <button
        type="button"
        onClick={() => props.onSelect(first.id)}
        className="min-h-6 rounded-[4px] border border-current px-2 text-label font-semibold"
      >
        {say('watch.show')}
      </button>
    </>
  );
}

/** Is there anything that the band above would say? */
export const hasManagedBand = (alarms: readonly Alarm[], myId: UserId): boolean =>
  alarms.some((alarm) => alarm.offer?.toId === myId || ((alarm.escalated ?? 0) > 0 && !alarm.acknowledged));
