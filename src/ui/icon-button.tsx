import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { useTip } from './tooltip.tsx';
import type { TipSide } from './tooltip.tsx';

/** A square button with a picture. `label` is its name, shown on hover and on focus; `keyCap` its key. */
export function IconButton(
  props: Omit<ComponentProps<'button'>, 'ref' | 'children' | 'aria-label'> & {
    label: string;
    icon: ReactNode;
    keyCap?: string;
    pressed?: boolean;
    side?: TipSide;
  },
) {
  const { label, icon, keyCap, pressed, side = 'bottom', className, ...rest } = props;
  const { handlers, tip } = useTip(keyCap === undefined ? label : `${label} (${keyCap})`, side);
  return (
    <>
      <BaseButton
        {...handlers}
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classes(
          'inline-grid size-control shrink-0 place-items-center rounded-corner text-ink-1 hover:bg-raised',
          'data-disabled:opacity-50 aria-pressed:bg-selected',
          className,
        )}
      >
        <span aria-hidden="true" className="contents">
          {icon}
        </span>
      </BaseButton>
      {tip}
    </>
  );
}
