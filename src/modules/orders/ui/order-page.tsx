import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextArea } from '../../../ui/field.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { Order, SopVersion } from '../model.ts';
import { ORDERS, useOrderCalls } from './calls.ts';
import { CardPreview } from './card-preview.tsx';
import { ChangesList } from './changes-list.tsx';
import { useBinding } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { OrderEditor } from './order-editor.tsx';
import type { ScreenProps } from './screen-props.ts';
import { useCommand, type Command } from './use-command.ts';
import { useWords } from './words.ts';

interface PageProps extends ScreenProps {
  readonly id: string;
  /** The one who looks has still to sign it. */
  readonly mine: boolean;
  readonly editing: boolean;
  readonly onEdit: (edits: boolean) => void;
  readonly onGone: () => void;
  readonly back: ReactNode;
}

/** Who has signed the version in force, and who has not. */
function Signatures(props: { order: Order; issued: SopVersion }) {
  const { order, issued } = props;
  const say = useWords();
  const reads = order.reads.filter((read) => read.version === issued.card.version);
  return (
    <section aria-label={say('orders.signatures')} className="grid gap-2">
      <h3 className="m-0 text-label font-semibold text-ink-3">{say('orders.signatures')}</h3>
      {order.unsigned.length > 0 && (
        <p className="m-0 text-body font-semibold">
          {say('orders.notYet', { names: order.unsigned.join(', ') })}
        </p>
      )}
      {reads.length === 0 ? (
        <p className="m-0 text-body text-ink-2">{say('orders.nobodySigned')}</p>
      ) : (
        <ul className="m-0 grid list-none gap-1 p-0">
          {reads.map((read) => (
            <li key={read.userId} className="flex gap-2 text-table">
              <LocalTime atMs={Date.parse(read.signedAt)} form="both" className="text-table" />{' '}
              {read.userName}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Every version there was, with its note; each can be laid beside the one before it. */
function Versions(props: { order: Order; zones: ScreenProps['zones'] }) {
  const { order } = props;
  const say = useWords();
  const [compared, setCompared] = useState<number | null>(null);
  const past = order.versions.filter((each) => each.state !== 'draft');
  return (
    <section aria-label={say('orders.versions')} className="grid gap-2">
      <h3 className="m-0 text-label font-semibold text-ink-3">{say('orders.versions')}</h3>
      <ul className="m-0 grid list-none gap-2 p-0">
        {past.map((each, i) => {
          const { version } = each.card;
          const before = past[i + 1];
          return (
            <li key={version} className="grid gap-1">
              <span className="flex flex-wrap items-center gap-2 text-body">
                <span className="font-semibold">{say('orders.version', { n: version })}</span>
                <LocalTime atMs={Date.parse(each.card.issuedAt)} form="date" className="text-table" />
                <span className="text-table text-ink-2">
                  {[say(`orders.state.${each.state}`), each.changedBy].filter(Boolean).join(', ')}
                </span>
                {before !== undefined && (
                  <Button
                    size="small"
                    kind="ghost"
                    aria-expanded={compared === version}
                    onClick={() => setCompared(compared === version ? null : version)}
                  >
                    {say('orders.compare', { n: before.card.version })}
                  </Button>
                )}
              </span>
              {each.note !== null && <span className="text-table text-ink-2">{each.note}</span>}
              {compared === version && before !== undefined && (
                <ChangesList
                  from={before.card}
                  to={each.card}
                  zones={props.zones}
                  label={say('orders.changesFrom', { n: before.card.version })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What the one who answers for the order does with it. */
function Acts(props: PageProps & { order: Order; command: Command }) {
  const { order, command } = props;
  const say = useWords();
  const calls = useOrderCalls();
  const [leaving, setLeaving] = useState(false);
  if (!calls.may('order.change')) return null;
  const draft = order.versions.some((each) => each.state === 'draft');
  const issued = order.versions.some((each) => each.state === 'issued');
  const edit = async () => {
    if (draft || (await command.run('begin', () => calls.begin(order.id))) !== null) props.onEdit(true);
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={!props.live} busy={command.busy === 'begin'} onClick={() => void edit()}>
        {say(draft ? 'orders.goOn' : 'orders.newVersion')}
      </Button>
      {issued && (
        <Button kind="ghost" disabled={!props.live} onClick={() => setLeaving(true)}>
          {say('orders.withdraw')}
        </Button>
      )}
      {leaving && <WithdrawSheet id={order.id} onClose={() => setLeaving(false)} />}
    </div>
  );
}

function WithdrawSheet(props: { id: string; onClose: () => void }) {
  const say = useWords();
  const calls = useOrderCalls();
  const command = useCommand();
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const withdraw = async () => {
    const done = await command.run('withdraw', () => calls.withdraw(props.id, reason.trim()));
    if (done !== null) props.onClose();
  };
  return (
    <SideSheet open onClose={props.onClose} title={say('orders.withdraw')}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void withdraw();
        }}
      >
        <p className="m-0 text-body text-ink-2">{say('orders.withdrawWhat')}</p>
        <Field label={say('orders.reason')}>
          <TextArea value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" disabled={!ready} busy={command.busy !== null}>
          {say('orders.withdraw')}
        </Button>
      </form>
    </SideSheet>
  );
}

/** Read from the first step to the last, then sign. */
function SignPart(props: { order: Order; issued: SopVersion; live: boolean }) {
  const say = useWords();
  const calls = useOrderCalls();
  const command = useCommand();
  const { version } = props.issued.card;
  const sign = () => command.run('sign', () => calls.sign(props.order.id, version));
  return (
    <section aria-label={say('orders.toSign')} className="grid justify-items-start gap-2">
      <p className="m-0 text-body">{say('orders.signWhat', { n: version })}</p>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <Button
        kind="primary"
        disabled={!props.live}
        busy={command.busy === 'sign'}
        onClick={() => void sign()}
      >
        {say('orders.sign')}
      </Button>
    </section>
  );
}

function Whole(props: PageProps & { order: Order }) {
  const { order } = props;
  const say = useWords();
  const name = useNameIn();
  const binding = useBinding(props.zones);
  const command = useCommand();
  const draft = order.versions.find((each) => each.state === 'draft');
  const issued = order.versions.find((each) => each.state === 'issued');
  const shown = issued ?? order.versions[0];
  if (shown === undefined) return null;
  if (props.editing && draft !== undefined)
    return <OrderEditor {...props} order={order} draft={draft} onLeave={() => props.onEdit(false)} />;
  return (
    <div className="mx-auto grid max-w-[1100px] gap-6 p-4">
      <header className="grid gap-2">
        <div className="flex items-start gap-2">
          {props.back}
          <h2 className="m-0 min-w-0 flex-1 text-title font-bold">
            {name(shown.card.title) || say('orders.untitled')}
          </h2>
        </div>
        <p className="m-0 text-body text-ink-2">
          {say(`orders.says.${shown.state}`, { n: shown.card.version })} {binding(shown.card)}
        </p>
        {issued?.note != null && (
          <p className="m-0 text-body">{say('orders.whatChanged', { note: issued.note })}</p>
        )}
        <Acts {...props} command={command} />
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      </header>
      <div className="grid items-start gap-6 min-[75rem]:grid-cols-2">
        <div className="grid gap-3">
          <CardPreview card={shown.card} languages={props.languages} />
          {props.mine && issued && <SignPart order={order} issued={issued} live={props.live} />}
        </div>
        <div className="grid gap-6">
          {issued && <Signatures order={order} issued={issued} />}
          <Versions order={order} zones={props.zones} />
        </div>
      </div>
    </div>
  );
}

/** One order: its card, who signed it, its versions; and the editor of its draft. */
export function OrderPage(props: PageProps) {
  const say = useWords();
  const calls = useOrderCalls();
  const asked = useQuery({ queryKey: [ORDERS, 'one', props.id], queryFn: () => calls.order(props.id) });
  if (asked.data !== undefined) return <Whole {...props} order={asked.data} />;
  if (asked.error === null) return <LoadingState />;
  return (
    <div className="p-4">
      {props.back}
      <ErrorState
        title={say('orders.orderFailed')}
        todo={asked.error.message}
        action={<Button onClick={() => void asked.refetch()}>{say('orders.again')}</Button>}
      />
    </div>
  );
}
