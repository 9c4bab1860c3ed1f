import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { Field, TextInput } from '../../../ui/field.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { Age, LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { Zone } from '../../site/model.ts';
import { upkeepOf, wordOf, type Upkeep } from '../../upkeep/model.ts';
import type { Device, DeviceState } from '../model.ts';
import { useTechnicalCalls } from './calls.ts';
import { Listed } from './listed.tsx';
import { useWords } from './words.ts';

/** Rows that one screen shows; the search finds the others. */
const MAX_SHOWN = 200;
const LOOK_MS = 5_000;

/** What this person may do with a device; left out where they may not. */
export interface DeviceActs {
  readonly onTest?: (device: Device) => void;
  readonly onQuiet?: (device: Device) => void;
}

function StateCell(props: { device: Device; state: DeviceState | undefined; upkeep: readonly Upkeep[] }) {
  const { device, state, upkeep } = props;
  const say = useWords();
  const { live } = useLiveState();
  const now = toInstant(useNow(LOOK_MS));
  const word = wordOf(device, state, upkeep, now);
  const by = upkeepOf(device, upkeep, now);
  return (
    <span className="block py-1">
      <span className={word === 'ok' || word === 'unheard' ? '' : 'font-bold'}>
        {word === 'ok' && !live ? '-' : say(`technical.device.${word}`)}
      </span>
      {by !== null && (
        <span className="block text-label text-ink-2">
          <LocalTime atMs={Date.parse(by.endsAt)} form="both" /> {by.reason}
        </span>
      )}
      {word === 'silent' && state?.behind !== null && state?.behind !== undefined && (
        <span className="block text-label text-ink-2">{say('technical.behind', { name: state.behind })}</span>
      )}
    </span>
  );
}

function HeardCell(props: { state: DeviceState | undefined }) {
  const say = useWords();
  const { state } = props;
  const at = state?.lastHeardAt ?? null;
  return (
    <span className="block whitespace-nowrap">
      {at === null ? (
        say('technical.notSinceStart')
      ) : (
        <>
          <LocalTime atMs={Date.parse(at)} /> <Age atMs={Date.parse(at)} className="text-ink-3" />
        </>
      )}
      {state?.heartbeatS !== null && state?.heartbeatS !== undefined && (
        <span className="block text-label text-ink-3">{say('technical.every', { n: state.heartbeatS })}</span>
      )}
    </span>
  );
}

function Acts(props: DeviceActs & { device: Device; name: string }) {
  const say = useWords();
  const { device, name, onTest, onQuiet } = props;
  return (
    <span className="flex gap-2 py-1">
      {onTest && (
        <Button size="small" aria-label={say('technical.testOf', { name })} onClick={() => onTest(device)}>
          {say('technical.test')}
        </Button>
      )}
      {onQuiet && (
        <Button size="small" aria-label={say('technical.quietOf', { name })} onClick={() => onQuiet(device)}>
          {say('technical.quiet')}
        </Button>
      )}
    </span>
  );
}

interface Props extends DeviceActs {
  readonly zones: readonly Zone[];
  readonly upkeep: readonly Upkeep[];
}

/** Every device: when it was last heard, how it stands, and what can be done with it. */
export function Devices(props: Props) {
  const say = useWords();
  const calls = useTechnicalCalls();
  const { language } = useLanguage();
  const [wanted, setWanted] = useState('');
  const query = useQuery({ queryKey: ['devices'], queryFn: calls.devices, refetchInterval: LOOK_MS });
  const states = useQuery({
    queryKey: ['device-states'],
    queryFn: calls.deviceStates,
    refetchInterval: LOOK_MS,
  });
  const nameOf = (names: Device['name'] | undefined) => (names === undefined ? '-' : nameIn(names, language));
  const acts = props.onTest !== undefined || props.onQuiet !== undefined;
  const found = (device: Device) =>
    `${Object.values(device.name).join(' ')} ${device.source} ${device.point}`
      .toLowerCase()
      .includes(wanted.trim().toLowerCase());
  const stateOf = (device: Device) => states.data?.find((each) => each.deviceId === device.id);
  const row = (device: Device) => ({
    key: device.id,
    cells: [
      <span key="name" className="block py-1">
        <span className="block font-semibold">{nameOf(device.name)}</span>
        <span className="text-label text-ink-3">{say(`technical.kind.${device.kind}`)}</span>
      </span>,
      <StateCell key="state" device={device} state={stateOf(device)} upkeep={props.upkeep} />,
      <HeardCell key="heard" state={stateOf(device)} />,
      nameOf(props.zones.find((each) => each.id === device.zoneId)?.name),
      <span key="point" className="font-mono text-label">{`${device.source} ${device.point}`}</span>,
      ...(acts ? [<Acts key="acts" {...props} device={device} name={nameOf(device.name)} />] : []),
    ],
  });
  return (
    <Listed query={query} failed={say('technical.devicesFailed')}>
      {(devices) => {
        if (devices.length === 0)
          return <EmptyState title={say('technical.noDevices')}>{say('technical.noDevicesHint')}</EmptyState>;
        const shown = devices.filter(found);
        return (
          <div className="grid gap-2">
            <Field label={say('technical.find')} optional className="max-w-[420px]">
              <TextInput maxLength={80} value={wanted} onChange={(event) => setWanted(event.target.value)} />
            </Field>
            <Table
              caption={say('technical.devices')}
              captionHidden
              columns={[
                { key: 'name', label: say('technical.device') },
                { key: 'state', label: say('technical.state') },
                { key: 'heard', label: say('technical.lastHeard') },
                { key: 'zone', label: say('technical.zone') },
                { key: 'point', label: say('technical.point') },
                ...(acts ? [{ key: 'acts', label: say('technical.action') }] : []),
              ]}
              rows={shown.slice(0, MAX_SHOWN).map(row)}
            />
            {shown.length > MAX_SHOWN && (
              <p className="m-0 text-table text-ink-2">
                {say('technical.more', { n: shown.length - MAX_SHOWN })}
              </p>
            )}
          </div>
        );
      }}
    </Listed>
  );
}
