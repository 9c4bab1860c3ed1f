import { memo } from 'react';
import type { ReactNode } from 'react';
import type { LedgerEntry } from '../../ledger/model.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import { useLogLine } from './log-words.ts';
import type { LogContext } from './log-words.ts';
import { useWords } from './words.ts';

const STRIP_ROW_PX = 28;
const idOfEntry = (entry: LedgerEntry): string => String(entry.seq);

/** One line of the record: time, who, what. Two lines on a phone. */
export const LogRow = memo(function LogRow(props: {
  entry: LedgerEntry;
  context: LogContext;
  form: 'time' | 'both';
  tall?: boolean;
  /** A word before the text, such as "Corrected". */
  mark?: string | undefined;
}) {
  const line = useLogLine(props.context)(props.entry);
  const time = (
    <LocalTime atMs={Date.parse(props.entry.at)} form={props.form} className="shrink-0 text-ink-3" />
  );
  const mark = props.mark !== undefined && (
    <span className="me-2 rounded-corner border border-edge px-1 text-label text-ink-2">{props.mark}</span>
  );
  if (props.tall === true) {
    return (
      <span className="grid h-full w-full content-center gap-1 px-3">
        <span className="flex gap-3 text-table text-ink-2">
          {time}
          <span className="truncate">{line.who}</span>
        </span>
        <span className="truncate text-body" title={line.what}>
          {mark}
          {line.what}
        </span>
      </span>
    );
  }
  return (
    <span className="flex h-full w-full items-center gap-3 px-3 text-table">
      {time}
      <span className="w-[132px] shrink-0 truncate text-ink-2">{line.who}</span>
      <span className="min-w-0 flex-1 truncate text-ink-1" title={line.what}>
        {mark}
        {line.what}
      </span>
    </span>
  );
});

/** The watch log under the queue: newest first, live. */
export function LogStrip(props: { entries: readonly LedgerEntry[]; context: LogContext; aside?: ReactNode }) {
  const say = useWords();
  return (
    <section aria-label={say('watch.log')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-[36px] shrink-0 items-center gap-3 border-b border-line px-3">
        <h2 className="m-0 text-table font-bold whitespace-nowrap">{say('watch.log')}</h2>
        {props.aside}
      </div>
      {props.entries.length === 0 ? (
        <p className="m-0 p-3 text-table text-ink-3">{say('watch.log.empty')}</p>
      ) : (
        <VirtualRows items={props.entries} idOf={idOfEntry} rowPx={STRIP_ROW_PX} label={say('watch.log')}>
          {(entry) => <LogRow entry={entry} context={props.context} form="time" />}
        </VirtualRows>
      )}
    </section>
  );
}
