import type { Seat } from '../model.ts';
import type { AttentionSetting, Post, SeatLimits } from '../../site/model.ts';

/** What the screens about seats ask of the server. Each rejects with an Error whose message can be shown. */
export interface SeatCalls {
  readonly seats: () => Promise<readonly Seat[]>;
  readonly soundHeard: (heard: boolean) => Promise<unknown>;
  readonly attend: (id: string) => Promise<unknown>;
  readonly post: () => Promise<Post>;
  /** Null: as it is where the post says nothing. */
  readonly saveWatch: (form: {
    readonly seatLimitsS: SeatLimits | null;
    readonly attention: AttentionSetting | null;
  }) => Promise<unknown>;
}
