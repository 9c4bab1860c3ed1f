import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { useLanguage } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { PlanFeature } from '../../site/model.ts';
import type { Floor } from '../model.ts';
import { BasemapPart } from './basemap-part.tsx';
import { useMapCalls } from './calls.ts';
import { FloorEditor } from './floor-editor.tsx';
import { FloorTabs } from './floor-tabs.tsx';
import { SureButton } from './sure-button.tsx';
import { useWords } from './words.ts';

/** A new floor: its name in the language now spoken, and its level (0 is the ground). */
function AddFloor(props: { onAdd: (name: string, level: number) => Promise<boolean> }) {
  const say = useWords();
  const [name, setName] = useState('');
  const [level, setLevel] = useState('0');
  const [busy, setBusy] = useState(false);
  const number = Number(level);
  const sound = name.trim() !== '' && Number.isInteger(number) && Math.abs(number) <= 20;
  return (
    <form
      aria-label={say('map.addFloor')}
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!sound || busy) return;
        setBusy(true);
        void props.onAdd(name.trim(), number).then((added) => {
          setBusy(false);
          if (added) setName('');
        });
      }}
    >
      <Field label={say('map.floorName')}>
        <TextInput value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={say('map.level')} className="w-[96px]">
        <TextInput inputMode="numeric" value={level} onChange={(event) => setLevel(event.target.value)} />
      </Field>
      <Button type="submit" disabled={!sound} busy={busy}>
        {say('map.addFloor')}
      </Button>
    </form>
  );
}

/** Set up: the floors of the post and the city under them, drawn and loaded by the office itself. */
export function DrawScreen(props: { plan: readonly PlanFeature[]; mayDraw: boolean }) {
  const say = useWords();
  const calls = useMapCalls();
  const cache = useQueryClient();
  const { language } = useLanguage();
  const view = useQuery({ queryKey: ['map'], queryFn: calls.view });
  const zones = useQuery({ queryKey: ['map-zones'], queryFn: calls.zones });
  const devices = useQuery({ queryKey: ['map-devices'], queryFn: calls.devices });
  const [floorId, setFloorId] = useState<string | null>(null);
  const { problem, run } = useCommand(() => cache.invalidateQueries({ queryKey: ['map'] }));
  const failed = view.error ?? zones.error ?? devices.error;
  if (view.data === undefined || zones.data === undefined || devices.data === undefined) {
    if (failed === null) return <LoadingState />;
    const again = () => void Promise.all([view.refetch(), zones.refetch(), devices.refetch()]);
    return (
      <ErrorState
        title={say('map.failed')}
        todo={failed.message}
        action={<Button onClick={again}>{say('map.again')}</Button>}
      />
    );
  }
  const { floors, basemap } = view.data;
  const floor =
    floors.find((each) => each.id === floorId) ??
    floors.find((each) => each.level === 0) ??
    floors[0] ??
    null;
  const add = (name: string, level: number) =>
    run('add', async () => {
      const names = language === 'en' ? { en: name } : { en: name, [language]: name };
      setFloorId((await calls.addFloor(names, level)).floor.id);
    });
  if (!props.mayDraw) return <EmptyState title={say('map.title')}>{say('map.mayNotDraw')}</EmptyState>;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <FloorTabs floors={floors} value={floor?.id ?? null} onChange={setFloorId} />
        <AddFloor onAdd={add} />
      </div>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {floor === null ? (
        <EmptyState title={say('map.noFloors')}>{say('map.noFloorsHint')}</EmptyState>
      ) : (
        <Chosen
          key={floor.id}
          {...{ floor, basemap }}
          plan={props.plan}
          zones={zones.data}
          devices={devices.data}
          onRemove={() => void run('remove', () => calls.removeFloor(floor.id))}
        />
      )}
      <BasemapPart basemap={basemap} />
    </div>
  );
}

function Chosen(props: React.ComponentProps<typeof FloorEditor> & { floor: Floor; onRemove: () => void }) {
  const say = useWords();
  const { onRemove, ...rest } = props;
  return (
    <>
      <FloorEditor {...rest} />
      <div>
        <SureButton onSure={onRemove}>{say('map.removeFloor')}</SureButton>
      </div>
    </>
  );
}
