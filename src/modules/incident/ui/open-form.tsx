import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Incident } from '../model.ts';
import { TEMPLATES, templateOf, type TemplateKind } from '../templates.ts';
import { useIncidentCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

/** Which template, and what it is called. Who opens it commands it until somebody else is named. */
export function OpenForm(props: {
  /** The title that stands there at first, such as that of the alarm. */
  title?: string;
  alarmIds: readonly string[];
  onOpened: (incident: Incident) => void;
}) {
  const say = useWords();
  const name = useNameIn();
  const calls = useIncidentCalls();
  const command = useCommand();
  const [kind, setKind] = useState<TemplateKind | null>(null);
  const [title, setTitle] = useState(props.title ?? '');
  // A title that nobody typed follows the template.
  const [typed, setTyped] = useState(props.title !== undefined);
  const ready = kind !== null && title.trim() !== '';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    await command.run('open', async () => {
      const body = { kind, title: title.trim(), alarmIds: [...props.alarmIds] };
      props.onOpened((await calls.open(body)).incident);
    });
  };
  return (
    <form aria-label={say('incident.open')} className="grid gap-4" onSubmit={(event) => void submit(event)}>
      <Field label={say('incident.template')} hint={say('incident.templateHint')}>
        <Select
          value={kind}
          options={TEMPLATES.map((template) => ({ value: template.kind, label: name(template.title) }))}
          onChange={(value) => {
            setKind(value);
            if (!typed) setTitle(name(templateOf(value).title));
          }}
        />
      </Field>
      <Field label={say('incident.titleField')} hint={say('incident.titleHint')}>
        <TextInput
          value={title}
          maxLength={200}
          onChange={(event) => {
            setTitle(event.target.value);
            setTyped(true);
          }}
        />
      </Field>
      {kind !== null && (
        <section aria-label={say('incident.firstSteps')} className="grid gap-1">
          <h3 className="m-0 text-label font-semibold text-ink-3">{say('incident.firstSteps')}</h3>
          <ol className="m-0 grid gap-1 ps-5 text-table text-ink-2">
            {templateOf(kind).steps.map((step) => (
              <li key={step.en}>{name(step)}</li>
            ))}
          </ol>
        </section>
      )}
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <Button type="submit" kind="primary" size="large" disabled={!ready} busy={command.busy !== null}>
        {say('incident.open')}
      </Button>
    </form>
  );
}
