import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { useTechnicalCalls } from './calls.ts';
import { useWords } from './words.ts';

/** On an alarm of an unknown panel: one press makes the panel known. */
export function RegisterPanel(props: { alarmId: string; account: string; disabled: boolean }) {
  const say = useWords();
  const calls = useTechnicalCalls();
  const queries = useQueryClient();
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useCommand();
  if (!calls.may('panel.register')) return null;
  const register = () =>
    run('register', async () => {
      await calls.registerPanel(props.alarmId);
      void queries.invalidateQueries({ queryKey: ['panels'] });
      setDone(true);
    });
  if (done) return <Notice tone="done">{say('technical.registered', { account: props.account })}</Notice>;
  return (
    <div className="grid gap-2">
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button disabled={props.disabled} busy={busy !== null} onClick={() => void register()}>
        {say('technical.register', { account: props.account })}
      </Button>
    </div>
  );
}
