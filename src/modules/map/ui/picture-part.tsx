import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Position } from '../../../kernel/geo.ts';
import { MAX_IMAGE_BYTES, type Floor, type Placement } from '../model.ts';
import { base64Of } from '../../../ui/base64.ts';
import { useMapCalls } from './calls.ts';
import { FileButton } from '../../../ui/file-button.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import { SureButton } from './sure-button.tsx';
import { useWords } from './words.ts';

const FIRST_WIDTH_M = 60;

/** A number that is taken when the field is left, so that each change is one step to undo. */
function NumberField(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  onValue: (n: number) => void;
}) {
  const [text, setText] = useState<string | null>(null);
  const take = () => {
    const n = Number(text);
    setText(null);
    if (text === null || text.trim() === '' || !Number.isFinite(n)) return;
    const within = Math.min(props.most, Math.max(props.least, n));
    if (within !== props.value) props.onValue(within);
  };
  return (
    <Field label={props.label}>
      <TextInput
        inputMode="decimal"
        value={text ?? String(props.value)}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
      />
    </Field>
  );
}

/** The picture under the floor: laid, moved, made as wide as the ground, turned, taken away. */
export function PicturePart(props: {
  floor: Floor;
  revision: number;
  placement: Placement | null;
  centre: () => Position;
  disabled: boolean;
  onPlace: (placement: Placement) => void;
  onFloor: (floor: Floor) => void;
}) {
  const { floor, placement, revision } = props;
  const say = useWords();
  const calls = useMapCalls();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (work: () => Promise<{ readonly floor: Floor }>) => {
    setBusy(true);
    setProblem(null);
    try {
      props.onFloor((await work()).floor);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  const lay = (file: File) => {
    if (file.size > MAX_IMAGE_BYTES) return setProblem(say('map.pictureLarge'));
    const at = placement ?? { centre: props.centre(), widthM: FIRST_WIDTH_M, bearingDeg: 0 };
    void run(async () => calls.setImage(floor.id, { revision, base64: await base64Of(file), placement: at }));
  };
  return (
    <section aria-label={say('map.picture')} className="grid gap-2">
      <h2 className="m-0 text-label font-semibold text-ink-3">{say('map.picture')}</h2>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <div className="flex flex-wrap gap-2">
        <FileButton accept=".png,.jpg,.jpeg" busy={busy} disabled={props.disabled} onFile={lay}>
          {say(floor.image === null ? 'map.pictureLay' : 'map.pictureOther')}
        </FileButton>
        {floor.image !== null && (
          <SureButton busy={busy} onSure={() => void run(() => calls.removeImage(floor.id, revision))}>
            {say('map.pictureRemove')}
          </SureButton>
        )}
      </div>
      {floor.image !== null && placement !== null && (
        <div className="grid grid-cols-2 gap-2">
          <NumberField
            label={say('map.widthM')}
            value={placement.widthM}
            least={1}
            most={10_000}
            onValue={(widthM) => props.onPlace({ ...placement, widthM })}
          />
          <NumberField
            label={say('map.turnDeg')}
            value={placement.bearingDeg}
            least={-360}
            most={360}
            onValue={(bearingDeg) => props.onPlace({ ...placement, bearingDeg })}
          />
          <Button
            size="small"
            className="col-span-2"
            onClick={() => props.onPlace({ ...placement, centre: props.centre() })}
          >
            {say('map.pictureHere')}
          </Button>
        </div>
      )}
    </section>
  );
}
