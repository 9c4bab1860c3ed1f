import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { useGuardWords } from './guard-words.ts';

const TILE =
  'flex min-h-[76px] flex-col items-center justify-center gap-1 rounded-corner border border-edge bg-raised ' +
  'px-2 py-3 text-center text-guard font-semibold text-ink-1 no-underline select-none active:bg-selected';

/** One of the large squares of the home screen: a picture, a word, and what became of it. */
export function Tile(props: {
  icon: ReactNode;
  children: string;
  note?: string;
  href?: string;
  onPress?: () => void;
}) {
  const inside = (
    <>
      <span aria-hidden="true" className="contents">
        {props.icon}
      </span>
      <span>{props.children}</span>
      {props.note !== undefined && <span className="text-body font-normal text-ink-2">{props.note}</span>}
    </>
  );
  if (props.href !== undefined) {
    return (
      <a href={props.href} className={TILE}>
        {inside}
      </a>
    );
  }
  return (
    <button type="button" className={TILE} onClick={props.onPress}>
      {inside}
    </button>
  );
}

/** A screen that does one thing: Back, a title that takes the focus, its content, its one button at the end. */
export function OneThing(props: {
  title: string;
  onBack: () => void;
  children: ReactNode;
  action?: ReactNode;
}) {
  const say = useGuardWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <div className="flex min-h-full flex-col gap-3 px-4 pb-4">
      <Button
        kind="ghost"
        size="thumb"
        className="self-start ps-0"
        icon={<BackArrow />}
        onClick={props.onBack}
      >
        {say('guard.back')}
      </Button>
      <h1 ref={title} tabIndex={-1} className="m-0 text-guard-title font-bold outline-none">
        {props.title}
      </h1>
      {props.children}
      {props.action !== undefined && (
        <div className="sticky bottom-0 -mx-4 mt-auto -mb-4 grid bg-ground px-4 pt-2 pb-3">
          {props.action}
        </div>
      )}
    </div>
  );
}

function BackArrow() {
  return <ArrowLeft size={22} className="rtl:-scale-x-100" />;
}

/** A question with few answers, each a thumb wide. The chosen one is filled. */
export function Choices<T extends string>(props: {
  label: string;
  value: T | null;
  options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[];
  onChange: (value: T) => void;
  columns?: 1 | 2;
}) {
  const name = useId();
  return (
    <fieldset className="m-0 grid gap-2 border-0 p-0">
      <legend className="mb-2 p-0 text-guard text-ink-2">{props.label}</legend>
      <div className={classes('grid gap-2', props.columns === 2 && 'grid-cols-2')}>
        {props.options.map((option) => (
          <label
            key={option.value}
            className={classes(
              'relative flex min-h-[60px] cursor-pointer items-center rounded-corner border px-4 py-2 text-guard font-semibold',
              'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-ink-1',
              option.value === props.value
                ? 'border-transparent bg-inverse text-on-inverse'
                : 'border-edge bg-raised text-ink-1',
            )}
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 m-0 size-full cursor-pointer opacity-0"
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            <span lang={option.lang}>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A label over several lines of text. */
export function Words(props: {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  onChange: (text: string) => void;
  rows?: number;
  max: number;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-guard text-ink-2">
        {props.label}
      </label>
      <textarea
        id={id}
        rows={props.rows ?? 3}
        maxLength={props.max}
        value={props.value}
        aria-describedby={`${id}-hint`}
        aria-invalid={props.error ? true : undefined}
        onChange={(event) => props.onChange(event.target.value)}
        className="w-full resize-none rounded-corner border border-edge bg-raised p-3 text-guard text-ink-1"
      />
      <p id={`${id}-hint`} role={props.error ? 'alert' : undefined} className="m-0 text-body text-ink-2">
        {props.error ?? props.hint}
      </p>
    </div>
  );
}
