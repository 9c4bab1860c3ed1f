import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import type { Zone } from '../../site/model.ts';
import type { OrderLine, SopText, SopVersion } from '../model.ts';
import { ORDERS, useOrderCalls } from './calls.ts';
import { useBinding } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { OrderPage } from './order-page.tsx';
import type { ScreenProps } from './screen-props.ts';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

/** What a new order begins with: a first look, and the outcome that ends every card. */
const BLANK: SopText = {
  title: { en: 'New order' },
  kinds: [],
  steps: [
    { kind: 'check', text: { en: '' } },
    { kind: 'outcome', text: { en: 'Log the outcome and clear', ko: '결과를 기록하고 종료' } },
  ],
};

/** The version that a line of the list speaks of. */
const shownOf = (line: OrderLine): SopVersion | null => line.issued ?? line.draft ?? line.retired;

/** The list of standing orders, and the one that is selected. */
export function OrdersScreen(props: ScreenProps) {
  const say = useWords();
  const calls = useOrderCalls();
  const { selectedId, phone } = props;
  const [editing, setEditing] = useState<string | null>(null);
  const command = useCommand();
  const list = useQuery({ queryKey: [ORDERS, 'list'], queryFn: calls.list });
  const showList = !phone || selectedId === null;
  const select = (id: string | null) => {
    setEditing(null);
    props.onSelect(id);
  };
  const create = async () => {
    const made = await command.run('create', () => calls.create(BLANK));
    if (made === null) return;
    props.onSelect(made.id);
    setEditing(made.id);
  };
  const line = list.data?.find((each) => each.id === selectedId);
  return (
    <div className="flex min-h-0 flex-1 bg-panel">
      {showList && (
        <div
          className={classes(
            'flex min-h-0 flex-col',
            phone ? 'min-w-0 flex-1' : 'w-[360px] shrink-0 border-e border-line min-[100rem]:w-[440px]',
          )}
        >
          <div className="flex shrink-0 items-center gap-3 border-b border-line px-4 py-2">
            <h1 className="m-0 flex-1 text-title font-bold">{say('orders.title')}</h1>
            {calls.may('order.change') && (
              <Button disabled={!props.live} busy={command.busy === 'create'} onClick={() => void create()}>
                {say('orders.new')}
              </Button>
            )}
          </div>
          {command.problem !== null && (
            <div className="p-3">
              <Notice tone="problem">{command.problem}</Notice>
            </div>
          )}
          <List {...props} asked={list} onSelect={select} />
        </div>
      )}
      {(!phone || !showList) && (
        <div
          tabIndex={0}
          role="region"
          aria-label={say('orders.selected')}
          className="fades min-h-0 min-w-0 flex-1 overflow-y-auto"
        >
          {!showList && <h1 className="sr-only">{say('orders.title')}</h1>}
          {selectedId === null ? (
            <EmptyState title={say('orders.noneSelected')}>{say('orders.noneSelectedHint')}</EmptyState>
          ) : (
            <OrderPage
              key={selectedId}
              {...props}
              id={selectedId}
              mine={line?.mine === true}
              editing={editing === selectedId}
              onEdit={(edits) => setEditing(edits ? selectedId : null)}
              onGone={() => select(null)}
              back={
                phone && (
                  <IconButton
                    label={say('orders.toList')}
                    icon={<ArrowLeft size={20} />}
                    onClick={() => select(null)}
                  />
                )
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

function List(
  props: Pick<ScreenProps, 'zones' | 'selectedId' | 'onSelect'> & {
    asked: {
      data: readonly OrderLine[] | undefined;
      error: Error | null;
      refetch: () => unknown;
    };
  },
) {
  const say = useWords();
  const { asked } = props;
  if (asked.data === undefined && asked.error === null) return <LoadingState />;
  if (asked.data === undefined)
    return (
      <div className="p-3">
        <ErrorState
          title={say('orders.listFailed')}
          todo={asked.error?.message}
          action={<Button onClick={() => void asked.refetch()}>{say('orders.again')}</Button>}
        />
      </div>
    );
  if (asked.data.length === 0)
    return <EmptyState title={say('orders.none')}>{say('orders.noneHint')}</EmptyState>;
  // What this person has to sign comes first; then what is in force.
  const rank = (line: OrderLine) => (line.mine ? 0 : line.issued ? 1 : line.draft ? 2 : 3);
  const sorted = asked.data.toSorted((a, b) => rank(a) - rank(b));
  return (
    <ul className="m-0 min-h-0 flex-1 list-none overflow-y-auto p-0">
      {sorted.map((line) => (
        <li key={line.id}>
          <Line {...props} line={line} />
        </li>
      ))}
    </ul>
  );
}

function Line(props: {
  line: OrderLine;
  zones: readonly Zone[];
  selectedId: string | null;
  onSelect: (id: string) => void;
}) {
  const { line } = props;
  const say = useWords();
  const name = useNameIn();
  const calls = useOrderCalls();
  const binding = useBinding(props.zones);
  const shown = shownOf(line);
  if (shown === null) return null;
  const states = [
    line.issued ? say('orders.inForce', { n: line.issued.card.version }) : null,
    line.draft ? say('orders.draftOf', { n: line.draft.card.version }) : null,
    line.issued === null && line.retired ? say('orders.withdrawn') : null,
    line.issued && calls.may('order.change')
      ? say('orders.signedOf', {
          n: line.signed.length,
          all: line.signed.length + line.unsigned.length,
        })
      : null,
  ].filter((state) => state !== null);
  return (
    <button
      type="button"
      aria-current={line.id === props.selectedId ? 'true' : undefined}
      onClick={() => props.onSelect(line.id)}
      className="block w-full border-b border-line px-4 py-2 text-start hover:bg-raised aria-[current=true]:bg-selected"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 text-body font-semibold">
          {name(shown.card.title) || say('orders.untitled')}
        </span>
        {line.mine && <span className="shrink-0 text-label font-bold">{say('orders.toSign')}</span>}
      </span>
      <span className="block text-table text-ink-2">{states.join(', ')}</span>
      <span className="block text-table text-ink-3">{binding(shown.card)}</span>
    </button>
  );
}
