import type { Position } from '../../kernel/geo.ts';
import { rounded } from './geojson.ts';
import { MAX_OBJECTS, moved, type Floor, type MapObject, type Placement } from './model.ts';

/*
 * A floor being drawn, before it is saved. Every act gives a new state and leaves the one before on a stack:
 *   clean (as saved) -> drawn (by any act) -> clean (saved, or undone to where it began).
 */

export interface Draft {
  readonly floorId: string;
  /** The revision that it was drawn on. */
  readonly revision: number;
  readonly now: Drawn;
  readonly past: readonly Drawn[];
  readonly future: readonly Drawn[];
  readonly saved: Drawn;
}
export interface Drawn {
  readonly objects: readonly MapObject[];
  readonly placement: Placement | null;
}

/** Steps that can be undone. */
export const MAX_UNDO = 200;

/** A draft as the floor stands. */
export function draftOf(floor: Floor): Draft {
  const { image } = floor;
  const placement =
    image === null ? null : { centre: image.centre, widthM: image.widthM, bearingDeg: image.bearingDeg };
  const now: Drawn = { objects: floor.objects, placement };
  return { floorId: floor.id, revision: floor.revision, now, past: [], future: [], saved: now };
}

export const isDrawn = (draft: Draft): boolean => draft.now !== draft.saved;

function step(draft: Draft, now: Drawn): Draft {
  return { ...draft, now, past: [...draft.past, draft.now].slice(-MAX_UNDO), future: [] };
}

/** Adds things; those past the floor's limit are left out. */
export function addObjects(draft: Draft, objects: readonly MapObject[]): Draft {
  if (objects.length === 0) return draft;
  return step(draft, { ...draft.now, objects: [...draft.now.objects, ...objects].slice(0, MAX_OBJECTS) });
}

export function changeObject(draft: Draft, id: string, change: Partial<Omit<MapObject, 'id'>>): Draft {
  const objects = draft.now.objects.map((each) => (each.id === id ? { ...each, ...change } : each));
  return step(draft, { ...draft.now, objects });
}

/** Moves a thing by metres. */
export function nudgeObject(draft: Draft, id: string, eastM: number, northM: number): Draft {
  const object = draft.now.objects.find((each) => each.id === id);
  if (object === undefined) return draft;
  return changeObject(draft, id, {
    shape: object.shape.map((point) => rounded(moved(point, eastM, northM))),
  });
}

export function removeObject(draft: Draft, id: string): Draft {
  const objects = draft.now.objects.filter((each) => each.id !== id);
  return objects.length === draft.now.objects.length ? draft : step(draft, { ...draft.now, objects });
}

export function placeImage(draft: Draft, placement: Placement): Draft {
  return step(draft, { ...draft.now, placement });
}

export function undo(draft: Draft): Draft {
  const now = draft.past.at(-1);
  if (now === undefined) return draft;
  return { ...draft, now, past: draft.past.slice(0, -1), future: [draft.now, ...draft.future] };
}

export function redo(draft: Draft): Draft {
  const [now, ...future] = draft.future;
  if (now === undefined) return draft;
  return { ...draft, now, past: [...draft.past, draft.now], future };
}

/** The server has it: what was drawn since stays drawn, and can be undone. */
export function savedAs(draft: Draft, sent: Drawn, floor: Floor): Draft {
  return { ...draft, revision: floor.revision, saved: sent };
}

/** The floor has another picture, or none: steps back would lay the old one, so they end here. */
export function withImage(draft: Draft, floor: Floor): Draft {
  const { now, revision } = draftOf(floor);
  const saved: Drawn = { objects: draft.saved.objects, placement: now.placement };
  const drawn = isDrawn(draft) ? { objects: draft.now.objects, placement: now.placement } : saved;
  return { ...draft, revision, saved, now: drawn, past: [], future: [] };
}

/** A first shape around a point, for who draws by keyboard: the point, 10 m of line, or a square of 10 m. */
export function shapeAround(shape: 'point' | 'line' | 'area', centre: Position): readonly Position[] {
  const at = (east: number, north: number) => rounded(moved(centre, east, north));
  if (shape === 'point') return [rounded(centre)];
  if (shape === 'line') return [at(-5, 0), at(5, 0)];
  return [at(-5, -5), at(5, -5), at(5, 5), at(-5, 5)];
}
