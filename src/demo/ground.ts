import type { Position } from '../kernel/geo.ts';

/** The middle of the invented compound, WGS 84. The real place at this spot has nothing to do with the story. */
export const COMPOUND_CENTRE: Position = { lat: 37.575, lon: 126.975 };

const METRES_PER_DEGREE = 111_195;

/** Seven decimals are a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** A position `eastM` metres east and `northM` metres north of the middle of the compound (flat earth, city scale). */
export function ground(eastM: number, northM: number): Position {
  const perLon = METRES_PER_DEGREE * Math.cos((COMPOUND_CENTRE.lat * Math.PI) / 180);
  return {
    lat: round(COMPOUND_CENTRE.lat + northM / METRES_PER_DEGREE),
    lon: round(COMPOUND_CENTRE.lon + eastM / perLon),
  };
}

/** The outline of a rectangle given by its west, south, east and north edges in metres from the middle. */
export function rectangle(westM: number, southM: number, eastM: number, northM: number): Position[] {
  return [ground(westM, northM), ground(eastM, northM), ground(eastM, southM), ground(westM, southM)];
}
