import { taskCan } from '../../modules/dispatch/model.ts';
import { nameIn } from '../../ui/direction.ts';
import { joined } from '../../ui/kit-words.ts';
import { useWords as useDispatchWords } from '../../modules/dispatch/ui/words.ts';
import { useWords as useMapWords } from '../../modules/map/ui/words.ts';
import { alarmCan, type Alarm } from '../../modules/watch/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import { Button } from '../../ui/button.tsx';
import { useLiveState } from '../../ui/live.ts';
import { PrioritySymbol, lookOf } from '../../ui/priority-symbol.tsx';
import { Notice } from '../../ui/states.tsx';
import { useLanguage } from '../../ui/words.ts';
import { useSession } from './session.ts';
import { useDispatching } from './workspace.tsx';

/** What can be done about the alarm that is selected on the map: take it, send the nearest, open it. */
export function MapAct(props: { alarm: Alarm; board: Board; detail: boolean; onDetail: () => void }) {
  const { alarm, board } = props;
  const say = useMapWords();
  const sayDispatch = useDispatchWords();
  const { language } = useLanguage();
  const { may } = useSession();
  const { live } = useLiveState();
  const mayDispatch = may('task.dispatch');
  const { tasks, sending, best, ranked } = useDispatching(alarm, board, mayDispatch);
  const acknowledge = useAcknowledge();
  const state = acknowledge.sending.get(alarm.id);
  const going = tasks.filter((task) => taskCan('cancel', task.state));
  const callSign = (id: string) => board.responders.find((one) => one.id === id)?.callSign ?? '';
  const problem = sending.problem ?? (state?.failed === true ? state.words : null);
  return (
    <section
      aria-label={say('map.act')}
      className="grid gap-2 rounded-corner border border-edge bg-raised p-3"
    >
      <h2 className="m-0 flex items-center gap-2 text-body font-semibold">
        <PrioritySymbol priority={alarm.priority} look={lookOf(alarm).look} size={24} decorative />
        <span className="min-w-0 flex-1">{nameIn(alarm.title, language)}</span>
      </h2>
      {going.length > 0 && (
        <p role="status" className="m-0 text-table text-ink-2">
          {say('map.going', { names: joined(going.map((task) => callSign(task.responderId))) })}
        </p>
      )}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {!live && <p className="m-0 text-table text-ink-2">{say('map.notLive')}</p>}
      <div className="flex flex-wrap gap-2">
        {may('alarm.acknowledge') && alarmCan('acknowledge', alarm) && (
          <Button
            kind="primary"
            disabled={!live}
            busy={state !== undefined && !state.failed}
            onClick={() => void acknowledge.acknowledge(alarm)}
          >
            {say('map.take')}
          </Button>
        )}
        {mayDispatch && alarm.open && best !== null && (
          <Button disabled={!live} busy={sending.busyId === best.id} onClick={() => void sending.send(best)}>
            {sayDispatch('dispatch.sendOne', { callSign: best.callSign })}
          </Button>
        )}
        <Button aria-expanded={props.detail} onClick={props.onDetail}>
          {say(props.detail ? 'map.detailClose' : 'map.detail')}
        </Button>
      </div>
      {mayDispatch && alarm.open && ranked.data !== undefined && best === null && going.length === 0 && (
        <p className="m-0 text-table text-ink-2">{say('map.nobody')}</p>
      )}
    </section>
  );
}
