import type { Position } from '../../kernel/geo.ts';
import type { ExtendedData, ExtendedField } from './message.ts';
import { readText } from './text.ts';
import { readTimestamp, TIMESTAMP_LENGTH } from './timestamp.ts';

/** Extended data letters and their names (pysiaalarm data/xdata.py, MIT; P named by its own description). */
export const EXTENDED_NAMES: Readonly<Record<string, string>> = {
  A: 'Authentication hash',
  C: 'Supervision category',
  H: 'Time of occurrence',
  I: 'Alarm text',
  J: 'Network path',
  K: 'Encryption key',
  L: 'Location',
  M: 'MAC address',
  N: 'Network address',
  O: 'Building name',
  P: 'Programming data',
  R: 'Room',
  S: 'Site name',
  T: 'Alarm trigger',
  V: 'Verification',
  X: 'Longitude',
  Y: 'Latitude',
  Z: 'Altitude',
};

const MINUTES = /^([0-9]{1,3})([NSEWnsew])([0-9]{1,2}(?:[.,][0-9]+)?)$/;
const DECIMAL_DEGREES = /^[+-]?[0-9]{1,3}\.[0-9]+$/;
const METRES = /^[+-]?[0-9]{1,6}(?:[.,][0-9]+)?(?=[Mm]?$)/;

/** `006E07.777` (degrees, side, minutes) or plain decimal degrees; null when out of range. */
function readAngle(value: string, sides: string, limitDeg: number): number | null {
  let degrees: number;
  const match = MINUTES.exec(value);
  if (match) {
    const side = (match[2] ?? '').toUpperCase();
    const minutes = Number((match[3] ?? '').replace(',', '.'));
    if (!sides.includes(side) || minutes >= 60) return null;
    degrees = Number(match[1]) + minutes / 60;
    if (side === 'S' || side === 'W') degrees = -degrees;
  } else if (DECIMAL_DEGREES.test(value)) degrees = Number(value);
  else return null;
  // `000W00.0` would be minus zero, which is not equal to zero everywhere.
  return Math.abs(degrees) <= limitDeg ? degrees + 0 : null;
}

function readPosition(longitude: string | null, latitude: string | null): Position | null {
  if (longitude === null || latitude === null) return null;
  const lon = readAngle(longitude, 'EW', 180);
  const lat = readAngle(latitude, 'NS', 90);
  return lon === null || lat === null ? null : { lat, lon };
}

function readMac(value: string | null): string | null {
  const digits = (value ?? '').replace(/[:\s-]/g, '');
  if (!/^[0-9A-Fa-f]{12}$/.test(digits)) return null;
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}

/** Reads extended data blocks (letter and value, one character per byte) into our words. */
export function readExtended(blocks: readonly string[]): ExtendedData {
  const fields: ExtendedField[] = blocks
    .filter((block) => block !== '')
    .map((block) => {
      const letter = block.slice(0, 1);
      return { letter, name: EXTENDED_NAMES[letter] ?? 'Unknown', value: readText(block.slice(1)) };
    });
  const first = (letter: string): string | null =>
    fields.find((field) => field.letter === letter)?.value ?? null;
  const altitude = METRES.exec(first('Z') ?? '')?.[0] ?? null;
  const occurredRaw = first('H');
  return {
    fields,
    position: readPosition(first('X'), first('Y')),
    altitudeM: altitude === null ? null : Number(altitude.replace(',', '.')),
    mac: readMac(first('M')),
    verification: first('V'),
    text: first('I'),
    occurredMs:
      occurredRaw === null ? null : readTimestamp(occurredRaw.replace(/^_/, '').slice(0, TIMESTAMP_LENGTH)),
    occurredRaw,
  };
}
