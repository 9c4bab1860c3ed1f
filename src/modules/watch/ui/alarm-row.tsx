import { memo } from 'react';
import { classes } from '../../../ui/classes.ts';
import { PrioritySymbol, lookOf } from '../../../ui/priority-symbol.tsx';
import { Age, LocalTime } from '../../../ui/time.tsx';
import type { Alarm } from '../model.ts';
import { useAlarmName, useAlarmState } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useWords } from './words.ts';

export interface RowSending {
  /** What is on its way, or why it did not arrive. */
  readonly words: string;
  readonly failed: boolean;
}

/**
 * One alarm of the queue: symbol, local time, text, zone or owner, age. 36 px on a desk, 64 px on a phone.
 * Drawn again only when the alarm, the selection or its own sending changed.
 */
export const AlarmRow = memo(function AlarmRow(props: {
  alarm: Alarm;
  tall: boolean;
  sourceLost: boolean;
  sending: RowSending | null;
}) {
  const { alarm, tall, sending } = props;
  const say = useWords();
  const name = useNameIn();
  const state = useAlarmState();
  const spoken = useAlarmName();
  const unseen = alarm.open && !alarm.acknowledged;
  const { look, glows } = alarm.open
    ? lookOf({ ...alarm, sourceLost: props.sourceLost && !alarm.active })
    : ({ look: 'cleared', glows: false } as const);
  const where = alarm.zoneName === null ? '' : name(alarm.zoneName);
  const standing = unseen && alarm.active ? where : state(alarm);
  const aside = sending === null ? standing : sending.words;
  const text = (
    <span className={classes('truncate', unseen ? 'font-semibold text-ink-1' : 'text-ink-2')}>
      {name(alarm.title)}
      {alarm.count > 1 && (
        <span className="ms-2 font-normal text-ink-2">{say('watch.times', { n: alarm.count })}</span>
      )}
    </span>
  );
  const symbol = <PrioritySymbol priority={alarm.priority} look={look} glows={glows} size={22} decorative />;
  const asideClass = classes(
    'truncate',
    sending?.failed === true ? 'font-semibold text-ink-1' : 'text-ink-2',
  );
  if (tall) {
    return (
      <span className="flex h-full w-full items-center gap-3 px-3">
        <span className="sr-only">{spoken(alarm)}</span>
        {symbol}
        <span aria-hidden="true" className="grid min-w-0 flex-1 gap-1 text-body">
          {text}
          <span className="flex justify-between gap-3 text-table">
            <span className={asideClass}>{aside}</span>
            <Age atMs={Date.parse(alarm.raisedAt)} className="shrink-0 text-ink-2" />
          </span>
        </span>
      </span>
    );
  }
  return (
    <span className="block h-full w-full">
      <span className="sr-only">{spoken(alarm)}</span>
      <span
        aria-hidden="true"
        className="grid h-full grid-cols-[22px_48px_minmax(0,1fr)_minmax(124px,21%)_72px] items-center gap-3 px-3 text-body"
      >
        {symbol}
        <LocalTime atMs={Date.parse(alarm.raisedAt)} form="minute" className="text-ink-2" />
        {text}
        <span
          className={classes('text-table', asideClass)}
          title={sending?.failed === true ? aside : undefined}
        >
          {aside}
        </span>
        <Age atMs={Date.parse(alarm.raisedAt)} className="truncate text-end text-table text-ink-2" />
      </span>
    </span>
  );
});
