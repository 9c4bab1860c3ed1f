import type { KeyboardEvent } from 'react';
import { Trash2 } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { Zone } from '../../site/model.ts';
import { bindsTo, MAX_NAME, OBJECT_KINDS, SHAPE_OF, type MapObject } from '../model.ts';
import type { PlaceableDevice } from './calls.ts';
import { useKindName, useObjectName } from './names.ts';
import { useWords } from './words.ts';

const STEP_M = 0.5;
const LONG_STEP_M = 5;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const NONE = '-';

/** The things of the floor as a list: chosen, moved by arrow keys, deleted, without a mouse. */
export function ObjectList(props: {
  objects: readonly MapObject[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  onNudge: (id: string, eastM: number, northM: number) => void;
  onRemove: (id: string) => void;
}) {
  const say = useWords();
  const nameOf = useObjectName();
  const kindName = useKindName();
  const onKey = (event: KeyboardEvent, id: string) => {
    if (event.key === 'Delete') return props.onRemove(id);
    const way = ARROWS[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const far = event.shiftKey ? LONG_STEP_M : STEP_M;
    props.onNudge(id, way[0] * far, way[1] * far);
  };
  return (
    <section aria-label={say('map.things')} className="grid gap-1">
      <h2 className="m-0 text-label font-semibold text-ink-3">{`${say('map.things')} · ${props.objects.length}`}</h2>
      {props.objects.length === 0 ? (
        <p className="m-0 text-table text-ink-2">{say('map.nothingDrawn')}</p>
      ) : (
        <>
          <ul className="m-0 grid max-h-[260px] list-none gap-[2px] overflow-y-auto p-0">
            {props.objects.map((object) => (
              <li key={object.id}>
                <button
                  type="button"
                  aria-pressed={object.id === props.selectedId}
                  onClick={() => props.onSelect(object.id)}
                  onKeyDown={(event) => onKey(event, object.id)}
                  className="flex min-h-[32px] w-full items-center gap-2 rounded-corner px-2 text-start text-body text-ink-1 hover:bg-raised aria-pressed:bg-selected"
                >
                  <span className="min-w-0 flex-1 truncate">{nameOf(object)}</span>
                  <span className="text-table text-ink-3">{kindName(object.kind)}</span>
                </button>
              </li>
            ))}
          </ul>
          <p className="m-0 text-table text-ink-3">{say('map.nudgeHint')}</p>
        </>
      )}
    </section>
  );
}

/** What the chosen thing is: its name, its kind, the zone or device that it stands for. */
export function Inspector(props: {
  object: MapObject;
  objects: readonly MapObject[];
  zones: readonly Zone[];
  devices: readonly PlaceableDevice[];
  onChange: (change: Partial<Omit<MapObject, 'id'>>) => void;
  onRemove: () => void;
}) {
  const { object } = props;
  const say = useWords();
  const kindName = useKindName();
  const { language } = useLanguage();
  const target = bindsTo(object.kind);
  const taken = new Set(props.objects.filter((each) => each.id !== object.id).map((each) => each.bound));
  const all = target === 'zone' ? props.zones : target === 'device' ? props.devices : [];
  const bindable = [
    { value: NONE, label: say('map.boundNone') },
    ...all
      .filter((each) => !taken.has(each.id))
      .map((each) => ({ value: each.id as string, label: nameIn(each.name, language) })),
  ];
  const kinds = OBJECT_KINDS.filter((kind) => SHAPE_OF[kind] === SHAPE_OF[object.kind]);
  return (
    <section
      aria-label={say('map.chosen')}
      className="grid gap-2 rounded-corner border border-edge bg-raised p-3"
    >
      <Field label={say('map.name')}>
        <TextInput
          key={object.id}
          defaultValue={object.name}
          maxLength={MAX_NAME}
          onBlur={(event) => {
            const name = event.target.value.trim();
            if (name !== object.name) props.onChange({ name });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      </Field>
      <div className="grid gap-1">
        <span className="text-label font-semibold text-ink-2">{say('map.kind')}</span>
        <Select
          label={say('map.kind')}
          value={object.kind}
          options={kinds.map((kind) => ({ value: kind, label: kindName(kind) }))}
          onChange={(kind) => props.onChange({ kind, ...(bindsTo(kind) === target ? {} : { bound: null }) })}
        />
      </div>
      {target !== null && (
        <div className="grid gap-1">
          <span className="text-label font-semibold text-ink-2">{say(`map.bound.${target}`)}</span>
          <Select
            label={say(`map.bound.${target}`)}
            value={object.bound ?? NONE}
            options={bindable}
            onChange={(id) => props.onChange({ bound: id === NONE ? null : id })}
          />
        </div>
      )}
      <Button size="small" icon={<Trash2 size={16} />} onClick={props.onRemove}>
        {say('map.remove')}
      </Button>
    </section>
  );
}
