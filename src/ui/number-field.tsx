import { Field, TextInput } from './field.tsx';

/** One whole number within its range, both ends included, as it is typed. */
export function NumberField(props: {
  label: string;
  hint: string;
  range: readonly [least: number, most: number];
  value: string;
  onChange: (value: string) => void;
}) {
  const [least, most] = props.range;
  return (
    <Field label={props.label} hint={props.hint}>
      <TextInput
        type="number"
        inputMode="numeric"
        required
        min={least}
        max={most}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Field>
  );
}
