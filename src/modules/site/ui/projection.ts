import type { Position } from '../../../kernel/geo.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Projection {
  readonly toPoint: (position: Position) => Point;
  /** Pixels per metre. */
  readonly scale: number;
}

const METRES_PER_DEGREE = 111_320;
/** Share of the picture around the compound that is left to the street. */
const MARGIN = 0.14;

/**
 * Fits `positions` (WGS 84) into a picture of `width` by `height` px with a margin, north up. Flat earth
 * around their middle: a compound is a few hundred metres wide. Null when there is nothing to fit.
 */
export function fitProjection(
  positions: readonly Position[],
  width: number,
  height: number,
  zoom = 1,
  centre?: Position,
): Projection | null {
  const first = positions[0];
  if (first === undefined || width <= 0 || height <= 0) return null;
  let [south, north, west, east] = [first.lat, first.lat, first.lon, first.lon];
  for (const { lat, lon } of positions) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lon);
    east = Math.max(east, lon);
  }
  const middle = centre ?? { lat: (south + north) / 2, lon: (west + east) / 2 };
  const metresX = METRES_PER_DEGREE * Math.cos((middle.lat * Math.PI) / 180);
  const spanX = Math.max(20, (east - west) * metresX);
  const spanY = Math.max(20, (north - south) * METRES_PER_DEGREE);
  const scale = Math.min((width * (1 - 2 * MARGIN)) / spanX, (height * (1 - 2 * MARGIN)) / spanY) * zoom;
  return {
    scale,
    toPoint: ({ lat, lon }) => ({
      x: width / 2 + (lon - middle.lon) * metresX * scale,
      y: height / 2 - (lat - middle.lat) * METRES_PER_DEGREE * scale,
    }),
  };
}

/** SVG path of an outline or a line. */
export function pathOf(points: readonly Point[], closed: boolean): string {
  if (points.length === 0) return '';
  const text = points.map((point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('L');
  return `M${text}${closed ? 'Z' : ''}`;
}

/** The middle of the box around some points. */
export function middleOf(points: readonly Point[]): Point {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}
