import { useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { classes } from './classes.ts';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  readonly keyCap?: string;
  readonly disabled?: boolean;
}

export interface MenuProps {
  readonly label: string;
  /** A picture named by `label`; or words, with `words`. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly words?: boolean;
  readonly className?: string;
}

export function triggerClasses(className?: string): string {
  return classes(
    'inline-grid min-h-control min-w-control place-items-center rounded-corner text-ink-1 hover:bg-raised data-popup-open:bg-raised',
    className,
  );
}

/**
 * A button with a list of actions. The list (37 kB gz of menu and positioning) is fetched when the pointer
 * or the focus comes near and takes the button's place at the first press: the first screen does not pay.
 */
export function Menu(props: MenuProps) {
  const [Open, setOpen] = useState<ComponentType<MenuProps> | null>(null);
  if (Open !== null) return <Open {...props} />;
  const load = () => import('./menu-open.tsx');
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      aria-label={props.words === true ? undefined : props.label}
      className={triggerClasses(props.className)}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => void load().then((part) => setOpen(() => part.OpenMenu))}
    >
      {props.trigger}
    </button>
  );
}
