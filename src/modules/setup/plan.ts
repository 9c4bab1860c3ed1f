/** What each kind of file means for the post as it stands. Pure: the same file and post, the same plan. */
import type { Position } from '../../kernel/geo.ts';
import { ROLES, type Person, type Role } from '../identity/model.ts';
import type { Names, Zone, ZoneSettings } from '../site/model.ts';
import { DEVICE_KINDS, placeAsSent, SIGNAL_KINDS, type Device, type SignalKind } from '../technical/model.ts';
import type { Plan, PlannedRow } from './model.ts';
import { complainOfTwins, degrees, type Column, type Table, type TableRow } from './table.ts';

type Draft<T> = Omit<T, 'id'> & { readonly id: string | null };
export type ZoneDraft = Draft<Pick<Zone, 'id' | 'name' | 'area' | 'settings'>>;
export type DeviceDraft = Draft<
  Pick<Device, 'id' | 'name' | 'kind' | 'source' | 'point' | 'zoneId' | 'position'>
>;
export type PersonDraft = Draft<Pick<Person, 'id' | 'signIn' | 'name' | 'role' | 'language' | 'callSign'>>;

const nameColumns = (languages: readonly string[]): Column[] => [
  { name: 'name_en', needed: true, max: 120 },
  ...languages
    .filter((each) => each !== 'en')
    .map((each) => ({ name: `name_${each.toLowerCase().replaceAll('-', '_')}`, max: 120 })),
];

/** The columns of each kind of file, for a post that speaks these languages. */
export const columnsOf = (
  languages: readonly string[],
): Record<'zones' | 'devices' | 'people', Column[]> => ({
  zones: [
    ...nameColumns(languages),
    { name: 'join_within_s', max: 6 },
    { name: 'note_only', max: 400 },
    { name: 'priorities', max: 600 },
    { name: 'area', max: 20_000 },
  ],
  devices: [
    { name: 'source', needed: true, max: 200 },
    { name: 'point', max: 120 },
    { name: 'kind', needed: true, max: 40 },
    ...nameColumns(languages),
    { name: 'zone', max: 120 },
    { name: 'lat', max: 20 },
    { name: 'lon', max: 20 },
  ],
  people: [
    { name: 'sign_in', needed: true, max: 60 },
    { name: 'name', needed: true, max: 80 },
    { name: 'role', needed: true, max: 40 },
    { name: 'language', max: 12 },
    { name: 'call_sign', max: 40 },
  ],
});

/** Names of a row; an empty cell leaves what stands. */
function namesOf(row: TableRow, languages: readonly string[], before: Names | undefined): Names {
  const names: Record<string, string> = { ...before };
  for (const language of languages) {
    const text = row.cell(`name_${language.toLowerCase().replaceAll('-', '_')}`);
    if (text !== '') names[language] = text;
  }
  return { ...names, en: row.cell('name_en') };
}

const isKind = (text: string): text is SignalKind => (SIGNAL_KINDS as readonly string[]).includes(text);
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,;|]+/)
    .filter((each) => each !== '');

function settingsOf(row: TableRow, before: ZoneSettings): ZoneSettings {
  const join = row.cell('join_within_s');
  if (join !== '' && !(/^\d{1,4}$/.test(join) && Number(join) <= 3_600))
    row.complain('join_within_s', 'number-bad', join);
  const noteOnly = wordsOf(row.cell('note_only'));
  for (const each of noteOnly) if (!isKind(each)) row.complain('note_only', 'kind-unknown', each);
  const priorities: Record<string, 1 | 2 | 3 | 4> = {};
  for (const each of wordsOf(row.cell('priorities'))) {
    const [kind = '', priority = ''] = each.split('=');
    if (!isKind(kind)) row.complain('priorities', 'kind-unknown', kind);
    else if (!/^[1-4]$/.test(priority)) row.complain('priorities', 'priority-bad', each);
    else priorities[kind] = Number(priority) as 1 | 2 | 3 | 4;
  }
  return {
    ...before,
    ...(join === '' ? {} : { joinWithinS: Number(join) }),
    ...(noteOnly.length === 0 ? {} : { noteOnly: [...new Set(noteOnly)] }),
    ...(Object.keys(priorities).length === 0 ? {} : { priorityByKind: priorities }),
  };
}

/** `37.5665 126.9780 | 37.5670 126.9780 | ...` */
function areaOf(row: TableRow, before: readonly Position[]): readonly Position[] {
  const text = row.cell('area');
  if (text === '') return before;
  const corners: Position[] = [];
  for (const corner of text.split('|')) {
    const [a = '', b = '', ...rest] = corner.trim().split(/\s+/);
    const [lat, lon] = [degrees(a, 90), degrees(b, 180)];
    if (lat === null || lon === null || rest.length > 0) {
      row.complain('area', 'position-bad', corner.trim());
      return before;
    }
    corners.push({ lat, lon });
  }
  if (corners.length < 3 || corners.length > 500) row.complain('area', 'area-short');
  return corners;
}

interface Judged<T> {
  readonly row: TableRow;
  readonly key: string;
  readonly draft: T;
  readonly before: object | undefined;
}

function planOf<T extends object>(table: Table, judged: readonly Judged<T>[]): Plan<T> {
  const rows: PlannedRow[] = [];
  const adds: T[] = [];
  const changes: T[] = [];
  const faults = [...table.faults];
  for (const { row, key, draft, before } of judged) {
    faults.push(...row.faults);
    const same =
      before !== undefined &&
      Object.entries(draft).every(([field, value]) =>
        alike(value, (before as Record<string, unknown>)[field]),
      );
    const action =
      row.faults.length > 0 ? 'refused' : before === undefined ? 'add' : same ? 'same' : 'change';
    rows.push({ row: row.row, key, action, faults: row.faults });
    if (action === 'add') adds.push(draft);
    else if (action === 'change') changes.push(draft);
  }
  return { rows, faults, adds, changes };
}

/** Equal whatever the order of fields, as jsonb gives them back. */
function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [x, y] = [Object.entries(a), b as Record<string, unknown>];
  return x.length === Object.keys(y).length && x.every(([field, value]) => alike(value, y[field]));
}

export function planZones(
  table: Table,
  languages: readonly string[],
  zones: readonly Zone[],
): Plan<ZoneDraft> {
  const known = new Map(zones.map((zone) => [zone.name.en.trim().toLowerCase(), zone]));
  const seen = new Map<string, number>();
  return planOf(
    table,
    table.rows.map((row) => {
      const key = row.cell('name_en');
      const before = known.get(key.toLowerCase());
      complainOfTwins(row, 'name_en', key.toLowerCase(), seen);
      const draft: ZoneDraft = {
        id: before?.id ?? null,
        name: namesOf(row, languages, before?.name),
        area: areaOf(row, before?.area ?? []),
        settings: settingsOf(row, before?.settings ?? {}),
      };
      return { row, key, draft, before };
    }),
  );
}

/** Zones by every name they have; null where two share one. */
function zonesByName(zones: readonly Zone[]): Map<string, Zone | null> {
  const byName = new Map<string, Zone | null>();
  for (const zone of zones)
    for (const name of new Set(Object.values(zone.name).map((each) => each.trim().toLowerCase())))
      byName.set(name, byName.has(name) ? null : zone);
  return byName;
}

function zoneOf(
  row: TableRow,
  byName: ReadonlyMap<string, Zone | null>,
  before: Device['zoneId'],
): Device['zoneId'] {
  const text = row.cell('zone');
  if (text === '') return before;
  const zone = byName.get(text.toLowerCase());
  if (zone) return zone.id;
  row.complain('zone', zone === null ? 'name-twice' : 'zone-unknown', text);
  return before;
}

function positionOf(row: TableRow, before: Position | null): Position | null {
  const [latText, lonText] = [row.cell('lat'), row.cell('lon')];
  if (latText === '' && lonText === '') return before;
  if (latText === '' || lonText === '') {
    row.complain(latText === '' ? 'lat' : 'lon', 'position-half');
    return before;
  }
  const [lat, lon] = [degrees(latText, 90), degrees(lonText, 180)];
  if (lat === null) row.complain('lat', 'position-bad', latText);
  if (lon === null) row.complain('lon', 'position-bad', lonText);
  return lat === null || lon === null ? before : { lat, lon };
}

const isDeviceKind = (text: string): text is Device['kind'] =>
  (DEVICE_KINDS as readonly string[]).includes(text);
const asWord = (text: string): string => text.toLowerCase().replaceAll(/[\s_]+/g, '-');

export function planDevices(
  table: Table,
  languages: readonly string[],
  post: { readonly zones: readonly Zone[]; readonly devices: readonly Device[] },
): Plan<DeviceDraft> {
  const known = new Map(post.devices.map((device) => [`${device.source}/${device.point}`, device]));
  const byName = zonesByName(post.zones);
  const seen = new Map<string, number>();
  return planOf(
    table,
    table.rows.map((row) => {
      const place = placeAsSent(row.cell('source'), row.cell('point'));
      const key = `${place.source}/${place.point}`;
      const before = known.get(key);
      complainOfTwins(row, 'point', key, seen);
      if (place.source !== '' && !/^[a-z][a-z0-9]*:.+$/.test(place.source))
        row.complain('source', 'source-bad', place.source);
      const kind = asWord(row.cell('kind'));
      if (kind !== '' && !isDeviceKind(kind)) row.complain('kind', 'device-kind-unknown', row.cell('kind'));
      const draft: DeviceDraft = {
        id: before?.id ?? null,
        ...place,
        name: namesOf(row, languages, before?.name),
        kind: isDeviceKind(kind) ? kind : 'other',
        zoneId: zoneOf(row, byName, before?.zoneId ?? null),
        position: positionOf(row, before?.position ?? null),
      };
      return { row, key, draft, before };
    }),
  );
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export function planPeople(table: Table, people: readonly Person[]): Plan<PersonDraft> {
  const known = new Map(people.map((person) => [person.signIn.toLowerCase(), person]));
  const seen = new Map<string, number>();
  return planOf(
    table,
    table.rows.map((row) => {
      const key = row.cell('sign_in').toLowerCase();
      const before = known.get(key);
      complainOfTwins(row, 'sign_in', key, seen);
      if (key !== '' && !/^[a-z0-9._@-]{2,60}$/.test(key)) row.complain('sign_in', 'sign-in-bad', key);
      const role = asWord(row.cell('role'));
      if (role !== '' && !isRole(role)) row.complain('role', 'role-unknown', row.cell('role'));
      else if (before?.role === 'administrator' && role !== 'administrator')
        row.complain('role', 'role-of-administrator');
      const language = row.cell('language');
      if (language !== '' && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.test(language))
        row.complain('language', 'language-bad', language);
      const draft: PersonDraft = {
        id: before?.id ?? null,
        signIn: key,
        name: row.cell('name'),
        role: isRole(role) ? role : 'staff',
        language: language === '' ? (before?.language ?? 'en') : language,
        callSign: row.cell('call_sign') === '' ? (before?.callSign ?? null) : row.cell('call_sign'),
      };
      return { row, key, draft, before };
    }),
  );
}
