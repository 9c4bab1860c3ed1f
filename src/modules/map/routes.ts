import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { id, names, nothing, position, shape, strict, text, word } from '../../platform/http/schema.ts';
import type { Names } from '../site/model.ts';
import { readRange } from './files.ts';
import {
  CHUNK_BYTES,
  MAX_BASEMAP_BYTES,
  MAX_IMAGE_BYTES,
  MAX_NAME,
  MAX_OBJECTS,
  MAX_POINTS,
  OBJECT_KINDS,
  type Basemap,
  type Floor,
  type MapView,
} from './model.ts';
import type { Basemaps } from './service-basemap.ts';
import type { FloorMaps } from './service.ts';

const PARAMS = strict({ id: id() });
const NAMES = names<Names>();
const LEVEL = Type.Integer({ minimum: -20, maximum: 200 });
const REVISION = Type.Integer({ minimum: 1 });
const PLACEMENT = strict({
  centre: position(),
  widthM: Type.Number({ minimum: 1, maximum: 10_000 }),
  bearingDeg: Type.Number({ minimum: -360, maximum: 360 }),
});
const OBJECT = strict({
  id: id(),
  kind: word(OBJECT_KINDS),
  name: text(0, MAX_NAME),
  shape: Type.Array(position(), { minItems: 1, maxItems: MAX_POINTS }),
  bound: Type.Union([id(), Type.Null()]),
});
const FLOOR = shape<{ floor: Floor }>('floor');
const base64 = (bytes: number) =>
  Type.String({ minLength: 1, maxLength: Math.ceil(bytes / 3) * 4, pattern: '^[A-Za-z0-9+/]+=*$' });
/** Room around what a body carries, for the rest of its JSON. */
const AROUND = 64 * 1024;
const MAX_DRAWING_BYTES = 4_000_000;
/** A picture larger than may be kept still comes in, so that it is refused with its own sentence. */
const IMAGE_ROOM = MAX_IMAGE_BYTES * 2;

export const mapRoutes = (floors: FloorMaps, basemaps: Basemaps) => ({
  'GET /map': route({
    who: 'map.see',
    does: 'The floors with what is drawn on them, and the city map.',
    reply: shape<MapView>('floors', 'basemap'),
    run: async (): Promise<MapView> => ({
      floors: await floors.floors(),
      basemap: await basemaps.current(),
    }),
  }),
  'POST /map/floors': route({
    who: 'site.change',
    does: 'Adds a floor.',
    status: 201,
    body: strict({ name: NAMES, level: LEVEL }),
    reply: FLOOR,
    run: (call) => floors.addFloor(by(call), call.body),
  }),
  'POST /map/floors/:id': route({
    who: 'site.change',
    does: 'Gives a floor another name or level.',
    params: PARAMS,
    body: strict({ name: Type.Optional(NAMES), level: Type.Optional(LEVEL) }),
    reply: FLOOR,
    run: (call) => floors.changeFloor(by(call), call.params.id, call.body),
  }),
  'DELETE /map/floors/:id': route({
    who: 'site.change',
    does: 'Removes a floor with its drawing and picture.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await floors.removeFloor(by(call), call.params.id);
      return {};
    },
  }),
  'POST /map/floors/:id/drawing': route({
    who: 'site.change',
    does: 'Replaces what is drawn on a floor; refused when somebody saved since `revision`.',
    maxBytes: MAX_DRAWING_BYTES,
    params: PARAMS,
    body: strict({
      revision: REVISION,
      objects: Type.Array(OBJECT, { maxItems: MAX_OBJECTS }),
      placement: Type.Optional(PLACEMENT),
    }),
    reply: FLOOR,
    run: (call) => floors.saveDrawing(by(call), call.params.id, call.body),
  }),
  'POST /map/floors/:id/image': route({
    who: 'site.change',
    does: 'Lays a PNG or JPEG (base64, at most 5 MB) under a floor.',
    maxBytes: Math.ceil(IMAGE_ROOM / 3) * 4 + AROUND,
    params: PARAMS,
    body: strict({ revision: REVISION, base64: base64(IMAGE_ROOM), placement: PLACEMENT }),
    reply: FLOOR,
    run: (call) => floors.setImage(by(call), call.params.id, call.body),
  }),
  'POST /map/floors/:id/image/remove': route({
    who: 'site.change',
    does: 'Takes the picture of a floor away.',
    params: PARAMS,
    body: strict({ revision: REVISION }),
    reply: FLOOR,
    run: (call) => floors.removeImage(by(call), call.params.id, call.body.revision),
  }),
  'GET /map/floors/:id/image': route({
    who: 'map.see',
    does: 'The picture of a floor.',
    params: PARAMS,
    query: strict({ of: Type.Optional(text(1, 80)) }),
    reply: 'raw',
    run: async (call) => ({ raw: true as const, ...(await floors.image(call.params.id)) }),
  }),
  ...basemapRoutes(basemaps),
});

const basemapRoutes = (basemaps: Basemaps) => ({
  'POST /map/basemap/uploads': route({
    who: 'site.change',
    does: 'Begins to load a PMTiles file; its parts follow.',
    status: 201,
    body: strict({
      fileName: text(1, 200),
      bytes: Type.Integer({ minimum: 1, maximum: MAX_BASEMAP_BYTES * 4 }),
    }),
    reply: shape<{ id: string; chunkBytes: number }>('id', 'chunkBytes'),
    run: (call) => basemaps.begin(by(call), call.body.fileName, call.body.bytes),
  }),
  'POST /map/basemap/uploads/:id': route({
    who: 'site.change',
    does: 'One part of the file (base64, at most 1 MiB), in order.',
    maxBytes: Math.ceil(CHUNK_BYTES / 3) * 4 + AROUND,
    params: PARAMS,
    body: strict({
      offset: Type.Integer({ minimum: 0, maximum: MAX_BASEMAP_BYTES }),
      base64: base64(CHUNK_BYTES),
    }),
    reply: shape<{ received: number }>('received'),
    run: (call) => basemaps.put(by(call), call.params.id, call.body.offset, call.body.base64),
  }),
  'POST /map/basemap/uploads/:id/finish': route({
    who: 'site.change',
    does: 'Checks the file and makes it the city map of the post.',
    params: PARAMS,
    reply: shape<{ basemap: Basemap }>('basemap'),
    run: (call) => basemaps.finish(by(call), call.params.id),
  }),
  'DELETE /map/basemap': route({
    who: 'site.change',
    does: 'Takes the city map away; the background is plain again.',
    reply: nothing(),
    run: async (call) => {
      await basemaps.remove(by(call));
      return {};
    },
  }),
  'GET /map/basemap/:id': route({
    who: 'map.see',
    does: 'A part of the PMTiles file, by a Range header of at most 4 MB.',
    params: PARAMS,
    reply: 'raw',
    run: async (call) => {
      const part = await basemaps.read(call.params.id, readRange(call.range));
      return { raw: true as const, type: 'application/vnd.pmtiles', bytes: part.bytes, part };
    },
  }),
});
