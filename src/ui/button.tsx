import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

export type ButtonKind = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'small' | 'normal' | 'large' | 'thumb';

const KINDS: Readonly<Record<ButtonKind, string>> = {
  primary: 'bg-inverse text-on-inverse border-transparent',
  secondary: 'bg-raised text-ink-1 border-edge hover:bg-selected',
  ghost: 'bg-transparent text-ink-1 border-transparent hover:bg-raised',
  danger: 'bg-danger text-on-danger border-transparent',
};

const SIZES: Readonly<Record<ButtonSize, string>> = {
  small: 'min-h-[30px] px-3 text-table',
  normal: 'min-h-control px-3 text-body',
  large: 'min-h-[44px] px-4 text-body',
  thumb: 'min-h-[60px] px-4 text-guard',
};

/** The class list of a button, for links that look like one. */
export function buttonClasses(kind: ButtonKind = 'secondary', size: ButtonSize = 'normal'): string {
  return classes(
    'inline-flex items-center justify-center gap-2 border rounded-corner font-semibold no-underline select-none',
    'data-disabled:opacity-50 data-disabled:cursor-not-allowed aria-disabled:opacity-50',
    KINDS[kind],
    SIZES[size],
  );
}

/**
 * A button. One `primary` a screen; `danger` is for duress only (use HoldButton for what must be held).
 * `icon` goes before the words and is hidden from screen readers; `keyCap` shows its shortcut.
 */
export function Button(
  props: Omit<ComponentProps<'button'>, 'ref'> & {
    kind?: ButtonKind;
    size?: ButtonSize;
    icon?: ReactNode;
    keyCap?: string;
    /** Shows the button as working: it cannot be pressed again, and keeps the focus. */
    busy?: boolean;
  },
) {
  const { kind, size, icon, keyCap, busy = false, className, children, disabled, ...rest } = props;
  return (
    <BaseButton
      {...rest}
      disabled={disabled === true || busy}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={classes(buttonClasses(kind, size), className)}
    >
      {icon !== undefined && (
        <span aria-hidden="true" className="contents">
          {icon}
        </span>
      )}
      {children}
      {keyCap !== undefined && <KeyCap inverse={kind === 'primary'}>{keyCap}</KeyCap>}
    </BaseButton>
  );
}

/** The picture of a key, such as `A` or `Ctrl K`. Decorative inside a button: the key list says it aloud. */
export function KeyCap(props: { children: string; inverse?: boolean }) {
  return (
    <kbd
      aria-hidden="true"
      className={classes(
        'inline-flex items-center rounded-[4px] border px-[5px] font-sans text-key font-semibold min-h-[18px]',
        props.inverse === true
          ? 'border-on-inverse/40 bg-on-inverse text-inverse'
          : 'border-edge bg-panel text-ink-2',
      )}
    >
      {props.children}
    </kbd>
  );
}
