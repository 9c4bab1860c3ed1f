import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { Position } from '../../../kernel/geo.ts';
import type { Names, PlanFeature } from '../model.ts';
import { placeLabels, textWidth } from './label-places.ts';
import type { Box } from './label-places.ts';
import { middleOf } from './projection.ts';
import type { Point, Projection } from './projection.ts';

/** Something that lies on the map and can be chosen, such as an alarm. */
export interface MapMark {
  readonly id: string;
  readonly position: Position;
  /** Its accessible name. */
  readonly label: string;
  /** An SVG of `size` px, drawn around the point. */
  readonly picture: ReactNode;
  readonly size: number;
  /** More than one thing lies here. */
  readonly count: number;
  readonly selected: boolean;
}

/** Somebody: a white ring with a name and, when they move, the age of the position. */
export interface MapRing {
  readonly id: string;
  readonly position: Position;
  readonly name: string;
  readonly atMs: number | null;
  /** A post that stands where it stands: its position does not grow old. */
  readonly stands: boolean;
}

/** Both names of a place: whoever reads the map and whoever answers the radio must find it. */
function bothNames(names: Names, language: string, languages: readonly string[]): string {
  const first = names[language] ?? names.en;
  const other = languages.map((code) => names[code]).find((text) => text !== undefined && text !== first);
  return other === undefined ? first : `${first} ${other}`;
}

/** Where the name of a drawn thing may stand: over a building, under a gate, at a label's own point. */
function planSpots(feature: PlanFeature, points: readonly Point[]): readonly Point[] {
  const middle = middleOf(points);
  const top = Math.min(...points.map((point) => point.y));
  const foot = Math.max(...points.map((point) => point.y));
  if (feature.kind === 'building') {
    return [
      { x: middle.x, y: top - 6 },
      { x: middle.x, y: foot + 15 },
      { x: middle.x, y: top + 15 },
    ];
  }
  if (feature.kind === 'gate') {
    return [
      { x: middle.x, y: middle.y + 20 },
      { x: middle.x, y: middle.y - 10 },
      { x: middle.x, y: middle.y + 36 },
    ];
  }
  return [middle, { x: middle.x, y: middle.y + 16 }, { x: middle.x, y: middle.y - 16 }];
}

function ringSpots(at: Point, text: string): readonly Point[] {
  const aside = textWidth(text) / 2 + 11;
  return [
    { x: at.x, y: at.y + 20 },
    { x: at.x, y: at.y - 11 },
    { x: at.x + aside, y: at.y + 4 },
    { x: at.x - aside, y: at.y + 4 },
    { x: at.x, y: at.y + 36 },
    { x: at.x, y: at.y - 27 },
  ];
}

const AGE_ROOM = ', 9 min';

const around = (point: Point, half: number): Box => ({
  x: point.x - half,
  y: point.y - half,
  width: half * 2,
  height: half * 2,
});

/** Places the names of people first, then those of places, clear of symbols and of each other. */
export function useLabels(
  props: {
    plan: readonly PlanFeature[];
    marks: readonly MapMark[];
    rings: readonly MapRing[];
    languages: readonly string[];
    small?: boolean;
  },
  projection: Projection | null,
  language: string,
): { texts: readonly { id: string; text: string; at: Point }[]; ringAt: ReadonlyMap<string, Point> } {
  const { plan, marks, rings, languages, small = false } = props;
  return useMemo(() => {
    if (projection === null) return { texts: [], ringAt: new Map() };
    const obstacles = [
      ...marks.map((mark) => around(projection.toPoint(mark.position), mark.size / 2)),
      ...rings.map((ring) => around(projection.toPoint(ring.position), 8)),
    ];
    const named = plan.filter(({ kind }) => kind === 'building' || kind === 'gate' || kind === 'label');
    const placeWishes = named.map((feature) => ({
      id: feature.id,
      text: bothNames(feature.name, language, languages),
      spots: planSpots(feature, feature.shape.map(projection.toPoint)),
      must: false,
    }));
    const ringWishes = rings.map((ring) => {
      // Room for an age that may come behind the name, so that names do not jump when it does.
      const text = ring.stands ? ring.name : `${ring.name}${AGE_ROOM}`;
      const spots = ringSpots(projection.toPoint(ring.position), text);
      return { id: `ring ${ring.id}`, text, spots, must: !small };
    });
    const buildings = placeWishes.filter((_, index) => named[index]?.kind === 'building');
    const others = placeWishes.filter((_, index) => named[index]?.kind !== 'building');
    const places = placeLabels([...buildings, ...ringWishes, ...others], obstacles);
    const texts = placeWishes.flatMap((wish) => {
      const at = places.get(wish.id);
      return at === undefined ? [] : [{ id: wish.id, text: wish.text, at }];
    });
    const ringAt = new Map<string, Point>();
    for (const ring of rings) {
      const at = places.get(`ring ${ring.id}`);
      if (at !== undefined) ringAt.set(ring.id, at);
    }
    return { texts, ringAt };
  }, [projection, plan, marks, rings, languages, language, small]);
}
