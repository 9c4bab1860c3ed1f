/** Lays a scenario, or alarms of a real day, over the post; pure. */
import type { Position } from '../../kernel/geo.ts';
import type { AlarmId, SopId } from '../../kernel/id.ts';
import { toMs, type Instant } from '../../kernel/time.ts';
import type { Names, PostSettings, Zone } from '../site/model.ts';
import { freshAlarm, type Alarm } from '../watch/model.ts';
import { marked, MAX_EXERCISE_ALARMS, type Placed, type Scenario } from './model.ts';

function middle(area: readonly Position[]): Position | null {
  if (area.length === 0) return null;
  const lat = area.reduce((sum, each) => sum + each.lat, 0) / area.length;
  return { lat, lon: area.reduce((sum, each) => sum + each.lon, 0) / area.length };
}

/** The zone that fits the first of the words, best first; null where none does. */
function zoneNear(zones: readonly Zone[], near: readonly string[]): Zone | null {
  for (const word of near) {
    const found = zones.find((zone) => zone.name.en.toLowerCase().includes(word));
    if (found) return found;
  }
  return null;
}

/** `Hold-up button, Gate 1`, in every language that both have; English always. */
function titleAt(what: Names, zone: Zone | null): Names {
  if (!zone) return marked(what);
  const codes = Object.keys(what).filter((code) => code === 'en' || zone.name[code] !== undefined);
  const said = codes.map((code) => [code, `${what[code]}, ${zone.name[code] ?? zone.name.en}`]);
  return marked(Object.fromEntries(said) as unknown as Names);
}

/** A written scenario on the zones of this post. */
export function placedScenario(scenario: Scenario, zones: readonly Zone[]): readonly Placed[] {
  return scenario.injects.map((inject) => {
    if (inject.does === 'restore') return inject;
    const { what, near, ...rest } = inject;
    const zone = zoneNear(zones, near ?? []);
    const title = titleAt(what, zone);
    const place = { zoneId: zone?.id ?? null, zoneName: zone?.name ?? null };
    return { ...rest, title, ...place, position: zone ? middle(zone.area) : null };
  });
}

/** Seconds before the first alarm of a day, so that nobody misses it. */
const LEAD_S = 10;

/** The alarms of a real hour as they came and cleared, with nothing that people did. */
export function placedDay(alarms: readonly Alarm[], from: Instant, to: Instant): readonly Placed[] {
  const fromMs = toMs(from);
  const afterS = (at: Instant): number => LEAD_S + Math.round((toMs(at) - fromMs) / 1_000);
  const placed = alarms.slice(0, MAX_EXERCISE_ALARMS).flatMap((alarm, n): Placed[] => {
    const key = `day-${n}`;
    const { kind, priority, zoneId, zoneName, position, restoredAt } = alarm;
    const raised: Placed = {
      does: 'raise',
      key,
      afterS: afterS(alarm.raisedAt),
      kind,
      priority,
      title: marked(alarm.title),
      zoneId,
      zoneName,
      position,
    };
    const cleared = restoredAt !== null && restoredAt < to && restoredAt > alarm.raisedAt;
    return cleared ? [raised, { does: 'restore', key, afterS: afterS(restoredAt) }] : [raised];
  });
  return placed.toSorted((a, b) => a.afterS - b.afterS);
}

/** A whole alarm, as the board shows it, for one inject. It names no device and no source of the post. */
export function alarmOf(
  placed: Extract<Placed, { does: 'raise' }>,
  given: {
    readonly id: AlarmId;
    readonly number: number;
    readonly at: Instant;
    readonly sopId: SopId | null;
    readonly settings: PostSettings;
  },
): Alarm {
  const { id, number, at, sopId, settings } = given;
  return freshAlarm(
    {
      id,
      number,
      kind: placed.kind,
      priority: placed.priority,
      reason: 'kind',
      title: placed.title,
      zoneId: placed.zoneId,
      zoneName: placed.zoneName,
      deviceId: null,
      source: 'exercise',
      point: placed.key,
      position: placed.position,
      conditions: [placed.key],
      raisedAt: at,
      sopId,
    },
    settings,
  );
}
