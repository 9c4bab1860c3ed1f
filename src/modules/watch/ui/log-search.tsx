import { Bookmark, Download, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, buttonClasses } from '../../../ui/button.tsx';

import { IconButton } from '../../../ui/icon-button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { SaveButton } from '../../../ui/save-button.tsx';
import type { ExportFormat } from '../../ledger/model.ts';
import { useWatchCalls } from './calls.ts';
import type { LogFilters } from './calls.ts';
import { useWords } from './words.ts';

/** What the filter bar has chosen, as it can be kept and shown again. */
export interface LogChoice {
  readonly q: string;
  readonly group: string;
  readonly actor: string;
  readonly span: string;
}

const KEPT = 'post1.log-filters';
const MAX_KEPT = 12;

interface Saved {
  readonly name: string;
  readonly choice: LogChoice;
}

const isSaved = (value: unknown): value is Saved =>
  typeof value === 'object' && value !== null && 'name' in value && 'choice' in value;

function readSaved(): readonly Saved[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(list) ? list.filter(isSaved).slice(0, MAX_KEPT) : [];
  } catch {
    return [];
  }
}

/** Path of the exported file for these filters. */
function exportPath(format: ExportFormat, filters: LogFilters): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filters)) if (typeof value === 'string') query.set(name, value);
  return `/api/log/export?${query.toString()}`;
}

/** The words to look for, filters kept on this desk, and the log as a file. */
export function LogSearch(props: {
  q: string;
  onQ: (q: string) => void;
  choice: LogChoice;
  onChoice: (choice: LogChoice) => void;
  filters: LogFilters;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(props.q);
  const [saved, setSaved] = useState(readSaved);
  const keep = (next: readonly Saved[]) => {
    setSaved(next);
    localStorage.setItem(KEPT, JSON.stringify(next));
  };
  useKeys([{ keys: '/', label: say('watch.search'), run: () => field.current?.focus() }]);
  const saveNow = () => {
    const name = props.q === '' ? say('watch.filter.unnamed', { n: saved.length + 1 }) : props.q;
    const others = saved.filter((one) => one.name !== name);
    keep([{ name, choice: props.choice }, ...others].slice(0, MAX_KEPT));
  };
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <form
        role="search"
        className="flex min-w-[220px] flex-1 gap-2 md:max-w-[520px]"
        onSubmit={(event) => {
          event.preventDefault();
          props.onQ(typed.trim());
        }}
      >
        <input
          ref={field}
          type="search"
          maxLength={200}
          value={typed}
          aria-label={say('watch.search')}
          placeholder={say('watch.searchHint')}
          onChange={(event) => {
            setTyped(event.target.value);
            if (event.target.value === '') props.onQ('');
          }}
          className="min-h-control min-w-0 flex-1 rounded-corner border border-edge bg-raised px-3 text-body text-ink-1"
        />
        <Button type="submit">{say('watch.searchNow')}</Button>
      </form>
      <Button kind="ghost" icon={<Bookmark size={16} />} onClick={saveNow}>
        {say('watch.filter.keep')}
      </Button>
      {calls.may('log.export') && (
        <span className="flex flex-wrap gap-2">
          <a className={buttonClasses('ghost')} href={exportPath('csv', props.filters)} download>
            <Download size={16} aria-hidden="true" /> {say('watch.exportCsv')}
          </a>
          <a className={buttonClasses('ghost')} href={exportPath('json', props.filters)} download>
            <Download size={16} aria-hidden="true" /> {say('watch.exportJson')}
          </a>
          <SaveButton url={exportPath('pdf', props.filters)}>{say('watch.exportPdf')}</SaveButton>
        </span>
      )}
      {saved.length > 0 && (
        <ul aria-label={say('watch.filter.kept')} className="m-0 flex w-full list-none flex-wrap gap-2 p-0">
          {saved.map((one) => (
            <li key={one.name} className="flex items-center rounded-corner border border-line">
              <Button
                kind="ghost"
                size="small"
                onClick={() => {
                  setTyped(one.choice.q);
                  props.onChoice(one.choice);
                }}
              >
                {one.name}
              </Button>
              <IconButton
                label={say('watch.filter.drop', { name: one.name })}
                icon={<X size={14} />}
                onClick={() => keep(saved.filter((other) => other !== one))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
