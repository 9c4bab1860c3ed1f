import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { classes } from '../../../ui/classes.ts';
import { nowMs, useNow } from '../../../ui/clock.ts';
import { Notice } from '../../../ui/states.tsx';
import { camerasOf, type CameraView, type Frame } from '../model.ts';
import { CameraSheet } from './camera-sheet.tsx';
import { frameUrl, mine, type CameraCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { sayFault, useWords } from './words.ts';

/** A frame is on its way for so long after the alarm. */
const FRESH_MS = 20_000;
const FRESH_ASK_MS = 1_500;
const LATER_ASK_MS = 30_000;

interface AlarmOfCameras {
  readonly id: string;
  readonly deviceId: string | null;
  readonly zoneId: string | null;
  readonly raisedAtMs: number;
}

/** One camera that sees the place: the frame of the moment, its time after the alarm, how the camera is. */
function Tile(props: {
  camera: CameraView;
  frame: Frame | undefined;
  raisedAtMs: number;
  onOpen: () => void;
}) {
  const { camera, frame } = props;
  const say = useWords();
  const name = useNameIn();
  const fresh = useNow() - props.raisedAtMs < FRESH_MS;
  const offline = camera.state.state === 'offline';
  const lateS = frame ? Math.max(0, Math.round((Date.parse(frame.takenAt) - props.raisedAtMs) / 1000)) : 0;
  return (
    <button
      type="button"
      onClick={props.onOpen}
      className="grid w-[150px] shrink-0 cursor-pointer overflow-hidden rounded-corner border border-edge bg-panel p-0 text-start text-ink-1 hover:border-ink-2"
    >
      <span className={classes('relative block aspect-video bg-ground', offline && 'hatched')}>
        {frame ? (
          <img
            src={frameUrl(frame.id)}
            alt={say('camera.frameOf', { name: name(camera.name) })}
            className="size-full object-contain"
          />
        ) : (
          <span className="absolute inset-0 grid place-items-center p-1 text-center text-label text-ink-2">
            {offline ? sayFault(camera.state.fault) : say(fresh ? 'camera.coming' : 'camera.noFrame')}
          </span>
        )}
      </span>
      <span className="grid border-t border-line px-2 py-1 text-label">
        <span className="truncate font-semibold">
          <span className="sr-only">{say('camera.open')} </span>
          {name(camera.name)}
        </span>
        <span className="truncate text-ink-3">
          {offline
            ? say('camera.offline')
            : frame
              ? say('camera.after', { s: lateS })
              : say('camera.pressForLive')}
        </span>
      </span>
    </button>
  );
}

function useEvidence(calls: CameraCalls, alarmId: string) {
  const { busy, problem, run } = useCommand();
  const save = () =>
    run('evidence', async () => {
      saveFile(await calls.evidence(alarmId));
    });
  return { busy: busy !== null, problem, save };
}

/** The cameras that see the place of an alarm, with the frames of its moment. Nothing where no camera sees it. */
export function AlarmCameras(props: {
  alarm: AlarmOfCameras;
  calls: CameraCalls;
  live: boolean;
  mayExport: boolean;
}) {
  const { alarm, calls } = props;
  const say = useWords();
  const cache = useQueryClient();
  const [openId, setOpenId] = useState<string | null>(null);
  const cameras = useQuery({ queryKey: ['cameras'], queryFn: calls.cameras, staleTime: 10_000 });
  const seeing = camerasOf(cameras.data ?? [], alarm);
  const frames = useQuery({
    queryKey: ['frames', 'alarm', alarm.id],
    queryFn: () => calls.framesOfAlarm(alarm.id),
    enabled: seeing.length > 0,
    refetchInterval: () => (nowMs() - alarm.raisedAtMs < FRESH_MS ? FRESH_ASK_MS : LATER_ASK_MS),
  });
  const evidence = useEvidence(calls, alarm.id);
  if (seeing.length === 0) return null;
  const open = cameras.data?.find((camera) => camera.id === openId);
  // The first of each camera is the one of the moment; the list is newest first.
  const firstOf = (id: string) => frames.data?.findLast((frame) => frame.cameraId === id);
  const canExport = props.mayExport && seeing.some((camera) => mine(camera, 'export'));
  return (
    <section aria-label={say('camera.ofAlarm')} className="grid gap-2">
      <div className="flex gap-2 overflow-x-auto">
        {seeing.map((camera) => (
          <Tile
            key={camera.id}
            camera={camera}
            frame={firstOf(camera.id)}
            raisedAtMs={alarm.raisedAtMs}
            onOpen={() => setOpenId(camera.id)}
          />
        ))}
      </div>
      {frames.error !== null && <Notice tone="problem">{frames.error.message}</Notice>}
      {evidence.problem !== null && <Notice tone="problem">{evidence.problem}</Notice>}
      {canExport && (
        <Button
          size="small"
          className="justify-self-start"
          busy={evidence.busy}
          onClick={() => void evidence.save()}
        >
          {say('camera.evidence')}
        </Button>
      )}
      {open !== undefined && (
        <CameraSheet
          key={open.id}
          camera={open}
          cameras={cameras.data ?? []}
          alarm={alarm}
          calls={calls}
          live={props.live}
          nowMs={nowMs}
          onClose={() => {
            setOpenId(null);
            void cache.invalidateQueries({ queryKey: ['frames'] });
          }}
        />
      )}
    </section>
  );
}
