import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** A tick box with its words beside it (`children`), or named by `label` alone. Target 24 px or more. */
export function Checkbox(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children?: ReactNode;
  label?: string;
  disabled?: boolean;
  className?: string;
}) {
  const box = (
    <BaseCheckbox.Root
      checked={props.checked}
      disabled={props.disabled}
      aria-label={props.label}
      onCheckedChange={(checked) => props.onChange(checked)}
      className="grid size-6 shrink-0 cursor-pointer place-items-center rounded-[4px] border border-edge bg-raised data-checked:border-inverse data-checked:bg-inverse data-checked:text-on-inverse data-disabled:opacity-50"
    >
      <BaseCheckbox.Indicator>
        <Check size={18} strokeWidth={2.5} aria-hidden="true" />
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
  if (props.children === undefined) return box;
  return (
    <label className={classes('flex cursor-pointer items-start gap-2 text-body', props.className)}>
      {box}
      <span className="min-w-0 pt-[2px]">{props.children}</span>
    </label>
  );
}
