import { useDeferredValue, useMemo } from 'react';
import type { Position } from '../../kernel/geo.ts';
import { CompoundMap } from '../../modules/site/ui/compound-map.tsx';
import type { MapMark, MapRing } from '../../modules/site/ui/map-labels.ts';
import { compareAlarms } from '../../modules/watch/model.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useAlarmName } from '../../modules/watch/ui/names.ts';
import { Chip } from '../../ui/chip.tsx';
import { PrioritySymbol, lookOf } from '../../ui/priority-symbol.tsx';
import { Palette } from './palette.tsx';
import { useWords } from './words.ts';

const MARK_PX = 24;
const P1_MARK_PX = 30;

/** Where each alarm lies: its own position, its device's, or the middle of its zone. */
export function usePlaces(board: Board): (alarm: Alarm) => Position | null {
  const { devices, zones } = board.snapshot;
  return useMemo(() => {
    const deviceAt = new Map(devices.map((device) => [device.id, device.position]));
    const zoneAt = new Map(
      zones.map((zone) => {
        const n = Math.max(1, zone.area.length);
        const sum = zone.area.reduce(
          (all, point) => ({ lat: all.lat + point.lat, lon: all.lon + point.lon }),
          { lat: 0, lon: 0 },
        );
        return [zone.id, zone.area.length === 0 ? null : { lat: sum.lat / n, lon: sum.lon / n }];
      }),
    );
    return (alarm) => {
      const device = alarm.deviceId === null ? undefined : deviceAt.get(alarm.deviceId);
      const zone = alarm.zoneId === null ? undefined : zoneAt.get(alarm.zoneId);
      return alarm.position ?? device ?? zone ?? null;
    };
  }, [devices, zones]);
}

/** Open alarms as marks; those in one place are one mark: the first in the queue's order, with their number. */
export function useMarks(
  alarms: readonly Alarm[],
  selectedId: string | null,
  placeOf: (alarm: Alarm) => Position | null,
): readonly MapMark[] {
  const nameOf = useAlarmName();
  const say = useWords();
  return useMemo(() => {
    const places = new Map<string, { position: Position; alarms: Alarm[] }>();
    for (const alarm of alarms) {
      const position = placeOf(alarm);
      if (position === null) continue;
      const key = `${position.lat.toFixed(6)} ${position.lon.toFixed(6)}`;
      const place = places.get(key);
      if (place === undefined) places.set(key, { position, alarms: [alarm] });
      else place.alarms.push(alarm);
    }
    const marks = [...places.values()].map(({ position, alarms }) => {
      const chosen = alarms.find((alarm) => alarm.id === selectedId);
      const top = chosen ?? alarms[0];
      if (top === undefined) return null;
      const size = top.priority === 1 ? P1_MARK_PX : MARK_PX;
      // No glow here: inside a drawing it is painted anew at each frame, which a flood cannot afford.
      const { look } = lookOf(top);
      const mark: MapMark = {
        id: top.id,
        position,
        label: say('console.onMap', { name: nameOf(top), n: alarms.length }),
        picture: <PrioritySymbol priority={top.priority} look={look} size={size} decorative />,
        size,
        count: alarms.length,
        selected: chosen !== undefined,
      };
      return { mark, top };
    });
    return marks
      .filter((each) => each !== null)
      .sort((a, b) => compareAlarms(b.top, a.top))
      .map(({ mark }) => mark);
  }, [alarms, placeOf, nameOf, selectedId, say]);
}

/** Everybody on duty whose position is known. */
export const ringsOf = (responders: Board['responders']): readonly MapRing[] =>
  responders.flatMap((responder): MapRing[] =>
    responder.position === null || !responder.onDuty
      ? []
      : [
          {
            id: responder.id,
            position: responder.position,
            name: responder.callSign,
            atMs: responder.positionAt === null ? null : Date.parse(responder.positionAt),
            stands: responder.kind === 'fixed-post' || responder.kind === 'marine',
          },
        ],
  );

/** The compound with open alarms and responders on it. */
export function BoardMap(props: {
  board: Board;
  selectedId: string | null;
  onSelect: (id: string) => void;
  small?: boolean;
}) {
  const { board } = props;
  const say = useWords();
  // The list comes first: the map follows when there is time, and is dropped for a newer state when not.
  const alarms = useDeferredValue(board.alarms);
  const marks = useMarks(alarms, props.selectedId, usePlaces(board));
  const rings = useMemo(() => ringsOf(board.responders), [board.responders]);
  return (
    <CompoundMap
      plan={board.snapshot.plan}
      zones={board.snapshot.zones}
      languages={board.snapshot.post.languages}
      marks={marks}
      rings={rings}
      onSelect={props.onSelect}
      small={props.small}
    >
      {props.small !== true && board.snapshot.plan.length > 0 && (
        <div className="absolute start-2 top-2 flex gap-2">
          <Chip>{say('console.compound')}</Chip>
          <Chip>{say('console.drawnPlan')}</Chip>
        </div>
      )}
      <Palette onAlarm={props.onSelect} />
    </CompoundMap>
  );
}
