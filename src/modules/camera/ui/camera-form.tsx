import { useState } from 'react';
import type { ZoneId } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useLanguage, useNameIn } from '../../../ui/words.ts';
import type { Names } from '../../site/model.ts';
import type { CameraGroup, CameraInput as Form, CameraSaid } from '../model.ts';
import type { CameraSetting, CameraSetupCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { sayFault, useWords } from './words.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly name: string;
}
export interface ZoneChoice {
  readonly id: string;
  readonly name: Names;
}

const DEFAULTS = {
  onvif: { port: '80', path: '/onvif/device_service' },
  rtsp: { port: '554', path: '/' },
} as const;
const NO_ZONE = '-';

interface Fields {
  readonly nameEn: string;
  readonly nameOther: string;
  readonly zoneId: string;
  readonly groupId: string;
  readonly protocol: 'onvif' | 'rtsp';
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly username: string;
  readonly password: string;
  readonly profile: string | null;
  readonly whepUrl: string;
}

function firstFields(
  camera: CameraSetting | null,
  place: Place | null,
  groups: readonly CameraGroup[],
  other: string | null,
): Fields {
  const group = camera?.groupId ?? groups[0]?.id ?? '';
  return {
    nameEn: camera?.name.en ?? place?.name ?? '',
    nameOther: (other !== null && camera?.name[other]) || '',
    zoneId: camera?.zoneId ?? NO_ZONE,
    groupId: group,
    protocol: camera?.protocol ?? 'onvif',
    host: camera?.host ?? place?.host ?? '',
    port: String(camera?.port ?? place?.port ?? DEFAULTS.onvif.port),
    path: camera?.path ?? place?.path ?? DEFAULTS.onvif.path,
    username: camera?.username ?? '',
    password: '',
    profile: camera?.profile ?? null,
    whepUrl: camera?.whepUrl ?? '',
  };
}

/** The fields as the server takes them. */
function formOf(
  fields: Fields,
  camera: CameraSetting | null,
  other: string | null,
  alsoSees: ReadonlySet<string>,
): Form {
  const name: Names = {
    ...camera?.name,
    en: fields.nameEn.trim(),
    ...(other !== null && fields.nameOther.trim() !== '' ? { [other]: fields.nameOther.trim() } : {}),
  };
  return {
    name,
    zoneId: fields.zoneId === NO_ZONE ? null : (fields.zoneId as ZoneId),
    alsoSees: [...alsoSees] as ZoneId[],
    groupId: fields.groupId === '' ? null : fields.groupId,
    protocol: fields.protocol,
    host: fields.host.trim(),
    port: Number(fields.port),
    path: fields.path.trim(),
    username: fields.username.trim(),
    // Nothing typed: a camera that is there keeps its password.
    ...(fields.password === '' && camera !== null ? {} : { password: fields.password }),
    profile: fields.protocol === 'onvif' ? fields.profile : null,
    whepUrl: fields.whepUrl.trim() === '' ? null : fields.whepUrl.trim(),
  };
}

interface FormProps {
  readonly camera: CameraSetting | null;
  readonly place: Place | null;
  readonly groups: readonly CameraGroup[];
  readonly zones: readonly ZoneChoice[];
  /** The second language of the post, or null. */
  readonly otherLanguage: string | null;
  readonly calls: CameraSetupCalls;
  readonly onDone: () => void;
}

type Set = (change: Partial<Fields>) => void;

function Address(props: { fields: Fields; set: Set; camera: CameraSetting | null }) {
  const { fields, set } = props;
  const say = useWords();
  const text = (field: keyof Fields, more: object = {}) => (
    <TextInput
      value={fields[field] ?? ''}
      onChange={(event) => set({ [field]: event.target.value })}
      {...more}
    />
  );
  return (
    <>
      <Field label={say('camera.protocol')} hint={say(`camera.protocol.${fields.protocol}.hint`)}>
        <Select
          value={fields.protocol}
          onChange={(protocol) => set({ protocol, ...DEFAULTS[protocol] })}
          options={(['onvif', 'rtsp'] as const).map((value) => ({
            value,
            label: say(`camera.protocol.${value}`),
          }))}
        />
      </Field>
      <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-3">
        <Field label={say('camera.host')}>{text('host', { maxLength: 253, spellCheck: false })}</Field>
        <Field label={say('camera.port')}>{text('port', { inputMode: 'numeric', maxLength: 5 })}</Field>
      </div>
      <Field label={say('camera.path')}>{text('path', { spellCheck: false, maxLength: 500 })}</Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={say('camera.username')}>
          {text('username', { autoComplete: 'off', maxLength: 120 })}
        </Field>
        <Field
          label={say('camera.password')}
          {...(props.camera?.hasPassword === true ? { hint: say('camera.passwordKept') } : {})}
        >
          {text('password', { type: 'password', autoComplete: 'new-password', maxLength: 200 })}
        </Field>
      </div>
    </>
  );
}

/** What the camera answered, and which of its profiles is shown. */
function Answer(props: { said: CameraSaid; profile: string | null; onProfile: (token: string) => void }) {
  const { said } = props;
  const say = useWords();
  return (
    <div className="grid gap-3">
      <Notice tone="done">
        {say('camera.answers', { device: said.device || '?', presets: said.presets.length })}
      </Notice>
      <Field label={say('camera.profile')} hint={say('camera.profileHint')}>
        <Select
          value={props.profile ?? said.profile}
          onChange={props.onProfile}
          options={said.profiles.map((profile) => ({
            value: profile.token,
            label: [
              profile.name,
              profile.encoding,
              profile.widthPx !== null && profile.heightPx !== null
                ? `${profile.widthPx} x ${profile.heightPx}`
                : '',
            ]
              .filter((part) => part !== '')
              .join(', '),
          }))}
        />
      </Field>
    </div>
  );
}

/** What it is called, where it hangs, who may see it. */
function About(
  props: FormProps & {
    fields: Fields;
    set: Set;
    also: ReadonlySet<string>;
    onAlso: (next: ReadonlySet<string>) => void;
  },
) {
  const { fields, set, also } = props;
  const say = useWords();
  const name = useNameIn();
  return (
    <>
      <Field label={say('camera.name')}>
        <TextInput
          value={fields.nameEn}
          maxLength={120}
          onChange={(event) => set({ nameEn: event.target.value })}
        />
      </Field>
      {props.otherLanguage !== null && (
        <Field label={say('camera.nameIn', { language: props.otherLanguage })} optional>
          <TextInput
            lang={props.otherLanguage}
            value={fields.nameOther}
            maxLength={120}
            onChange={(event) => set({ nameOther: event.target.value })}
          />
        </Field>
      )}
      <Field label={say('camera.zone')}>
        <Select
          value={fields.zoneId}
          onChange={(zoneId) => set({ zoneId })}
          options={[
            { value: NO_ZONE, label: say('camera.noZone') },
            ...props.zones.map((zone) => ({ value: zone.id, label: name(zone.name) })),
          ]}
        />
      </Field>
      {props.zones.length > 1 && (
        <details>
          <summary className="min-h-6 cursor-pointer text-body">
            {say('camera.alsoSees', { n: also.size })}
          </summary>
          <div className="grid max-h-[200px] gap-2 overflow-y-auto p-2">
            {props.zones
              .filter((zone) => zone.id !== fields.zoneId)
              .map((zone) => (
                <Checkbox
                  key={zone.id}
                  checked={also.has(zone.id)}
                  onChange={(on) =>
                    props.onAlso(new Set(on ? [...also, zone.id] : [...also].filter((id) => id !== zone.id)))
                  }
                >
                  {name(zone.name)}
                </Checkbox>
              ))}
          </div>
        </details>
      )}
      {props.groups.length > 0 && (
        <Field label={say('camera.group')} hint={say('camera.groupHint')}>
          <Select
            value={fields.groupId}
            onChange={(groupId) => set({ groupId })}
            options={props.groups.map((group) => ({ value: group.id, label: name(group.name) }))}
          />
        </Field>
      )}
    </>
  );
}

/** Adds a camera by its address, or changes one. An ONVIF camera is asked first and must answer. */
export function CameraForm(props: FormProps) {
  const { camera, calls, otherLanguage } = props;
  const say = useWords();
  const { language } = useLanguage();
  const [fields, setFields] = useState(() => firstFields(camera, props.place, props.groups, otherLanguage));
  const [also, setAlso] = useState<ReadonlySet<string>>(() => new Set(camera?.alsoSees ?? []));
  const [said, setSaid] = useState<CameraSaid | null>(null);
  const { busy, problem, run } = useCommand();
  const set: Set = (change) => setFields((before) => ({ ...before, ...change }));
  const form = formOf(fields, camera, otherLanguage, also);
  const port = /^\d{1,5}$/.test(fields.port) && Number(fields.port) > 0 && Number(fields.port) < 65_536;
  const addressed = form.host !== '' && port && form.path.startsWith('/');
  const ready = addressed && form.name.en !== '';
  const ask = () =>
    run('ask', async () => {
      const answer = await calls.ask(form);
      setSaid(answer);
      set({ profile: answer.profile });
    });
  const save = () =>
    run('save', () => (camera === null ? calls.add(form) : calls.change(camera.id, form))).then((well) => {
      if (well) props.onDone();
    });
  return (
    <form
      className="grid gap-4"
      lang={language}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void save();
      }}
    >
      {camera?.state.state === 'offline' && (
        <Notice tone="problem">
          {say('camera.offline')}. {sayFault(camera.state.fault)}
        </Notice>
      )}
      <Address fields={fields} set={set} camera={camera} />
      {fields.protocol === 'onvif' && (
        <Button disabled={!addressed} busy={busy === 'ask'} onClick={() => void ask()}>
          {say('camera.ask')}
        </Button>
      )}
      {said !== null && (
        <Answer said={said} profile={fields.profile} onProfile={(profile) => set({ profile })} />
      )}
      <About {...props} fields={fields} set={set} also={also} onAlso={setAlso} />
      <Field label={say('camera.whep')} hint={say('camera.whepHint')} optional>
        <TextInput
          type="url"
          spellCheck={false}
          value={fields.whepUrl}
          maxLength={500}
          onChange={(event) => set({ whepUrl: event.target.value })}
        />
      </Field>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind="primary" size="large" disabled={!ready} busy={busy === 'save'}>
        {say(camera === null ? 'camera.add' : 'camera.save')}
      </Button>
    </form>
  );
}
