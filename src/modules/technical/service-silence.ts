/**
 * Devices that must be heard (A16). Kept in memory, as sources are (ADR 0008).
 *
 * Heard: within its time. Silent: not within its time; announced as an alarm of its own, or behind what speaks for
 * it: a lost link, or, past OWN_ALARMS silent devices of one link, the group. Coming back: heard again after it
 * went silent FLAPS times within an hour; announced only when it stays for STEADY_MS, so that one bad battery does
 * not ring all night. After a start the time runs from the start, since nobody knows what was missed.
 */
import { toInstant, type Clock } from '../../kernel/time.ts';
import { heartbeatOf, type Device, type DeviceState, type HeartbeatByKind } from './model.ts';

/** So many devices of one link have silent alarms of their own; those after them are one alarm together. */
export const OWN_ALARMS = 3;
export const FLAPS = 3;
const FLAP_WINDOW_MS = 3_600_000;
export const STEADY_MS = 10 * 60_000;
const BROKER = 'mqtt:broker';

interface Watched {
  device: Device;
  intervalS: number | null;
  heardMs: number;
  heardAtMs: number | null;
  silent: boolean;
  /** Source of the link, `group:<link>`, or null where it speaks for itself. */
  behind: string | null;
  /** Since when a flapping device is heard again; null: not coming back. */
  backMs: number | null;
  silences: number[];
}

/** What there is to say after one look. Each list is bounded by the devices of the post. */
export interface SilenceNews {
  readonly silent: readonly { readonly device: Device; readonly silentS: number }[];
  /** Devices newly silent behind a lost link. */
  readonly behindLink: ReadonlyMap<string, readonly Device[]>;
  /** Devices newly silent in a link's group, and groups that are over. */
  readonly inGroup: ReadonlyMap<string, readonly Device[]>;
  readonly groupsOver: readonly string[];
  readonly restored: readonly Device[];
}

/** The links behind which a device stands, outermost first: `mqtt:broker`, `mqtt:zigbee2mqtt`, its panel or machine. */
export function linksOf(device: Pick<Device, 'source' | 'point'>): readonly string[] {
  const links: string[] = [];
  if (device.source.startsWith('mqtt:')) {
    links.push(BROKER);
    const parts = device.source.slice('mqtt:'.length).split('/');
    for (let n = 1; n < parts.length; n++) links.push(`mqtt:${parts.slice(0, n).join('/')}`);
  }
  if (device.point !== '') links.push(device.source);
  return links;
}

export function createSilence(clock: Clock, isLost: (source: string) => boolean) {
  const watched = new Map<string, Watched>();
  const groups = new Map<string, Set<string>>();
  let order: readonly Watched[] = [];
  const startMs = clock.monotonicMs();
  let last: { devices: readonly Device[]; byKind: string } | null = null;
  const keyOf = (device: Pick<Device, 'source' | 'point'>): string => `${device.source}/${device.point}`;

  /** What speaks for a silent device, outermost first. */
  function speaker(one: Watched): string | null {
    const { device } = one;
    const links = linksOf(device);
    for (const link of links) if (isLost(link) || watched.get(`${link}/`)?.silent === true) return link;
    return device.point === '' && isLost(device.source) ? device.source : null;
  }

  /** Devices of each link that have silent alarms of their own. */
  function ownAlarms(): Map<string, number> {
    const found = new Map<string, number>();
    for (const one of order) if (one.silent && one.behind === null) count(found, linksOf(one.device).at(-1));
    return found;
  }

  function fallSilent(one: Watched, now: number, news: News, own: Map<string, number>): void {
    const key = keyOf(one.device);
    one.silent = true;
    one.backMs = null;
    one.silences = [...one.silences.filter((at) => now - at < FLAP_WINDOW_MS), now].slice(-FLAPS);
    const link = speaker(one);
    const nearest = linksOf(one.device).at(-1);
    if (link !== null) {
      one.behind = link;
      if (link !== one.device.source || one.device.point !== '') add(news.behindLink, link, one.device);
    } else if (nearest !== undefined && (own.get(nearest) ?? 0) >= OWN_ALARMS) {
      one.behind = `group:${nearest}`;
      groups.set(nearest, (groups.get(nearest) ?? new Set()).add(key));
      add(news.inGroup, nearest, one.device);
    } else {
      count(own, nearest);
      news.silent.push({ device: one.device, silentS: Math.round((now - one.heardMs) / 1000) });
    }
  }

  function comeBack(one: Watched): Device | null {
    const behind = one.behind;
    Object.assign(one, { silent: false, behind: null, backMs: null });
    if (behind === null) return one.device;
    if (behind.startsWith('group:')) groups.get(behind.slice('group:'.length))?.delete(keyOf(one.device));
    return null;
  }

  return {
    /** The devices of the post as they stand. Cheap when nothing changed. */
    expect(devices: readonly Device[], byKind: HeartbeatByKind): void {
      const kinds = JSON.stringify(byKind);
      if (last?.devices === devices && last.byKind === kinds) return;
      const first = last === null;
      last = { devices, byKind: kinds };
      const there = new Set(devices.map(keyOf));
      for (const key of watched.keys()) if (!there.has(key)) watched.delete(key);
      for (const device of devices) {
        const intervalS = heartbeatOf(device, byKind);
        const one = watched.get(keyOf(device));
        if (!one) {
          const heardMs = first ? startMs : clock.monotonicMs();
          const fresh = { silent: false, behind: null, backMs: null, silences: [] };
          watched.set(keyOf(device), { device, intervalS, heardMs, heardAtMs: null, ...fresh });
          continue;
        }
        // Watched from now on: what was not asked for before is not held against it.
        if (one.intervalS === null && intervalS !== null && !one.silent) one.heardMs = clock.monotonicMs();
        Object.assign(one, { device, intervalS });
      }
      // What stands for a whole source first: the others may be behind it.
      order = [...watched.values()]
        .filter((one) => one.intervalS !== null || one.silent)
        .toSorted((a, b) => a.device.point.length - b.device.point.length);
    },
    /** A sign of life of what stands there; the device when its silence is over at once. */
    heard(source: string, point: string): Device | null {
      const one = watched.get(`${source}/${point}`);
      if (!one) return null;
      one.heardMs = clock.monotonicMs();
      one.heardAtMs = clock.nowMs();
      if (!one.silent) return null;
      if (one.silences.length < FLAPS || one.behind !== null) return comeBack(one);
      one.backMs ??= one.heardMs;
      return null;
    },
    /** A device whose alarm stands open from before the start. */
    markSilent(deviceId: string): void {
      for (const one of watched.values()) if (one.device.id === deviceId) one.silent = true;
    },
    /** A group whose alarm stands open from before the start: its devices leave it as they are heard. */
    markGroup(link: string): void {
      const inside = order.filter((one) => !one.silent && linksOf(one.device).at(-1) === link);
      for (const one of inside) Object.assign(one, { silent: true, behind: `group:${link}` });
      groups.set(link, new Set(inside.map((one) => keyOf(one.device))));
    },
    /** Who fell silent, and who is back for good. */
    look(): SilenceNews {
      const now = clock.monotonicMs();
      const news: News = {
        silent: [],
        behindLink: new Map(),
        inGroup: new Map(),
        groupsOver: [],
        restored: [],
      };
      const own = ownAlarms();
      for (const one of order) {
        const late = one.intervalS !== null && now - one.heardMs > one.intervalS * 1000;
        if (one.silent && one.intervalS === null) takeBack(one, news);
        else if (!one.silent && late) fallSilent(one, now, news, own);
        else if (
          one.silent &&
          one.behind !== null &&
          !one.behind.startsWith('group:') &&
          speaker(one) === null
        ) {
          // Its link is back: it has its time anew.
          Object.assign(one, { silent: false, behind: null, heardMs: now });
        } else if (one.silent && one.backMs !== null) {
          if (late) {
            one.silences = [...one.silences.slice(1), now];
            one.backMs = null;
          } else if (now - one.backMs >= STEADY_MS) takeBack(one, news);
        }
      }
      for (const [link, keys] of groups)
        if (keys.size === 0) {
          groups.delete(link);
          news.groupsOver.push(link);
        }
      return news;
    },
    list: (nameOf: (source: string) => string): readonly DeviceState[] =>
      [...watched.values()].map((one) => ({
        deviceId: one.device.id,
        lastHeardAt: one.heardAtMs === null ? null : toInstant(one.heardAtMs),
        heartbeatS: one.intervalS,
        silent: one.silent,
        behind: one.behind === null ? null : nameOf(one.behind.replace(/^group:/, '')),
      })),
  };

  function takeBack(one: Watched, news: News): void {
    const device = comeBack(one);
    if (device) news.restored.push(device);
  }
}

interface News extends SilenceNews {
  readonly silent: { device: Device; silentS: number }[];
  readonly behindLink: Map<string, Device[]>;
  readonly inGroup: Map<string, Device[]>;
  readonly groupsOver: string[];
  readonly restored: Device[];
}

const count = (to: Map<string, number>, link: string | undefined): void => {
  if (link !== undefined) to.set(link, (to.get(link) ?? 0) + 1);
};

const add = (to: Map<string, Device[]>, link: string, device: Device): void => {
  to.set(link, [...(to.get(link) ?? []), device]);
};
