import { useMemo } from 'react';
import { OrderCallsProvider } from '../../modules/orders/ui/calls.ts';
import { OrdersScreen } from '../../modules/orders/ui/orders-screen.tsx';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState } from '../../ui/states.tsx';
import { goTo, orderPath } from './address.ts';
import { useLayout } from './layout.ts';
import { orderCalls } from './order-calls.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const NONE: readonly never[] = [];

/** Standing orders: the list, one of them, and its editor. */
export function OrdersPage(props: { id: string | null }) {
  const say = useWords();
  const layout = useLayout();
  const { board, may } = useSession();
  const { live } = useLiveState();
  const calls = useMemo(() => orderCalls(may), [may]);
  if (!may('order.see'))
    return (
      <>
        <h1 className="sr-only">{say('console.orders')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  return (
    <OrderCallsProvider value={calls}>
      <OrdersScreen
        zones={board?.snapshot.zones ?? NONE}
        languages={board?.snapshot.post.languages ?? NONE}
        selectedId={props.id}
        onSelect={(id) => goTo(orderPath(id))}
        phone={layout === 'phone'}
        live={live}
      />
    </OrderCallsProvider>
  );
}
