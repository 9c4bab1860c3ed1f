/** A rectangle in px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelWish {
  readonly id: string;
  readonly text: string;
  /** Middles of the baseline where it may stand, the best first. */
  readonly spots: readonly { readonly x: number; readonly y: number }[];
  /** Shown even where it overlaps: who is where matters more than a tidy picture. */
  readonly must: boolean;
}

export const LABEL_PX = 12;

/** About how wide a text of 12 px is: Hangul and other wide letters take one em, the rest about half. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e80 ? LABEL_PX : LABEL_PX * 0.56;
  return width;
}

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * Gives each label, in order of importance, the first of its spots that overlaps neither an obstacle nor a
 * label before it. One that fits nowhere is left out, or stands at its first spot when it must be shown.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  obstacles: readonly Box[],
): ReadonlyMap<string, { x: number; y: number }> {
  const taken: Box[] = [...obstacles];
  const places = new Map<string, { x: number; y: number }>();
  for (const wish of wishes) {
    const width = textWidth(wish.text);
    const boxAt = (spot: { x: number; y: number }): Box => ({
      x: spot.x - width / 2,
      y: spot.y - LABEL_PX,
      width,
      height: LABEL_PX + 3,
    });
    const free = wish.spots.find((spot) => !taken.some((box) => overlaps(box, boxAt(spot))));
    const spot = free ?? (wish.must ? wish.spots[0] : undefined);
    if (spot === undefined) continue;
    taken.push(boxAt(spot));
    places.set(wish.id, spot);
  }
  return places;
}
