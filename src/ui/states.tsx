import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

/** Says what would appear here and gives the one action. */
export function EmptyState(props: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={classes('grid place-items-center gap-3 p-6 text-center', props.className)}>
      <p className="m-0 text-bar font-semibold text-ink-1">{props.title}</p>
      {props.children !== undefined && <div className="max-w-[48ch] text-ink-2">{props.children}</div>}
      {props.action}
    </div>
  );
}

/** Says what failed, what still works, and what to do. Keep what the person typed outside of it. */
export function ErrorState(props: { title: string; stillWorks?: string; todo?: string; action?: ReactNode }) {
  return (
    <div role="alert" className="grid gap-2 rounded-corner border border-edge bg-raised p-4 text-ink-1">
      <p className="m-0 flex items-center gap-2 text-bar font-semibold">
        <CircleAlert size={18} aria-hidden="true" className="shrink-0" />
        {props.title}
      </p>
      {props.stillWorks !== undefined && <p className="m-0 text-ink-2">{props.stillWorks}</p>}
      {props.todo !== undefined && <p className="m-0">{props.todo}</p>}
      {props.action !== undefined && <div className="flex flex-wrap gap-2">{props.action}</div>}
    </div>
  );
}

/** Says that something is on its way. Shows nothing for 200 ms would be a flicker: it is plain text. */
export function LoadingState(props: { label?: string; className?: string }) {
  const say = useKitWords();
  return (
    <p role="status" className={classes('m-0 p-4 text-ink-3', props.className)}>
      {props.label ?? say('kit.loading')}
    </p>
  );
}

/** A line in its place, never a toast: what happened to the thing beside it, and one action such as Undo. */
export function Notice(props: {
  children: ReactNode;
  tone?: 'info' | 'problem' | 'done';
  action?: ReactNode;
}) {
  const tone = props.tone ?? 'info';
  const Icon = tone === 'problem' ? CircleAlert : tone === 'done' ? CircleCheck : Info;
  return (
    <div
      role={tone === 'problem' ? 'alert' : 'status'}
      className={classes(
        'flex items-center gap-2 rounded-corner border px-3 py-2 text-body text-ink-1',
        tone === 'problem' ? 'border-ink-1 bg-raised' : 'border-line bg-raised',
      )}
    >
      <Icon size={18} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 flex-1">{props.children}</span>
      {props.action}
    </div>
  );
}
