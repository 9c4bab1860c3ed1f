import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/**
 * Tabs. `line` for the parts of one thing (detail), `pill` for filters of one list (queue).
 * Children are the TabPanels; a filter needs one TabPanel per value or its list inside `TabPanel value={value}`.
 */
export function Tabs<T extends string>(props: {
  value: T;
  onChange: (value: T) => void;
  label: string;
  tabs: readonly { readonly value: T; readonly label: string; readonly count?: number }[];
  look?: 'line' | 'pill';
  /** Stands at the end of the line of tabs: a counter, a menu. */
  aside?: ReactNode;
  children?: ReactNode;
  className?: string;
  listClassName?: string;
}) {
  const line = props.look !== 'pill';
  return (
    <BaseTabs.Root
      value={props.value}
      onValueChange={(value: T) => props.onChange(value)}
      className={classes('flex min-h-0 flex-col', props.className)}
    >
      <div
        className={classes(
          'flex shrink-0 items-center gap-3',
          line && 'border-b border-line',
          props.listClassName,
        )}
      >
        <BaseTabs.List
          aria-label={props.label}
          activateOnFocus
          className={classes(
            'flex min-w-0',
            line ? 'gap-1 overflow-x-auto' : 'gap-[2px] rounded-corner bg-ground p-[2px]',
          )}
        >
          {props.tabs.map((tab) => (
            <BaseTabs.Tab
              key={tab.value}
              value={tab.value}
              className={classes(
                'shrink-0 cursor-pointer whitespace-nowrap text-table',
                line
                  ? 'min-h-[44px] border-b-2 border-transparent px-3 text-ink-2 hover:text-ink-1 data-active:border-ink-1 data-active:font-semibold data-active:text-ink-1'
                  : 'min-h-[28px] rounded-[4px] px-2 font-semibold text-ink-2 hover:text-ink-1 data-active:bg-selected data-active:text-ink-1',
                'focus-visible:outline-offset-[-2px]',
              )}
            >
              {tab.label}
              {tab.count !== undefined && ` ${tab.count}`}
            </BaseTabs.Tab>
          ))}
        </BaseTabs.List>
        {props.aside}
      </div>
      {props.children}
    </BaseTabs.Root>
  );
}

/** What one tab shows. Only the chosen one is in the page. */
export function TabPanel(props: { value: string; children: ReactNode; className?: string }) {
  return (
    <BaseTabs.Panel
      value={props.value}
      className={classes('min-h-0 flex-1 focus-visible:outline-offset-[-2px]', props.className)}
    >
      {props.children}
    </BaseTabs.Panel>
  );
}
