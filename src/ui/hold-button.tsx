import { useEffect, useId, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from 'react';
import { buttonClasses } from './button.tsx';
import type { ButtonKind, ButtonSize } from './button.tsx';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

const MAX_HOLD_S = 10;
const isHoldKey = (key: string) => key === 'Enter' || key === ' ';

/**
 * A button that acts only after it was held for `seconds` (1 by default), by pointer or by Enter or Space.
 * Letting go early does nothing. A ring fills while it is held; `onHeld` fires once a hold.
 */
export function HoldButton(props: {
  children: ReactNode;
  onHeld: () => void;
  seconds?: number;
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: ReactNode;
  disabled?: boolean;
  className?: string;
}) {
  const seconds = Math.min(props.seconds ?? 1, MAX_HOLD_S);
  const say = useKitWords();
  const hintId = useId();
  const { holding, handlers } = useHold(props.onHeld, seconds, props.disabled === true);
  return (
    <button
      type="button"
      disabled={props.disabled}
      data-holding={holding}
      aria-describedby={hintId}
      style={{ '--hold-time': `${seconds}s`, touchAction: 'none' } as CSSProperties}
      className={classes(
        buttonClasses(props.kind ?? 'danger', props.size),
        'relative overflow-hidden',
        props.className,
      )}
      {...handlers}
    >
      <span
        aria-hidden="true"
        className="hold-fill pointer-events-none absolute inset-x-0 bottom-0 h-1 bg-current"
      />
      {holding ? (
        <HoldRing />
      ) : (
        props.icon !== undefined && (
          <span aria-hidden="true" className="contents">
            {props.icon}
          </span>
        )
      )}
      <span>{props.children}</span>
      <span id={hintId} className="sr-only">
        {say('kit.hold', { seconds })}
      </span>
    </button>
  );
}

/** The life of a hold: begins with a press, ends when let go, left or lost; acts when it lasted. */
function useHold(onHeld: () => void, seconds: number, disabled: boolean) {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const start = () => {
    if (disabled || timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      stop();
      onHeld();
    }, seconds * 1000);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) start();
    },
    onPointerUp: stop,
    onPointerLeave: stop,
    onPointerCancel: stop,
    onBlur: stop,
    onContextMenu: (event: MouseEvent) => event.preventDefault(),
    onKeyDown: (event: KeyboardEvent) => {
      if (!isHoldKey(event.key)) return;
      event.preventDefault();
      if (!event.repeat) start();
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (isHoldKey(event.key)) stop();
    },
  };
  return { holding, handlers };
}

function HoldRing() {
  // Mounted empty, filled on the next frame, so that the ring has something to grow from.
  const [filling, setFilling] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setFilling(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <svg aria-hidden="true" width="20" height="20" viewBox="0 0 20 20" data-filling={filling}>
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="3" opacity="0.3" />
      <circle
        className="hold-ring"
        cx="10"
        cy="10"
        r="8"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        pathLength="100"
        transform="rotate(-90 10 10)"
      />
    </svg>
  );
}
