import { setTheme, useTheme } from '../../ui/theme.ts';
import { showLanguage, useLanguage } from '../../ui/words.ts';
import { useGuardWords } from './guard-words.ts';
import { Choices, OneThing } from './parts.tsx';
import type { Phone } from './phone.ts';
import type { Home, PhoneState } from './phone-model.ts';
import type { Sharing, SharingReason } from './position.ts';
import { PositionLine } from './home-screen.tsx';

/** Language, look, and whether a call for help shows on the screen. Kept on this phone. */
export function SettingsScreen(props: {
  phone: Phone;
  state: PhoneState;
  home: Home;
  others: number;
  sharing: Sharing;
  sharingReason: SharingReason | null;
  onHome: () => void;
}) {
  const say = useGuardWords();
  const { language, languages } = useLanguage();
  const theme = useTheme();
  const quiet = props.state.quietHelp ? 'quiet' : 'loud';
  return (
    <OneThing title={say('guard.settings')} onBack={props.onHome}>
      <Choices
        label={say('guard.language')}
        columns={2}
        value={language}
        onChange={(code) => void showLanguage(code)}
        options={languages.map(({ code, name }) => ({ value: code, label: name, lang: code }))}
      />
      <Choices
        label={say('guard.look')}
        columns={2}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'dark', label: say('guard.dark') },
          { value: 'light', label: say('guard.light') },
        ]}
      />
      <Choices
        label={say('guard.helpLook')}
        value={quiet}
        onChange={(value) => void props.phone.setQuietHelp(value === 'quiet')}
        options={[
          { value: 'loud', label: say('guard.helpLoud') },
          { value: 'quiet', label: say('guard.helpQuiet') },
        ]}
      />
      <section className="grid gap-1 text-guard text-ink-2">
        <p className="m-0">{say('guard.whose', { name: props.home.me.name })}</p>
        {props.sharingReason === null ? (
          <p className="m-0">{say('guard.positionNone')}</p>
        ) : (
          <PositionLine sharing={props.sharing} reason={props.sharingReason} className="m-0" />
        )}
        {props.others > 0 && <p className="m-0">{say('guard.othersItems', { count: props.others })}</p>}
      </section>
    </OneThing>
  );
}
