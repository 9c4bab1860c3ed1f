import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** What the keeper needs to see of the list after each change. */
interface Sight {
  readonly order: readonly string[];
  readonly rowPx: number;
  /** The pointer is on the rows. */
  readonly held: boolean;
  /** Rows that should stay where they are, the dearest first: the one under the pointer, the selected one. */
  readonly dear: readonly (string | null | undefined)[];
}

/**
 * Keeps rows where they are when others come in above: in a list that is scrolled, and in any list while
 * the pointer is on it. Counts what came in above. When the pointer leaves a list that we moved, the list
 * goes back to its top. The same when the list itself moves down under a band.
 */
function createKeeper(tell: (newAbove: number) => void) {
  let order: readonly string[] = [];
  /** The rows of the view, top first. */
  let seen: readonly string[] = [];
  /** True while we, not the reader, moved the list away from its top. */
  let ours = false;
  /** Where the list's own upper edge stands in the window, in px. */
  let edge: number | null = null;
  let heightPx = 0;
  const known = new Set<string>();

  // Asking the page where it stands makes it lay out all that has just changed: asked once for each change.
  const look = (view: HTMLElement, rowPx: number, topPx = view.scrollTop) => {
    const first = Math.floor(topPx / rowPx);
    seen = order.slice(first, first + Math.ceil(heightPx / rowPx) + 1);
    for (const id of topPx < rowPx ? order : seen) known.add(id);
    let count = 0;
    for (let index = 0; index < first; index++) if (!known.has(order[index] ?? '')) count += 1;
    tell(count);
  };
  /** By how many rows a dear row of the view, else the first that still exists, has moved down. */
  const shift = (next: readonly string[], dear: Sight['dear']) => {
    const anchors = dear.filter((id) => id !== null && id !== undefined).filter((id) => seen.includes(id));
    for (const id of [...anchors, ...seen]) {
      const now = next.indexOf(id);
      if (now >= 0) return now - order.indexOf(id);
    }
    return 0;
  };
  const spacerOf = (view: HTMLElement) =>
    view.firstElementChild instanceof HTMLElement ? view.firstElementChild : null;
  /** Returns where the list then stands. */
  const scrollBy = (view: HTMLElement, px: number, topPx: number, rowsPx: number): number => {
    if (topPx === 0) ours = true;
    const target = Math.max(0, topPx + px);
    // A short list could not scroll that far: give it room until the pointer leaves.
    if (rowsPx < target + heightPx) spacerOf(view)?.style.setProperty('min-height', `${target + heightPx}px`);
    view.scrollTo({ top: target, behavior: 'instant' });
    return target;
  };
  const release = (view: HTMLElement) => {
    spacerOf(view)?.style.removeProperty('min-height');
    ours = false;
  };
  return {
    look,
    release,
    /** True when the list had been moved by us alone. */
    wasOurs: () => ours,
    after: (view: HTMLElement, now: Sight) => {
      let topPx = view.scrollTop;
      heightPx ||= view.clientHeight;
      if (order !== now.order) {
        const movedPx = now.held || topPx > 0 ? shift(now.order, now.dear) * now.rowPx : 0;
        order = now.order;
        if (movedPx !== 0) topPx = scrollBy(view, movedPx, topPx, order.length * now.rowPx);
      }
      look(view, now.rowPx, topPx);
    },
    /** The list itself may have moved: a band came or went above it. Its rows stay where they are. */
    placed: (view: HTMLElement, { held, rowPx }: Sight) => {
      const { top } = view.getBoundingClientRect();
      const movedPx = edge === null ? 0 : top - edge;
      edge = top;
      heightPx = view.clientHeight;
      if (movedPx !== 0 && (held || view.scrollTop > 0))
        scrollBy(view, movedPx, view.scrollTop, order.length * rowPx);
    },
  };
}

/** The keeper above for one scroller, whose only child is as high as all rows. */
export function useSteadyScroll(scroller: RefObject<HTMLElement | null>, sight: Sight) {
  const { order, rowPx, held, dear } = sight;
  const [newAbove, setNewAbove] = useState(0);
  const [keeper] = useState(() => createKeeper(setNewAbove));
  useLayoutEffect(() => {
    if (scroller.current !== null) keeper.after(scroller.current, { order, rowPx, held, dear });
  }, [scroller, keeper, order, rowPx, held, dear]);
  const placed = useEffectEvent((view: HTMLElement) => keeper.placed(view, sight));
  useEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    // Told before the frame is painted, so that nobody sees the rows jump.
    const observer = new ResizeObserver(() => placed(view));
    observer.observe(view);
    return () => observer.disconnect();
  }, [scroller]);
  return {
    newAbove,
    onScroll: () => {
      if (scroller.current !== null) keeper.look(scroller.current, rowPx);
    },
    toTop: () => {
      scroller.current?.scrollTo({ top: 0, behavior: 'instant' });
      if (scroller.current !== null) keeper.release(scroller.current);
    },
    onLeave: () => {
      if (keeper.wasOurs()) scroller.current?.scrollTo({ top: 0, behavior: 'instant' });
      if (scroller.current !== null) keeper.release(scroller.current);
    },
  };
}
