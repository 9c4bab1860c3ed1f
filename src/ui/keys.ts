import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';

/**
 * One shortcut. `keys`: a letter (`a`), go and a letter (`g w`), `$mod+k` (Ctrl or Cmd), `Shift+?`,
 * `Escape`, `ArrowDown`. `label` is a translated sentence for the list of keys.
 */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
  readonly group?: string;
  /** Works also in a text field. Chords with Ctrl always do. */
  readonly whileTyping?: boolean;
}

const STORED = 'post-one.single-keys';
/** A go sequence must be finished within this time; tinykeys uses the same. */
const SEQUENCE_MS = 1_000;
const shortcuts = new Set<Shortcut>();
const listeners = new Set<() => void>();
let list: readonly Shortcut[] = [];
let wentAt = Number.NEGATIVE_INFINITY;
let afterGo = false;

function changed(): void {
  list = [...shortcuts];
  for (const listener of listeners) listener();
}

/** Single keys can be turned off (WCAG 2.1.4); chords with Ctrl and Escape stay. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(STORED) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(STORED, on ? 'on' : 'off');
  changed();
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target === null) return false;
  if (
    target.isContentEditable ||
    target.closest('textarea, select, [role="combobox"], [role="menu"]') !== null
  )
    return true;
  const input = target.closest('input');
  return input !== null && !['checkbox', 'radio', 'button', 'submit'].includes(input.type);
}

const isChord = (keys: string) => keys.includes('+') && !keys.startsWith('Shift+');
const isLetter = (keys: string) => /^[a-z]$/i.test(keys);

function mayRun(shortcut: Shortcut, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  if (isChord(shortcut.keys)) return true;
  if (isTyping(event) && shortcut.whileTyping !== true) return false;
  if (shortcut.keys === 'Escape') return true;
  if (!singleKeysOn()) return false;
  // In "g m" the m means go to the map, not silence.
  return !(isLetter(shortcut.keys) && afterGo);
}

/** Both forms of a letter: what is printed on the key, and its place when the layout is not Latin (한). */
function bindingsOf(shortcut: Shortcut): Record<string, (event: KeyboardEvent) => void> {
  const fire = (event: KeyboardEvent) => {
    if (event.repeat && !shortcut.keys.startsWith('Arrow') && !/^[jk]$/.test(shortcut.keys)) return;
    if (!mayRun(shortcut, event)) return;
    event.preventDefault();
    shortcut.run(event);
  };
  const byPlace = (event: KeyboardEvent) => {
    if (!/^[a-z]$/i.test(event.key)) fire(event);
  };
  const places = shortcut.keys.replace(
    /(^|[ +])([a-z])(?=$| )/g,
    (_, before: string, letter: string) => `${before}Key${letter.toUpperCase()}`,
  );
  return places === shortcut.keys ? { [shortcut.keys]: fire } : { [shortcut.keys]: fire, [places]: byPlace };
}

function noteGo(event: KeyboardEvent): void {
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const isGo = event.code === 'KeyG' || event.key === 'g';
  afterGo = !isGo && event.timeStamp - wentAt < SEQUENCE_MS;
  wentAt = isGo ? event.timeStamp : Number.NEGATIVE_INFINITY;
}

/**
 * Registers shortcuts while the component is shown. Single keys are off while typing, and can be turned
 * off. They appear in the list of keys by themselves. The array may be new at each render.
 */
export function useKeys(given: readonly Shortcut[]): void {
  const shape = JSON.stringify(
    given.map(({ keys, label, group, whileTyping }) => ({ keys, label, group, whileTyping })),
  );
  const run = useEffectEvent((index: number, event: KeyboardEvent) => given[index]?.run(event));
  useEffect(() => {
    if (shortcuts.size === 0) window.addEventListener('keydown', noteGo, { capture: true });
    const told = JSON.parse(shape) as Omit<Shortcut, 'run'>[];
    const mine = told.map((one, index) => ({ ...one, run: (event: KeyboardEvent) => run(index, event) }));
    for (const one of mine) shortcuts.add(one);
    const stop = mine.map((one) => tinykeys(window, bindingsOf(one), { timeout: SEQUENCE_MS }));
    changed();
    return () => {
      for (const one of mine) shortcuts.delete(one);
      for (const each of stop) each();
      if (shortcuts.size === 0) window.removeEventListener('keydown', noteGo, { capture: true });
      changed();
    };
  }, [shape]);
}

/** All shortcuts now in force, for the list of keys. */
export function useKeyList(): { keys: readonly Shortcut[]; singleKeys: boolean } {
  const keys = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => list,
  );
  return { keys, singleKeys: singleKeysOn() };
}

/** A shortcut as printed on key caps: `Ctrl K`, `G W`, `A`, `Esc`. */
export function keyCapText(keys: string): string {
  return keys
    .split(/[ +]/)
    .filter((part) => part !== 'Shift')
    .map(
      (part) => ({ $mod: 'Ctrl', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' })[part] ?? part.toUpperCase(),
    )
    .join(' ');
}
