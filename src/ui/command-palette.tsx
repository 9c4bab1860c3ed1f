import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { KeyCap } from './button.tsx';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** More words to find it by, also shown: a zone, a call sign. */
  readonly hint?: string;
  readonly keyCap?: string;
  readonly run: () => void;
}

const MAX_SHOWN = 12;

/** Commands whose words contain every typed word, those that begin with it first. */
export function findCommands(commands: readonly Command[], text: string): Command[] {
  const wanted = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter((command) => {
    const words = `${command.label} ${command.hint ?? ''}`.toLocaleLowerCase();
    return wanted.every((word) => words.includes(word));
  });
  const first = wanted[0] ?? '';
  const rank = (command: Command) => (command.label.toLocaleLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN);
}

/**
 * Do or find. Put it inside the map region (`position: relative`): it opens there and covers nothing else,
 * so the queue stays in view. Escape, or leaving it, closes it and gives the focus back.
 */
export function CommandPalette(props: {
  open: boolean;
  onClose: () => void;
  commands: readonly Command[];
  className?: string;
}) {
  return props.open ? <OpenPalette {...props} /> : null;
}

/** Takes the focus while open and gives it back, unless a command moved it on purpose. */
function useBorrowedFocus(input: RefObject<HTMLElement | null>, box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    const own = box.current;
    input.current?.focus();
    return () => {
      const lost = document.activeElement === document.body || own?.contains(document.activeElement) === true;
      if (lost && before instanceof HTMLElement) before.focus();
    };
  }, [input, box]);
}

function OpenPalette(props: { onClose: () => void; commands: readonly Command[]; className?: string }) {
  const say = useKitWords();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = findCommands(props.commands, text);

  useBorrowedFocus(input, box);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    props.onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = Math.max(0, found.length - 1);
    if (event.key === 'ArrowDown') setAt(Math.min(last, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') run(found[at]);
    else if (event.key === 'Escape') props.onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      role="search"
      className={classes(
        'absolute inset-x-0 top-2 z-30 mx-auto w-[calc(100%-16px)] max-w-[560px] overflow-hidden rounded-corner border border-edge bg-raised',
        props.className,
      )}
      onBlur={(event) => {
        if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget))
          props.onClose();
      }}
    >
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={18} aria-hidden="true" className="shrink-0 text-ink-3" />
        <input
          ref={input}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
          aria-label={say('kit.doOrFind')}
          placeholder={say('kit.doOrFind')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="min-h-[44px] w-full bg-transparent text-bar text-ink-1 outline-none"
        />
        <KeyCap>Esc</KeyCap>
      </div>
      <Found id={listId} commands={found} at={at} onPoint={setAt} onRun={run} />
      <p role="status" className={found.length === 0 ? 'm-0 p-3 text-ink-2' : 'sr-only'}>
        {found.length === 0
          ? say('kit.nothingFound', { text })
          : say('kit.resultCount', { count: found.length })}
      </p>
    </div>
  );
}

function Found(props: {
  id: string;
  commands: readonly Command[];
  at: number;
  onPoint: (index: number) => void;
  onRun: (command: Command) => void;
}) {
  const say = useKitWords();
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label={say('kit.doOrFind')}
      className="max-h-[420px] overflow-y-auto"
    >
      {props.commands.map((command, index) => (
        <div
          key={command.id}
          id={`${props.id}-${index}`}
          role="option"
          aria-selected={index === props.at}
          onPointerMove={() => props.onPoint(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onRun(command)}
          className="flex min-h-row cursor-pointer items-center gap-3 px-3 py-1 text-body aria-selected:bg-selected"
        >
          <span className="min-w-0 flex-1">
            {command.label}
            {command.hint !== undefined && <span className="ms-2 text-ink-3">{command.hint}</span>}
          </span>
          {command.keyCap !== undefined && <KeyCap>{command.keyCap}</KeyCap>}
        </div>
      ))}
    </div>
  );
}
