import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { CAMERA_RIGHTS, type CameraGroup, type CameraRight, type Grant } from '../model.ts';
import type { CameraSetupCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** Whom rights may be given to: `role:rso` or `user:usr_...`, with what they are called. */
export interface Holder {
  readonly key: string;
  readonly label: string;
}

const keyOf = (grant: Grant): string =>
  grant.role === undefined ? `user:${grant.userId ?? ''}` : `role:${grant.role}`;
const grantOf = (key: string, rights: readonly CameraRight[]): Grant => {
  const [kind, ...rest] = key.split(':');
  const id = rest.join(':');
  return kind === 'role' ? { role: id as NonNullable<Grant['role']>, rights } : { userId: id, rights };
};

/** Who may do what with the cameras of one group: a line for each role or person, a box for each right. */
export function GroupRights(props: {
  group: CameraGroup | null;
  holders: readonly Holder[];
  calls: CameraSetupCalls;
  onDone: () => void;
}) {
  const { group, holders, calls } = props;
  const say = useWords();
  const [name, setName] = useState(group?.name.en ?? '');
  const [lines, setLines] = useState<ReadonlyMap<string, readonly CameraRight[]>>(
    () => new Map((group?.grants ?? []).map((grant) => [keyOf(grant), grant.rights])),
  );
  const { busy, problem, run } = useCommand(props.onDone);
  const labelOf = (key: string) =>
    holders.find((holder) => holder.key === key)?.label ?? say('camera.unknownHolder');
  const toggle = (key: string, right: CameraRight, on: boolean) => {
    const rights = lines.get(key) ?? [];
    const next = new Map(lines);
    next.set(key, on ? [...rights, right] : rights.filter((each) => each !== right));
    setLines(next);
  };
  const save = () => {
    const names = { ...group?.name, en: name.trim() };
    const grants = [...lines].map(([key, rights]) => grantOf(key, rights));
    return run('save', () =>
      group === null ? calls.addGroup(names, grants) : calls.changeGroup(group.id, names, grants),
    );
  };
  const free = holders.filter((holder) => !lines.has(holder.key));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void save();
      }}
    >
      <p className="m-0 text-body text-ink-2">{say('camera.rightsHint')}</p>
      <Field label={say('camera.name')}>
        <TextInput value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
      </Field>
      <div className="grid gap-3">
        {[...lines].map(([key, rights]) => (
          <fieldset key={key} className="m-0 grid gap-1 rounded-corner border border-line p-2">
            <legend className="px-1 text-body font-semibold">{labelOf(key)}</legend>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              {CAMERA_RIGHTS.map((right) => (
                <Checkbox
                  key={right}
                  checked={rights.includes(right)}
                  onChange={(on) => toggle(key, right, on)}
                >
                  {say(`camera.right.${right}`)}
                </Checkbox>
              ))}
              <Button
                size="small"
                kind="ghost"
                aria-label={say('camera.removeOf', { name: labelOf(key) })}
                onClick={() => setLines(new Map([...lines].filter(([each]) => each !== key)))}
              >
                {say('camera.remove')}
              </Button>
            </div>
          </fieldset>
        ))}
      </div>
      {free.length > 0 && (
        <Field label={say('camera.addHolder')}>
          <Select
            value={null}
            onChange={(key) => setLines(new Map([...lines, [key, ['view']]]))}
            options={free.map((holder) => ({ value: holder.key, label: holder.label }))}
          />
        </Field>
      )}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind="primary" size="large" disabled={name.trim() === ''} busy={busy !== null}>
        {say('camera.save')}
      </Button>
    </form>
  );
}
