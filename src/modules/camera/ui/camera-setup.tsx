import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { CameraGroup } from '../model.ts';
import { CameraForm, type Place, type ZoneChoice } from './camera-form.tsx';
import { GroupRights, type Holder } from './camera-rights.tsx';
import type { CameraSetting, CameraSetupCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { sayFault, useWords } from './words.ts';

type Sheet =
  | { readonly what: 'camera'; readonly camera: CameraSetting | null; readonly place: Place | null }
  | { readonly what: 'group'; readonly group: CameraGroup | null };

interface SetupProps {
  readonly calls: CameraSetupCalls;
  readonly zones: readonly ZoneChoice[];
  readonly holders: readonly Holder[];
  readonly otherLanguage: string | null;
  /** False: read only, such as while the page is not live. */
  readonly mayChange: boolean;
  readonly mayRights: boolean;
}

function State(props: { camera: CameraSetting }) {
  const { state, since, fault } = props.camera.state;
  const say = useWords();
  return (
    <span>
      {state === 'offline' ? `${say('camera.offline')}. ${sayFault(fault)}` : say(`camera.state.${state}`)}{' '}
      {since !== null && state === 'offline' && <LocalTime atMs={Date.parse(since)} form="both" />}
    </span>
  );
}

/** Cameras that answered on the network and are not set up yet. */
function Found(props: {
  calls: CameraSetupCalls;
  known: ReadonlySet<string>;
  onChoose: (place: Place) => void;
}) {
  const say = useWords();
  const [found, setFound] = useState<readonly Place[] | null>(null);
  const { busy, problem, run } = useCommand();
  const fresh = (found ?? []).filter((place) => !props.known.has(place.host));
  return (
    <>
      <Button
        busy={busy !== null}
        onClick={() => void run('find', async () => setFound(await props.calls.find()))}
      >
        {say('camera.find')}
      </Button>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {found !== null && fresh.length === 0 && <Notice>{say('camera.foundNone')}</Notice>}
      {fresh.map((place) => (
        <Button key={`${place.host}:${place.port}`} onClick={() => props.onChoose(place)}>
          {say('camera.addFound', { name: place.name, host: place.host })}
        </Button>
      ))}
    </>
  );
}

function Rows(
  props: SetupProps & {
    cameras: readonly CameraSetting[];
    groups: readonly CameraGroup[];
    onSheet: (sheet: Sheet) => void;
    onChanged: () => void;
  },
) {
  const { cameras, groups, calls } = props;
  const say = useWords();
  const name = useNameIn();
  const [sure, setSure] = useState<string | null>(null);
  const { busy, problem, run } = useCommand(props.onChanged);
  const zoneOf = (id: string | null) => {
    const zone = props.zones.find((each) => each.id === id);
    return zone ? name(zone.name) : '';
  };
  return (
    <>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Table
        caption={say('camera.cameras')}
        captionHidden
        columns={[
          { key: 'name', label: say('camera.name') },
          { key: 'zone', label: say('camera.zone') },
          { key: 'address', label: say('camera.host') },
          { key: 'device', label: say('camera.device') },
          { key: 'group', label: say('camera.group') },
          { key: 'state', label: say('camera.state') },
          { key: 'action', label: say('camera.action'), align: 'end' },
        ]}
        rows={cameras.map((camera) => {
          const own = name(camera.name);
          const group = groups.find((each) => each.id === camera.groupId);
          return {
            key: camera.id,
            cells: [
              <b key="name">{own}</b>,
              zoneOf(camera.zoneId),
              <span
                key="address"
                dir="ltr"
                className="font-mono text-label"
              >{`${camera.host}:${camera.port}`}</span>,
              camera.device === '' ? camera.protocol.toUpperCase() : camera.device,
              group ? name(group.name) : '',
              <State key="state" camera={camera} />,
              props.mayChange ? (
                <span key="action" className="flex justify-end gap-1">
                  <Button
                    size="small"
                    aria-label={say('camera.changeOf', { name: own })}
                    onClick={() => props.onSheet({ what: 'camera', camera, place: null })}
                  >
                    {say('camera.change')}
                  </Button>
                  <Button
                    size="small"
                    kind={sure === camera.id ? 'danger' : 'ghost'}
                    busy={busy === camera.id}
                    aria-label={say(sure === camera.id ? 'camera.removeSure' : 'camera.removeOf', {
                      name: own,
                    })}
                    onClick={() =>
                      sure === camera.id
                        ? void run(camera.id, () => calls.remove(camera.id))
                        : setSure(camera.id)
                    }
                  >
                    {say(sure === camera.id ? 'camera.removeYes' : 'camera.remove')}
                  </Button>
                </span>
              ) : (
                ''
              ),
            ],
          };
        })}
      />
    </>
  );
}

function Groups(
  props: SetupProps & {
    groups: readonly CameraGroup[];
    onSheet: (sheet: Sheet) => void;
    onChanged: () => void;
  },
) {
  const say = useWords();
  const name = useNameIn();
  const { busy, problem, run } = useCommand(props.onChanged);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="m-0 flex-1 text-bar font-bold">{say('camera.groups')}</h2>
        {props.mayRights && (
          <Button onClick={() => props.onSheet({ what: 'group', group: null })}>
            {say('camera.addGroup')}
          </Button>
        )}
      </div>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Table
        caption={say('camera.groups')}
        captionHidden
        columns={[
          { key: 'name', label: say('camera.name') },
          { key: 'grants', label: say('camera.rights') },
          ...(props.mayRights ? [{ key: 'action', label: say('camera.action'), align: 'end' as const }] : []),
        ]}
        rows={props.groups.map((group) => ({
          key: group.id,
          cells: [
            <b key="name">{name(group.name)}</b>,
            <ul key="grants" className="m-0 grid list-none gap-1 p-0 py-1">
              {group.grants.map((grant) => {
                const key = grant.role === undefined ? `user:${grant.userId ?? ''}` : `role:${grant.role}`;
                const holder = props.holders.find((each) => each.key === key);
                return (
                  <li key={key}>
                    {holder?.label ?? say('camera.unknownHolder')}:{' '}
                    <span className="text-ink-2">
                      {grant.rights.map((right) => say(`camera.right.${right}`)).join(', ')}
                    </span>
                  </li>
                );
              })}
            </ul>,
            ...(props.mayRights
              ? [
                  <span key="action" className="flex justify-end gap-1">
                    <Button
                      size="small"
                      aria-label={say('camera.changeOf', { name: name(group.name) })}
                      onClick={() => props.onSheet({ what: 'group', group })}
                    >
                      {say('camera.change')}
                    </Button>
                    <Button
                      size="small"
                      kind="ghost"
                      busy={busy === group.id}
                      aria-label={say('camera.removeOf', { name: name(group.name) })}
                      onClick={() => void run(group.id, () => props.calls.removeGroup(group.id))}
                    >
                      {say('camera.remove')}
                    </Button>
                  </span>,
                ]
              : []),
          ],
        }))}
      />
    </div>
  );
}

/** One camera, or the rights of one group. */
function SetupSheet(
  props: SetupProps & {
    groups: readonly CameraGroup[];
    sheet: Sheet;
    onClose: () => void;
    onDone: () => void;
  },
) {
  const { sheet, calls, groups } = props;
  const say = useWords();
  if (sheet.what === 'camera')
    return (
      <SideSheet
        open
        onClose={props.onClose}
        title={say(sheet.camera === null ? 'camera.add' : 'camera.changeTitle')}
      >
        <CameraForm
          key={sheet.camera?.id ?? sheet.place?.host ?? 'new'}
          camera={sheet.camera}
          place={sheet.place}
          groups={groups}
          zones={props.zones}
          otherLanguage={props.otherLanguage}
          calls={calls}
          onDone={props.onDone}
        />
      </SideSheet>
    );
  return (
    <SideSheet open onClose={props.onClose} title={say('camera.rights')}>
      <GroupRights
        key={sheet.group?.id ?? 'new'}
        group={sheet.group}
        holders={props.holders}
        calls={calls}
        onDone={props.onDone}
      />
    </SideSheet>
  );
}

/** Set up, Cameras: by address or found on the network, and who may do what with which. */
export function CameraSetup(props: SetupProps) {
  const { calls } = props;
  const say = useWords();
  const cache = useQueryClient();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const cameras = useQuery({
    queryKey: ['camera-settings'],
    queryFn: calls.settings,
    refetchInterval: 10_000,
  });
  const groups = useQuery({ queryKey: ['camera-groups'], queryFn: calls.groups });
  const changed = () => {
    for (const key of ['camera-settings', 'camera-groups', 'cameras'])
      void cache.invalidateQueries({ queryKey: [key] });
  };
  const done = () => {
    setSheet(null);
    changed();
  };
  const error = cameras.error ?? groups.error;
  if (error !== null)
    return (
      <ErrorState
        title={say('camera.failed')}
        todo={error.message}
        action={<Button onClick={changed}>{say('camera.tryAgain')}</Button>}
      />
    );
  if (cameras.data === undefined || groups.data === undefined) return <LoadingState />;
  const both = { ...props, groups: groups.data, onSheet: setSheet, onChanged: changed };
  return (
    <div className="grid gap-6">
      <div className="grid gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="m-0 flex-1 text-bar font-bold">{say('camera.cameras')}</h2>
          {props.mayChange && (
            <>
              <Found
                calls={calls}
                known={new Set(cameras.data.map((camera) => camera.host))}
                onChoose={(place) => setSheet({ what: 'camera', camera: null, place })}
              />
              <Button kind="primary" onClick={() => setSheet({ what: 'camera', camera: null, place: null })}>
                {say('camera.add')}
              </Button>
            </>
          )}
        </div>
        {cameras.data.length === 0 ? (
          <EmptyState title={say('camera.none')}>{say('camera.noneSetup')}</EmptyState>
        ) : (
          <Rows {...both} cameras={cameras.data} />
        )}
      </div>
      {groups.data.length > 0 && <Groups {...both} />}
      {sheet !== null && <SetupSheet {...both} sheet={sheet} onClose={() => setSheet(null)} onDone={done} />}
    </div>
  );
}
