import { MapCallsProvider, type MapCalls } from '../../modules/map/ui/calls.ts';
import { DrawScreen } from '../../modules/map/ui/draw-screen.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Api } from '../../ui/api.ts';
import { ApiRefusal } from '../../ui/api.ts';
import { sayMapRefusal } from '../../modules/map/ui/words.ts';
import { api as plain } from './api.ts';
import type { ServerApi } from './api-types.ts';
import { SetUp } from './other-screens.tsx';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const NONE: readonly never[] = [];
/** A picture of 5 MB on a slow line. */
const UPLOAD_MS = 60_000;
/** A file of gigabytes is read whole before it is kept. */
const FINISH_MS = 180_000;

/** The client, with the refusals of the map in the words of the map. */
const api: Api<ServerApi> = (key, ...rest) =>
  plain(key, ...rest).catch((error: unknown) => {
    if (!(error instanceof ApiRefusal)) throw error;
    const says = sayMapRefusal(error.code, error.detail['detail']);
    throw says === null ? error : new ApiRefusal(error.code, error.status, says, error.detail);
  });

const mapCalls: MapCalls = {
  view: () => api('GET /map'),
  zones: async () => (await api('GET /zones')).zones,
  devices: async () => (await api('GET /devices')).devices,
  addFloor: (name, level) => api('POST /map/floors', { body: { name, level } }),
  changeFloor: (id, body) => api('POST /map/floors/:id', { params: { id }, body }),
  removeFloor: (id) => api('DELETE /map/floors/:id', { params: { id } }),
  saveDrawing: (id, drawing) => {
    const objects = drawing.objects.map((one) => ({ ...one, shape: [...one.shape] }));
    return api('POST /map/floors/:id/drawing', { params: { id }, body: { ...drawing, objects } });
  },
  setImage: (id, body) => api('POST /map/floors/:id/image', { params: { id }, body, timeoutMs: UPLOAD_MS }),
  removeImage: (id, revision) =>
    api('POST /map/floors/:id/image/remove', { params: { id }, body: { revision } }),
  beginBasemap: (fileName, bytes) => api('POST /map/basemap/uploads', { body: { fileName, bytes } }),
  putBasemap: (id, offset, base64) =>
    api('POST /map/basemap/uploads/:id', { params: { id }, body: { offset, base64 }, timeoutMs: UPLOAD_MS }),
  finishBasemap: (id) =>
    api('POST /map/basemap/uploads/:id/finish', { params: { id }, timeoutMs: FINISH_MS }),
  removeBasemap: () => api('DELETE /map/basemap'),
};

/** The page of Set up where the office draws its floors and loads its city. */
export function MapSetup() {
  const say = useWords();
  const { may, board } = useSession();
  return (
    <SetUp>
      {may('map.see') && may('panel.see') ? (
        <MapCallsProvider value={mapCalls}>
          <DrawScreen plan={board?.snapshot.plan ?? NONE} mayDraw={may('site.change')} />
        </MapCallsProvider>
      ) : (
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      )}
    </SetUp>
  );
}
