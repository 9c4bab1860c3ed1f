import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { EmptyState, Notice } from '../../../ui/states.tsx';
import { LocalTime, ZuluTime } from '../../../ui/time.tsx';
import type { Frame } from '../model.ts';
import { frameUrl, type CameraCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** One kept picture: seen whole, and deleted by those who have that right. */
function FrameRow(props: {
  frame: Frame;
  label: string;
  mayDelete: boolean;
  calls: CameraCalls;
  onDone: () => void;
}) {
  const { frame } = props;
  const say = useWords();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useCommand(props.onDone);
  const atMs = Date.parse(frame.takenAt);
  return (
    <li className="grid content-start gap-2 border-b border-line pb-3">
      <a href={frameUrl(frame.id)} target="_blank" rel="noreferrer" className="block bg-ground">
        <img
          src={frameUrl(frame.id)}
          loading="lazy"
          alt={say('camera.frameOf', { name: props.label })}
          className="block aspect-video w-full object-contain"
        />
      </a>
      <div className="flex flex-wrap items-center gap-2 text-table">
        <span className="min-w-0 flex-1">
          <LocalTime atMs={atMs} form="both" /> <ZuluTime atMs={atMs} className="text-ink-3" />
          <span className="block text-label text-ink-3">
            {frame.byName === '' ? say('camera.byItself') : frame.byName}
          </span>
        </span>
        {frame.held && <Chip>{say('camera.held')}</Chip>}
        {props.mayDelete && !frame.held && !asking && (
          <Button size="small" kind="ghost" onClick={() => setAsking(true)}>
            {say('camera.delete')}
          </Button>
        )}
      </div>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {asking && (
        <form
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void run('delete', () => props.calls.deleteFrame(frame.id, reason.trim()));
          }}
        >
          <Field label={say('camera.deleteWhy')} hint={say('camera.deleteHint')}>
            <TextInput
              autoFocus
              value={reason}
              maxLength={400}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <div className="flex gap-2">
            <Button
              type="submit"
              kind="danger"
              size="small"
              disabled={reason.trim() === ''}
              busy={busy !== null}
            >
              {say('camera.delete')}
            </Button>
            <Button size="small" onClick={() => setAsking(false)}>
              {say('camera.leave')}
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}

/** Kept pictures, newest first. */
export function FrameList(props: {
  frames: readonly Frame[];
  labelOf: (frame: Frame) => string;
  mayDelete: (frame: Frame) => boolean;
  calls: CameraCalls;
  onChanged: () => void;
}) {
  const say = useWords();
  if (props.frames.length === 0)
    return <EmptyState title={say('camera.noFrames')}>{say('camera.noFramesHint')}</EmptyState>;
  return (
    <ul className="m-0 grid list-none gap-3 p-0 sm:grid-cols-2">
      {props.frames.map((frame) => (
        <FrameRow
          key={frame.id}
          frame={frame}
          label={props.labelOf(frame)}
          mayDelete={props.mayDelete(frame)}
          calls={props.calls}
          onDone={props.onChanged}
        />
      ))}
    </ul>
  );
}
