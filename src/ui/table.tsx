import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly align?: 'start' | 'end';
}

/** A plain table for short lists (under 200 rows). `caption` names it; longer lists use VirtualRows. */
export function Table(props: {
  caption: string;
  columns: readonly Column[];
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  captionHidden?: boolean;
}) {
  const alignOf = (index: number) => (props.columns[index]?.align === 'end' ? 'text-end' : 'text-start');
  return (
    <div className="overflow-x-auto" role="region" aria-label={props.caption} tabIndex={0}>
      <table className="w-full border-collapse text-table">
        <caption
          className={
            props.captionHidden === true ? 'sr-only' : 'pb-2 text-start text-label font-semibold text-ink-2'
          }
        >
          {props.caption}
        </caption>
        <thead>
          <tr>
            {props.columns.map((column, index) => (
              <th
                key={column.key}
                scope="col"
                className={classes('border-b border-edge px-2 py-1 font-semibold text-ink-2', alignOf(index))}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} className="h-row">
              {row.cells.map((cell, index) => (
                <td
                  key={props.columns[index]?.key ?? index}
                  className={classes('border-b border-line px-2', alignOf(index))}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
