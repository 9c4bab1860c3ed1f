import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** What the closed button of a menu and its open list share. */
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
