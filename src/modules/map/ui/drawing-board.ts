import type { Map as Canvas } from 'maplibre-gl';
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type GeoJSONStoreFeatures,
  type HexColor,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Position } from '../../../kernel/geo.ts';
import { rounded } from '../geojson.ts';
import { SHAPE_OF, type MapObject, type ShapeKind } from '../model.ts';
import { colour, toPoint } from './map-style.ts';
import { newObjectId } from './new-id.ts';

/* terra-draw on our draft: it draws and drags; the draft keeps what is drawn, and undo. */

const MODE: Readonly<Record<ShapeKind, string>> = { point: 'point', line: 'linestring', area: 'polygon' };

export interface DrawingBoard {
  /** Draws these, and nothing else. */
  readonly show: (objects: readonly MapObject[], selectedId: string | null) => void;
  /** The next strokes draw such a shape; null: they select and move. */
  readonly draw: (shape: ShapeKind | null) => void;
  readonly stop: () => void;
}

export interface BoardNews {
  readonly drawn: (id: string, shape: readonly Position[]) => void;
  readonly reshaped: (id: string, shape: readonly Position[]) => void;
  readonly selected: (id: string | null) => void;
}

function toFeature(object: MapObject): GeoJSONStoreFeatures {
  const shape = SHAPE_OF[object.kind];
  const points = object.shape.map((point) => toPoint(rounded(point)));
  const [first = [0, 0] as [number, number]] = points;
  const properties = { mode: MODE[shape] };
  if (shape === 'point')
    return { id: object.id, type: 'Feature', properties, geometry: { type: 'Point', coordinates: first } };
  if (shape === 'line')
    return {
      id: object.id,
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates: points },
    };
  return {
    id: object.id,
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [[...points, first]] },
  };
}

function shapeOf({ geometry }: GeoJSONStoreFeatures): readonly Position[] {
  const at = ([lon = 0, lat = 0]: readonly number[]): Position => rounded({ lat, lon });
  if (geometry.type === 'Point') return [at(geometry.coordinates)];
  if (geometry.type === 'LineString') return geometry.coordinates.map(at);
  return (geometry.coordinates as number[][][])[0]?.slice(0, -1).map(at) ?? [];
}

function modes() {
  const ink = colour('ink-1') as HexColor;
  const dim = colour('ink-3') as HexColor;
  const land = colour('map-building') as HexColor;
  const free = { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } };
  return [
    new TerraDrawSelectMode({
      // Our own keys delete and cancel: what they do must be undone with the rest.
      keyEvents: null,
      flags: {
        polygon: { feature: free },
        linestring: { feature: free },
        point: { feature: { draggable: true } },
      },
      styles: {
        selectedPolygonColor: land,
        selectedPolygonOutlineColor: ink,
        selectedPolygonOutlineWidth: 3,
        selectedLineStringColor: ink,
        selectedPointColor: ink,
        selectionPointColor: ink,
        midPointColor: dim,
      },
    }),
    new TerraDrawPolygonMode({
      styles: { fillColor: land, fillOpacity: 0.5, outlineColor: dim, outlineWidth: 2 },
    }),
    new TerraDrawLineStringMode({ styles: { lineStringColor: dim, lineStringWidth: 3 } }),
    new TerraDrawPointMode({
      styles: { pointColor: land, pointOutlineColor: ink, pointOutlineWidth: 2, pointWidth: 7 },
    }),
  ];
}

/** Starts drawing on a map whose style stands. */
export function startDrawingBoard(canvas: Canvas, news: BoardNews): DrawingBoard {
  const board = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map: canvas, coordinatePrecision: 9 }),
    modes: modes(),
    idStrategy: { isValidId: (id) => typeof id === 'string' && id.startsWith('obj_'), getId: newObjectId },
  });
  canvas.doubleClickZoom.disable();
  board.start();
  board.setMode('select');
  /** While we lay the draft out anew, what terra-draw reports is our own doing. */
  let laying = false;
  let shown: readonly MapObject[] | null = null;
  let chosen: string | null = null;
  board.on('finish', (id, context) => {
    const feature = board.getSnapshotFeature(id);
    if (feature === undefined || laying) return;
    if (context.action === 'draw') news.drawn(String(id), shapeOf(feature));
    else news.reshaped(String(id), shapeOf(feature));
  });
  board.on('select', (id) => {
    if (laying) return;
    chosen = String(id);
    news.selected(chosen);
  });
  board.on('deselect', () => {
    if (laying) return;
    chosen = null;
    news.selected(null);
  });
  return {
    show(objects, selectedId) {
      if (objects === shown && selectedId === chosen) return;
      [shown, chosen, laying] = [objects, selectedId, true];
      const mode = board.getMode();
      board.clear();
      board.addFeatures(objects.map(toFeature));
      if (mode === 'select' && selectedId !== null && board.hasFeature(selectedId))
        board.selectFeature(selectedId);
      laying = false;
    },
    draw(shape) {
      const mode = shape === null ? 'select' : MODE[shape];
      if (board.getMode() !== mode) board.setMode(mode);
    },
    stop: () => board.stop(),
  };
}
