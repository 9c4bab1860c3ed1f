import { useState } from 'react';
import type { ComponentType } from 'react';
import { triggerClasses } from './menu-parts.ts';
import type { MenuProps } from './menu-parts.ts';

export type { MenuItem, MenuProps } from './menu-parts.ts';

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
