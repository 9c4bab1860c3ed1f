import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Zone } from '../../site/model.ts';
import {
  STEPS_READ,
  faultsOf,
  halfSaid,
  shadowsOf,
  tidied,
  type Fault,
  type Shadow,
} from '../model-check.ts';
import type { Order, Sop, SopText, SopVersion } from '../model.ts';
import { Bindings } from './bindings.tsx';
import { ORDERS, useOrderCalls } from './calls.ts';
import { CardPreview } from './card-preview.tsx';
import { ChangesList } from './changes-list.tsx';
import { IssueSheet } from './issue-sheet.tsx';
import { ORDER_LANGUAGES, languageName, useBoardWords } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { NamesFields, StepsEditor } from './steps-editor.tsx';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

interface EditorProps {
  readonly order: Order;
  readonly draft: SopVersion;
  readonly zones: readonly Zone[];
  readonly languages: readonly string[];
  readonly live: boolean;
  readonly onLeave: () => void;
  readonly onGone: () => void;
}

const textOf = ({ card }: SopVersion): SopText => ({
  title: card.title,
  kinds: card.kinds,
  zones: card.zones ?? [],
  levels: card.levels ?? [],
  steps: card.steps,
});

/** The text being written. It is kept while one looks at another order, and thrown away at the sign-off. */
function useText(draft: SopVersion) {
  const cache = useQueryClient();
  const key = ['order-text', draft.card.id, draft.card.version, draft.revision];
  const [text, setText] = useState<SopText>(() => cache.getQueryData<SopText>(key) ?? textOf(draft));
  const saved = useMemo(() => JSON.stringify(tidied(textOf(draft))), [draft]);
  return {
    text,
    changed: JSON.stringify(tidied(text)) !== saved,
    set: (next: SopText) => {
      setText(next);
      cache.setQueryData(key, next);
    },
    forget: () => cache.removeQueries({ queryKey: key }),
  };
}

/** Kinds for which another order in force is always shown instead of this one. */
function useShadows(card: Sop): readonly Shadow[] {
  const calls = useOrderCalls();
  const list = useQuery({ queryKey: [ORDERS, 'list'], queryFn: calls.list });
  const issued = (list.data ?? []).flatMap((line) => (line.issued ? [line.issued.card] : []));
  return shadowsOf(card, issued);
}

function Faults(props: { faults: readonly Fault[]; half: readonly string[]; card: Sop }) {
  const say = useWords();
  const name = useNameIn();
  const words = useBoardWords();
  const shadows = useShadows(props.card);
  const { faults, half } = props;
  const lines = [
    ...faults.map((fault) => say(`orders.fault.${fault.code}`, { n: (fault.step ?? 0) + 1 })),
    ...half.map((code) => say('orders.half', { language: languageName(code) })),
    ...shadows.map(({ kind, by }) =>
      say('orders.shadowed', { kind: words.kind(kind), name: name(by.title) }),
    ),
    ...(props.card.steps.length > STEPS_READ ? [say('orders.long', { n: STEPS_READ })] : []),
  ];
  return (
    <section aria-label={say('orders.faults')} className="grid gap-1">
      <h3 className="m-0 text-label font-semibold text-ink-3">{say('orders.faults')}</h3>
      {lines.length === 0 ? (
        <p className="m-0 text-body text-ink-2">{say('orders.noFault')}</p>
      ) : (
        <ul className="m-0 grid gap-1 ps-5 text-body">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Which languages stand side by side; English always. */
function Languages(props: {
  all: readonly string[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
}) {
  const say = useWords();
  const { all, shown } = props;
  return (
    <div
      role="group"
      aria-label={say('orders.languages')}
      className="flex flex-wrap items-center gap-x-4 gap-y-1"
    >
      <span className="text-label font-semibold text-ink-3">{say('orders.languages')}</span>
      {all.map((code) => (
        <Checkbox
          key={code}
          checked={shown.includes(code)}
          disabled={code === 'en'}
          onChange={(checked) =>
            props.onChange(all.filter((each) => (each === code ? checked : shown.includes(each))))
          }
        >
          <span lang={code}>{languageName(code)}</span>
        </Checkbox>
      ))}
    </div>
  );
}

/** Saved, issued or thrown away. */
function Foot(props: EditorProps & { writing: ReturnType<typeof useText>; mayIssue: boolean }) {
  const { order, draft, writing } = props;
  const say = useWords();
  const calls = useOrderCalls();
  const command = useCommand();
  const [issuing, setIssuing] = useState(false);
  const [sure, setSure] = useState(false);
  const save = () =>
    command.run('save', async () => {
      const saved = await calls.save(order.id, draft.revision, tidied(writing.text));
      writing.forget();
      return saved;
    });
  const discard = async () => {
    const done = await command.run('discard', () => calls.discard(order.id, draft.revision));
    if (done === null) return;
    writing.forget();
    if (order.versions.length === 1) props.onGone();
    else props.onLeave();
  };
  return (
    <div className="sticky bottom-0 z-10 grid gap-2 border-t border-line bg-panel py-3">
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          kind={writing.changed ? 'primary' : 'secondary'}
          disabled={!props.live || !writing.changed}
          busy={command.busy === 'save'}
          onClick={() => void save()}
        >
          {say('orders.save')}
        </Button>
        <Button
          kind={writing.changed ? 'secondary' : 'primary'}
          disabled={!props.live || writing.changed || !props.mayIssue}
          onClick={() => setIssuing(true)}
        >
          {say('orders.issue')}
        </Button>
        <Button
          kind="ghost"
          disabled={!props.live}
          busy={command.busy === 'discard'}
          onClick={() => (sure ? void discard() : setSure(true))}
        >
          {say(sure ? 'orders.discardSure' : 'orders.discard')}
        </Button>
        <span role="status" className="text-table text-ink-2">
          {say(writing.changed ? 'orders.unsaved' : 'orders.saved')}
        </span>
      </div>
      {issuing && (
        <IssueSheet
          order={order}
          draft={draft}
          zones={props.zones}
          onClose={() => setIssuing(false)}
          onIssued={() => {
            setIssuing(false);
            props.onLeave();
          }}
        />
      )}
    </div>
  );
}

/** Writes the next version of an order: steps, languages side by side, what it is bound to, and how it will look. */
export function OrderEditor(props: EditorProps) {
  const { draft, order } = props;
  // A draft that was saved anew, here or elsewhere, begins from what was saved.
  return <Writing key={`${draft.card.version} ${draft.revision}`} {...props} order={order} />;
}

function Writing(props: EditorProps) {
  const { draft, order } = props;
  const say = useWords();
  const writing = useText(draft);
  const { text, set } = writing;
  const all = [...new Set([...ORDER_LANGUAGES, ...props.languages, ...Object.keys(text.title)])];
  const [shown, setShown] = useState<readonly string[]>(() =>
    all.filter((code) => props.languages.includes(code) || code in draft.card.title),
  );
  const zoneIds = useMemo(() => new Set<string>(props.zones.map((zone) => zone.id)), [props.zones]);
  const faults = faultsOf(text, zoneIds);
  const issued = order.versions.find((each) => each.state === 'issued');
  return (
    <div className="mx-auto grid max-w-[1400px] gap-4 p-4 pb-0">
      <header className="flex items-center gap-2">
        <IconButton label={say('orders.leave')} icon={<ArrowLeft size={20} />} onClick={props.onLeave} />
        <h2 className="m-0 text-title font-bold">{say('orders.editTitle', { n: draft.card.version })}</h2>
        <span className="text-table text-ink-2">{say('orders.savedBy', { name: draft.changedBy })}</span>
      </header>
      <Languages all={all} shown={shown} onChange={setShown} />
      <div className="grid items-start gap-6 min-[100rem]:grid-cols-[minmax(0,1fr)_440px]">
        <div className="grid min-w-0 gap-6">
          <NamesFields
            what={say('orders.cardTitle')}
            names={text.title}
            languages={shown}
            onChange={(title) => set({ ...text, title })}
          />
          <Bindings text={text} zones={props.zones} onChange={set} />
          <StepsEditor orderId={order.id} files={order.files} text={text} languages={shown} onChange={set} />
        </div>
        <aside
          className="grid gap-6 min-[100rem]:sticky min-[100rem]:top-4"
          aria-label={say('orders.preview')}
        >
          <section className="grid gap-2">
            <h3 className="m-0 text-label font-semibold text-ink-3">{say('orders.preview')}</h3>
            <CardPreview card={{ ...draft.card, ...text }} languages={props.languages} />
          </section>
          <Faults faults={faults} half={halfSaid(text, shown)} card={{ ...draft.card, ...text }} />
          {issued !== undefined && (
            <ChangesList
              from={issued.card}
              to={tidied(text)}
              zones={props.zones}
              label={say('orders.changesFrom', { n: issued.card.version })}
            />
          )}
        </aside>
      </div>
      <Foot {...props} writing={writing} mayIssue={faults.length === 0} />
    </div>
  );
}
