import { classes } from './classes.ts';

/** A bar from 0 to 1. `label` names it; neutral, since only priorities have a hue. */
export function Progress(props: { value: number; label: string; className?: string }) {
  const value = Math.max(0, Math.min(1, props.value));
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value * 100)}
      className={classes('h-1 overflow-hidden rounded-full bg-line', props.className)}
    >
      <div
        className="h-full origin-left rounded-full bg-ink-1 rtl:origin-right"
        style={{ transform: `scaleX(${value})` }}
      />
    </div>
  );
}

/** The steps of a patrol or a wizard: done, current, to come. */
export function StepBar(props: { done: number; total: number; label: string }) {
  return (
    <div role="img" aria-label={props.label} className="flex gap-1">
      {Array.from({ length: props.total }, (_, index) => (
        <span
          key={index}
          className={classes(
            'h-2 flex-1 rounded-[3px]',
            index < props.done && 'bg-ink-1',
            index === props.done && 'border-2 border-ink-1',
            index > props.done && 'bg-selected',
          )}
        />
      ))}
    </div>
  );
}
