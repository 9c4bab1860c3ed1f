import { Minus, Plus, Scan } from 'lucide-react';
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Position } from '../../../kernel/geo.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { joined } from '../../../ui/kit-words.ts';
import { useAgeText } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { PlanFeature, Zone } from '../model.ts';
import { useLabels } from './map-labels.ts';
import type { MapMark, MapRing } from './map-labels.ts';
import { fitProjection, pathOf } from './projection.ts';
import type { Point, Projection } from './projection.ts';
import { useWords } from './words.ts';

const SOLID_MS = 30_000;
const DASHED_MS = 120_000;
const MAX_ZOOM = 6;

const Plan = memo(function Plan(props: {
  plan: readonly PlanFeature[];
  zones: readonly Zone[];
  projection: Projection;
}) {
  const { plan, zones, projection } = props;
  const drawn = plan.map((feature) => ({ feature, points: feature.shape.map(projection.toPoint) }));
  const of = (kind: PlanFeature['kind']) => drawn.filter((each) => each.feature.kind === kind);
  const roadWidth = Math.max(3, Math.min(14, projection.scale * 8));
  return (
    <g>
      {of('block').map(({ feature, points }) => (
        <path key={feature.id} d={pathOf(points, true)} fill="var(--map-land)" />
      ))}
      {of('road').map(({ feature, points }) => (
        <path
          key={feature.id}
          d={pathOf(points, false)}
          fill="none"
          stroke="var(--map-road)"
          strokeWidth={roadWidth}
          strokeLinecap="round"
        />
      ))}
      {of('perimeter').map(({ feature, points }) => (
        <path
          key={feature.id}
          d={pathOf(points, true)}
          fill="var(--map-land)"
          stroke="var(--ink-3)"
          strokeWidth="2"
          strokeDasharray="10 6"
        />
      ))}
      {zones.map((zone) => (
        <path
          key={zone.id}
          d={pathOf(zone.area.map(projection.toPoint), true)}
          fill="none"
          stroke="var(--line)"
          strokeWidth="1"
        />
      ))}
      {of('building').map(({ feature, points }) => (
        <path
          key={feature.id}
          d={pathOf(points, true)}
          fill="var(--map-building)"
          stroke="var(--edge)"
          strokeWidth="1"
        />
      ))}
      {of('gate').map(({ feature, points }) =>
        points
          .slice(0, 1)
          .map((point) => (
            <rect
              key={feature.id}
              x={point.x - 7}
              y={point.y - 3}
              width="14"
              height="6"
              rx="1"
              fill="var(--map-land)"
              stroke="var(--ink-3)"
              strokeWidth="2"
            />
          )),
      )}
    </g>
  );
});

function Rings(props: {
  rings: readonly MapRing[];
  projection: Projection;
  nameAt: ReadonlyMap<string, Point>;
}) {
  const now = useNow();
  const age = useAgeText();
  const say = useWords();
  return props.rings.map((ring) => {
    const { x, y } = props.projection.toPoint(ring.position);
    const nameAt = props.nameAt.get(ring.id);
    const ageMs = ring.stands ? 0 : ring.atMs === null ? Infinity : now - ring.atMs;
    const old = ageMs >= DASHED_MS;
    const name = old && ring.atMs !== null ? joined([ring.name, age(ageMs)]) : ring.name;
    return (
      <g key={ring.id} role="img" aria-label={old ? say('site.ringOld', { name }) : name}>
        <circle
          cx={x}
          cy={y}
          r="6.5"
          fill={old ? 'none' : 'var(--map-ground)'}
          stroke="var(--ink-1)"
          strokeWidth={old ? 1 : 2}
          strokeDasharray={ageMs >= SOLID_MS && !old ? '3 2.5' : undefined}
        />
        {nameAt !== undefined && (
          <text
            x={nameAt.x}
            y={nameAt.y}
            textAnchor="middle"
            className="fill-ink-1 text-label [paint-order:stroke]"
            stroke="var(--map-ground)"
            strokeWidth="3"
          >
            {name}
          </text>
        )}
      </g>
    );
  });
}

function Mark(props: { mark: MapMark; point: Point; onSelect: (id: string) => void }) {
  const { mark, point } = props;
  const half = mark.size / 2;
  return (
    <>
      <g
        role="button"
        tabIndex={0}
        aria-label={mark.label}
        aria-pressed={mark.selected}
        data-mark={mark.id}
        className="cursor-pointer outline-none focus-visible:[&>.focus-ring]:opacity-100"
        onClick={() => props.onSelect(mark.id)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          props.onSelect(mark.id);
        }}
      >
        <circle cx={point.x} cy={point.y} r={Math.max(15, half + 3)} fill="transparent" />
        {mark.selected && (
          <circle cx={point.x} cy={point.y} r={half + 5} fill="none" stroke="var(--ink-1)" strokeWidth="2" />
        )}
        <circle
          className="focus-ring opacity-0"
          cx={point.x}
          cy={point.y}
          r={half + 8}
          fill="none"
          stroke="var(--ink-1)"
          strokeWidth="2"
          strokeDasharray="3 2"
        />
        <g transform={`translate(${point.x - half} ${point.y - half})`}>{mark.picture}</g>
      </g>
      {mark.count > 1 && (
        <text
          aria-hidden="true"
          x={point.x + half + 2}
          y={point.y - half + 6}
          className="fill-ink-1 text-label font-semibold [paint-order:stroke]"
          stroke="var(--map-ground)"
          strokeWidth="3"
        >
          {`×${mark.count}`}
        </text>
      )}
    </>
  );
}

function useSize() {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, ...size };
}

/** The compound as it is drawn, with what happens on it. North is up; no tiles and no network are needed. */
export function CompoundMap(props: {
  plan: readonly PlanFeature[];
  zones: readonly Zone[];
  languages: readonly string[];
  marks: readonly MapMark[];
  rings: readonly MapRing[];
  onSelect: (id: string) => void;
  /** Small, on a phone: no zoom buttons. */
  small?: boolean;
  children?: ReactNode;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { box, width, height } = useSize();
  const [zoom, setZoom] = useState(1);
  const [held, setHeld] = useState<Position | undefined>(undefined);
  const { plan, zones } = props;
  const bare = plan.length === 0 && zones.length === 0;
  const chosen = props.marks.find((mark) => mark.selected)?.position;
  const centre = zoom === 1 ? undefined : held;
  const projection = useMemo(() => {
    const perimeter = plan
      .filter((feature) => feature.kind === 'perimeter')
      .flatMap((feature) => feature.shape);
    const all =
      perimeter.length > 0 ? perimeter : [...plan.flatMap((f) => f.shape), ...zones.flatMap((z) => z.area)];
    return fitProjection(all, width, height, zoom, centre);
  }, [plan, zones, width, height, zoom, centre]);
  const labels = useLabels(props, projection, language);
  const zoomBy = (factor: number) => {
    // Zooming goes towards what is selected; without a selection, towards the middle.
    setHeld(chosen ?? held);
    setZoom(Math.max(1, Math.min(MAX_ZOOM, zoom * factor)));
  };
  return (
    <section
      aria-label={say('site.map')}
      className="relative min-h-0 min-w-0 flex-1 overflow-hidden bg-ground"
    >
      <div ref={box} className="absolute inset-0">
        {bare && (
          <p className="m-0 grid h-full place-items-center p-6 text-center text-body text-ink-2">
            {say('site.noPlan')}
          </p>
        )}
        {projection !== null && (
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="group"
            aria-label={say('site.compound')}
          >
            <rect width={width} height={height} fill="var(--map-ground)" />
            <Plan plan={plan} zones={zones} projection={projection} />
            {labels.texts.map(({ id, text, at }) => (
              <text key={id} x={at.x} y={at.y} textAnchor="middle" className="fill-ink-2 text-label">
                {text}
              </text>
            ))}
            <Rings rings={props.rings} projection={projection} nameAt={labels.ringAt} />
            {props.marks.map((mark) => (
              <Mark
                key={mark.id}
                mark={mark}
                point={projection.toPoint(mark.position)}
                onSelect={props.onSelect}
              />
            ))}
          </svg>
        )}
      </div>
      {props.children}
      {props.small !== true && !bare && (
        <div className="absolute end-2 bottom-2 grid gap-1 rounded-corner border border-line bg-panel">
          <IconButton
            label={say('site.zoomIn')}
            icon={<Plus size={18} />}
            side="inline-start"
            disabled={zoom >= MAX_ZOOM}
            onClick={() => zoomBy(1.5)}
          />
          <IconButton
            label={say('site.zoomOut')}
            icon={<Minus size={18} />}
            side="inline-start"
            disabled={zoom <= 1}
            onClick={() => zoomBy(1 / 1.5)}
          />
          <IconButton
            label={say('site.whole')}
            icon={<Scan size={18} />}
            side="inline-start"
            disabled={zoom === 1}
            onClick={() => setZoom(1)}
          />
        </div>
      )}
    </section>
  );
}
