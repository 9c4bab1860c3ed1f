import type { UserId } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/states.tsx';
import { roleMay } from '../../identity/model.ts';
import type { Role } from '../../identity/model.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { alarmNumber } from './names.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { knownWord, useWords } from './words.ts';

/** Gives the alarm to one of those who may take alarms, or offers it. One press, one person. */
export function AssignSheet(props: {
  alarm: Alarm;
  people: readonly { readonly id: UserId; readonly name: string; readonly role: string }[];
  /** Offered: the colleague has to accept. */
  offer?: boolean;
  open: boolean;
  onClose: () => void;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const able = props.people.filter((person) => roleMay(person.role as Role, 'alarm.acknowledge'));
  const assign = async (id: UserId) => {
    if (
      await command.run(id, () =>
        props.offer === true ? calls.offer(props.alarm.id, id) : calls.assign(props.alarm.id, id),
      )
    )
      props.onClose();
  };
  return (
    <SideSheet
      open={props.open}
      onClose={props.onClose}
      title={say(props.offer === true ? 'watch.offer.title' : 'watch.assignTitle', {
        alarm: alarmNumber(props.alarm),
      })}
    >
      <div className="grid gap-2">
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        {able.map((person) => {
          const role = knownWord(`watch.role.${person.role}`);
          return (
            <Button
              key={person.id}
              size="large"
              className="justify-between!"
              busy={command.busy === person.id}
              disabled={person.id === props.alarm.ownerId}
              onClick={() => void assign(person.id)}
            >
              <span>{person.name}</span>
              <span className="text-table font-normal text-ink-2">
                {person.id === props.alarm.ownerId
                  ? say('watch.hasIt')
                  : role === null
                    ? person.role
                    : say(role)}
              </span>
            </Button>
          );
        })}
        {able.length === 0 && <p className="m-0 text-body text-ink-2">{say('watch.nobodyToAssign')}</p>}
      </div>
    </SideSheet>
  );
}
