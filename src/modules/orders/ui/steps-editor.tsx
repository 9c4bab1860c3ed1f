import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { FileButton } from '../../../ui/file-button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Names } from '../../site/model.ts';
import {
  MAX_CHOICES,
  MAX_STEPS,
  MAX_TEXT,
  MAX_TIMER_S,
  STEP_KINDS,
  type OrderFile,
  type SopStep,
  type SopText,
} from '../model.ts';
import { useOrderCalls } from './calls.ts';
import { languageName } from './names.ts';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

/** The same words in each language, side by side. */
export function NamesFields(props: {
  what: string;
  names: Names;
  languages: readonly string[];
  onChange: (names: Names) => void;
}) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] gap-2">
      {props.languages.map((code) => (
        <Field key={code} label={`${props.what}, ${languageName(code)}`}>
          <TextArea
            rows={2}
            lang={code}
            dir="auto"
            maxLength={MAX_TEXT}
            value={props.names[code] ?? ''}
            onChange={(event) => props.onChange({ ...props.names, [code]: event.target.value })}
          />
        </Field>
      ))}
    </div>
  );
}

const NO_NAMES: Names = { en: '' };
/** "No document" in the list of them. */
const NONE = 'none';

interface StepProps {
  readonly step: SopStep;
  readonly languages: readonly string[];
  readonly onChange: (step: SopStep) => void;
}

function ChoicesFields(props: StepProps) {
  const say = useWords();
  const { step, onChange } = props;
  const choices = step.choices ?? [];
  const set = (at: number, names: Names) =>
    onChange({ ...step, choices: choices.map((each, i) => (i === at ? names : each)) });
  return (
    <>
      {choices.map((choice, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a choice is its place
        <div key={i} className="flex items-end gap-1">
          <div className="min-w-0 flex-1">
            <NamesFields
              what={say('orders.choiceN', { n: i + 1 })}
              names={choice}
              languages={props.languages}
              onChange={(names) => set(i, names)}
            />
          </div>
          <IconButton
            label={say('orders.removeChoice', { n: i + 1 })}
            icon={<Trash2 size={16} />}
            onClick={() => onChange({ ...step, choices: choices.filter((_, at) => at !== i) })}
          />
        </div>
      ))}
      {choices.length < MAX_CHOICES && (
        <div>
          <Button size="small" onClick={() => onChange({ ...step, choices: [...choices, NO_NAMES] })}>
            {say('orders.addChoice')}
          </Button>
        </div>
      )}
    </>
  );
}

/** The document that opens from the step: one of the order's, or a new one. */
function DocumentFields(props: StepProps & { orderId: string; files: readonly OrderFile[] }) {
  const { step, files, onChange } = props;
  const say = useWords();
  const calls = useOrderCalls();
  const command = useCommand();
  const choose = (id: string) => {
    const { document: _document, ...rest } = step;
    const file = files.find((each) => each.id === id);
    onChange(file === undefined ? rest : { ...rest, document: file });
  };
  const add = async (file: File) => {
    const added = await command.run('document', () => calls.addDocument(props.orderId, file));
    if (added !== null) onChange({ ...step, document: added });
  };
  const options = [
    { value: NONE, label: say('orders.noDocument') },
    ...[...files, ...(step.document ? [step.document] : [])]
      .filter((file, i, all) => all.findIndex((each) => each.id === file.id) === i)
      .map((file) => ({ value: file.id as string, label: file.name })),
  ];
  return (
    <>
      <div className="flex flex-wrap items-start gap-2">
        <Field
          label={say('orders.document')}
          hint={say('orders.documentHint')}
          className="w-full max-w-[420px]"
        >
          <Select value={step.document?.id ?? NONE} onChange={choose} options={options} />
        </Field>
        <span className="pt-[23px]">
          <FileButton
            accept=".pdf,.png,.jpg,.jpeg,.txt,application/pdf,image/png,image/jpeg,text/plain"
            busy={command.busy !== null}
            onFile={(file) => void add(file)}
          >
            {say('orders.addDocument')}
          </FileButton>
        </span>
      </div>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
    </>
  );
}

function OneStep(
  props: StepProps & {
    n: number;
    orderId: string;
    files: readonly OrderFile[];
    tools: ReactNode;
  },
) {
  const { step, onChange, n } = props;
  const say = useWords();
  const become = (kind: SopStep['kind']) => {
    const { choices, timerS, ...rest } = step;
    onChange({
      ...rest,
      kind,
      ...(kind === 'choose' ? { choices: choices ?? [NO_NAMES, NO_NAMES] } : {}),
      ...(kind === 'timer' ? { timerS: timerS ?? 300 } : {}),
    });
  };
  return (
    <fieldset className="m-0 grid min-w-0 gap-3 rounded-corner border border-line p-3">
      <legend className="px-1 text-label font-semibold text-ink-2">{say('orders.stepN', { n })}</legend>
      <div className="flex flex-wrap items-end gap-2">
        <Field label={say('orders.stepKind')} className="w-[220px]">
          <Select
            value={step.kind}
            onChange={become}
            options={STEP_KINDS.map((kind) => ({ value: kind, label: say(`orders.step.${kind}`) }))}
          />
        </Field>
        {step.kind === 'timer' && (
          <Field label={say('orders.timerS')} className="w-[140px]">
            <TextInput
              type="number"
              min={5}
              max={MAX_TIMER_S}
              value={step.timerS ?? ''}
              onChange={(event) => {
                const wanted = Math.round(Number(event.target.value) || 0);
                onChange({ ...step, timerS: Math.min(MAX_TIMER_S, Math.max(0, wanted)) });
              }}
            />
          </Field>
        )}
        <span className="flex-1" />
        {props.tools}
      </div>
      <NamesFields
        what={say('orders.text')}
        names={step.text}
        languages={props.languages}
        onChange={(text) => onChange({ ...step, text })}
      />
      <NamesFields
        what={say('orders.hint')}
        names={step.hint ?? NO_NAMES}
        languages={props.languages}
        onChange={(hint) => onChange({ ...step, hint })}
      />
      {step.kind === 'choose' && <ChoicesFields {...props} />}
      <DocumentFields {...props} />
    </fieldset>
  );
}

/** The steps in their order; each can be moved, changed and taken out. */
export function StepsEditor(props: {
  orderId: string;
  files: readonly OrderFile[];
  text: SopText;
  languages: readonly string[];
  onChange: (text: SopText) => void;
}) {
  const say = useWords();
  const { text, onChange } = props;
  const { steps } = text;
  const set = (next: readonly SopStep[]) => onChange({ ...text, steps: next });
  const move = (from: number, to: number) => {
    const next = [...steps];
    next.splice(to, 0, ...next.splice(from, 1));
    set(next);
  };
  // Before the last step: the outcome ends the card.
  const add = () => {
    const last = steps.at(-1)?.kind === 'outcome' ? steps.length - 1 : steps.length;
    set([...steps.slice(0, last), { kind: 'check', text: NO_NAMES }, ...steps.slice(last)]);
  };
  return (
    <section aria-label={say('orders.steps')} className="grid gap-3">
      <h3 className="m-0 text-label font-semibold text-ink-2">{say('orders.steps')}</h3>
      {steps.map((step, i) => (
        <OneStep
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place on the card
          key={i}
          n={i + 1}
          step={step}
          orderId={props.orderId}
          files={props.files}
          languages={props.languages}
          onChange={(next) => set(steps.map((each, at) => (at === i ? next : each)))}
          tools={
            <>
              <IconButton
                label={say('orders.up', { n: i + 1 })}
                icon={<ArrowUp size={16} />}
                disabled={i === 0}
                onClick={() => move(i, i - 1)}
              />
              <IconButton
                label={say('orders.down', { n: i + 1 })}
                icon={<ArrowDown size={16} />}
                disabled={i === steps.length - 1}
                onClick={() => move(i, i + 1)}
              />
              <IconButton
                label={say('orders.removeStep', { n: i + 1 })}
                icon={<Trash2 size={16} />}
                onClick={() => set(steps.filter((_, at) => at !== i))}
              />
            </>
          }
        />
      ))}
      {steps.length < MAX_STEPS && (
        <div>
          <Button onClick={add}>{say('orders.addStep')}</Button>
        </div>
      )}
    </section>
  );
}
