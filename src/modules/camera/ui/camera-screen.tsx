import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { nowMs } from '../../../ui/clock.ts';
import { useKeys } from '../../../ui/keys.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import type { CameraView } from '../model.ts';
import { CameraSheet } from './camera-sheet.tsx';
import { CameraTile } from './camera-tile.tsx';
import type { CameraCalls } from './calls.ts';
import { HoldList } from './hold-list.tsx';
import { useWords } from './words.ts';

const ASK_AGAIN_MS = 10_000;
const PER_PAGE = 9;

interface ScreenProps {
  readonly calls: CameraCalls;
  readonly live: boolean;
  readonly mayAdd: boolean;
  readonly onSetUp: () => void;
  readonly timelineOf?: (cameraId: string) => ReactNode;
}

/** Nine tiles, or why there are none, and the way to the next nine. */
function Grid(
  props: ScreenProps & {
    query: UseQueryResult<readonly CameraView[]>;
    shown: readonly CameraView[];
    page: number;
    pages: number;
    onPage: (page: number) => void;
    onOpen: (id: string) => void;
  },
) {
  const { query, page, pages } = props;
  const say = useWords();
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
  if (query.data.length === 0)
    return (
      <EmptyState
        title={say('camera.none')}
        action={
          props.mayAdd && (
            <Button kind="primary" onClick={props.onSetUp}>
              {say('camera.add')}
            </Button>
          )
        }
      >
        {say(props.mayAdd ? 'camera.noneAdd' : 'camera.noneHint')}
      </EmptyState>
    );
  return (
    <>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2 xl:grid-cols-3">
        {props.shown.map((camera, index) => (
          <CameraTile
            key={camera.id}
            camera={camera}
            calls={props.calls}
            live={props.live}
            place={index + 1}
            onOpen={() => props.onOpen(camera.id)}
          />
        ))}
      </div>
      {pages > 1 && (
        <nav aria-label={say('camera.pages')} className="flex items-center justify-center gap-3">
          <Button disabled={page === 0} onClick={() => props.onPage(page - 1)}>
            {say('camera.before')}
          </Button>
          <span className="text-body">{say('camera.page', { n: page + 1, of: pages })}</span>
          <Button disabled={page >= pages - 1} onClick={() => props.onPage(page + 1)}>
            {say('camera.next')}
          </Button>
        </nav>
      )}
    </>
  );
}

/** The cameras that this person may see, nine at a time, and the holds on footage. */
export function CameraScreen(props: ScreenProps) {
  const { calls } = props;
  const say = useWords();
  const [tab, setTab] = useState<'cameras' | 'holds'>('cameras');
  const [page, setPage] = useState(0);
  const [openId, setOpenId] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['cameras'], queryFn: calls.cameras, refetchInterval: ASK_AGAIN_MS });
  const cameras = query.data ?? [];
  const pages = Math.max(1, Math.ceil(cameras.length / PER_PAGE));
  const shown = cameras.slice(
    Math.min(page, pages - 1) * PER_PAGE,
    (Math.min(page, pages - 1) + 1) * PER_PAGE,
  );
  const open = cameras.find((camera) => camera.id === openId);
  useKeys(
    Array.from({ length: PER_PAGE }, (_, index) => ({
      keys: String(index + 1),
      label: say('camera.openNumber', { n: index + 1 }),
      group: say('camera.cameras'),
      run: () => {
        const camera = shown[index];
        if (tab === 'cameras' && camera) setOpenId(camera.id);
      },
    })),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <h1 className="sr-only">{say('camera.cameras')}</h1>
      <Tabs
        value={tab}
        onChange={setTab}
        label={say('camera.cameras')}
        className="min-h-0 flex-1"
        listClassName="px-1 md:px-4"
        tabs={[
          { value: 'cameras', label: say('camera.cameras') },
          { value: 'holds', label: say('camera.holds') },
        ]}
      >
        <TabPanel value="cameras" className="fades grid content-start gap-4 overflow-y-auto p-4">
          <Grid
            query={query}
            shown={shown}
            page={page}
            pages={pages}
            onPage={setPage}
            onOpen={setOpenId}
            {...props}
          />
        </TabPanel>
        <TabPanel value="holds" className="fades overflow-y-auto p-4">
          <HoldList cameras={cameras} calls={calls} live={props.live} />
        </TabPanel>
      </Tabs>
      {open !== undefined && (
        <CameraSheet
          key={open.id}
          camera={open}
          cameras={cameras}
          alarm={null}
          calls={calls}
          live={props.live}
          nowMs={nowMs}
          timeline={props.timelineOf?.(open.id)}
          onClose={() => setOpenId(null)}
        />
      )}
    </div>
  );
}
