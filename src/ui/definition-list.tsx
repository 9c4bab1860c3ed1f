import { Fragment } from 'react';
import type { ReactNode } from 'react';

/** Facts in two columns: term and detail. */
export function DefinitionList(props: {
  items: readonly { readonly term: string; readonly detail: ReactNode }[];
}) {
  return (
    <dl className="m-0 grid grid-cols-[minmax(96px,auto)_1fr] gap-x-3 gap-y-1 text-body">
      {props.items.map((item) => (
        <Fragment key={item.term}>
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="m-0 min-w-0 text-ink-1">{item.detail}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
