import type { Map as Canvas } from 'maplibre-gl';
import { useNow } from '../../../ui/clock.ts';
import { classes } from '../../../ui/classes.ts';
import { joined } from '../../../ui/kit-words.ts';
import { useAgeText } from '../../../ui/time.tsx';
import type { MapMark, MapRing } from '../../site/ui/map-labels.ts';
import { Pin } from './pin.tsx';
import { useWords } from './words.ts';

/** Ages of a position as ux.md 6 has them: solid under 30 s, dashed under 2 minutes, then hollow with its age. */
const SOLID_MS = 30_000;
const DASHED_MS = 120_000;

function Ring(props: { ring: MapRing }) {
  const { ring } = props;
  const say = useWords();
  const now = useNow();
  const age = useAgeText();
  const ageMs = ring.stands ? 0 : ring.atMs === null ? Infinity : now - ring.atMs;
  const old = ageMs >= DASHED_MS;
  const name = old && ring.atMs !== null ? joined([ring.name, age(ageMs)]) : ring.name;
  return (
    <div role="img" aria-label={old ? say('map.ringOld', { name }) : name} className="relative size-4">
      <span
        className={classes(
          'absolute inset-0 rounded-full',
          old ? 'border border-ink-1' : 'border-2 border-ink-1 bg-ground',
          ageMs >= SOLID_MS && !old && 'border-dashed',
        )}
      />
      <span className="absolute start-1/2 top-4 -translate-x-1/2 rounded-[3px] bg-ground/80 px-1 text-label whitespace-nowrap text-ink-1 rtl:translate-x-1/2">
        {name}
      </span>
    </div>
  );
}

function Mark(props: { mark: MapMark; onSelect: (id: string) => void }) {
  const { mark } = props;
  return (
    <button
      type="button"
      aria-label={mark.label}
      aria-pressed={mark.selected}
      data-mark={mark.id}
      onClick={() => props.onSelect(mark.id)}
      className={classes(
        'relative grid cursor-pointer place-items-center rounded-full p-1',
        mark.selected && 'outline-2 outline-ink-1',
      )}
    >
      {mark.picture}
      {mark.count > 1 && (
        <span
          aria-hidden="true"
          className="absolute start-full top-0 rounded-[3px] bg-ground/80 px-[3px] text-label font-semibold text-ink-1"
        >
          {`×${mark.count}`}
        </span>
      )}
    </button>
  );
}

/** Open alarms and people over the ground. */
export function LiveLayer(props: {
  canvas: Canvas;
  marks: readonly MapMark[];
  rings: readonly MapRing[];
  onSelect: (id: string) => void;
}) {
  const { canvas } = props;
  return (
    <>
      {props.rings.map((ring) => (
        <Pin key={ring.id} canvas={canvas} at={ring.position}>
          <Ring ring={ring} />
        </Pin>
      ))}
      {props.marks.map((mark) => (
        <Pin key={mark.id} canvas={canvas} at={mark.position}>
          <Mark mark={mark} onSelect={props.onSelect} />
        </Pin>
      ))}
    </>
  );
}
