import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Position } from '../../../kernel/geo.ts';
import type { Names, Zone } from '../../site/model.ts';
import type { Basemap, Floor, MapObject, MapView, Placement } from '../model.ts';
import { base64Of } from '../../../ui/base64.ts';

/** A device that a drawn thing may stand for. */
export interface PlaceableDevice {
  readonly id: string;
  readonly name: Names;
  readonly position: Position | null;
}

type Saved = Promise<{ readonly floor: Floor }>;

/** What the drawing screen asks of the server. Each rejects with an Error whose message can be shown. */
export interface MapCalls {
  readonly view: () => Promise<MapView>;
  readonly zones: () => Promise<readonly Zone[]>;
  readonly devices: () => Promise<readonly PlaceableDevice[]>;
  readonly addFloor: (name: Names, level: number) => Saved;
  readonly changeFloor: (id: string, change: { name?: Names; level?: number }) => Saved;
  readonly removeFloor: (id: string) => Promise<unknown>;
  readonly saveDrawing: (
    id: string,
    drawing: { revision: number; objects: MapObject[]; placement?: Placement },
  ) => Saved;
  readonly setImage: (id: string, image: { revision: number; base64: string; placement: Placement }) => Saved;
  readonly removeImage: (id: string, revision: number) => Saved;
  readonly beginBasemap: (fileName: string, bytes: number) => Promise<{ id: string; chunkBytes: number }>;
  readonly putBasemap: (id: string, offset: number, base64: string) => Promise<{ received: number }>;
  readonly finishBasemap: (id: string) => Promise<{ basemap: Basemap }>;
  readonly removeBasemap: () => Promise<unknown>;
}

const MapCallsContext = createContext<MapCalls | null>(null);
export const MapCallsProvider = MapCallsContext.Provider;
export const useMapCalls = (): MapCalls =>
  present(useContext(MapCallsContext), 'MapCallsProvider is missing');

/** Sends a PMTiles file in parts; `onSent` hears the share that is there, 0 to 1. */
export async function sendBasemap(
  calls: MapCalls,
  file: File,
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Basemap> {
  const { id, chunkBytes } = await calls.beginBasemap(file.name, file.size);
  for (let at = 0; at < file.size;) {
    signal.throwIfAborted();
    const { received } = await calls.putBasemap(id, at, await base64Of(file.slice(at, at + chunkBytes)));
    at = received;
    onSent(at / file.size);
  }
  return (await calls.finishBasemap(id)).basemap;
}
