import { useState } from 'react';
import { middle, type Floor, type MapObject } from '../../modules/map/model.ts';
import { useKindName, useObjectName } from '../../modules/map/ui/names.ts';
import { nameIn } from '../../ui/direction.ts';
import { useWords as useMapWords } from '../../modules/map/ui/words.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useAlarmName } from '../../modules/watch/ui/names.ts';
import type { Position } from '../../kernel/geo.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { PrioritySymbol, lookOf } from '../../ui/priority-symbol.tsx';
import { useLanguage } from '../../ui/words.ts';
import type { Place } from './map-places.ts';

/** Lines that each part of the list shows; the search finds the others. */
const MAX_LINES = 200;
const LINE =
  'flex min-h-[36px] w-full items-center gap-2 rounded-corner px-2 text-start text-body text-ink-1 hover:bg-raised aria-pressed:bg-selected';

/** Everything on the map as a list: what a mouse finds there, the keyboard and a screen reader find here. */
export function MapList(props: {
  board: Board;
  floors: readonly Floor[];
  objects: readonly MapObject[];
  placeOf: (alarm: Alarm) => Place | null;
  selectedId: string | null;
  onAlarm: (id: string) => void;
  onPlace: (at: Position) => void;
}) {
  const say = useMapWords();
  const [sought, setSought] = useState('');
  const nameOf = useAlarmName();
  const objectName = useObjectName();
  const kindName = useKindName();
  const { language } = useLanguage();
  const fits = (text: string) => text.toLowerCase().includes(sought.trim().toLowerCase());
  const floorName = (id: string | null | undefined) => {
    const floor = props.floors.find((each) => each.id === id);
    return floor === undefined ? null : nameIn(floor.name, language);
  };
  const alarms = props.board.alarms.filter((alarm) => fits(nameOf(alarm)));
  const people = props.board.responders.filter(
    (one) => one.onDuty && one.position !== null && fits(one.callSign),
  );
  const things = props.objects.filter((object) => fits(`${objectName(object)} ${kindName(object.kind)}`));
  const part = (title: string, n: number, lines: React.ReactNode) => (
    <section aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h2 className="m-0 px-2 text-label font-semibold text-ink-3">{`${title} · ${n}`}</h2>
      {n > 0 && <ul className="m-0 grid list-none grid-cols-[minmax(0,1fr)] gap-[2px] p-0">{lines}</ul>}
      {n > MAX_LINES && (
        <p className="m-0 px-2 text-table text-ink-3">{say('map.more', { n: n - MAX_LINES })}</p>
      )}
    </section>
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
      <Field label={say('map.find')}>
        <TextInput value={sought} maxLength={80} onChange={(event) => setSought(event.target.value)} />
      </Field>
      {part(
        say('map.alarms'),
        alarms.length,
        alarms.slice(0, MAX_LINES).map((alarm) => {
          const place = props.placeOf(alarm);
          const where = place === null ? say('map.noPlace') : floorName(place.floorId);
          return (
            <li key={alarm.id}>
              <button
                type="button"
                className={LINE}
                aria-pressed={alarm.id === props.selectedId}
                onClick={() => props.onAlarm(alarm.id)}
              >
                <PrioritySymbol priority={alarm.priority} look={lookOf(alarm).look} size={20} />
                <span className="min-w-0 flex-1 truncate">{nameIn(alarm.title, language)}</span>
                {where !== null && <span className="text-table text-ink-3">{where}</span>}
              </button>
            </li>
          );
        }),
      )}
      {part(
        say('map.people'),
        people.length,
        people.slice(0, MAX_LINES).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={LINE}
              onClick={() => one.position && props.onPlace(one.position)}
            >
              <span className="min-w-0 flex-1 truncate">{one.callSign}</span>
              <span className="text-table text-ink-3">{one.name}</span>
            </button>
          </li>
        )),
      )}
      {part(
        say('map.things'),
        things.length,
        things.slice(0, MAX_LINES).map((object) => (
          <li key={object.id}>
            <button type="button" className={LINE} onClick={() => props.onPlace(middle(object.shape))}>
              <span className="min-w-0 flex-1 truncate">{objectName(object)}</span>
              <span className="text-table text-ink-3">{kindName(object.kind)}</span>
            </button>
          </li>
        )),
      )}
    </div>
  );
}
