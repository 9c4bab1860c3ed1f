/**
 * The order to draw rows in while the pointer rests on them: what is drawn keeps its order, what is gone
 * leaves, and what is new comes in behind the row that precedes it in `wanted`.
 * `drawn` and `wanted` are ids; takes time in proportion to their length.
 */
export function steadyOrder(drawn: readonly string[], wanted: readonly string[]): string[] {
  const still = new Set(wanted);
  const known = new Set(drawn);
  const after = new Map<string | null, string[]>();
  let anchor: string | null = null;
  for (const id of wanted) {
    if (known.has(id)) anchor = id;
    else {
      const list = after.get(anchor);
      if (list === undefined) after.set(anchor, [id]);
      else list.push(id);
    }
  }
  const order = [...(after.get(null) ?? [])];
  for (const id of drawn) {
    if (still.has(id)) order.push(id, ...(after.get(id) ?? []));
  }
  return order;
}

/** How many rows stand above `firstSeen` now that were not known before. */
export function countNewAbove(
  order: readonly string[],
  known: ReadonlySet<string>,
  firstSeen: string | null,
): number {
  let count = 0;
  for (const id of order) {
    if (id === firstSeen) return count;
    if (!known.has(id)) count += 1;
  }
  return 0;
}
