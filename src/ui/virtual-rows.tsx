import { useVirtualizer } from '@tanstack/react-virtual';
import type { VirtualItem } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';
import { useKeys } from './keys.ts';
import { steadyOrder } from './steady-order.ts';
import { useSteadyScroll } from './steady-scroll.ts';

const OVERSCAN = 6;

export interface VirtualRowsProps<T> {
  /** In the order they should stand. A new array when anything changed. */
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  readonly rowPx: number;
  readonly label: string;
  readonly children: (item: T, row: { selected: boolean; index: number }) => ReactNode;
  /** Without onSelect it is a list to read; with it, a list box with one selected row. */
  readonly selectedId?: string | null;
  readonly onSelect?: (id: string) => void;
  /** Enter or double click on a row. */
  readonly onOpen?: (id: string) => void;
  /** J and K move the selection wherever the focus is: one list a screen. */
  readonly ownsKeys?: boolean;
  readonly rowClass?: (item: T) => string;
  readonly empty?: ReactNode;
  readonly className?: string;
}

/** The order on the screen: as wanted, but steady while `held` (the pointer is on the rows). */
function useOrder<T>(items: readonly T[], idOf: (item: T) => string, held: boolean): readonly string[] {
  const [drawn, setDrawn] = useState(() => ({ items, order: items.map(idOf), held }));
  if (drawn.items === items && drawn.held === held) return drawn.order;
  const wanted = items.map(idOf);
  const order = held ? steadyOrder(drawn.order, wanted) : wanted;
  setDrawn({ items, order, held });
  return order;
}

/** Arrow keys, Home, End and Enter on the list; J and K everywhere when it owns them. */
function useRowKeys<T>(props: VirtualRowsProps<T>, order: readonly string[], show: (index: number) => void) {
  const say = useKitWords();
  const { selectedId, onSelect } = props;
  const at = selectedId === undefined || selectedId === null ? -1 : order.indexOf(selectedId);
  const moveTo = (index: number) => {
    const to = Math.max(0, Math.min(order.length - 1, index));
    const id = order[to];
    if (id === undefined || onSelect === undefined) return;
    onSelect(id);
    show(to);
  };
  const shortcuts = [
    { keys: 'j', label: say('kit.moveDown'), run: () => moveTo(at + 1) },
    { keys: 'k', label: say('kit.moveUp'), run: () => moveTo(at - 1) },
  ];
  useKeys(props.ownsKeys === true ? shortcuts : []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (onSelect === undefined) return;
    if (event.key === 'ArrowDown') moveTo(at + 1);
    else if (event.key === 'ArrowUp') moveTo(at - 1);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(order.length - 1);
    else if (event.key === 'Enter' && at >= 0) props.onOpen?.(order[at] ?? '');
    else return;
    event.preventDefault();
  };
  return { at, onKeyDown };
}

/**
 * Rows of one height, of which only those in view are in the page. Rows never change places under the
 * pointer, and what comes in above moves nothing: a chip says "2 new above". New rows never change the
 * selection or the focus. Arrow keys, Home, End and (with `ownsKeys`) J and K move the selection.
 */
export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { items, idOf, rowPx, onSelect } = props;
  const listId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const [pointed, setPointed] = useState<string | null>(null);
  const order = useOrder(items, idOf, held);
  const byId = useMemo(() => new Map(items.map((item) => [idOf(item), item])), [items, idOf]);
  const { selectedId } = props;
  const dear = useMemo(() => [pointed, selectedId], [pointed, selectedId]);
  const steady = useSteadyScroll(scroller, { order, rowPx, held, dear });
  // oxlint-disable-next-line react/incompatible-library -- we do not use the React Compiler
  const virtualizer = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    useFlushSync: false,
    getItemKey: (index) => order[index] ?? index,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  const { at, onKeyDown } = useRowKeys(props, order, (index) =>
    virtualizer.scrollToIndex(index, { align: 'auto' }),
  );
  const rows = virtualizer.getVirtualItems();
  const active =
    onSelect !== undefined && rows.some((row) => row.index === at) ? `${listId}-${at}` : undefined;
  return (
    <div
      // Here and not on the list: the chip may come in under the pointer, which has then not left the rows.
      onPointerEnter={(event) => setHeld(event.pointerType === 'mouse')}
      onPointerLeave={() => {
        setHeld(false);
        setPointed(null);
        steady.onLeave();
      }}
      className={classes('relative flex min-h-0 flex-1 flex-col', props.className)}
    >
      {steady.newAbove > 0 && <NewAbove count={steady.newAbove} onGo={steady.toTop} />}
      <div
        ref={scroller}
        role={onSelect === undefined ? 'list' : 'listbox'}
        aria-label={props.label}
        aria-activedescendant={active}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={steady.onScroll}
        onPointerOver={(event) => setPointed(rowAt(event.target))}
        className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
      >
        <div role="presentation" className="relative" style={{ height: order.length * rowPx }}>
          {rows.map((row) => {
            const item = byId.get(order[row.index] ?? '');
            if (item === undefined) return null;
            return (
              <Row key={row.key} row={row} item={item} list={props} listId={listId} count={order.length} />
            );
          })}
        </div>
      </div>
      {order.length === 0 && props.empty !== undefined && (
        <div className="pointer-events-none absolute inset-0 grid place-items-center *:pointer-events-auto">
          {props.empty}
        </div>
      )}
    </div>
  );
}

const rowAt = (target: EventTarget): string | null =>
  (target instanceof Element && target.closest('[data-row]')?.getAttribute('data-row')) || null;

function Row<T>(props: {
  row: VirtualItem;
  item: T;
  list: VirtualRowsProps<T>;
  listId: string;
  count: number;
}) {
  const { row, item, list } = props;
  const { onSelect, onOpen, rowPx } = list;
  const id = list.idOf(item);
  const selected = id === list.selectedId;
  return (
    <div
      id={`${props.listId}-${row.index}`}
      role={onSelect === undefined ? 'listitem' : 'option'}
      aria-selected={onSelect === undefined ? undefined : selected}
      aria-setsize={props.count}
      aria-posinset={row.index + 1}
      data-row={id}
      onClick={onSelect === undefined ? undefined : () => onSelect(id)}
      onDoubleClick={onOpen === undefined ? undefined : () => onOpen(id)}
      style={{ height: rowPx, transform: `translateY(${row.index * rowPx}px)` }}
      className={classes(
        'absolute inset-x-0 top-0 flex items-center border-b border-line [contain:strict]',
        onSelect !== undefined && 'cursor-pointer',
        selected && 'bg-selected',
        list.rowClass?.(item),
      )}
    >
      {selected && <span aria-hidden="true" className="absolute inset-y-0 start-0 w-[3px] bg-ink-1" />}
      {list.children(item, { selected, index: row.index })}
    </div>
  );
}

function NewAbove(props: { count: number; onGo: () => void }) {
  const say = useKitWords();
  return (
    <div className="pointer-events-none absolute inset-x-0 top-1 z-10 flex justify-center">
      <Button kind="primary" size="small" className="pointer-events-auto" onClick={props.onGo}>
        {say('kit.newAbove', { count: props.count })}
      </Button>
    </div>
  );
}
