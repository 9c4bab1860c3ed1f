import { useCallback } from 'react';
import type { MapObject, ObjectKind } from '../model.ts';
import { useWords } from './words.ts';

/** What a kind of thing is called. */
export function useKindName(): (kind: ObjectKind) => string {
  const say = useWords();
  return useCallback((kind) => say(`map.kind.${kind}`), [say]);
}

/** The name of a drawn thing; without one, what it is. */
export function useObjectName(): (object: MapObject) => string {
  const kindName = useKindName();
  return useCallback((object) => (object.name === '' ? kindName(object.kind) : object.name), [kindName]);
}
