import type { Position } from '../../../kernel/geo.ts';
import type { Responder } from '../../dispatch/model.ts';
import type { SourceState } from '../../technical/model.ts';

/** Something that is not as it should be, in the server's words. `code` is stable. */
export interface Degraded {
  readonly code: string;
  readonly says: string;
  readonly since: string;
}

/** Where a responder is. Positions come with the heartbeat: they are not entries of the record. */
export interface Fix {
  readonly responderId: string;
  readonly position: Position;
  readonly positionAt: string;
}

/** What a heartbeat says besides its time, to those who see the board. */
export interface Beat {
  readonly sources: readonly SourceState[];
  readonly degraded: readonly Degraded[];
  readonly fixes: readonly Fix[];
}

/** Reads a heartbeat; null where it carries nothing for the board. */
export function readBeat(beat: Readonly<Record<string, unknown>>): Beat | null {
  const { sources, degraded, fixes } = beat;
  if (!Array.isArray(sources) || !Array.isArray(degraded) || !Array.isArray(fixes)) return null;
  return { sources, degraded, fixes };
}

/** The responder where it was last known to be. The same object when the fix is no news. */
export function placed(responder: Responder, fix: Fix | undefined): Responder {
  const { positionAt } = responder;
  return fix === undefined || (positionAt !== null && positionAt >= fix.positionAt)
    ? responder
    : { ...responder, position: fix.position, positionAt: fix.positionAt as Responder['positionAt'] };
}

/** The newer value, or the older one where they say the same: what hangs on it is then not drawn again. */
export function kept<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
