import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

/** One choice of a list. Inside a Field the Field's label names it; alone, give `label`. */
export function Select<T extends string>(props: {
  value: T | null;
  onChange: (value: T) => void;
  options: readonly { readonly value: T; readonly label: string }[];
  label?: string;
  disabled?: boolean;
  className?: string;
}) {
  const say = useKitWords();
  return (
    <BaseSelect.Root
      items={props.options}
      value={props.value}
      disabled={props.disabled}
      modal={false}
      onValueChange={(value) => {
        if (value !== null) props.onChange(value);
      }}
    >
      <BaseSelect.Trigger
        aria-label={props.label}
        className={classes(
          'flex min-h-control w-full items-center justify-between gap-2 rounded-corner border border-edge bg-raised px-3',
          'text-start text-body text-ink-1 data-disabled:opacity-50',
          props.className,
        )}
      >
        <BaseSelect.Value placeholder={say('kit.choose')} className="truncate" />
        <BaseSelect.Icon>
          <ChevronsUpDown size={16} aria-hidden="true" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <BaseSelect.Popup className="min-w-(--anchor-width) rounded-corner border border-edge bg-raised py-1 outline-none">
            <BaseSelect.List className="max-h-(--available-height) overflow-y-auto">
              {props.options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  className="grid min-h-[30px] cursor-pointer grid-cols-[20px_1fr] items-center gap-1 px-2 pe-3 text-body text-ink-1 outline-none data-highlighted:bg-selected"
                >
                  <BaseSelect.ItemIndicator>
                    <Check size={16} aria-hidden="true" />
                  </BaseSelect.ItemIndicator>
                  <BaseSelect.ItemText className="col-start-2">{option.label}</BaseSelect.ItemText>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
