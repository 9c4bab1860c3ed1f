import type { Zone } from '../../site/model.ts';

/** What the screen of orders is given. */
export interface ScreenProps {
  readonly zones: readonly Zone[];
  readonly languages: readonly string[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  /** One thing at a time. */
  readonly phone: boolean;
  readonly live: boolean;
}
