import type { Map as Canvas } from 'maplibre-gl';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Position } from '../../../kernel/geo.ts';
import type { MapObject, ShapeKind } from '../model.ts';
import { startDrawingBoard, type BoardNews, type DrawingBoard } from './drawing-board.ts';
import { GroundMap } from './ground-map.tsx';
import type { Ground } from './map-style.ts';

/** The floor on the drawing board: terra-draw over MapLibre. Loaded only where WebGL is there. */
export function DrawMap(props: {
  ground: Ground;
  objects: readonly MapObject[];
  selectedId: string | null;
  shape: ShapeKind | null;
  news: BoardNews;
  /** Told where the middle of the view is, when asked. */
  onCentre: (ask: (() => Position) | null) => void;
}) {
  const { objects, selectedId, shape, onCentre } = props;
  const news = useRef(props.news);
  useLayoutEffect(() => {
    news.current = props.news;
  });
  const [board, setBoard] = useState<DrawingBoard | null>(null);
  const onReady = useCallback(
    (canvas: Canvas) => {
      const started = startDrawingBoard(canvas, {
        drawn: (id, points) => news.current.drawn(id, points),
        reshaped: (id, points) => news.current.reshaped(id, points),
        selected: (id) => news.current.selected(id),
      });
      onCentre(() => {
        const { lat, lng } = canvas.getCenter();
        return { lat, lon: lng };
      });
      setBoard(started);
      return () => {
        onCentre(null);
        started.stop();
        setBoard(null);
      };
    },
    [onCentre],
  );
  useEffect(() => board?.draw(shape), [board, shape]);
  useEffect(() => board?.show(objects, selectedId), [board, objects, selectedId]);
  return <GroundMap ground={props.ground} onReady={onReady} />;
}
