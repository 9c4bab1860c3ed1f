import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/states.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import { useTechnicalCalls } from './calls.ts';
import { useWords } from './words.ts';

/** On an alarm of an unknown panel: one press makes the panel known. */
export function RegisterPanel(props: { alarmId: string; account: string; disabled: boolean }) {
  const say = useWords();
  const calls = useTechnicalCalls();
  const queries = useQueryClient();
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState<string | null>(null);
  if (!calls.may('panel.register')) return null;
  const register = async () => {
    setState('busy');
    setProblem(null);
    try {
      await calls.registerPanel(props.alarmId);
      void queries.invalidateQueries({ queryKey: ['panels'] });
      setState('done');
    } catch (error) {
      setProblem(sentenceOf(error));
      setState('idle');
    }
  };
  if (state === 'done')
    return <Notice tone="done">{say('technical.registered', { account: props.account })}</Notice>;
  return (
    <div className="grid gap-2">
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button disabled={props.disabled} busy={state === 'busy'} onClick={() => void register()}>
        {say('technical.register', { account: props.account })}
      </Button>
    </div>
  );
}
