import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { Names, Zone, ZoneSettings } from '../../site/model.ts';
import { DEVICE_KINDS, type Device } from '../../technical/model.ts';
import { useSetupCalls } from './calls.ts';
import { DeviceTest } from './device-test.tsx';
import { HeartbeatField } from './heartbeat-field.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';
import { settingsOf, ZoneRuleFields, type ZoneRules } from './zone-rules.tsx';

type Sheet =
  | { readonly what: 'zone'; readonly zone: Zone | null }
  | { readonly what: 'device'; readonly device: Device | null }
  | { readonly what: 'test'; readonly device: Device };

/** One field for each language of the post; English is needed. */
function NameFields(props: { languages: readonly string[]; value: Names; onChange: (names: Names) => void }) {
  const say = useWords();
  return props.languages.map((language) => (
    <Field
      key={language}
      label={say('setup.nameIn', { language: language.toUpperCase() })}
      optional={language !== 'en'}
    >
      <TextInput
        required={language === 'en'}
        maxLength={120}
        autoComplete="off"
        value={props.value[language] ?? ''}
        onChange={(event) => props.onChange({ ...props.value, [language]: event.target.value })}
      />
    </Field>
  ));
}

/** Names as they are sent: trimmed, without the empty ones. */
export const sentNames = (names: Names): Names => ({
  ...Object.fromEntries(
    Object.entries(names)
      .map(([language, name]) => [language, name.trim()] as const)
      .filter(([, name]) => name !== ''),
  ),
  en: names.en.trim(),
});

interface SheetProps {
  readonly languages: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function ZoneSheet(props: SheetProps & { zone: Zone | null }) {
  const { zone } = props;
  const say = useWords();
  const calls = useSetupCalls();
  const [name, setName] = useState<Names>(zone?.name ?? { en: '' });
  const before: ZoneSettings = zone?.settings ?? {};
  const [rules, setRules] = useState<ZoneRules>({
    from: before.closedHours?.from ?? '',
    to: before.closedHours?.to ?? '',
    denials: before.denialsWithinS === undefined ? '' : String(before.denialsWithinS),
  });
  const command = useCommand(props.onSaved);
  const save = (event: FormEvent) => {
    event.preventDefault();
    void command.run('save', () =>
      calls.saveZone(zone?.id ?? null, { name: sentNames(name), settings: settingsOf(before, rules) }),
    );
  };
  return (
    <SideSheet open onClose={props.onClose} title={say(zone === null ? 'setup.addZone' : 'setup.changeZone')}>
      <form className="grid gap-4" onSubmit={save}>
        <NameFields languages={props.languages} value={name} onChange={setName} />
        <ZoneRuleFields value={rules} onChange={setRules} />
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" busy={command.busy !== null}>
          {say('setup.save')}
        </Button>
        {zone !== null && (
          <Button
            busy={command.busy !== null}
            onClick={() => void command.run('remove', () => calls.removeZone(zone.id))}
          >
            {say('setup.remove')}
          </Button>
        )}
      </form>
    </SideSheet>
  );
}

const NO_ZONE = 'none';

function DeviceSheet(props: SheetProps & { device: Device | null; zones: readonly Zone[] }) {
  const { device, zones } = props;
  const say = useWords();
  const calls = useSetupCalls();
  const { language } = useLanguage();
  const [name, setName] = useState<Names>(device?.name ?? { en: '' });
  const [kind, setKind] = useState<Device['kind']>(device?.kind ?? 'contact');
  const [source, setSource] = useState(device?.source ?? 'dc09:');
  const [point, setPoint] = useState(device?.point ?? '');
  const [zoneId, setZoneId] = useState<string>(device?.zoneId ?? NO_ZONE);
  const [heartbeat, setHeartbeat] = useState(
    device?.heartbeatS === undefined ? '' : String(device.heartbeatS),
  );
  const command = useCommand(props.onSaved);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const zone = zones.find((each) => each.id === zoneId)?.id ?? null;
    const heartbeatS = heartbeat === '' ? null : Number(heartbeat);
    const place = { source: source.trim(), point: point.trim(), zoneId: zone };
    const form = { name: sentNames(name), kind, ...place, heartbeatS };
    void command.run('save', () => calls.saveDevice(device?.id ?? null, form));
  };
  return (
    <SideSheet
      open
      onClose={props.onClose}
      title={say(device === null ? 'setup.addDevice' : 'setup.changeDevice')}
    >
      <form className="grid gap-4" onSubmit={save}>
        <NameFields languages={props.languages} value={name} onChange={setName} />
        <Field label={say('setup.deviceKind')}>
          <Select
            value={kind}
            onChange={setKind}
            options={DEVICE_KINDS.map((each) => ({ value: each, label: say(`setup.device.${each}`) }))}
          />
        </Field>
        <Field label={say('setup.source')} hint={say('setup.sourceHint')}>
          <TextInput
            required
            maxLength={200}
            autoComplete="off"
            value={source}
            onChange={(event) => setSource(event.target.value)}
          />
        </Field>
        <Field label={say('setup.point')} optional>
          <TextInput
            maxLength={120}
            autoComplete="off"
            value={point}
            onChange={(event) => setPoint(event.target.value)}
          />
        </Field>
        <Field label={say('setup.zone')}>
          <Select
            value={zoneId}
            onChange={setZoneId}
            options={[
              { value: NO_ZONE, label: say('setup.noZone') },
              ...zones.map((zone) => ({
                value: zone.id as string,
                label: nameIn(zone.name, language),
              })),
            ]}
          />
        </Field>
        <HeartbeatField value={heartbeat} onChange={setHeartbeat} />
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" busy={command.busy !== null}>
          {say('setup.save')}
        </Button>
        {device !== null && (
          <Button
            busy={command.busy !== null}
            onClick={() => void command.run('remove', () => calls.removeDevice(device.id))}
          >
            {say('setup.remove')}
          </Button>
        )}
      </form>
    </SideSheet>
  );
}

/** Rows that one screen shows; the search finds the others. */
const MAX_SHOWN = 200;
const found = (name: Names, more: string, wanted: string): boolean =>
  `${Object.values(name).join(' ')} ${more}`.toLowerCase().includes(wanted.trim().toLowerCase());

function Zones(props: { zones: readonly Zone[]; mayChange: boolean; onOpen: (sheet: Sheet) => void }) {
  const say = useWords();
  const { language } = useLanguage();
  if (props.zones.length === 0) return <EmptyState title={say('setup.noZones')} />;
  return (
    <Table
      caption={say('setup.zones')}
      columns={[
        { key: 'name', label: say('setup.zone') },
        ...(props.mayChange ? [{ key: 'change', label: say('setup.action') }] : []),
      ]}
      rows={props.zones.slice(0, MAX_SHOWN).map((zone) => {
        const name = nameIn(zone.name, language);
        const change = (
          <Button
            key="change"
            size="small"
            aria-label={say('setup.changeThing', { name })}
            onClick={() => props.onOpen({ what: 'zone', zone })}
          >
            {say('setup.change')}
          </Button>
        );
        return { key: zone.id, cells: props.mayChange ? [name, change] : [name] };
      })}
    />
  );
}

function Devices(props: {
  devices: readonly Device[];
  zones: readonly Zone[];
  mayChange: boolean;
  onOpen: (sheet: Sheet) => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  if (props.devices.length === 0) return <EmptyState title={say('setup.noDevices')} />;
  const nameOf = (name: Names | undefined) => (name === undefined ? '-' : nameIn(name, language));
  return (
    <Table
      caption={say('setup.devices')}
      columns={[
        { key: 'name', label: say('setup.deviceName') },
        { key: 'zone', label: say('setup.zone') },
        { key: 'place', label: say('setup.place') },
        { key: 'tested', label: say('setup.tested') },
        ...(props.mayChange ? [{ key: 'change', label: say('setup.action') }] : []),
      ]}
      rows={props.devices.slice(0, MAX_SHOWN).map((device) => {
        const name = nameOf(device.name);
        const buttons = (
          <span key="buttons" className="flex gap-2 py-1">
            <Button
              size="small"
              aria-label={say('setup.testThing', { name })}
              onClick={() => props.onOpen({ what: 'test', device })}
            >
              {say('setup.test')}
            </Button>
            <Button
              size="small"
              aria-label={say('setup.changeThing', { name })}
              onClick={() => props.onOpen({ what: 'device', device })}
            >
              {say('setup.change')}
            </Button>
          </span>
        );
        return {
          key: device.id,
          cells: [
            name,
            nameOf(props.zones.find((zone) => zone.id === device.zoneId)?.name),
            <span key="place" className="font-mono text-label">{`${device.source} ${device.point}`}</span>,
            device.testedAt === undefined ? (
              say('setup.never')
            ) : (
              <LocalTime key="tested" atMs={Date.parse(device.testedAt)} form="both" />
            ),
            ...(props.mayChange ? [buttons] : []),
          ],
        };
      })}
    />
  );
}

function OpenSheet(props: SheetProps & { sheet: Sheet; zones: readonly Zone[] }) {
  const { sheet, ...rest } = props;
  if (sheet.what === 'zone') return <ZoneSheet {...rest} zone={sheet.zone} />;
  if (sheet.what === 'device') return <DeviceSheet {...rest} device={sheet.device} />;
  return <DeviceTest device={sheet.device} onClose={props.onSaved} />;
}

/** Zones and devices: find, add, change, and press one to see that it is heard. */
export function SiteScreen() {
  const say = useWords();
  const calls = useSetupCalls();
  const cache = useQueryClient();
  const [wanted, setWanted] = useState('');
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const zones = useQuery({ queryKey: ['zones'], queryFn: calls.zones });
  const devices = useQuery({ queryKey: ['devices'], queryFn: calls.devices });
  const post = useQuery({ queryKey: ['post'], queryFn: calls.post });
  const failed = zones.error ?? devices.error ?? post.error;
  if (failed !== null) return <ErrorState title={say('setup.failed')} todo={failed.message} />;
  if (!zones.data || !devices.data || !post.data) return <LoadingState />;
  const mayChange = calls.may('site.change');
  return (
    <div className="grid content-start gap-6">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={say('setup.find')} optional>
          <TextInput maxLength={80} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </Field>
        {mayChange && (
          <>
            <Button onClick={() => setSheet({ what: 'zone', zone: null })}>{say('setup.addZone')}</Button>
            <Button onClick={() => setSheet({ what: 'device', device: null })}>
              {say('setup.addDevice')}
            </Button>
          </>
        )}
      </div>
      <Zones
        zones={zones.data.filter((zone) => found(zone.name, '', wanted))}
        mayChange={mayChange}
        onOpen={setSheet}
      />
      <Devices
        devices={devices.data.filter((each) => found(each.name, `${each.source} ${each.point}`, wanted))}
        zones={zones.data}
        mayChange={mayChange}
        onOpen={setSheet}
      />
      {sheet !== null && (
        <OpenSheet
          sheet={sheet}
          zones={zones.data}
          languages={post.data.languages}
          onClose={() => setSheet(null)}
          onSaved={() => {
            setSheet(null);
            void cache.invalidateQueries();
          }}
        />
      )}
    </div>
  );
}
