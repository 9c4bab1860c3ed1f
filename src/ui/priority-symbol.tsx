import { useId } from 'react';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

export type Priority = 1 | 2 | 3 | 4;

/**
 * How a symbol is drawn. `filled`: nobody has it. `outline`: somebody has it. `cleared`: grey, over.
 * `hatched`: the source is lost, so nothing is known.
 */
export type SymbolLook = 'filled' | 'outline' | 'cleared' | 'hatched';

interface Shape {
  readonly path: string;
  /** Where the digit stands, since a triangle is heavier below. */
  readonly digitY: number;
}

const SHAPES: Readonly<Record<Priority, Shape>> = {
  1: { path: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z', digitY: 16.2 },
  2: { path: 'M12 2.2 22.6 21.2H1.4z', digitY: 18.6 },
  3: { path: 'M12 1.2 22.8 12 12 22.8 1.2 12z', digitY: 16.2 },
  4: { path: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z', digitY: 16.2 },
};

/** The two bits of an alarm (and its source) as a look; `glows` is what nobody has seen yet. */
export function lookOf(alarm: { active: boolean; acknowledged: boolean; sourceLost?: boolean }): {
  look: SymbolLook;
  glows: boolean;
} {
  if (alarm.sourceLost === true) return { look: 'hatched', glows: false };
  if (!alarm.acknowledged) return { look: 'filled', glows: alarm.active };
  return { look: alarm.active ? 'outline' : 'cleared', glows: false };
}

/**
 * A priority as shape, digit and colour, so that any one of the three is enough to read it.
 * `size` in px (22 in lists, 32 in titles). `decorative` when the words beside it already say it.
 */
export function PrioritySymbol(props: {
  priority: Priority;
  look?: SymbolLook;
  glows?: boolean;
  size?: number;
  decorative?: boolean;
  className?: string;
  /** Top left corner, when it stands inside another svg such as the map. */
  x?: number;
  y?: number;
}) {
  const { priority, look = 'filled', glows = false, size = 22, decorative = false } = props;
  const say = useKitWords();
  const hatch = useId();
  const colour = look === 'cleared' || look === 'hatched' ? 'var(--off)' : `var(--p${priority})`;
  const edge = look === 'cleared' || look === 'hatched' ? 'var(--off)' : `var(--p${priority}-edge)`;
  const solid = look === 'filled';
  const shape = SHAPES[priority];
  const name = say('kit.symbol', { priority, look });
  const spoken = decorative ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': name };
  return (
    <svg
      {...spoken}
      viewBox="0 0 24 24"
      x={props.x}
      y={props.y}
      width={size}
      height={size}
      className={classes('shrink-0 overflow-visible', glows && 'glow', props.className)}
      style={{ color: colour }}
      data-priority={priority}
      data-look={look}
    >
      {look === 'hatched' && (
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1.6" height="4" fill="var(--off)" opacity="0.6" />
        </pattern>
      )}
      <path
        d={shape.path}
        fill={solid ? colour : look === 'hatched' ? `url(#${hatch})` : 'var(--panel)'}
        stroke={edge}
        strokeWidth={solid ? 1 : 2}
        strokeLinejoin="round"
        strokeDasharray={look === 'hatched' ? '3 2' : undefined}
      />
      <text
        x="12"
        y={shape.digitY}
        textAnchor="middle"
        fontSize="12"
        fontWeight="650"
        fill={solid ? `var(--on-p${priority})` : look === 'hatched' ? 'var(--ink-1)' : edge}
        stroke={look === 'hatched' ? 'var(--panel)' : 'none'}
        strokeWidth={look === 'hatched' ? 2.5 : 0}
        paintOrder="stroke"
      >
        {priority}
      </text>
    </svg>
  );
}
