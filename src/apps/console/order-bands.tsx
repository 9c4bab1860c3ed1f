import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { spokenNumber } from '../../kernel/id.ts';
import { ORDERS } from '../../modules/orders/ui/calls.ts';
import { useWords } from '../../modules/orders/ui/words.ts';
import { Button } from '../../ui/button.tsx';
import { Band } from '../../ui/layout.tsx';
import { nameIn } from '../../ui/direction.ts';
import { useLanguage } from '../../ui/words.ts';
import { sentenceOf } from '../../ui/use-command.ts';
import { alarmPath, goTo, orderPath, usePath } from './address.ts';
import { useLayout } from './layout.ts';
import { orderApi } from './order-calls.ts';
import { select } from './selection.ts';
import { useSession } from './session.ts';

/** Asked for again now and then: who begins to stand watch is asked to sign without any entry of an order. */
const LOOK_MS = 5 * 60_000;

/** A step was skipped: told to those who answer for the watch until one of them has seen it. */
function SkipBand() {
  const say = useWords();
  const cache = useQueryClient();
  const layout = useLayout();
  const { language } = useLanguage();
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useQuery({
    queryKey: [ORDERS, 'skips'],
    queryFn: async () => (await orderApi('GET /step-skips')).skips,
    refetchInterval: LOOK_MS,
  });
  const [skip, ...more] = asked.data ?? [];
  if (skip === undefined) return null;
  const alarm = spokenNumber('A', skip.alarmNumber);
  const seen = () => {
    setProblem(null);
    orderApi('POST /step-skips/:id/seen', { params: { id: skip.id }, body: {} }).then(
      () => cache.invalidateQueries({ queryKey: [ORDERS, 'skips'] }),
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  };
  const open = () => {
    select(skip.alarmId);
    goTo(layout === 'phone' ? alarmPath(skip.alarmId) : '/');
  };
  return (
    <Band
      tone="inverse"
      action={
        <>
          <Button size="small" onClick={open}>
            {say('orders.openAlarm', { alarm })}
          </Button>
          <Button size="small" onClick={seen}>
            {say('orders.seen')}
          </Button>
        </>
      }
    >
      <span className="py-1 text-balance">
        {problem ??
          [
            say('orders.skipped', {
              name: skip.byName,
              alarm,
              step: nameIn(skip.stepText, language),
              reason: skip.reason,
            }),
            more.length > 0 ? say('orders.skippedMore', { n: more.length }) : '',
          ].join(' ')}
      </span>
    </Band>
  );
}

/** Orders that this person has not signed: asked at sign-on and whenever one is issued. */
function SignBand() {
  const say = useWords();
  const path = usePath();
  const { language } = useLanguage();
  const [later, setLater] = useState('');
  const asked = useQuery({
    queryKey: [ORDERS, 'list'],
    queryFn: async () => (await orderApi('GET /orders')).orders,
    refetchInterval: LOOK_MS,
  });
  const open = (asked.data ?? []).flatMap((line) => (line.mine && line.issued ? [line.issued.card] : []));
  const [first] = open;
  // "Later" is for these; another one asks again.
  const which = open.map((card) => `${card.id} ${card.version}`).join();
  if (first === undefined || later === which || path.startsWith('/orders')) return null;
  return (
    <Band
      tone="neutral"
      action={
        <>
          <Button size="small" onClick={() => goTo(orderPath(first.id))}>
            {say('orders.read')}
          </Button>
          <Button size="small" kind="ghost" onClick={() => setLater(which)}>
            {say('orders.later')}
          </Button>
        </>
      }
    >
      <span className="py-1 text-balance">
        {say('orders.band', { n: open.length, first: nameIn(first.title, language) })}
      </span>
    </Band>
  );
}

/** What standing orders have to tell this person. */
export function OrderBands() {
  const { may } = useSession();
  return (
    <>
      {may('step.supervise') && <SkipBand />}
      {may('order.sign') && <SignBand />}
    </>
  );
}
