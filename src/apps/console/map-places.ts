import { useMemo } from 'react';
import type { Position } from '../../kernel/geo.ts';
import { middle, type Floor, type MapObject } from '../../modules/map/model.ts';
import type { PlanFeature, Zone } from '../../modules/site/model.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { usePlaces } from './board-map.tsx';

export interface Place {
  readonly position: Position;
  /** The floor on which the place is drawn; null: any floor. */
  readonly floorId: string | null;
}

/** Where each alarm lies: where the office drew its device or zone, else as the board has it. */
export function useDrawnPlaces(board: Board, floors: readonly Floor[]): (alarm: Alarm) => Place | null {
  const placeOf = usePlaces(board);
  return useMemo(() => {
    const drawn = new Map<string, Place>();
    for (const floor of floors)
      for (const object of floor.objects)
        if (object.bound !== null && !drawn.has(object.bound))
          drawn.set(object.bound, { position: middle(object.shape), floorId: floor.id });
    return (alarm) => {
      const device = alarm.deviceId === null ? undefined : drawn.get(alarm.deviceId);
      const zone = alarm.zoneId === null ? undefined : drawn.get(alarm.zoneId);
      if (device !== undefined) return device;
      if (alarm.position === null && zone !== undefined) return zone;
      const position = placeOf(alarm);
      return position === null ? null : { position, floorId: null };
    };
  }, [placeOf, floors]);
}

/** A drawn floor in the shapes of the plan, for where there is no WebGL. */
export function planOf(objects: readonly MapObject[]): { plan: PlanFeature[]; zones: Zone[] } {
  const kinds = { building: 'building', road: 'road', wall: 'road', label: 'label' } as const;
  const plan: PlanFeature[] = [];
  const zones: Zone[] = [];
  for (const { id, kind, name, shape } of objects) {
    if (kind === 'zone') zones.push({ id: id as Zone['id'], name: { en: name }, area: shape, settings: {} });
    else
      plan.push({
        id,
        kind: kind in kinds ? kinds[kind as keyof typeof kinds] : 'gate',
        name: { en: name },
        shape,
      });
  }
  return { plan, zones };
}
