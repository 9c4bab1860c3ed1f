import { useQueryClient } from '@tanstack/react-query';
import { MousePointer2, Redo2, Undo2 } from 'lucide-react';
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Position } from '../../../kernel/geo.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { LoadingState, Notice } from '../../../ui/states.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { PlanFeature, Zone } from '../../site/model.ts';
import {
  addObjects,
  changeObject,
  draftOf,
  isDrawn,
  nudgeObject,
  placeImage,
  redo,
  removeObject,
  savedAs,
  shapeAround,
  undo,
  withImage,
  type Draft,
} from '../draft.ts';
import { readGeoJson } from '../geojson.ts';
import { middle, OBJECT_KINDS, SHAPE_OF, type Basemap, type Floor, type ObjectKind } from '../model.ts';
import { useMapCalls, type PlaceableDevice } from './calls.ts';
import { FileButton } from '../../../ui/file-button.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import { newObjectId } from './new-id.ts';
import { useKindName, useObjectName } from './names.ts';
import { Inspector, ObjectList } from './object-part.tsx';
import { PicturePart } from './picture-part.tsx';
import { hasWebGl } from './webgl.ts';
import { useWords } from './words.ts';

const DrawMap = lazy(() => import('./draw-map.tsx').then((file) => ({ default: file.DrawMap })));
const NOWHERE: Position = { lat: 0, lon: 0 };

interface EditorProps {
  readonly floor: Floor;
  readonly basemap: Basemap | null;
  readonly plan: readonly PlanFeature[];
  readonly zones: readonly Zone[];
  readonly devices: readonly PlaceableDevice[];
}

/** The draft of a floor: follows the server while nothing is drawn, and is kept when it is. */
function useDraft(floor: Floor) {
  const calls = useMapCalls();
  const cache = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(floor));
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<{ text: string; stale: boolean } | null>(null);
  if (floor.revision > draft.revision && !isDrawn(draft) && !saving) setDraft(draftOf(floor));
  const save = async () => {
    setSaving(true);
    setProblem(null);
    const { objects, placement } = draft.now;
    try {
      const saved = await calls.saveDrawing(draft.floorId, {
        revision: draft.revision,
        objects: [...objects],
        ...(placement === null ? {} : { placement }),
      });
      setDraft((now) => savedAs(now, draft.now, saved.floor));
      await cache.invalidateQueries({ queryKey: ['map'] });
    } catch (error) {
      const stale = error instanceof Error && 'code' in error && error.code === 'floor-changed';
      setProblem({ text: sentenceOf(error), stale });
    }
    setSaving(false);
  };
  /** Gives the drawing up for the one that stands on the server. */
  const takeTheirs = async () => {
    const view = await calls.view();
    const theirs = view.floors.find((each) => each.id === floor.id);
    if (theirs !== undefined) setDraft(draftOf(theirs));
    setProblem(null);
    await cache.invalidateQueries({ queryKey: ['map'] });
  };
  const act = useCallback((change: (draft: Draft) => Draft) => setDraft(change), []);
  return { draft, act, save, saving, problem, setProblem, takeTheirs };
}

/** Warns before the window closes on something unsaved. */
function useLeaveWarning(drawn: boolean): void {
  useEffect(() => {
    if (!drawn) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [drawn]);
}

/** The tools: choose and move, or draw a thing of a kind. */
function Tools(props: {
  tool: ObjectKind | null;
  onTool: (tool: ObjectKind | null) => void;
  onPut: (kind: ObjectKind) => void;
}) {
  const { tool } = props;
  const say = useWords();
  const kindName = useKindName();
  return (
    <div className="grid gap-2">
      <div role="group" aria-label={say('map.tools')} className="flex flex-wrap gap-1">
        <Button
          size="small"
          icon={<MousePointer2 size={16} />}
          aria-pressed={tool === null}
          className="aria-pressed:bg-selected"
          onClick={() => props.onTool(null)}
        >
          {say('map.select')}
        </Button>
        {OBJECT_KINDS.map((kind) => (
          <Button
            key={kind}
            size="small"
            aria-pressed={tool === kind}
            className="aria-pressed:bg-selected"
            onClick={() => props.onTool(kind)}
          >
            {kindName(kind)}
          </Button>
        ))}
      </div>
      {tool !== null && (
        <div className="flex flex-wrap items-center gap-2 text-table text-ink-2">
          <span>{say(`map.how.${SHAPE_OF[tool]}`)}</span>
          <Button size="small" onClick={() => props.onPut(tool)}>
            {say('map.putMiddle')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Canvas(
  props: EditorProps & {
    draft: Draft;
    tool: ObjectKind | null;
    selectedId: string | null;
    news: React.ComponentProps<typeof DrawMap>['news'];
    onCentre: React.ComponentProps<typeof DrawMap>['onCentre'];
  },
) {
  const { draft, floor, basemap, plan, zones, tool } = props;
  const say = useWords();
  const nameOf = useObjectName();
  const { language } = useLanguage();
  const { objects, placement } = draft.now;
  const ground = useMemo(
    () => ({
      basemap,
      plan,
      zones,
      floor: { ...floor, image: floor.image && placement ? { ...floor.image, ...placement } : floor.image },
      objects,
      nameOf,
      language,
      onlyNames: true,
    }),
    [basemap, plan, zones, floor, placement, objects, nameOf, language],
  );
  if (!hasWebGl()) return <Notice>{say('map.noWebGlDraw')}</Notice>;
  return (
    <div className="flex h-[560px] overflow-hidden rounded-corner border border-line max-md:h-[340px]">
      <Suspense fallback={<LoadingState className="flex-1" />}>
        <DrawMap
          ground={ground}
          objects={objects}
          selectedId={props.selectedId}
          shape={tool === null ? null : SHAPE_OF[tool]}
          news={props.news}
          onCentre={props.onCentre}
        />
      </Suspense>
    </div>
  );
}

/** The acts of one visit: which tool, what is chosen, and what each does to the draft. */
function useEditing(props: EditorProps) {
  const { floor, zones, plan } = props;
  const say = useWords();
  const draft = useDraft(floor);
  const { act, setProblem } = draft;
  const [tool, setTool] = useState<ObjectKind | null>(null);
  const [selectedId, setSelected] = useState<string | null>(null);
  const ask = useRef<(() => Position) | null>(null);
  const onCentre = useCallback((next: (() => Position) | null) => {
    ask.current = next;
  }, []);
  const { objects, placement } = draft.draft.now;
  useLeaveWarning(isDrawn(draft.draft));
  const known = [
    ...plan.flatMap((one) => one.shape),
    ...zones.flatMap((zone) => zone.area),
    ...objects.flatMap((one) => one.shape),
  ];
  const near = known.length > 0 ? middle(known) : null;
  const put = (kind: ObjectKind, id: string, shape: readonly Position[]) => {
    act((now) => addObjects(now, [{ id, kind, name: '', shape, bound: null }]));
    setTool(null);
    setSelected(id);
  };
  const centre = () => ask.current?.() ?? placement?.centre ?? near ?? NOWHERE;
  return {
    ...draft,
    tool,
    setTool,
    selectedId,
    setSelected,
    onCentre,
    centre,
    put,
    putMiddle: (kind: ObjectKind) => put(kind, newObjectId(), shapeAround(SHAPE_OF[kind], centre())),
    remove: (id: string) => {
      act((now) => removeObject(now, id));
      setSelected(null);
    },
    load: async (file: File) => {
      const read = readGeoJson(await file.text(), near);
      if (!read.ok)
        return setProblem({ text: say(`map.geojson.${read.fault}`, { n: read.feature }), stale: false });
      setProblem(read.left > 0 ? { text: say('map.geojson.left', { n: read.left }), stale: false } : null);
      act((now) =>
        addObjects(
          now,
          read.objects.map((object) => ({ ...object, id: newObjectId() })),
        ),
      );
    },
    news: {
      drawn: (id: string, shape: readonly Position[]) => {
        if (tool !== null) put(tool, id, shape);
      },
      reshaped: (id: string, shape: readonly Position[]) => act((now) => changeObject(now, id, { shape })),
      selected: setSelected,
    },
  };
}

type Editing = ReturnType<typeof useEditing>;

/** Tools, undo and save, and what went wrong. */
function Head(props: { editing: Editing; changedBy: string }) {
  const { draft, act, tool, problem, ...editing } = props.editing;
  const say = useWords();
  const drawn = isDrawn(draft);
  return (
    <>
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 flex-1">
          <Tools tool={tool} onTool={editing.setTool} onPut={editing.putMiddle} />
        </div>
        <IconButton
          label={say('map.undo')}
          icon={<Undo2 size={18} />}
          disabled={draft.past.length === 0}
          onClick={() => act(undo)}
        />
        <IconButton
          label={say('map.redo')}
          icon={<Redo2 size={18} />}
          disabled={draft.future.length === 0}
          onClick={() => act(redo)}
        />
        <Button kind="primary" disabled={!drawn} busy={editing.saving} onClick={() => void editing.save()}>
          {say('map.save')}
        </Button>
      </div>
      {problem !== null && (
        <Notice
          tone="problem"
          action={
            problem.stale && (
              <Button size="small" onClick={() => void editing.takeTheirs()}>
                {say('map.takeTheirs')}
              </Button>
            )
          }
        >
          {problem.text}
        </Notice>
      )}
      <p role="status" className="m-0 text-table text-ink-3">
        {drawn ? say('map.unsaved') : say('map.saved', { revision: draft.revision, name: props.changedBy })}
      </p>
    </>
  );
}

/** One floor, drawn by the office itself. */
export function FloorEditor(props: EditorProps) {
  const { floor } = props;
  const say = useWords();
  const editing = useEditing(props);
  const { draft, act, tool, selectedId, remove } = editing;
  const { objects, placement } = draft.now;
  const chosen = objects.find((object) => object.id === selectedId);
  return (
    <div className="grid gap-3">
      <Head editing={editing} changedBy={floor.changedBy} />
      <div className="grid items-start gap-3 lg:grid-cols-[1fr_320px]">
        <Canvas
          {...props}
          draft={draft}
          tool={tool}
          selectedId={selectedId}
          news={editing.news}
          onCentre={editing.onCentre}
        />
        <div className="grid content-start gap-4">
          {chosen !== undefined && (
            <Inspector
              object={chosen}
              objects={objects}
              zones={props.zones}
              devices={props.devices}
              onChange={(change) => act((now) => changeObject(now, chosen.id, change))}
              onRemove={() => remove(chosen.id)}
            />
          )}
          <ObjectList
            objects={objects}
            selectedId={selectedId}
            onSelect={editing.setSelected}
            onNudge={(id, east, north) => act((now) => nudgeObject(now, id, east, north))}
            onRemove={remove}
          />
          <PicturePart
            floor={floor}
            revision={draft.revision}
            placement={placement}
            centre={editing.centre}
            disabled={editing.saving}
            onPlace={(next) => act((now) => placeImage(now, next))}
            onFloor={(next) => act((now) => withImage(now, next))}
          />
          <FileButton accept=".geojson,.json" onFile={(file) => void editing.load(file)}>
            {say('map.geojsonLoad')}
          </FileButton>
        </div>
      </div>
    </div>
  );
}
