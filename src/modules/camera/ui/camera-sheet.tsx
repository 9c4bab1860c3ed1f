import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { CameraView } from '../model.ts';
import { mine, type CameraCalls } from './calls.ts';
import { FrameList } from './frame-list.tsx';
import { HoldForm } from './hold-form.tsx';
import { LiveVideo } from './live-video.tsx';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { sayFault, useWords } from './words.ts';

type Tab = 'frames' | 'hold' | 'timeline';

/** Presets, and the picture of now to keep. */
function Acts(props: { camera: CameraView; alarmId: string | null; calls: CameraCalls; live: boolean }) {
  const { camera, calls } = props;
  const say = useWords();
  const cache = useQueryClient();
  const [done, setDone] = useState<string | null>(null);
  const { busy, problem, run } = useCommand(() => void cache.invalidateQueries({ queryKey: ['frames'] }));
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2" role="group" aria-label={say('camera.acts')}>
        <Button
          size="small"
          kind="primary"
          disabled={!props.live}
          busy={busy === 'keep'}
          onClick={() =>
            void run('keep', () => calls.keep(camera.id, props.alarmId)).then(
              (well) => well && setDone(say('camera.kept')),
            )
          }
        >
          {say('camera.keep')}
        </Button>
        {camera.presets.map((preset) => (
          <Button
            key={preset.token}
            size="small"
            disabled={!props.live}
            busy={busy === preset.token}
            onClick={() =>
              void run(preset.token, () => calls.turn(camera.id, preset.token)).then(
                (well) => well && setDone(say('camera.turned', { preset: preset.name })),
              )
            }
          >
            {preset.name}
          </Button>
        ))}
      </div>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {problem === null && done !== null && <Notice tone="done">{done}</Notice>}
    </div>
  );
}

function Frames(props: { camera: CameraView; calls: CameraCalls; live: boolean }) {
  const { camera, calls } = props;
  const say = useWords();
  const name = useNameIn();
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: ['frames', 'camera', camera.id],
    queryFn: () => calls.framesOfCamera(camera.id),
  });
  if (query.data === undefined)
    return query.error === null ? (
      <LoadingState />
    ) : (
      <ErrorState
        title={say('camera.failed')}
        todo={query.error.message}
        action={<Button onClick={() => void query.refetch()}>{say('camera.tryAgain')}</Button>}
      />
    );
  return (
    <FrameList
      frames={query.data}
      labelOf={() => name(camera.name)}
      mayDelete={() => props.live && mine(camera, 'delete')}
      calls={calls}
      onChanged={() => void cache.invalidateQueries({ queryKey: ['frames'] })}
    />
  );
}

/** One camera: live, presets, what was kept of it, what happened to it. */
export function CameraSheet(props: {
  camera: CameraView;
  cameras: readonly CameraView[];
  alarm: { readonly id: string; readonly raisedAtMs: number } | null;
  calls: CameraCalls;
  live: boolean;
  nowMs: () => number;
  /** What happened to this camera, from the log; absent: this person does not read the log. */
  timeline?: ReactNode;
  onClose: () => void;
}) {
  const { camera, calls } = props;
  const say = useWords();
  const name = useNameIn();
  const cache = useQueryClient();
  const [tab, setTab] = useState<Tab>('frames');
  const [held, setHeld] = useState(false);
  const offline = camera.state.state === 'offline';
  const tabs = [
    { value: 'frames' as const, label: say('camera.frames') },
    ...(mine(camera, 'hold') ? [{ value: 'hold' as const, label: say('camera.holdTab') }] : []),
    ...(props.timeline === undefined ? [] : [{ value: 'timeline' as const, label: say('camera.timeline') }]),
  ];
  return (
    <SideSheet open onClose={props.onClose} title={name(camera.name)} className="md:w-[560px] 2xl:w-[720px]">
      <div className="grid gap-3">
        {offline && (
          <Notice tone="problem">
            {say('camera.offline')}. {sayFault(camera.state.fault)}{' '}
            {camera.state.since !== null && <LocalTime atMs={Date.parse(camera.state.since)} form="both" />}
          </Notice>
        )}
        {camera.hasStream || camera.hasWhep ? (
          <LiveVideo camera={camera} calls={calls} />
        ) : (
          <Notice>{say('camera.noStream')}</Notice>
        )}
        <Acts camera={camera} alarmId={props.alarm?.id ?? null} calls={calls} live={props.live} />
        <Tabs value={tab} onChange={setTab} label={name(camera.name)} tabs={tabs}>
          <TabPanel value="frames" className="pt-3">
            <Frames camera={camera} calls={calls} live={props.live} />
          </TabPanel>
          <TabPanel value="hold" className="pt-3">
            {held ? (
              <Notice tone="done">{say('camera.holdMade')}</Notice>
            ) : (
              <HoldForm
                cameras={props.cameras}
                chosen={[camera.id]}
                alarmId={props.alarm?.id ?? null}
                aboutMs={props.alarm?.raisedAtMs ?? props.nowMs()}
                calls={calls}
                onDone={() => {
                  setHeld(true);
                  for (const key of ['frames', 'holds']) void cache.invalidateQueries({ queryKey: [key] });
                }}
              />
            )}
          </TabPanel>
          {props.timeline !== undefined && (
            <TabPanel value="timeline" className="pt-3">
              {props.timeline}
            </TabPanel>
          )}
        </Tabs>
      </div>
    </SideSheet>
  );
}
