import type { AlarmId } from '../../../kernel/id.ts';

/** A note written while not live; it keeps its key, so that sending it twice writes it once. */
export interface SavedNote {
  readonly key: string;
  readonly alarmId: AlarmId | null;
  readonly text: string;
  readonly writtenAtMs: number;
}

const STORED = 'post-one.notes';
const MAX_NOTES = 200;
const listeners = new Set<() => void>();
let notes: readonly SavedNote[] | null = null;

function isNote(value: unknown): value is SavedNote {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'text' in value &&
    typeof value.text === 'string' &&
    'writtenAtMs' in value &&
    typeof value.writtenAtMs === 'number'
  );
}

function read(): readonly SavedNote[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isNote).slice(0, MAX_NOTES) : [];
  } catch {
    // Storage is blocked or holds something else: start with none rather than not at all.
    return [];
  }
}

function write(next: readonly SavedNote[]): void {
  notes = next;
  localStorage.setItem(STORED, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Notes that wait on this desk, oldest first. */
export function savedNotes(): readonly SavedNote[] {
  notes ??= read();
  return notes;
}

export function subscribeSavedNotes(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps a note on this desk until the server is back. False when 200 wait already. */
export function saveNote(note: Omit<SavedNote, 'key'>): boolean {
  const now = savedNotes();
  if (now.length >= MAX_NOTES) return false;
  write([...now, { ...note, key: crypto.randomUUID() }]);
  return true;
}

let sending = false;

/** Sends what waits, in order; stops at the first that fails and keeps it and the rest. */
export async function sendSavedNotes(send: (note: SavedNote) => Promise<unknown>): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (let next = savedNotes()[0]; next !== undefined; next = savedNotes()[0]) {
      await send(next);
      const { key } = next;
      write(savedNotes().filter((note) => note.key !== key));
    }
  } catch {
    // The server is away again or refuses: the note stays here and is shown as waiting.
  } finally {
    sending = false;
  }
}
