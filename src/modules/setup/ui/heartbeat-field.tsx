import { Field, TextInput } from '../../../ui/field.tsx';
import { useWords } from './words.ts';

/** Seconds within which the device must be heard; empty: as its kind is watched. */
export function HeartbeatField(props: { value: string; onChange: (value: string) => void }) {
  const say = useWords();
  return (
    <Field label={say('setup.heartbeat')} hint={say('setup.heartbeatHint')} optional>
      <TextInput
        inputMode="numeric"
        pattern="0|[1-9][0-9]+"
        maxLength={7}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value.trim())}
      />
    </Field>
  );
}
