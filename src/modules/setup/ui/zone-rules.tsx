import { Field, TextInput } from '../../../ui/field.tsx';
import type { ZoneSettings } from '../../site/model.ts';
import { useWords } from './words.ts';

/** Closed hours and denials of a zone as the form holds them. */
export interface ZoneRules {
  readonly from: string;
  readonly to: string;
  readonly denials: string;
}

const HOUR = '([01][0-9]|2[0-3]):[0-5][0-9]';

/** The settings as they are sent: what the form does not show stays, what is empty goes. */
export function settingsOf(before: ZoneSettings, { from, to, denials }: ZoneRules): ZoneSettings {
  const { closedHours: _hours, denialsWithinS: _seconds, ...rest } = before;
  return {
    ...rest,
    ...(from === '' || to === '' ? {} : { closedHours: { from, to } }),
    ...(denials === '' ? {} : { denialsWithinS: Number(denials) }),
  };
}

/** When nobody should disarm in this zone, and how close together three denials are an alarm. */
export function ZoneRuleFields(props: { value: ZoneRules; onChange: (value: ZoneRules) => void }) {
  const say = useWords();
  const { value, onChange } = props;
  const hour = (which: 'from' | 'to', other: string) => (
    <TextInput
      pattern={HOUR}
      maxLength={5}
      autoComplete="off"
      required={other !== ''}
      value={value[which]}
      onChange={(event) => onChange({ ...value, [which]: event.target.value.trim() })}
    />
  );
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label={say('setup.closedFrom')} optional>
          {hour('from', value.to)}
        </Field>
        <Field label={say('setup.closedTo')} optional>
          {hour('to', value.from)}
        </Field>
      </div>
      <p className="m-0 text-label text-ink-3">{say('setup.closedHint')}</p>
      <Field label={say('setup.denials')} hint={say('setup.denialsHint')} optional>
        <TextInput
          type="number"
          min={10}
          max={3600}
          value={value.denials}
          onChange={(event) => onChange({ ...value, denials: event.target.value })}
        />
      </Field>
    </>
  );
}
