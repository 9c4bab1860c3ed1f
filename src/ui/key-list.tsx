import { KeyCap } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { useKitWords } from './kit-words.ts';
import { keyCapText, setSingleKeys, useKeyList } from './keys.ts';

/** The list of keys now in force, derived from what is registered, and the switch for single keys. */
export function KeyList() {
  const say = useKitWords();
  const { keys, singleKeys } = useKeyList();
  const groups = new Map<string, typeof keys>();
  for (const one of keys) groups.set(one.group ?? '', [...(groups.get(one.group ?? '') ?? []), one]);
  return (
    <div className="grid gap-4">
      <Checkbox checked={singleKeys} onChange={setSingleKeys}>
        {singleKeys ? say('kit.keysOn') : say('kit.keysOff')}
      </Checkbox>
      {[...groups].map(([group, items]) => (
        <section key={group} aria-label={group === '' ? say('kit.keys') : group}>
          {group !== '' && <h3 className="m-0 mb-1 text-label font-semibold text-ink-2">{group}</h3>}
          <dl className="m-0 grid grid-cols-[88px_1fr] items-center gap-y-1">
            {items.map((item) => (
              <div key={`${item.keys} ${item.label}`} className="contents">
                <dt>
                  <KeyCap>{keyCapText(item.keys)}</KeyCap>
                  <span className="sr-only">{keyCapText(item.keys)}</span>
                </dt>
                <dd className="m-0">{item.label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
