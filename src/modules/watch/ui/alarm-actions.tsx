import { Ellipsis, Radio } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuItem } from '../../../ui/menu.tsx';
import { SILENCE_S, alarmCan } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import type { DetailProps } from './detail-props.ts';
import { useWords } from './words.ts';

interface ActionsProps {
  readonly detail: DetailProps;
  readonly onDispatch: () => void;
  readonly onAssign: () => void;
  readonly onCloseForm: () => void;
  readonly onNote: () => void;
  readonly act: (name: 'take' | 'silence') => void;
}

function useMoreItems(props: ActionsProps): readonly MenuItem[] {
  const { alarm, live, myId, thumb, compact, onOpenAlone } = props.detail;
  const say = useWords();
  const calls = useWatchCalls();
  const items: MenuItem[] = [];
  if (alarm.ownerId !== myId && alarmCan('take', alarm) && calls.may('alarm.acknowledge')) {
    items.push({ label: say('watch.take'), onSelect: () => props.act('take'), disabled: !live });
  }
  if (alarmCan('silence', alarm) && calls.may('alarm.silence')) {
    items.push({
      label: say('watch.silence', { n: SILENCE_S }),
      onSelect: () => props.act('silence'),
      keyCap: 'M',
      disabled: !live,
    });
  }
  if ((thumb === true || compact === true) && alarmCan('assign', alarm) && calls.may('alarm.assign')) {
    items.push({ label: say('watch.assign'), onSelect: props.onAssign, disabled: !live });
  }
  if (!alarm.acknowledged && alarm.open && calls.may('alarm.close')) {
    items.push({ label: say('watch.closeAlarm'), onSelect: props.onCloseForm, disabled: !live });
  }
  if (onOpenAlone !== undefined) items.push({ label: say('watch.openAlone'), onSelect: onOpenAlone });
  return items;
}

/** Acknowledge, Dispatch, Assign and the rest. Not live: only the note, which is sent later. */
export function Actions(props: ActionsProps) {
  const { detail } = props;
  const { alarm, live, thumb = false } = detail;
  const say = useWords();
  const calls = useWatchCalls();
  const items = useMoreItems(props);
  const size = thumb ? 'thumb' : 'large';
  const grow = thumb ? 'flex-1 px-2!' : 'px-3!';
  const unseen = alarmCan('acknowledge', alarm);
  const sending = detail.sending !== null && !detail.sending.failed;
  const mayDispatch = alarmCan('dispatch', alarm) && calls.may('task.dispatch');
  const first = () => {
    if (!live) {
      return (
        <Button kind="primary" size={size} className={grow} onClick={props.onNote}>
          {say('watch.noteLater')}
        </Button>
      );
    }
    if (unseen && calls.may('alarm.acknowledge')) {
      return (
        <Button
          kind="primary"
          size={size}
          className={grow}
          keyCap={thumb ? undefined : 'A'}
          busy={sending}
          onClick={() => detail.onAcknowledge(alarm)}
        >
          {sending ? say('watch.sending') : say('watch.acknowledge')}
        </Button>
      );
    }
    if (alarm.open && !unseen && calls.may('alarm.close')) {
      return (
        <Button size={size} className={grow} onClick={props.onCloseForm}>
          {say('watch.closeAlarm')}
        </Button>
      );
    }
    return null;
  };
  return (
    <div className={classes('flex flex-wrap items-center gap-2', thumb && 'flex-nowrap')}>
      {first()}
      {mayDispatch && (
        <Button
          kind={live && !unseen && alarm.active && alarm.dispatchedAt === null ? 'primary' : 'secondary'}
          size={size}
          className={grow}
          icon={<Radio size={18} />}
          keyCap={thumb ? undefined : 'D'}
          disabled={!live}
          onClick={props.onDispatch}
        >
          {say('watch.dispatch')}
        </Button>
      )}
      {!thumb && detail.compact !== true && alarmCan('assign', alarm) && calls.may('alarm.assign') && (
        <Button size={size} className={grow} disabled={!live} onClick={props.onAssign}>
          {say('watch.assign')}
        </Button>
      )}
      {items.length > 0 && (
        <Menu
          label={say('watch.more')}
          trigger={<Ellipsis size={20} aria-hidden="true" />}
          items={items}
          className={classes(
            'border border-edge',
            thumb ? 'min-h-[60px]! min-w-[60px]!' : 'min-h-[44px]! min-w-[44px]!',
          )}
        />
      )}
      {!live && !thumb && <span className="basis-full text-table text-ink-2">{say('watch.offReason')}</span>}
    </div>
  );
}
