import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

const CONTROL =
  'w-full min-h-control rounded-corner border border-edge bg-raised px-3 text-body text-ink-1 ' +
  'data-disabled:opacity-50 disabled:opacity-50 data-invalid:border-ink-1 data-invalid:border-2';

/**
 * A label, a control and what is wrong with it. The error is text with a mark, not a colour.
 * Children: one of TextInput, TextArea, PinInput, Select.
 */
export function Field(props: {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  optional?: boolean;
  disabled?: boolean;
  children: ReactNode;
  className?: string;
}) {
  const say = useKitWords();
  const wrong = props.error !== undefined && props.error !== null && props.error !== '';
  return (
    <BaseField.Root
      invalid={wrong}
      disabled={props.disabled}
      className={classes('grid grid-cols-[minmax(0,1fr)] content-start gap-1', props.className)}
    >
      <BaseField.Label className="text-label font-semibold text-ink-2">
        {props.label}
        {props.optional === true && <span className="font-normal text-ink-3"> ({say('kit.optional')})</span>}
      </BaseField.Label>
      {props.children}
      {props.hint !== undefined && (
        <BaseField.Description className="text-label text-ink-3">{props.hint}</BaseField.Description>
      )}
      {wrong && (
        <BaseField.Error match className="text-table font-semibold text-ink-1">
          <span aria-hidden="true">! </span>
          {props.error}
        </BaseField.Error>
      )}
    </BaseField.Root>
  );
}

/** One line of text. All attributes of an input. */
export function TextInput(props: ComponentProps<'input'>) {
  const { className, ...rest } = props;
  return <BaseField.Control {...rest} className={classes(CONTROL, className)} />;
}

/** Several lines of text. All attributes of a textarea. */
export function TextArea(props: ComponentProps<'textarea'>) {
  const { className, rows = 3, ...rest } = props;
  return (
    <BaseField.Control
      render={<textarea {...rest} rows={rows} />}
      className={classes(CONTROL, 'resize-y py-2', className)}
    />
  );
}

/**
 * A PIN: digits only, masked, number pad on phones. `onComplete` fires when `length` digits stand;
 * without `length` the form is sent with Enter. Nothing shows whether it was the duress PIN.
 */
export function PinInput(props: {
  value: string;
  onChange: (pin: string) => void;
  onComplete?: (pin: string) => void;
  length?: number;
  autoFocus?: boolean;
  disabled?: boolean;
  className?: string;
}) {
  const { length } = props;
  return (
    <BaseField.Control
      type="password"
      inputMode="numeric"
      autoComplete="off"
      autoFocus={props.autoFocus}
      disabled={props.disabled}
      maxLength={length ?? 12}
      value={props.value}
      onValueChange={(text) => {
        const pin = text.replace(/\D/g, '');
        props.onChange(pin);
        if (length !== undefined && pin.length === length) props.onComplete?.(pin);
      }}
      className={classes(CONTROL, 'font-mono text-title tracking-[0.4em]', props.className)}
    />
  );
}
