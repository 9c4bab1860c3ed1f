import { Marker, type Map as Canvas } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Position } from '../../../kernel/geo.ts';
import { toPoint } from './map-style.ts';

/** Something of the page that stays at a place of the ground. */
export function Pin(props: { canvas: Canvas; at: Position; children: ReactNode }) {
  const [element] = useState(() => document.createElement('div'));
  const marker = useRef<Marker | null>(null);
  const { canvas } = props;
  const [lon, lat] = toPoint(props.at);
  const place = useRef<[number, number]>([lon, lat]);
  useEffect(() => {
    place.current = [lon, lat];
    marker.current?.setLngLat([lon, lat]);
  }, [lon, lat]);
  useEffect(() => {
    marker.current = new Marker({ element }).setLngLat(place.current).addTo(canvas);
    // MapLibre calls every marker "Map marker", a picture: what stands in it says what it is.
    for (const name of ['role', 'aria-label', 'tabindex']) element.removeAttribute(name);
    return () => {
      marker.current?.remove();
    };
  }, [canvas, element]);
  return createPortal(props.children, element);
}
