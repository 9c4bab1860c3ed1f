import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { THREAT_LEVELS, type ThreatLevel, type ThreatSetting } from '../model.ts';
import { useWords } from './words.ts';

/** How threatened the post is and why; RSO and deputy set it here, the others read it. */
export function ThreatSheet(props: {
  threat: ThreatSetting | null;
  maySet: boolean;
  onSet: (level: ThreatLevel, reason: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const say = useWords();
  const command = useCommand();
  const { threat } = props;
  const [level, setLevel] = useState<ThreatLevel | null>(null);
  const [reason, setReason] = useState('');
  const save = async () => {
    if (level === null) return;
    if (await command.run('threat', () => props.onSet(level, reason.trim()))) props.onClose();
  };
  return (
    <SideSheet open onClose={props.onClose} title={say('site.threat')}>
      <div className="grid gap-4">
        {threat === null ? (
          <p className="m-0 text-body">{say('site.threat.unset')}</p>
        ) : (
          <div className="grid gap-1">
            <p className="m-0 text-title font-bold">{say(`site.threat.${threat.level}`)}</p>
            <p className="m-0 text-body">{threat.reason}</p>
            <p className="m-0 text-table text-ink-2">
              {threat.byName}, <LocalTime atMs={Date.parse(threat.at)} form="both" />
            </p>
          </div>
        )}
        <p className="m-0 text-table text-ink-2">{say('site.threat.does')}</p>
        {props.maySet ? (
          <form
            className="grid gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <Field label={say('site.threat.next')}>
              <Select
                value={level}
                onChange={setLevel}
                options={THREAT_LEVELS.filter((each) => each !== threat?.level).map((each) => ({
                  value: each,
                  label: say(`site.threat.${each}`),
                }))}
              />
            </Field>
            <Field label={say('site.threat.reason')}>
              <TextArea value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
            </Field>
            {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
            <Button
              type="submit"
              kind="primary"
              busy={command.busy !== null}
              disabled={level === null || reason.trim() === ''}
            >
              {say('site.threat.set')}
            </Button>
          </form>
        ) : (
          <p className="m-0 text-body text-ink-2">{say('site.threat.readOnly')}</p>
        )}
      </div>
    </SideSheet>
  );
}
