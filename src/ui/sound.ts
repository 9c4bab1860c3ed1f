import { useSyncExternalStore } from 'react';

/*
 * One place makes every sound. P1: two tones, 0.5 s on, 0.5 s off, until it is taken. P2: three rising
 * notes every 10 s. P3: one note once. P4: none (ux.md section 6). It cannot be muted: `silence` lapses
 * after 30 s and the volume has a floor.
 *
 * States: off (the browser has not let us sound yet: needs a gesture), ready, sounding, silenced.
 */
export type SoundState = 'off' | 'ready' | 'sounding' | 'silenced';
export type Loudness = 1 | 2 | 3 | 4;

export interface Note {
  /** Seconds after the start of the figure. */
  readonly at: number;
  readonly lasts: number;
  readonly hertz: number;
}

export interface Figure {
  readonly notes: readonly Note[];
  /** Seconds until it begins again; null: once. */
  readonly every: number | null;
}

/** What a priority sounds like; null is silence. The rhythms differ so that no two can be confused. */
export function figureOf(priority: Loudness): Figure | null {
  if (priority === 1) {
    return {
      notes: [
        { at: 0, lasts: 0.25, hertz: 960 },
        { at: 0.25, lasts: 0.25, hertz: 720 },
      ],
      every: 1,
    };
  }
  if (priority === 2) {
    const notes = [523, 659, 784].map((hertz, index) => ({ at: index * 0.22, lasts: 0.18, hertz }));
    return { notes, every: 10 };
  }
  if (priority === 3) return { notes: [{ at: 0, lasts: 0.35, hertz: 587 }], every: null };
  return null;
}

export const SILENCE_MS = 30_000;
export const VOLUME_FLOOR = 0.4;
const VOLUME = 'post-one.volume';
const listeners = new Set<() => void>();

let context: AudioContext | undefined;
let wanted: Loudness | null = null;
let drill = false;
/** What the live board asks for, and what an exercise at this seat asks for. */
let real: Loudness | null = null;
let exercised: Loudness | null = null;
let silentUntil = 0;
let repeat: ReturnType<typeof setTimeout> | undefined;
let lapse: ReturnType<typeof setTimeout> | undefined;
let snapshot: { state: SoundState; silentForS: number } = { state: 'off', silentForS: 0 };

function stateNow(): SoundState {
  if (context?.state !== 'running') return 'off';
  if (performance.now() < silentUntil) return 'silenced';
  return wanted !== null && figureOf(wanted) !== null ? 'sounding' : 'ready';
}

function publish(): void {
  const state = stateNow();
  const silentForS = Math.max(0, Math.ceil((silentUntil - performance.now()) / 1000));
  if (state === snapshot.state && silentForS === snapshot.silentForS) return;
  snapshot = { state, silentForS };
  for (const listener of listeners) listener();
}

/** Volume from the floor of 0.4 to 1, kept for this device. */
export function setVolume(value: number): void {
  localStorage.setItem(VOLUME, String(Math.max(VOLUME_FLOOR, Math.min(1, value))));
}

export function volume(): number {
  const stored = Number(localStorage.getItem(VOLUME) ?? '0.8');
  return Number.isFinite(stored) ? Math.max(VOLUME_FLOOR, Math.min(1, stored)) : 0.8;
}

function playNotes(audio: AudioContext, notes: readonly Note[]): void {
  const master = volume();
  for (const note of notes) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const from = audio.currentTime + note.at;
    tone.type = 'triangle';
    tone.frequency.value = note.hertz;
    // 10 ms up and down, or every note clicks.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(master, from + 0.01);
    gain.gain.setValueAtTime(master, from + note.lasts - 0.01);
    gain.gain.linearRampToValueAtTime(0, from + note.lasts);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + note.lasts);
  }
}

/** In a drill the sound begins with a spoken word, by the system's own voice when it has one. */
function sayExercise(): void {
  if (!drill || !('speechSynthesis' in globalThis)) return;
  speechSynthesis.speak(new SpeechSynthesisUtterance('Exercise'));
}

function play(): void {
  clearTimeout(repeat);
  repeat = undefined;
  const figure = wanted === null ? null : figureOf(wanted);
  if (figure !== null && context?.state === 'running' && performance.now() >= silentUntil) {
    playNotes(context, figure.notes);
    if (figure.every !== null) repeat = setTimeout(play, figure.every * 1000);
  }
  publish();
}

/** Chooses between the two: what is real is never covered by an exercise. */
function choose(): void {
  const before = wanted;
  const wasDrill = drill;
  const priority = real ?? exercised;
  drill = real === null && exercised !== null;
  if (priority === before && drill === wasDrill) return;
  wanted = priority;
  const worse = priority !== null && (before === null || priority < before || (wasDrill && !drill));
  // A worse alarm ends a silence: it was asked for the old one.
  if (worse) silentUntil = 0;
  if (worse) sayExercise();
  // From P1 back to a P3 that has already sounded: it was told once, it stays quiet.
  if (worse || priority === null || figureOf(priority)?.every !== null) play();
  else {
    clearTimeout(repeat);
    publish();
  }
}

/** Sets the highest priority that nobody has taken, or null. Call it whenever the queue changes. */
export function setSounding(priority: Loudness | null): void {
  real = priority;
  choose();
}

/** The same for an exercise: it sounds only while nothing real does, and says that it is one. */
export function setDrillSounding(priority: Loudness | null): void {
  exercised = priority;
  choose();
}

/** Counts the seconds of a silence down; at its end the sound comes back. */
function lapseTick(): void {
  clearTimeout(lapse);
  if (performance.now() >= silentUntil) return play();
  publish();
  lapse = setTimeout(lapseTick, Math.min(1000, silentUntil - performance.now() + 5));
}

/** Silence for 30 s; then the sound comes back. There is no mute. */
export function silence(): void {
  silentUntil = performance.now() + SILENCE_MS;
  clearTimeout(repeat);
  lapseTick();
}

function openContext(): AudioContext {
  if (context === undefined) {
    context = new AudioContext();
    context.addEventListener('statechange', play);
  }
  return context;
}

/**
 * Plays the tone of a priority 1 for two seconds: the gesture that lets the browser sound at all. True when it is
 * running. Call it from a press ("Test the sound" at sign-on).
 */
export async function testSound(): Promise<boolean> {
  const audio = openContext();
  await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 1_000))]);
  const running = audio.state === 'running';
  const tone = figureOf(1)?.notes ?? [];
  if (running) playNotes(audio, [...tone, ...tone.map((note) => ({ ...note, at: note.at + 1 }))]);
  publish();
  return running;
}

/** Tries to start without a gesture: works where the desk's browser policy allows it (kiosk). */
export function startSound(): void {
  openContext();
  publish();
}

/** The state for the bar, and the seconds left of a silence. */
export function useSound(): { state: SoundState; silentForS: number } {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
