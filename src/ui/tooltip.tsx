import { useEffect, useRef, useState } from 'react';
import type { FocusEvent, PointerEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';

export type TipSide = 'top' | 'bottom' | 'inline-start' | 'inline-end';

const DELAY_MS = 400;
const GAP_PX = 6;
const MARGIN_PX = 4;

/**
 * The name of a control, shown beside it on hover (after 0.4 s) and on focus by keyboard; Escape hides it.
 * Own, in 1 kB: Base UI's brings its positioning library (25 kB gz) to the first screen. It repeats the
 * control's aria-label, so screen readers do not hear it twice. Spread `handlers`, and place `tip`.
 */
export function useTip(text: string, side: TipSide) {
  const [at, setAt] = useState<DOMRect | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hide = () => {
    clearTimeout(timer.current);
    setAt(null);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (at === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setAt(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [at]);
  const handlers = {
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      const box = event.currentTarget.getBoundingClientRect();
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setAt(box), DELAY_MS);
    },
    onPointerLeave: hide,
    onPointerDown: hide,
    onBlur: hide,
    onFocus: (event: FocusEvent) => {
      if (event.currentTarget.matches(':focus-visible')) setAt(event.currentTarget.getBoundingClientRect());
    },
  };
  return { handlers, tip: at === null ? null : <Tip at={at} side={side} text={text} /> };
}

function Tip(props: { at: DOMRect; side: TipSide; text: string }): ReactNode {
  const place = (tip: HTMLSpanElement | null) => {
    if (tip === null) return;
    const { at, side } = props;
    const own = tip.getBoundingClientRect();
    const isRtl = document.documentElement.dir === 'rtl';
    const goesRight = (side === 'inline-end') !== isRtl;
    let left = at.left + (at.width - own.width) / 2;
    let top = at.top + (at.height - own.height) / 2;
    if (side === 'top') top = at.top - own.height - GAP_PX;
    else if (side === 'bottom') top = at.bottom + GAP_PX;
    else left = goesRight ? at.right + GAP_PX : at.left - own.width - GAP_PX;
    const clamp = (value: number, max: number) => Math.max(MARGIN_PX, Math.min(value, max - MARGIN_PX));
    tip.style.left = `${clamp(left, innerWidth - own.width)}px`;
    tip.style.top = `${clamp(top, innerHeight - own.height)}px`;
  };
  // In the body: a filtered or moved parent would become the frame of a fixed child.
  return createPortal(
    <span
      ref={place}
      aria-hidden="true"
      className="pointer-events-none fixed z-50 w-max rounded-corner border border-edge bg-raised px-2 py-1 text-label text-ink-1"
    >
      {props.text}
    </span>,
    document.body,
  );
}
