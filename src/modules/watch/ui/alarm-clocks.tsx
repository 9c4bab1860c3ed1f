import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { Notice } from '../../../ui/states.tsx';
import { AnswerClock, useAgeText } from '../../../ui/time.tsx';
import type { UserId } from '../../../kernel/id.ts';
import { UNDO_S, alarmCan } from '../model.ts';
import type { Alarm } from '../model.ts';
import { useWords } from './words.ts';

/** From raised to the first responder sent, seconds (NFPA 1225). */
const SEND_WITHIN_S = 60;

/** The two clocks of an alarm: to be answered, then to have somebody sent. */
export function Clocks(props: { alarm: Alarm; live: boolean }) {
  const { alarm } = props;
  const say = useWords();
  const age = useAgeText();
  const raisedMs = Date.parse(alarm.raisedAt);
  const unseenMs = Date.parse(alarm.unseenSince ?? alarm.raisedAt);
  const due = (
    fromMs: number,
    within: number,
    ids: {
      due: 'watch.clock.due' | 'watch.clock.sendDue';
      late: 'watch.clock.late' | 'watch.clock.sendLate';
    },
  ) => (
    <AnswerClock
      fromMs={fromMs}
      dueMs={fromMs + within * 1000}
      label={(left) => (left >= 0 ? say(ids.due, { n: left }) : say(ids.late, { age: age(-left * 1000) }))}
      goal={say('watch.clock.goal', { n: within })}
      stopped={say('watch.clock.stopped')}
    />
  );
  if (!alarm.open) return <p className="m-0 text-body text-ink-2">{say('watch.clock.closed')}</p>;
  if (alarm.shelved) return <p className="m-0 text-body text-ink-2">{say('watch.clock.shelved')}</p>;
  if (!alarm.acknowledged) {
    if (alarm.answerWithinS === null)
      return <p className="m-0 text-body text-ink-2">{say('watch.clock.none')}</p>;
    return due(unseenMs, alarm.answerWithinS, { due: 'watch.clock.due', late: 'watch.clock.late' });
  }
  if (alarm.dispatchedAt === null && alarm.priority <= 2) {
    return due(raisedMs, SEND_WITHIN_S, { due: 'watch.clock.sendDue', late: 'watch.clock.sendLate' });
  }
  const answeredAt = alarm.answeredAt ?? alarm.acknowledgedAt;
  const answered = answeredAt === null || alarm.byRule ? null : Date.parse(answeredAt) - raisedMs;
  const sent = alarm.dispatchedAt === null ? null : Date.parse(alarm.dispatchedAt) - raisedMs;
  return (
    <p className="m-0 text-body text-ink-2">
      {answered !== null && say('watch.clock.answered', { age: age(answered) })}
      {sent !== null && ` ${say('watch.clock.sent', { age: age(sent) })}`}
    </p>
  );
}

/** "You have it. Undo": for five seconds after one's own acknowledgement. */
export function UndoLine(props: { alarm: Alarm; myId: UserId; onUndo: () => void; busy: boolean }) {
  const { alarm } = props;
  const say = useWords();
  const now = useNow(250);
  if (alarm.acknowledgedAt === null || alarm.ownerId !== props.myId || !alarmCan('undo-acknowledge', alarm))
    return null;
  const left = Math.ceil((Date.parse(alarm.acknowledgedAt) + UNDO_S * 1000 - now) / 1000);
  if (left <= 0) return null;
  return (
    <Notice
      tone="done"
      action={
        <Button size="small" busy={props.busy} onClick={props.onUndo}>
          {say('watch.undo', { n: Math.min(left, UNDO_S) })}
        </Button>
      }
    >
      {say('watch.youHaveIt')}
    </Notice>
  );
}
