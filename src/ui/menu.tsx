import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { KeyCap } from './button.tsx';
import { classes } from './classes.ts';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  readonly keyCap?: string;
  readonly disabled?: boolean;
}

/** A button with a list of actions. `trigger` is a picture named by `label`, or words with `words`. */
export function Menu(props: {
  label: string;
  trigger: ReactNode;
  items: readonly MenuItem[];
  words?: boolean;
  className?: string;
}) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger
        aria-label={props.words === true ? undefined : props.label}
        className={classes(
          'inline-grid min-h-control min-w-control place-items-center rounded-corner text-ink-1 hover:bg-raised data-popup-open:bg-raised',
          props.className,
        )}
      >
        {props.trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align="end" className="z-50">
          <BaseMenu.Popup className="min-w-[180px] rounded-corner border border-edge bg-raised py-1 outline-none">
            {props.items.map((item) => (
              <BaseMenu.Item
                key={item.label}
                disabled={item.disabled}
                onClick={() => item.onSelect()}
                className="flex min-h-control cursor-pointer items-center gap-2 px-3 text-body text-ink-1 outline-none data-disabled:opacity-50 data-highlighted:bg-selected"
              >
                {item.icon}
                <span className="flex-1">{item.label}</span>
                {item.keyCap !== undefined && <KeyCap>{item.keyCap}</KeyCap>}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
