import { fault, ok, type Result } from '../../kernel/result.ts';
import { toInstant, type Instant } from '../../kernel/time.ts';
import { openCheckpoint, signCheckpoint } from '../../wire/tlog/checkpoint.ts';
import type { SigningKey, VerifierKey } from '../../wire/tlog/note-keys.ts';

/** A checkpoint of ours whose signature holds. */
export interface Seal {
  readonly size: number;
  readonly root: Buffer;
  /** Size of the checkpoint before, 0 for the first: a missing one shows. */
  readonly after: number;
  readonly at: Instant;
  readonly note: string;
}

// One extension line (C2SP tlog-checkpoint "Note text"): signed, and passed over by other tools.
const SEALED = /^sealed (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) after (0|[1-9]\d{0,15})$/;

/** Signs a head, with the time and the size of the checkpoint before in an extension line. */
export function signSeal(what: Omit<Seal, 'note' | 'at'> & { readonly atMs: number }, key: SigningKey): Seal {
  const { size, root, after } = what;
  const at = toInstant(what.atMs);
  const extensions = [`sealed ${at} after ${after}`];
  return { size, root, after, at, note: signCheckpoint({ origin: key.name, size, root, extensions }, [key]) };
}

/** Opens a signed note of ours; the fault is an English sentence without its subject. */
export function openSeal(note: Uint8Array | string, key: VerifierKey): Result<Seal, string> {
  const bytes = Buffer.from(note);
  const opened = openCheckpoint(bytes, key.name, key);
  if (!opened.ok) return fault(opened.fault.says);
  const { verified, unknown } = opened.value.note;
  if (verified.length !== 1 || unknown.length !== 0) return fault('It carries a signature that is not ours.');
  const { size, root, extensions } = opened.value.checkpoint;
  const line = SEALED.exec(extensions[0] ?? '');
  if (line === null || extensions.length !== 1)
    return fault('It does not say when and after which one it was made.');
  return ok({ size, root, after: Number(line[2]), at: line[1] ?? '', note: bytes.toString() });
}
