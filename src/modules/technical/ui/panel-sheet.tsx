import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import type { Panel } from '../model.ts';
import { useTechnicalCalls } from './calls.ts';
import { useWords } from './words.ts';

const textOf = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);
const secondsOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

function SecondsField(props: {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint} optional>
      <TextInput
        inputMode="numeric"
        pattern="[0-9]*"
        maxLength={7}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Field>
  );
}

interface Typed {
  readonly account: string;
  readonly name: string;
  readonly keys: string;
  readonly removeKeys: boolean;
  readonly decimalLength: boolean;
  readonly past: string;
  readonly future: string;
  readonly applies: 'encrypted' | 'all';
  readonly supervision: string;
  readonly enabled: boolean;
}
type Change = (part: Partial<Typed>) => void;

const typedOf = (panel: Panel | null): Typed => ({
  account: panel?.account ?? '',
  name: panel?.name ?? '',
  keys: '',
  removeKeys: false,
  decimalLength: panel?.decimalLength ?? false,
  past: panel === null ? '40' : textOf(panel.windowPastS),
  future: panel === null ? '20' : textOf(panel.windowFutureS),
  applies: panel?.windowApplies ?? 'encrypted',
  supervision: textOf(panel?.supervisionS),
  enabled: panel?.enabled ?? true,
});

/** What is typed about a panel, and how it is sent. */
function usePanelForm(panel: Panel | null, onSaved: () => void) {
  const calls = useTechnicalCalls();
  const [typed, setTyped] = useState<Typed>(() => typedOf(panel));
  const { busy, problem, run } = useCommand(onSaved);
  const change: Change = (part) => setTyped((before) => ({ ...before, ...part }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const typedKeys = typed.keys.split(/\s+/).filter((key) => key !== '');
    const settings = {
      name: typed.name.trim(),
      ...(typedKeys.length > 0 ? { keys: typedKeys } : typed.removeKeys ? { keys: [] } : {}),
      decimalLength: typed.decimalLength,
      windowPastS: secondsOf(typed.past),
      windowFutureS: secondsOf(typed.future),
      windowApplies: typed.applies,
      supervisionS: secondsOf(typed.supervision),
    };
    void run('save', () =>
      panel === null
        ? calls.addPanel({ ...settings, account: typed.account.trim() })
        : calls.changePanel(panel.id, { ...settings, enabled: typed.enabled }),
    );
  };
  return { typed, change, busy: busy !== null, problem, save };
}

/** Keys are write-only: those that stand are counted, not shown. */
function KeyFields(props: { panel: Panel | null; typed: Typed; change: Change }) {
  const { panel, typed, change } = props;
  const say = useWords();
  const kept = panel?.keyCount ?? 0;
  return (
    <>
      <Field
        label={say('technical.keys')}
        optional
        hint={kept > 0 ? say('technical.keysKept', { n: kept }) : say('technical.keysHint')}
      >
        <TextInput
          type="password"
          autoComplete="off"
          maxLength={400}
          value={typed.keys}
          onChange={(event) => change({ keys: event.target.value })}
        />
      </Field>
      {kept > 0 && (
        <Checkbox
          checked={typed.removeKeys}
          onChange={(removeKeys) => change({ removeKeys })}
          disabled={typed.keys !== ''}
        >
          {say('technical.removeKeys')}
        </Checkbox>
      )}
    </>
  );
}

/** How far a timestamp may be off, which ones are judged, and after how long silence is an alarm. */
function TimeFields(props: { typed: Typed; change: Change }) {
  const { typed, change } = props;
  const say = useWords();
  return (
    <>
      <SecondsField
        label={say('technical.windowPast')}
        hint={say('technical.windowHint')}
        value={typed.past}
        onChange={(past) => change({ past })}
      />
      <SecondsField
        label={say('technical.windowFuture')}
        hint={say('technical.windowHint')}
        value={typed.future}
        onChange={(future) => change({ future })}
      />
      <Field label={say('technical.windowApplies')}>
        <Select
          value={typed.applies}
          onChange={(applies) => change({ applies })}
          options={[
            { value: 'encrypted', label: say('technical.windowEncrypted') },
            { value: 'all', label: say('technical.windowAll') },
          ]}
        />
      </Field>
      <SecondsField
        label={say('technical.supervision')}
        hint={say('technical.supervisionHint')}
        value={typed.supervision}
        onChange={(supervision) => change({ supervision })}
      />
    </>
  );
}

/** Adds or changes one panel. What was typed stays when the server refuses. An account is given once. */
export function PanelSheet(props: {
  panel: Panel | null;
  open: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { panel } = props;
  const say = useWords();
  const { typed, change, busy, problem, save } = usePanelForm(panel, props.onSaved);
  const title =
    panel === null ? say('technical.addPanel') : say('technical.changePanel', { account: panel.account });
  return (
    <SideSheet open={props.open} onClose={props.onClose} title={title}>
      <form className="grid gap-4" onSubmit={save}>
        {panel === null && (
          <Field label={say('technical.account')} hint={say('technical.accountHint')}>
            <TextInput
              required
              maxLength={16}
              autoComplete="off"
              value={typed.account}
              onChange={(event) => change({ account: event.target.value })}
            />
          </Field>
        )}
        <Field label={say('technical.name')}>
          <TextInput
            required
            maxLength={80}
            autoComplete="off"
            value={typed.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <KeyFields panel={panel} typed={typed} change={change} />
        <TimeFields typed={typed} change={change} />
        <Checkbox checked={typed.decimalLength} onChange={(decimalLength) => change({ decimalLength })}>
          {say('technical.decimalLength')}
        </Checkbox>
        {panel !== null && (
          <Checkbox checked={typed.enabled} onChange={(enabled) => change({ enabled })}>
            {say('technical.enabled')}
          </Checkbox>
        )}
        {problem !== null && <Notice tone="problem">{problem}</Notice>}
        <Button type="submit" kind="primary" size="large" busy={busy}>
          {say('technical.save')}
        </Button>
      </form>
    </SideSheet>
  );
}
