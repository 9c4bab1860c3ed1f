import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DoorCalls, DoorFilters } from './calls.ts';

/** Pages that one list holds; further back one filters. */
export const MAX_PAGES = 20;
/** A stream of passages is looked at once in so long, not with each of them. */
const LOOK_AGAIN_MS = 400;

/** The list, looked at again when `version` rises: the live stream has told of something at a door. */
export function useDoors(calls: DoorCalls, filters: DoorFilters, version: number, limit: number) {
  const cache = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current === version || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void cache.invalidateQueries({ queryKey: ['doors'] });
    }, LOOK_AGAIN_MS);
    seen.current = version;
  }, [cache, version]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return useInfiniteQuery({
    queryKey: ['doors', 'page', filters, limit],
    queryFn: ({ pageParam }) => calls.page(filters, pageParam, limit),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length < MAX_PAGES ? page.next : null),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
