import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { SetupCallsProvider } from '../../modules/setup/ui/calls.ts';
import { DeviceTest } from '../../modules/setup/ui/device-test.tsx';
import type { Device } from '../../modules/technical/model.ts';
import { DevicesAndLinks } from '../../modules/technical/ui/devices-and-links.tsx';
import { UPKEEP_KINDS } from '../../modules/upkeep/model.ts';
import { FixList, UpkeepList } from '../../modules/upkeep/ui/upkeep-list.tsx';
import { UpkeepSheet, type UpkeepChoice } from '../../modules/upkeep/ui/upkeep-sheet.tsx';
import { HealthScreen } from '../../modules/watch/ui/health-screen.tsx';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState } from '../../ui/states.tsx';
import { nameIn } from '../../ui/direction.ts';
import { useLanguage } from '../../ui/words.ts';
import { SetUp } from './other-screens.tsx';
import { useSession } from './session.ts';
import { setupCalls } from './setup-calls.ts';
import { upkeepCalls } from './upkeep-calls.ts';
import { useWords } from './words.ts';

const NONE: readonly never[] = [];

/** A device, its zone and its source, as far as they are there. */
function useChoices(): (device: Device) => readonly UpkeepChoice[] {
  const { board } = useSession();
  const { language } = useLanguage();
  return (device) => {
    const zone = board?.snapshot.zones.find((each) => each.id === device.zoneId);
    const source = board?.sources.find((each) => each.source === device.source);
    return [
      { target: { what: 'device', id: device.id }, name: nameIn(device.name, language) },
      ...(zone
        ? [{ target: { what: 'zone', id: zone.id }, name: nameIn(zone.name, language) } as const]
        : []),
      { target: { what: 'source', id: device.source }, name: source?.name ?? device.source },
    ];
  };
}

type Sheet = { readonly what: 'test' | 'quiet'; readonly device: Device };

/** One device: pressed to see that it is heard, or kept from raising alarms. */
function DeviceSheet(props: { sheet: Sheet; onClose: () => void }) {
  const { sheet, onClose } = props;
  const { may, board } = useSession();
  const { language } = useLanguage();
  const cache = useQueryClient();
  const choices = useChoices();
  const calls = useMemo(() => setupCalls(may), [may]);
  const done = () => {
    void cache.invalidateQueries();
    onClose();
  };
  if (sheet.what === 'test')
    return (
      <SetupCallsProvider value={calls}>
        <DeviceTest device={sheet.device} onClose={done} />
      </SetupCallsProvider>
    );
  return (
    <UpkeepSheet
      name={nameIn(sheet.device.name, language)}
      calls={upkeepCalls}
      kinds={UPKEEP_KINDS.filter((kind) => may(`upkeep.${kind}`))}
      choices={choices(sheet.device)}
      atMostH={board?.snapshot.post.settings.upkeepAtMostH}
      onClose={onClose}
      onDone={done}
    />
  );
}

/** Set up, Devices and links. */
export function DevicesScreen() {
  const say = useWords();
  const { may, board, seesBoard } = useSession();
  const { live } = useLiveState();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const upkeep = useQuery({
    queryKey: ['upkeep'],
    queryFn: upkeepCalls.list,
    enabled: seesBoard,
    refetchInterval: 5_000,
  });
  const mayQuiet = live && may('upkeep.bypass');
  if (!may('panel.see'))
    return (
      <SetUp>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </SetUp>
    );
  return (
    <SetUp>
      <DevicesAndLinks
        zones={board?.snapshot.zones ?? NONE}
        sources={board?.sources ?? NONE}
        upkeep={upkeep.data?.open ?? NONE}
        acts={{
          ...(live && may('site.change')
            ? { onTest: (device: Device) => setSheet({ what: 'test', device }) }
            : {}),
          ...(mayQuiet ? { onQuiet: (device: Device) => setSheet({ what: 'quiet', device }) } : {}),
        }}
      >
        {seesBoard && (
          <>
            <UpkeepList calls={upkeepCalls} mayEnd={mayQuiet} />
            <FixList calls={upkeepCalls} mayFinish={live && may('fix.finish')} />
          </>
        )}
      </DevicesAndLinks>
      {sheet !== null && (
        <DeviceSheet key={`${sheet.what} ${sheet.device.id}`} sheet={sheet} onClose={() => setSheet(null)} />
      )}
    </SetUp>
  );
}

/** How good the alarms themselves are; a repair of the worst can be asked for. */
export function AlarmHealthScreen() {
  const say = useWords();
  const { board, seesBoard, may } = useSession();
  const { live } = useLiveState();
  const cache = useQueryClient();
  const fixes = useQuery({ queryKey: ['fixes'], queryFn: upkeepCalls.fixes, enabled: seesBoard });
  if (!seesBoard)
    return <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>;
  const open = (fixes.data ?? []).filter((fix) => fix.state === 'open').map((fix) => fix.place);
  return (
    <HealthScreen
      shelved={board?.shelved ?? NONE}
      fixesOpen={open}
      onFix={
        live && may('fix.request')
          ? async (place, name, what) => {
              await upkeepCalls.requestFix({ place, name, what });
              await cache.invalidateQueries({ queryKey: ['fixes'] });
            }
          : null
      }
    />
  );
}
