import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useWords } from './words.ts';

/** A press that cannot be undone asks once more, in its place. */
export function SureButton(props: {
  children: string;
  disabled?: boolean;
  busy?: boolean;
  onSure: () => void;
}) {
  const say = useWords();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button size="small" disabled={props.disabled} busy={props.busy} onClick={() => setAsking(true)}>
        {props.children}
      </Button>
    );
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Button
        size="small"
        kind="primary"
        autoFocus
        onClick={() => {
          setAsking(false);
          props.onSure();
        }}
      >
        {say('map.sure', { what: props.children })}
      </Button>
      <Button size="small" onClick={() => setAsking(false)}>
        {say('map.keep')}
      </Button>
    </span>
  );
}
