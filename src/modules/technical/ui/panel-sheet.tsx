import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Panel } from '../model.ts';
import { useTechnicalCalls } from './calls.ts';
import type { PanelForm } from './calls.ts';
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

/** Adds or changes one panel. What was typed stays when the server refuses. */
export function PanelSheet(props: {
  panel: Panel | null;
  open: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { panel } = props;
  const say = useWords();
  const calls = useTechnicalCalls();
  const [account, setAccount] = useState(panel?.account ?? '');
  const [name, setName] = useState(panel?.name ?? '');
  const [keys, setKeys] = useState('');
  const [removeKeys, setRemoveKeys] = useState(false);
  const [decimalLength, setDecimalLength] = useState(panel?.decimalLength ?? false);
  const [past, setPast] = useState(panel === null ? '40' : textOf(panel.windowPastS));
  const [future, setFuture] = useState(panel === null ? '20' : textOf(panel.windowFutureS));
  const [applies, setApplies] = useState<'encrypted' | 'all'>(panel?.windowApplies ?? 'encrypted');
  const [supervision, setSupervision] = useState(textOf(panel?.supervisionS));
  const [enabled, setEnabled] = useState(panel?.enabled ?? true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const typedKeys = keys.split(/\s+/).filter((key) => key !== '');
    const form: PanelForm = {
      account: account.trim(),
      name: name.trim(),
      ...(typedKeys.length > 0 ? { keys: typedKeys } : removeKeys ? { keys: [] } : {}),
      decimalLength,
      windowPastS: secondsOf(past),
      windowFutureS: secondsOf(future),
      windowApplies: applies,
      supervisionS: secondsOf(supervision),
    };
    try {
      if (panel === null) await calls.addPanel(form);
      else await calls.changePanel(panel.id, { ...form, enabled });
      props.onSaved();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };

  return (
    <SideSheet
      open={props.open}
      onClose={props.onClose}
      title={
        panel === null ? say('technical.addPanel') : say('technical.changePanel', { account: panel.account })
      }
    >
      <form className="grid gap-4" onSubmit={(event) => void save(event)}>
        <Field label={say('technical.account')} hint={say('technical.accountHint')}>
          <TextInput
            required
            maxLength={16}
            autoComplete="off"
            value={account}
            onChange={(event) => setAccount(event.target.value)}
          />
        </Field>
        <Field label={say('technical.name')}>
          <TextInput
            required
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field
          label={say('technical.keys')}
          optional
          hint={
            panel !== null && panel.keyCount > 0
              ? say('technical.keysKept', { n: panel.keyCount })
              : say('technical.keysHint')
          }
        >
          <TextInput
            type="password"
            autoComplete="off"
            maxLength={400}
            value={keys}
            onChange={(event) => setKeys(event.target.value)}
          />
        </Field>
        {panel !== null && panel.keyCount > 0 && (
          <Checkbox checked={removeKeys} onChange={setRemoveKeys} disabled={keys !== ''}>
            {say('technical.removeKeys')}
          </Checkbox>
        )}
        <SecondsField
          label={say('technical.windowPast')}
          hint={say('technical.windowHint')}
          value={past}
          onChange={setPast}
        />
        <SecondsField
          label={say('technical.windowFuture')}
          hint={say('technical.windowHint')}
          value={future}
          onChange={setFuture}
        />
        <Field label={say('technical.windowApplies')}>
          <Select
            value={applies}
            onChange={setApplies}
            options={[
              { value: 'encrypted', label: say('technical.windowEncrypted') },
              { value: 'all', label: say('technical.windowAll') },
            ]}
          />
        </Field>
        <SecondsField
          label={say('technical.supervision')}
          hint={say('technical.supervisionHint')}
          value={supervision}
          onChange={setSupervision}
        />
        <Checkbox checked={decimalLength} onChange={setDecimalLength}>
          {say('technical.decimalLength')}
        </Checkbox>
        {panel !== null && (
          <Checkbox checked={enabled} onChange={setEnabled}>
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
