import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { Floor } from '../model.ts';
import { useWords } from './words.ts';

/** Which floor is shown: one press each, the lowest first. */
export function FloorTabs(props: {
  floors: readonly Floor[];
  value: string | null;
  onChange: (id: string) => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  return (
    <div role="group" aria-label={say('map.floors')} className="flex flex-wrap gap-1">
      {props.floors.map((floor) => (
        <button
          key={floor.id}
          type="button"
          aria-pressed={props.value === floor.id}
          onClick={() => props.onChange(floor.id)}
          className="min-h-[32px] rounded-corner border border-line px-2 text-table font-semibold text-ink-2 aria-pressed:border-edge aria-pressed:bg-selected aria-pressed:text-ink-1"
        >
          {nameIn(floor.name, language)}
        </button>
      ))}
    </div>
  );
}
