import { Button as BaseButton } from '@base-ui/react/button';
import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

/** A square button with a picture. `label` is its name, shown on hover and on focus; `keyCap` its key. */
export function IconButton(
  props: Omit<ComponentProps<'button'>, 'ref' | 'children' | 'aria-label'> & {
    label: string;
    icon: ReactNode;
    keyCap?: string;
    pressed?: boolean;
    side?: 'top' | 'bottom' | 'inline-start' | 'inline-end';
  },
) {
  const { label, icon, keyCap, pressed, side = 'bottom', className, ...rest } = props;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <BaseButton
            {...rest}
            aria-label={label}
            aria-pressed={pressed}
            className={classes(
              'inline-grid size-control shrink-0 place-items-center rounded-corner text-ink-1 hover:bg-raised',
              'data-disabled:opacity-50 aria-pressed:bg-selected',
              className,
            )}
          />
        }
      >
        <span aria-hidden="true" className="contents">
          {icon}
        </span>
      </Tooltip.Trigger>
      <TooltipWords side={side}>{keyCap === undefined ? label : `${label} (${keyCap})`}</TooltipWords>
    </Tooltip.Root>
  );
}

/** The small text beside a control. Inside Tooltip.Root, after its trigger. */
export function TooltipWords(props: {
  side: 'top' | 'bottom' | 'inline-start' | 'inline-end';
  children: string;
}) {
  return (
    <Tooltip.Portal>
      <Tooltip.Positioner side={props.side} sideOffset={6} className="z-50">
        <Tooltip.Popup className="rounded-corner border border-edge bg-raised px-2 py-1 text-label text-ink-1">
          {props.children}
        </Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  );
}
