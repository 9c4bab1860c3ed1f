import { useQuery } from '@tanstack/react-query';
import { AppWindow } from 'lucide-react';
import { Suspense, lazy, useEffect, useMemo, useState } from 'react';
import type { Position } from '../../kernel/geo.ts';
import type { Floor } from '../../modules/map/model.ts';
import { FloorTabs } from '../../modules/map/ui/floor-tabs.tsx';
import { useObjectName } from '../../modules/map/ui/names.ts';
import { hasWebGl } from '../../modules/map/ui/webgl.ts';
import { useWords as useMapWords } from '../../modules/map/ui/words.ts';
import { CompoundMap } from '../../modules/site/ui/compound-map.tsx';
import type { Alarm } from '../../modules/watch/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState, LoadingState, Notice } from '../../ui/states.tsx';
import { useLanguage } from '../../ui/words.ts';
import { alarmPath, goTo, mapAlone } from './address.ts';
import { api } from './api.ts';
import { ringsOf, useMarks } from './board-map.tsx';
import { useLayout } from './layout.ts';
import { MapAct } from './map-act.tsx';
import { MapList } from './map-list.tsx';
import { planOf, useDrawnPlaces, type Place } from './map-places.ts';
import { followOtherWindows, select, useSelection } from './selection.ts';
import { useSession } from './session.ts';
import { DetailPane } from './watch-screen.tsx';
import { useWords } from './words.ts';

const GroundMap = lazy(() =>
  import('../../modules/map/ui/ground-map.tsx').then((file) => ({ default: file.GroundMap })),
);
const NO_FLOORS: readonly Floor[] = [];
const WINDOW = 'popup,width=1600,height=1000';

/** The floor that is shown: the one chosen, else that of the selected alarm, else the ground. */
function useFloor(floors: readonly Floor[], wanted: string | null | undefined) {
  const [chosenId, setChosen] = useState<string | null>(null);
  const [followed, setFollowed] = useState(wanted);
  if (wanted !== followed) {
    setFollowed(wanted);
    if (wanted !== null && wanted !== undefined) setChosen(wanted);
  }
  const floor =
    floors.find((each) => each.id === chosenId) ??
    floors.find((each) => each.level === 0) ??
    floors[0] ??
    null;
  return { floor, setChosen };
}

/** Everybody on the way, as lines to the places of their alarms. */
function useLines(board: Board, placeOf: (alarm: Alarm) => Place | null) {
  return useMemo(() => {
    const at = new Map<string, Position | null>(board.responders.map((one) => [one.id, one.position]));
    return board.alarms.flatMap((alarm) =>
      (board.tasks.get(alarm.id) ?? []).flatMap((task) => {
        const from = at.get(task.responderId);
        const to = placeOf(alarm)?.position;
        const onTheWay = task.state === 'sent' || task.state === 'accepted';
        return from && to && onTheWay ? [{ from, to }] : [];
      }),
    );
  }, [board, placeOf]);
}

function Ground(props: {
  board: Board;
  floor: Floor | null;
  basemap: React.ComponentProps<typeof GroundMap>['ground']['basemap'];
  placeOf: (alarm: Alarm) => Place | null;
  selectedId: string | null;
  focus: Position | null;
  onSelect: (id: string) => void;
  children?: React.ReactNode;
}) {
  const { board, floor, placeOf } = props;
  const say = useMapWords();
  const objectName = useObjectName();
  const { language } = useLanguage();
  const floorId = floor?.id ?? null;
  const here = useMemo(
    () =>
      board.alarms.filter((alarm) => {
        const place = placeOf(alarm);
        return place !== null && (place.floorId === null || place.floorId === floorId);
      }),
    [board.alarms, placeOf, floorId],
  );
  const positionOf = useMemo(() => (alarm: Alarm) => placeOf(alarm)?.position ?? null, [placeOf]);
  const marks = useMarks(here, props.selectedId, positionOf);
  const rings = useMemo(() => ringsOf(board.responders), [board.responders]);
  const lines = useLines(board, placeOf);
  const { plan, zones, post } = board.snapshot;
  const ground = useMemo(
    () => ({
      basemap: props.basemap,
      plan,
      zones,
      floor,
      objects: floor?.objects ?? [],
      nameOf: objectName,
      language,
    }),
    [props.basemap, plan, zones, floor, objectName, language],
  );
  const drawn = useMemo(() => planOf(floor?.objects ?? []), [floor]);
  if (hasWebGl())
    return (
      <Suspense fallback={<LoadingState className="flex-1" />}>
        <GroundMap {...{ ground, marks, rings, lines }} focus={props.focus} onSelect={props.onSelect} />
      </Suspense>
    );
  return (
    <CompoundMap
      plan={[...plan, ...drawn.plan]}
      zones={[...zones, ...drawn.zones]}
      languages={post.languages}
      marks={marks}
      rings={rings}
      onSelect={props.onSelect}
    >
      <div className="absolute start-2 top-2 max-w-[40ch]">
        <Notice>{say('map.noWebGl')}</Notice>
      </div>
    </CompoundMap>
  );
}

/** What the map shows: floors and city as the server has them, the floor and the place that are looked at. */
function useMapState(board: Board) {
  const { store } = useSession();
  const selectedId = useSelection();
  const view = useQuery({ queryKey: ['map'], queryFn: () => api('GET /map') });
  const floors = view.data?.floors ?? NO_FLOORS;
  const placeOf = useDrawnPlaces(board, floors);
  const alarm = selectedId === null ? undefined : store.alarm(selectedId);
  const place = alarm === undefined ? null : placeOf(alarm);
  const { floor, setChosen } = useFloor(floors, place?.floorId);
  const [looked, setLooked] = useState<{ at: Position; forId: string | null } | null>(null);
  useEffect(() => (mapAlone() ? followOtherWindows(select) : undefined), []);
  const focus = looked !== null && looked.forId === selectedId ? looked.at : (place?.position ?? null);
  const look = (at: Position) => setLooked({ at, forId: selectedId });
  return { view, floors, placeOf, selectedId, alarm, floor, setChosen, focus, look };
}

/** Beside the map: the floors, what can be done, and everything on the map as a list. */
function Side(props: {
  board: Board;
  state: ReturnType<typeof useMapState>;
  phone: boolean;
  detail: boolean;
  onDetail: () => void;
}) {
  const { board, state, phone } = props;
  const { view, floors, floor, alarm } = state;
  const say = useMapWords();
  const openWindow = () => window.open('/map?alone=1', 'post-one-map', WINDOW);
  return (
    <div
      className={classes(
        'grid grid-cols-[minmax(0,1fr)] content-start gap-3 overflow-y-auto bg-panel p-3',
        phone ? 'min-h-0 flex-1' : 'w-[340px] shrink-0 border-e border-line',
      )}
    >
      <div className="flex items-center gap-2">
        <h1 className="m-0 flex-1 text-bar font-semibold">{say('map.title')}</h1>
        {!phone && !mapAlone() && (
          <Button size="small" icon={<AppWindow size={16} />} onClick={openWindow}>
            {say('map.secondWindow')}
          </Button>
        )}
      </div>
      {mapAlone() && <p className="m-0 text-table text-ink-3">{say('map.follows')}</p>}
      {view.error !== null && (
        <Notice
          tone="problem"
          action={
            <Button size="small" onClick={() => void view.refetch()}>
              {say('map.again')}
            </Button>
          }
        >
          {say('map.failed')}
        </Notice>
      )}
      {view.isSuccess && floors.length === 0 && (
        <p className="m-0 text-table text-ink-2">{say('map.noFloors')}</p>
      )}
      {floors.length > 0 && (
        <FloorTabs floors={floors} value={floor?.id ?? null} onChange={state.setChosen} />
      )}
      {alarm !== undefined && alarm.open && (
        <MapAct key={alarm.id} alarm={alarm} board={board} detail={props.detail} onDetail={props.onDetail} />
      )}
      <MapList
        board={board}
        floors={floors}
        objects={floor?.objects ?? []}
        placeOf={state.placeOf}
        selectedId={state.selectedId}
        onAlarm={select}
        onPlace={state.look}
      />
    </div>
  );
}

function LiveBoardMap(props: { board: Board }) {
  const { board } = props;
  const say = useMapWords();
  const phone = useLayout() === 'phone';
  const state = useMapState(board);
  const { view, floor, placeOf, selectedId, alarm, focus } = state;
  const basemap = view.data?.basemap ?? null;
  const acknowledge = useAcknowledge();
  const [detail, setDetail] = useState(false);
  const openDetail = () => {
    if (alarm !== undefined && phone) goTo(alarmPath(alarm.id));
    else setDetail(!detail);
  };
  const side = <Side board={board} state={state} phone={phone} detail={detail} onDetail={openDetail} />;
  return (
    <div className={classes('flex min-h-0 min-w-0 flex-1', phone && 'flex-col')}>
      {!phone && side}
      <div
        className={classes(
          'relative flex min-h-0 min-w-0',
          phone ? 'h-[300px] shrink-0 border-b border-line' : 'flex-1',
        )}
      >
        {view.isPending ? (
          <LoadingState className="flex-1" />
        ) : (
          <Ground {...{ board, floor, basemap, placeOf, selectedId, focus }} onSelect={select} />
        )}
        {basemap !== null && hasWebGl() && (
          <div className="absolute end-2 top-2">
            <Chip>
              {basemap.there
                ? say('map.credit', { date: basemap.loadedAt.slice(0, 10) })
                : say('map.cityGone')}
            </Chip>
          </div>
        )}
      </div>
      {phone && side}
      {detail && !phone && alarm !== undefined && (
        <DetailPane board={board} selectedId={selectedId} acknowledge={acknowledge} withPalette={false} />
      )}
    </div>
  );
}

/** The map: compound by floor, city under it, alarms and people over it. */
export function MapScreen() {
  const say = useWords();
  const sayMap = useMapWords();
  const { board, may } = useSession();
  if (!may('map.see') || board === null)
    return (
      <>
        <h1 className="sr-only">{sayMap('map.title')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  return <LiveBoardMap board={board} />;
}
