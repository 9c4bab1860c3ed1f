import { credentialOf, DENIALS_FOR_ALARM, personText, whoIs } from '../doors/model.ts';
import type { Names } from '../site/model.ts';
import type { Device, Signal } from '../technical/model.ts';
import { deniedTitle, disarmedTitle, titleOf } from './kind-names.ts';
import type { Alarm } from './model.ts';

/** What a title is made of. */
export interface NamingWorld {
  readonly devices: ReadonlyMap<string, Device>;
  readonly sourceName: (source: string) => string;
  readonly doorUsers: ReadonlyMap<string, string>;
}

/** The device of a signal: at its point, else the one that stands for the whole source. */
export const deviceOf = (signal: Signal, world: NamingWorld): Device | null =>
  world.devices.get(`${signal.source}/${signal.point}`) ?? world.devices.get(`${signal.source}/`) ?? null;

/** Where, for a title, when no device is registered: the source by its name, the point, the panel's own words. */
function placeText(signal: Signal, world: NamingWorld): string {
  if (signal.kind === 'unknown-panel') return signal.text ?? signal.source;
  const name = world.sourceName(signal.source);
  const where =
    signal.point === '' || signal.point === 'path' || signal.point === 'faults'
      ? name
      : `${name}, ${signal.point}`;
  return signal.text && signal.text !== name ? `${signal.text} (${where})` : where;
}

/** What the alarm is called: who disarmed, or how often somebody was refused, where that is what raised it. */
export function titleFor(signal: Signal, kind: Signal['kind'], reason: string, world: NamingWorld): Names {
  const device = deviceOf(signal, world);
  const title = titleOf(kind, device, placeText(signal, world));
  if (reason === 'three-denials') return deniedTitle(title, DENIALS_FOR_ALARM);
  if (reason !== 'outside-hours') return title;
  const who = whoIs(world.doorUsers, signal.source, credentialOf(signal));
  return disarmedTitle(title, personText({ who, credential: credentialOf(signal) }));
}

/** What a joining signal adds, in words: who, where somebody else disarms in the same closed hours. */
export const joinedTitle = (signal: Signal, alarm: Alarm, world: NamingWorld): Names =>
  titleFor(signal, signal.kind, alarm.reason === 'outside-hours' ? alarm.reason : '', world);
