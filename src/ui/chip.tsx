import type { ReactNode } from 'react';
import { classes } from './classes.ts';

const TONES = {
  plain: 'border-edge bg-panel text-ink-1',
  strong: 'border-transparent bg-inverse text-on-inverse font-semibold',
  drill: 'border-transparent bg-drill text-on-drill font-semibold',
} as const;

/** A small word on the map or beside a name: "Compound", "Offline map, 2026-10-01", "DEMO". */
export function Chip(props: { children: ReactNode; tone?: keyof typeof TONES; className?: string }) {
  return (
    <span
      className={classes(
        'inline-flex min-h-6 items-center gap-1 rounded-desk border px-2 text-label',
        TONES[props.tone ?? 'plain'],
        props.className,
      )}
    >
      {props.children}
    </span>
  );
}
