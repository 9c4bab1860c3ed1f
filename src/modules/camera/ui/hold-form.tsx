import { useState } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { nowMs, usePostZone } from '../../../ui/clock.ts';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { wallTimeMs, wallTimeText } from '../../../ui/wall-time.ts';
import type { CameraId, CameraView } from '../model.ts';
import { mine, type CameraCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEEP_DAYS = 90;

/** Which cameras, from when to when, until when, and why. */
export function HoldForm(props: {
  cameras: readonly CameraView[];
  chosen: readonly string[];
  alarmId: string | null;
  /** The moment it is about. */
  aboutMs: number;
  calls: CameraCalls;
  onDone: () => void;
}) {
  const say = useWords();
  const name = useNameIn();
  const zone = usePostZone();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(props.chosen));
  const [from, setFrom] = useState(() => wallTimeText(props.aboutMs - HOUR_MS, zone));
  const [to, setTo] = useState(() => wallTimeText(props.aboutMs + HOUR_MS, zone));
  const [until, setUntil] = useState(() => wallTimeText(nowMs() + KEEP_DAYS * DAY_MS, zone));
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useCommand(props.onDone);
  const times = [from, to, until].map((text) => wallTimeMs(text, zone));
  const [fromMs, toMs, untilMs] = times;
  const ready = chosen.size > 0 && reason.trim() !== '' && fromMs != null && toMs != null && untilMs != null;
  const pick = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const make = () => {
    if (!ready) return;
    void run('hold', () =>
      props.calls.makeHold({
        cameraIds: [...chosen] as CameraId[],
        from: toInstant(fromMs),
        to: toInstant(toMs),
        until: toInstant(untilMs),
        reason: reason.trim(),
        alarmId: props.alarmId,
      }),
    );
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <p className="m-0 text-body text-ink-2">{say('camera.holdWhat')}</p>
      <fieldset className="m-0 grid max-h-[240px] gap-2 overflow-y-auto border-0 p-0">
        <legend className="pb-1 text-label font-semibold text-ink-2">{say('camera.cameras')}</legend>
        {props.cameras
          .filter((camera) => mine(camera, 'hold'))
          .map((camera) => (
            <Checkbox key={camera.id} checked={chosen.has(camera.id)} onChange={(on) => pick(camera.id, on)}>
              {name(camera.name)}
            </Checkbox>
          ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={say('camera.holdFrom')}>
          <TextInput type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field label={say('camera.holdTo')}>
          <TextInput type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
      </div>
      <Field label={say('camera.holdUntil')} hint={say('camera.holdUntilHint')}>
        <TextInput type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
      </Field>
      <Field label={say('camera.holdWhy')}>
        <TextArea value={reason} maxLength={400} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind="primary" size="large" disabled={!ready} busy={busy !== null}>
        {say('camera.holdMake')}
      </Button>
    </form>
  );
}
