import { createContext } from 'react';

/** Whether it is a flood, and whether this seat shows all rows nevertheless. */
export const FloodContext = createContext<{
  readonly flood: boolean;
  readonly showAll: boolean;
  readonly setShowAll: (showAll: boolean) => void;
}>({ flood: false, showAll: false, setShowAll: () => {} });

/** Do or find: opened by the shell, drawn by the screen in the region that it may cover. */
export const PaletteContext = createContext<{
  readonly open: boolean;
  readonly close: () => void;
  readonly showKeys: () => void;
}>({ open: false, close: () => {}, showKeys: () => {} });
