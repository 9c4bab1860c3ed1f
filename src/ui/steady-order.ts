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
