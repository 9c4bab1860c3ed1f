import type { FeatureCollection, Feature } from 'geojson';
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Position } from '../../../kernel/geo.ts';
import type { PlanFeature, Zone } from '../../site/model.ts';
import {
  cornersOf,
  middle,
  SHAPE_OF,
  type Basemap,
  type Floor,
  type FloorImage,
  type MapObject,
} from '../model.ts';

/* The style of the ground: everything under alarms and people, in the greys of the tokens. No glyphs: MapLibre
   then draws letters from the fonts of the page, and no glyph server is needed. */

export interface Ground {
  readonly basemap: Basemap | null;
  readonly plan: readonly PlanFeature[];
  readonly zones: readonly Zone[];
  /** The floor under the things, and the things themselves where nothing else draws them. */
  readonly floor: Floor | null;
  readonly objects: readonly MapObject[];
  readonly nameOf: (object: MapObject) => string;
  readonly language: string;
  /** Something else draws the things: only their names are written. */
  readonly onlyNames?: boolean;
}

export type Point = [number, number];
export const toPoint = ({ lat, lon }: Position): Point => [lon, lat];

const FONT = ['Inter Variable'];
const LABEL_PX = 12;
/** Names of the city only where there is room for them (ux.md 6). */
const CITY_LABELS_FROM = 14;

/** A colour of the tokens as it is now. */
export const colour = (token: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim() || '#808080';

function outline(shape: readonly Position[], closed: boolean): Feature['geometry'] {
  const points = shape.map(toPoint);
  const [first] = points;
  if (points.length === 1 && first) return { type: 'Point', coordinates: first };
  if (!closed || first === undefined) return { type: 'LineString', coordinates: points };
  return { type: 'Polygon', coordinates: [[...points, first]] };
}

const feature = (kind: string, name: string, geometry: Feature['geometry']): Feature => ({
  type: 'Feature',
  properties: { kind, name },
  geometry,
});

/** Site plan, zones and drawn things as one collection, told apart by `kind`. */
export function groundFeatures(ground: Ground): FeatureCollection {
  const said = (names: PlanFeature['name']) => names[ground.language] ?? names.en;
  const drawnZones = new Set(ground.objects.map((object) => object.bound));
  return {
    type: 'FeatureCollection',
    features: [
      ...ground.plan.map(({ kind, name, shape }) =>
        feature(
          kind === 'gate' ? 'door' : kind,
          kind === 'road' ? '' : said(name),
          outline(shape, kind !== 'road'),
        ),
      ),
      ...ground.zones
        .filter((zone) => zone.area.length > 2 && !drawnZones.has(zone.id))
        .map((zone) => feature('zone', '', outline(zone.area, true))),
      ...ground.objects.map((object) =>
        ground.onlyNames === true
          ? feature(
              SHAPE_OF[object.kind] === 'point' ? 'mark' : 'label',
              ground.nameOf(object),
              outline([middle(object.shape)], false),
            )
          : feature(
              object.kind,
              ground.nameOf(object),
              outline(object.shape, SHAPE_OF[object.kind] === 'area'),
            ),
      ),
    ],
  };
}

/** Where a picture's corners lie, as MapLibre wants them. */
export const imageCorners = (image: FloorImage): [Point, Point, Point, Point] => {
  const [a, b, c, d] = cornersOf(image);
  return [toPoint(a), toPoint(b), toPoint(c), toPoint(d)];
};

function cityLayers(basemap: Basemap): LayerSpecification[] {
  if (basemap.tiles === 'raster') return [{ id: 'city', type: 'raster', source: 'city' }];
  const fill = (layer: string, token: string): LayerSpecification => ({
    id: `city-${layer}`,
    type: 'fill',
    source: 'city',
    'source-layer': layer,
    paint: { 'fill-color': colour(token) },
  });
  const line = (layer: string): LayerSpecification => ({
    id: `city-${layer}`,
    type: 'line',
    source: 'city',
    'source-layer': layer,
    paint: {
      'line-color': colour('map-road'),
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 0.6, 14, 3, 19, 24],
    },
  });
  const labels = (layer: string): LayerSpecification => ({
    id: `city-${layer}`,
    type: 'symbol',
    source: 'city',
    'source-layer': layer,
    minzoom: CITY_LABELS_FROM,
    layout: { 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': LABEL_PX },
    paint: { 'text-color': colour('ink-3'), 'text-halo-color': colour('map-ground'), 'text-halo-width': 1.5 },
  });
  // The names of the layers are those of Protomaps, and then of OpenMapTiles.
  return [
    fill('earth', 'map-land'),
    fill('water', 'map-water'),
    line('roads'),
    line('transportation'),
    fill('buildings', 'map-building'),
    fill('building', 'map-building'),
    labels('places'),
    labels('place'),
  ];
}

function drawnLayers(): LayerSpecification[] {
  const only = (...kinds: string[]): ['in', ['get', string], ['literal', string[]]] => [
    'in',
    ['get', 'kind'],
    ['literal', kinds],
  ];
  const fill = (id: string, kinds: string[], token: string, opacity = 1): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'ground',
    filter: only(...kinds),
    paint: { 'fill-color': colour(token), 'fill-opacity': opacity },
  });
  const line = (
    id: string,
    kinds: string[],
    token: string,
    width: number,
    dash?: number[],
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'ground',
    filter: only(...kinds),
    paint: {
      'line-color': colour(token),
      'line-width': width,
      ...(dash === undefined ? {} : { 'line-dasharray': dash }),
    },
  });
  return [
    fill('blocks', ['block', 'perimeter'], 'map-land', 0.9),
    line('roads', ['road'], 'map-road', 8),
    line('perimeters', ['perimeter'], 'ink-3', 2, [4, 3]),
    fill('buildings', ['building'], 'map-building'),
    line('building-edges', ['building'], 'edge', 1),
  ];
}

function overPicture(): LayerSpecification[] {
  return [
    {
      id: 'zones',
      type: 'line',
      source: 'ground',
      filter: ['==', ['get', 'kind'], 'zone'],
      paint: { 'line-color': colour('ink-3'), 'line-width': 1.5, 'line-dasharray': [2, 2] },
    },
    {
      id: 'walls',
      type: 'line',
      source: 'ground',
      filter: ['==', ['get', 'kind'], 'wall'],
      paint: { 'line-color': colour('ink-2'), 'line-width': 3 },
    },
    {
      id: 'tasks',
      type: 'line',
      source: 'tasks',
      paint: { 'line-color': colour('ink-1'), 'line-width': 2, 'line-dasharray': [2, 1.5] },
    },
    {
      id: 'names',
      type: 'symbol',
      source: 'ground',
      filter: [
        'all',
        ['!=', ['get', 'name'], ''],
        ['!', ['in', ['get', 'kind'], ['literal', ['block', 'perimeter', 'road']]]],
      ],
      layout: {
        'icon-image': [
          'match',
          ['get', 'kind'],
          ['door', 'camera', 'post', 'checkpoint'],
          ['get', 'kind'],
          '',
        ],
        'icon-allow-overlap': true,
        'text-field': ['get', 'name'],
        'text-font': FONT,
        'text-size': LABEL_PX,
        'text-optional': true,
        'text-offset': [
          'match',
          ['get', 'kind'],
          ['door', 'camera', 'post', 'checkpoint', 'mark'],
          ['literal', [0, 1.4]],
          ['literal', [0, 0]],
        ],
      },
      paint: {
        'text-color': colour('ink-2'),
        'text-halo-color': colour('map-ground'),
        'text-halo-width': 1.5,
      },
    },
  ];
}

/** The whole style. `origin` is this server's address, from which the tiles come by ranges. */
export function styleOf(ground: Ground, origin: string): StyleSpecification {
  const { basemap, floor } = ground;
  const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };
  const sources: Record<string, SourceSpecification> = {
    ground: { type: 'geojson', data: groundFeatures(ground) },
    tasks: { type: 'geojson', data: empty },
  };
  const layers: LayerSpecification[] = [
    { id: 'background', type: 'background', paint: { 'background-color': colour('map-ground') } },
  ];
  if (basemap?.there === true) {
    const url = `pmtiles://${origin}/api/map/basemap/${basemap.id}`;
    sources['city'] =
      basemap.tiles === 'vector' ? { type: 'vector', url } : { type: 'raster', url, tileSize: 256 };
    layers.push(...cityLayers(basemap));
  }
  layers.push(...drawnLayers());
  if (floor !== null && floor.image !== null) {
    sources['picture'] = {
      type: 'image',
      url: `${origin}/api/map/floors/${floor.id}/image?of=${floor.image.sha256}`,
      coordinates: imageCorners(floor.image),
    };
    layers.push({
      id: 'picture',
      type: 'raster',
      source: 'picture', // A white sheet of paper would blind the night shift.
      paint: {
        'raster-fade-duration': 0,
        'raster-brightness-max': document.documentElement.dataset['theme'] === 'light' ? 1 : 0.55,
      },
    });
  }
  layers.push(...overPicture());
  return { version: 8, sources, layers };
}
