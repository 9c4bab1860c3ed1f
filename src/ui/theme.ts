import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';
export type Density = 'compact' | 'normal' | 'roomy';

const THEME = 'post-one.theme';
const DENSITY = 'post-one.density';
const listeners = new Set<() => void>();

/** Row heights in px; the same numbers stand in tokens.css. Virtual rows need them before they are drawn. */
export const ROW_PX: Readonly<Record<Density, number>> = { compact: 30, normal: 36, roomy: 44 };

function readTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark';
}

function readDensity(): Density {
  const density = document.documentElement.dataset['density'];
  return density === 'compact' || density === 'roomy' ? density : 'normal';
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Shows a theme and keeps it for this device. `theme-boot.js` applies it before the next first paint. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(THEME, theme);
  tell();
}

/** Sets the row height and keeps it for this device. */
export function setDensity(density: Density): void {
  document.documentElement.dataset['density'] = density;
  localStorage.setItem(DENSITY, density);
  tell();
}

/** The one switch of "not live": every hue on the page turns grey. */
export function setLiveLook(live: boolean): void {
  document.documentElement.dataset['live'] = live ? 'true' : 'false';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

/** The density and its row height in px. */
export function useDensity(): { density: Density; rowPx: number } {
  const density = useSyncExternalStore(subscribe, readDensity);
  return { density, rowPx: ROW_PX[density] };
}
