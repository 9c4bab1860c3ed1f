import type { MapMark, MapRing } from '../../site/ui/map-labels.ts';
import type { Position } from '../../../kernel/geo.ts';
import { GroundMap, type Line } from './ground-map.tsx';
import { LiveLayer } from './live-layer.tsx';
import type { Ground } from './map-style.ts';

/** The ground with what happens on it, in MapLibre. Loaded only where WebGL is there. */
export function LiveMap(props: {
  ground: Ground;
  marks: readonly MapMark[];
  rings: readonly MapRing[];
  lines: readonly Line[];
  focus: Position | null;
  onSelect: (id: string) => void;
}) {
  return (
    <GroundMap
      ground={props.ground}
      focus={props.focus}
      lines={props.lines}
      live={(canvas) => (
        <LiveLayer canvas={canvas} marks={props.marks} rings={props.rings} onSelect={props.onSelect} />
      )}
    />
  );
}
