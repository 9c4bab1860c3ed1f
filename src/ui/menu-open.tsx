import { Menu as BaseMenu } from '@base-ui/react/menu';
import { KeyCap } from './button.tsx';
import { triggerClasses } from './menu-parts.ts';
import type { MenuProps } from './menu-parts.ts';

/** The menu itself, open from its first moment. Loaded by menu.tsx at the first press. */
export function OpenMenu(props: MenuProps) {
  return (
    <BaseMenu.Root modal={false} defaultOpen>
      <BaseMenu.Trigger
        aria-label={props.words === true ? undefined : props.label}
        className={triggerClasses(props.className)}
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
