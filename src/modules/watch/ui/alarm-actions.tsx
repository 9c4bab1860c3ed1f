import { Ellipsis, Radio } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuItem } from '../../../ui/menu.tsx';
import { SILENCE_S, alarmCan } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import type { DetailProps } from './detail-props.ts';
import { nextAct } from './next-act.ts';
import { useWords } from './words.ts';

interface ActionsProps {
  readonly detail: DetailProps;
  readonly onDispatch: () => void;
  readonly onAssign: () => void;
  readonly onOffer: () => void;
  readonly onShelve: () => void;
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
  if (alarm.ownerId === myId && alarmCan('offer', alarm)) {
    items.push({ label: say('watch.offer'), onSelect: props.onOffer, disabled: !live });
  }
  if (alarmCan('shelve', alarm) && calls.may('alarm.shelve')) {
    items.push({ label: say('watch.shelve'), onSelect: props.onShelve, disabled: !live });
  }
  if (!alarm.acknowledged && alarm.open && calls.may('alarm.close')) {
    items.push({ label: say('watch.closeAlarm'), onSelect: props.onCloseForm, disabled: !live });
  }
  if (onOpenAlone !== undefined) items.push({ label: say('watch.openAlone'), onSelect: onOpenAlone });
  return items;
}

/** The buttons in their row. The primary look moves along it; the buttons keep their places. */
function MainActions(props: ActionsProps & { size: 'large' | 'thumb'; className: string }) {
  const { detail, size, className } = props;
  const { alarm, live, thumb = false, compact = false } = detail;
  const say = useWords();
  const { may } = useWatchCalls();
  const next = live ? nextAct(alarm, detail.tasks) : null;
  const sending = detail.sending !== null && !detail.sending.failed;
  const common = { size, className, disabled: !live } as const;
  const kindOf = (act: typeof next) => (next === act ? 'primary' : 'secondary');
  return (
    <>
      {!live && (
        <Button {...common} kind="primary" disabled={false} onClick={props.onNote}>
          {say('watch.noteLater')}
        </Button>
      )}
      {live && alarmCan('acknowledge', alarm) && may('alarm.acknowledge') && (
        <Button
          {...common}
          kind={kindOf('acknowledge')}
          keyCap={thumb ? undefined : 'A'}
          busy={sending}
          onClick={() => detail.onAcknowledge(alarm)}
        >
          {say(sending ? 'watch.sending' : 'watch.acknowledge')}
        </Button>
      )}
      {alarmCan('dispatch', alarm) && may('task.dispatch') && (
        <Button
          {...common}
          kind={kindOf('dispatch')}
          icon={<Radio size={18} />}
          keyCap={thumb ? undefined : 'D'}
          onClick={props.onDispatch}
        >
          {say('watch.dispatch')}
        </Button>
      )}
      {!thumb && !compact && alarmCan('assign', alarm) && may('alarm.assign') && (
        <Button {...common} onClick={props.onAssign}>
          {say('watch.assign')}
        </Button>
      )}
      {live && alarmCan('close', alarm) && may('alarm.close') && (
        <Button {...common} kind={kindOf('close')} onClick={props.onCloseForm}>
          {say('watch.closeAlarm')}
        </Button>
      )}
    </>
  );
}

/** Acknowledge, Dispatch, Assign and the rest. Not live: only the note, which is sent later. */
export function Actions(props: ActionsProps) {
  const { live, thumb = false, readOnly } = props.detail;
  const say = useWords();
  const items = useMoreItems(props);
  if (readOnly !== undefined) return <p className="m-0 text-table text-ink-2">{readOnly}</p>;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <MainActions
        {...props}
        size={thumb ? 'thumb' : 'large'}
        className={thumb ? 'flex-1 px-2!' : 'px-3! whitespace-nowrap'}
      />
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
