import type { Names } from '../../site/model.ts';
import type { DoorEvent, DoorUser } from '../model.ts';

export interface DoorFilters {
  readonly door?: string;
  readonly person?: string;
  readonly denied?: boolean;
}

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface DoorCalls {
  readonly page: (
    filters: DoorFilters,
    before: string | null,
    limit: number,
  ) => Promise<{ readonly events: readonly DoorEvent[]; readonly next: string | null }>;
  readonly seen: () => Promise<readonly { readonly door: string; readonly name: Names }[]>;
  readonly users: () => Promise<readonly DoorUser[]>;
  readonly addUser: (form: { source: string; credential: string; name: string }) => Promise<unknown>;
  readonly renameUser: (id: string, name: string) => Promise<unknown>;
  readonly removeUser: (id: string) => Promise<unknown>;
}
