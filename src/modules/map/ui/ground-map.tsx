import 'maplibre-gl/dist/maplibre-gl.css';
import { addProtocol, LngLatBounds, Map as Canvas, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Minus, Plus, Scan } from 'lucide-react';
import { Protocol } from 'pmtiles';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Position } from '../../../kernel/geo.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import type { MapMark, MapRing } from '../../site/ui/map-labels.ts';
import { iconOf } from './map-icons.ts';
import { groundFeatures, imageCorners, styleOf, toPoint, type Ground } from './map-style.ts';
import { LiveLayer } from './live-layer.tsx';
import { useWords } from './words.ts';

/*
 * The ground in MapLibre: a chunk of its own, 430 kB gz, which only this screen loads. Its worker and its tiles
 * come from this server; nothing else is asked.
 */
setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

const CLOSE = 18;
const NOTHING: readonly never[] = [];

/** Somebody on the way: from where they are to where they go. */
export interface Line {
  readonly from: Position;
  readonly to: Position;
}

/** Theme and liveness, which say what the colours of the tokens are; the style of the map is made from those. */
const lookNow = (): string => {
  const { theme = '', live = '' } = document.documentElement.dataset;
  return `${theme} ${live}`;
};
function onLook(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-live'] });
  return () => observer.disconnect();
}

/** Everything that should be seen at first, as corners. */
function boundsOf(ground: Ground): LngLatBounds | null {
  const bounds = new LngLatBounds();
  const shapes = [
    ...ground.plan
      .filter((one) => one.kind === 'perimeter' || one.kind === 'building')
      .map((one) => one.shape),
    ...ground.zones.map((zone) => zone.area),
    ...ground.objects.map((object) => object.shape),
  ];
  for (const shape of shapes) for (const point of shape) bounds.extend(toPoint(point));
  if (ground.floor?.image) for (const corner of imageCorners(ground.floor.image)) bounds.extend(corner);
  if (!bounds.isEmpty()) return bounds;
  if (ground.basemap?.there !== true) return null;
  const [west, south, east, north] = ground.basemap.bounds;
  return new LngLatBounds([west, Math.max(-85, south)], [east, Math.min(85, north)]);
}

function openCanvas(container: HTMLElement, ground: Ground, title: string): Canvas {
  const bounds = boundsOf(ground);
  const canvas = new Canvas({
    container,
    style: styleOf(ground, location.origin),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    maxZoom: 23,
    locale: { 'Map.Title': title },
    ...(bounds === null
      ? { center: [0, 20] as [number, number], zoom: 1 }
      : { bounds, fitBoundsOptions: { padding: 48, maxZoom: 20 } }),
  });
  // The section around it is the landmark; the canvas takes the arrow keys.
  canvas.getCanvas().setAttribute('role', 'application');
  canvas.touchZoomRotate.disableRotation();
  canvas.on('styleimagemissing', ({ id }) => {
    const icon = iconOf(id);
    if (icon !== null && !canvas.hasImage(id)) canvas.addImage(id, icon, { pixelRatio: 2 });
  });
  // What the ground lacks (a tile, a picture) is left out; the console stays quiet and the live layer goes on.
  canvas.on('error', () => undefined);
  return canvas;
}

function Zoom(props: { canvas: Canvas; onWhole: () => void }) {
  const say = useWords();
  const { canvas } = props;
  const button = (label: string, icon: ReactNode, run: () => void) => (
    <IconButton label={label} icon={icon} side="inline-start" onClick={run} />
  );
  return (
    <div className="absolute end-2 bottom-2 grid gap-1 rounded-corner border border-line bg-panel">
      {button(say('map.zoomIn'), <Plus size={18} />, () => canvas.zoomIn({ animate: false }))}
      {button(say('map.zoomOut'), <Minus size={18} />, () => canvas.zoomOut({ animate: false }))}
      {button(say('map.whole'), <Scan size={18} />, props.onWhole)}
    </div>
  );
}

/**
 * The map. `focus` is gone to when it changes. `onReady` is told the canvas once its style stands, and may
 * return what ends with it. Alarms and people are laid over it
 * where something hears what is selected.
 */
export function GroundMap(props: {
  ground: Ground;
  focus?: Position | null;
  lines?: readonly Line[];
  marks?: readonly MapMark[];
  rings?: readonly MapRing[];
  onSelect?: (id: string) => void;
  onReady?: (canvas: Canvas) => () => void;
}) {
  const say = useWords();
  const look = useSyncExternalStore(onLook, lookNow);
  const box = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<Canvas | null>(null);
  const { ground, onReady, focus, lines = NOTHING } = props;
  const latest = useRef(ground);
  useLayoutEffect(() => {
    latest.current = ground;
  }, [ground]);
  const title = say('map.title');
  // Another floor, city or theme is another style; a canvas for each is simpler than a difference of styles.
  const key = [
    look,
    ground.basemap?.id,
    ground.basemap?.there,
    ground.floor?.id,
    ground.floor?.image?.sha256,
  ].join();
  const view = useRef<{ centre: [number, number]; zoom: number } | null>(null);
  useEffect(() => {
    if (box.current === null) return;
    const opened = openCanvas(box.current, latest.current, title);
    box.current.dataset['ground'] = key;
    if (view.current !== null) opened.jumpTo({ center: view.current.centre, zoom: view.current.zoom });
    let end: (() => void) | undefined;
    opened.once('load', () => {
      setCanvas(opened);
      end = onReady?.(opened);
    });
    return () => {
      const { lng, lat } = opened.getCenter();
      if (boundsOf(latest.current) !== null) view.current = { centre: [lng, lat], zoom: opened.getZoom() };
      end?.();
      setCanvas(null);
      opened.remove();
    };
  }, [key, onReady, title]);
  const features = useMemo(() => groundFeatures(ground), [ground]);
  const image = ground.floor?.image ?? null;
  useEffect(() => {
    canvas?.getSource<GeoJSONSource>('ground')?.setData(features);
  }, [canvas, features]);
  useEffect(() => {
    const source = canvas?.getSource('picture');
    if (image !== null && source !== undefined && 'setCoordinates' in source)
      (source as { setCoordinates: (at: unknown) => void }).setCoordinates(imageCorners(image));
  }, [canvas, image]);
  useEffect(() => {
    const drawn = lines.map(({ from, to }) => ({
      type: 'Feature' as const,
      properties: {},
      geometry: { type: 'LineString' as const, coordinates: [toPoint(from), toPoint(to)] },
    }));
    canvas?.getSource<GeoJSONSource>('tasks')?.setData({ type: 'FeatureCollection', features: drawn });
  }, [canvas, lines]);
  useEffect(() => {
    if (canvas === null || focus === null || focus === undefined) return;
    if (canvas.getBounds().contains(toPoint(focus)) && canvas.getZoom() > CLOSE - 3) return;
    canvas.jumpTo({ center: toPoint(focus), zoom: Math.max(CLOSE, canvas.getZoom()) });
  }, [canvas, focus]);
  const whole = () => {
    const bounds = boundsOf(ground);
    if (bounds !== null) canvas?.fitBounds(bounds, { padding: 48, maxZoom: 20, animate: false });
  };
  return (
    <section
      aria-label={title}
      data-ready={canvas !== null}
      className="relative min-h-0 min-w-0 flex-1 overflow-hidden bg-ground"
    >
      <div className="absolute inset-0">
        <div ref={box} className="h-full w-full" />
      </div>
      {canvas !== null && props.onSelect !== undefined && (
        <LiveLayer
          canvas={canvas}
          marks={props.marks ?? NOTHING}
          rings={props.rings ?? NOTHING}
          onSelect={props.onSelect}
        />
      )}
      {canvas !== null && <Zoom canvas={canvas} onWhole={whole} />}
    </section>
  );
}
