import { Checkbox } from '../../../ui/checkbox.tsx';
import { THREAT_LEVELS, type Zone } from '../../site/model.ts';
import { SIGNAL_KINDS } from '../../technical/model.ts';
import type { SopText } from '../model.ts';
import { useBoardWords } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useWords } from './words.ts';

function Ticks<T extends string>(props: {
  legend: string;
  hint: string;
  options: readonly { readonly value: T; readonly label: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}) {
  const { chosen } = props;
  return (
    <fieldset className="m-0 grid min-w-0 gap-2 border-0 p-0">
      <legend className="p-0 pb-1 text-label font-semibold text-ink-2">{props.legend}</legend>
      <p className="m-0 text-label text-ink-3">{props.hint}</p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(180px,1fr))] gap-x-3 gap-y-1">
        {props.options.map(({ value, label }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            onChange={(checked) =>
              props.onChange(checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          >
            {label}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

/** What the order serves: kinds of alarms, and zones and threat levels where it is not for all. */
export function Bindings(props: {
  text: SopText;
  zones: readonly Zone[];
  onChange: (text: SopText) => void;
}) {
  const { text, zones, onChange } = props;
  const say = useWords();
  const words = useBoardWords();
  const name = useNameIn();
  // A zone that is gone stays in view, so that it can be taken out.
  const gone = (text.zones ?? []).filter((id) => !zones.some((zone) => zone.id === id));
  return (
    <>
      <Ticks
        legend={say('orders.kinds')}
        hint={say('orders.kindsHint')}
        options={SIGNAL_KINDS.map((value) => ({ value, label: words.kind(value) }))}
        chosen={text.kinds}
        onChange={(kinds) => onChange({ ...text, kinds })}
      />
      <Ticks
        legend={say('orders.zones')}
        hint={say('orders.zonesHint')}
        options={[
          ...zones.map((zone) => ({ value: zone.id, label: name(zone.name) })),
          ...gone.map((value) => ({ value, label: say('orders.zoneGone') })),
        ]}
        chosen={text.zones ?? []}
        onChange={(chosen) => onChange({ ...text, zones: chosen })}
      />
      <Ticks
        legend={say('orders.levels')}
        hint={say('orders.levelsHint')}
        options={THREAT_LEVELS.map((value) => ({ value, label: words.level(value) }))}
        chosen={text.levels ?? []}
        onChange={(levels) => onChange({ ...text, levels })}
      />
    </>
  );
}
