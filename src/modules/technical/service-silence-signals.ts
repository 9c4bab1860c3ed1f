/** What is said of devices that fell silent and came back, as signals of our own. */
import type { Device, IncomingSignal } from './model.ts';
import type { SilenceNews } from './service-silence.ts';

/** Names in one sentence; the screen of devices has the others. */
const MAX_NAMED = 8;
/** Where the alarm of a group stands, beside the `path` of its link. */
export const GROUP_POINT = 'devices';

export type Own = (
  kind: IncomingSignal['kind'],
  change: 'active' | 'restored',
  source: string,
  point: string,
  description: string,
  text: string,
) => IncomingSignal;

export const silenceOver = (own: Own, device: Device): IncomingSignal =>
  own(
    'device-silent',
    'restored',
    device.source,
    device.point,
    'Device heard',
    `${device.name.en}: heard again`,
  );

/** Behind a lost link they join the link's own alarm; a group is one alarm at its link. */
export function silenceSignals(
  news: SilenceNews,
  own: Own,
  nameOf: (source: string) => string,
): readonly IncomingSignal[] {
  const many = (link: string, devices: readonly Device[]): string => {
    const named = devices.slice(0, MAX_NAMED).map((device) => device.name.en);
    const rest = devices.length - named.length;
    return `${devices.length} silent behind ${nameOf(link)}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  };
  return [
    ...news.silent.map(({ device, silentS }) =>
      own(
        'device-silent',
        'active',
        device.source,
        device.point,
        'Device silent',
        `${device.name.en}: not heard for ${silentS} s`,
      ),
    ),
    ...[...news.behindLink].map(([link, devices]) =>
      own('supervision', 'active', link, 'path', 'Devices silent', many(link, devices)),
    ),
    ...[...news.inGroup].map(([link, devices]) =>
      own('device-silent', 'active', link, GROUP_POINT, 'Devices silent', many(link, devices)),
    ),
    ...news.groupsOver.map((link) =>
      own('device-silent', 'restored', link, GROUP_POINT, 'Devices heard', 'Heard again'),
    ),
    ...news.restored.map((device) => silenceOver(own, device)),
  ];
}
