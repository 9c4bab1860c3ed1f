import { useSyncExternalStore } from 'react';
import type { OpenCheck } from '../model.ts';

/** What this console is asked: whether the tone was heard, whether somebody attends. Small: it loads with the board. */
export interface SeatNews {
  readonly check: OpenCheck | null;
  /** "Did you hear it?" stands on the screen. */
  readonly asking: boolean;
}

const listeners = new Set<() => void>();
let news: SeatNews = { check: null, asking: false };
/** Said before the sign-on: sent when there is a session. */
let saidBefore: boolean | null = null;

export function setNews(change: Partial<SeatNews>): void {
  if (change.check === undefined && change.asking === news.asking) return;
  if (change.check === null && news.check === null && change.asking === undefined) return;
  news = { ...news, ...change };
  for (const listener of listeners) listener();
}

export const keepAnswer = (heard: boolean | null): void => void (saidBefore = heard);

/** The answer that was given before the sign-on, once. */
export function takeAnswer(): boolean | null {
  const answer = saidBefore;
  saidBefore = null;
  return answer;
}

export const useSeatNews = (): SeatNews =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => news,
  );
