import { KeyCap } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SideSheet } from '../../ui/dialog.tsx';
import { keyCapText, setSingleKeys, useKeyList } from '../../ui/keys.ts';
import { useWords } from './words.ts';

/** The list of keys that work now, and the switch for single keys. */
export function KeysSheet(props: { onClose: () => void }) {
  const say = useWords();
  const { keys, singleKeys } = useKeyList();
  return (
    <SideSheet open onClose={props.onClose} title={say('console.keys')}>
      <div className="grid gap-4">
        <Checkbox checked={singleKeys} onChange={setSingleKeys}>
          {say('console.singleKeys')}
        </Checkbox>
        <dl className="m-0 grid grid-cols-[88px_1fr] gap-x-3 gap-y-2 text-body">
          {keys.map((shortcut) => (
            <div key={`${shortcut.keys} ${shortcut.label}`} className="contents">
              <dt>
                <KeyCap>{keyCapText(shortcut.keys)}</KeyCap>
                <span className="sr-only">{keyCapText(shortcut.keys)}</span>
              </dt>
              <dd className="m-0">{shortcut.label}</dd>
            </div>
          ))}
        </dl>
      </div>
    </SideSheet>
  );
}
