import type { Names } from '../../site/model.ts';
import type { Alarm, Priority } from '../model.ts';

/** One row of the queue: an alarm, or in a flood a group of alarms. */
export type QueueItem =
  | { readonly type: 'alarm'; readonly id: string; readonly alarm: Alarm }
  | {
      readonly type: 'group';
      /** `group:4`, or `group:3:<zone id>`. */
      readonly id: string;
      readonly priority: Priority;
      readonly zoneName: Names | null;
      readonly count: number;
      readonly unseen: number;
      readonly opened: boolean;
      readonly newestAt: string;
    };

const rows = new WeakMap<Alarm, QueueItem>();

/** The row of an alarm: the same object for the same state of the alarm, so that it is not drawn again. */
function rowOf(alarm: Alarm): QueueItem {
  const known = rows.get(alarm);
  if (known !== undefined) return known;
  const made: QueueItem = { type: 'alarm', id: alarm.id, alarm };
  rows.set(alarm, made);
  return made;
}

export const groupIdOf = (alarm: Alarm): string =>
  alarm.priority === 4 ? 'group:4' : `group:3:${alarm.zoneId ?? 'none'}`;

function groupRows(
  members: readonly Alarm[],
  openGroups: ReadonlySet<string>,
  selectedId: string | null,
): QueueItem[] {
  const first = members[0];
  if (first === undefined) return [];
  const id = groupIdOf(first);
  // A group that hides the selection would move it: it stays open while one of its alarms is selected.
  const opened = openGroups.has(id) || members.some((alarm) => alarm.id === selectedId);
  let newestAt = first.raisedAt;
  let unseen = 0;
  for (const alarm of members) {
    if (alarm.raisedAt > newestAt) newestAt = alarm.raisedAt;
    if (!alarm.acknowledged) unseen += 1;
  }
  const head: QueueItem = {
    type: 'group',
    id,
    priority: first.priority,
    zoneName: first.priority === 4 ? null : first.zoneName,
    count: members.length,
    unseen,
    opened,
    newestAt,
  };
  return opened ? [head, ...members.map(rowOf)] : [head];
}

/**
 * The rows of the queue. `alarms` stand in order. In a flood P1 and P2 keep their rows, P3 are grouped by
 * zone (those with unseen alarms first, then the newest), and P4 fold to one line at the end.
 */
export function queueItems(
  alarms: readonly Alarm[],
  flood: boolean,
  openGroups: ReadonlySet<string>,
  selectedId: string | null,
): QueueItem[] {
  if (!flood) return alarms.map(rowOf);
  const urgent: QueueItem[] = [];
  const zones = new Map<string, Alarm[]>();
  const low: Alarm[] = [];
  for (const alarm of alarms) {
    if (alarm.priority <= 2) urgent.push(rowOf(alarm));
    else if (alarm.priority === 4) low.push(alarm);
    else {
      const id = groupIdOf(alarm);
      const members = zones.get(id);
      if (members === undefined) zones.set(id, [alarm]);
      else members.push(alarm);
    }
  }
  // Alarms come in order, so the zone whose first member stood first is the one with the newest unseen.
  const grouped = [...zones.values()].flatMap((members) => groupRows(members, openGroups, selectedId));
  return [...urgent, ...grouped, ...groupRows(low, openGroups, selectedId)];
}
