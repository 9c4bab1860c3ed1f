import { useContext, useMemo } from 'react';
import { alarmNumber } from '../../modules/watch/ui/names.ts';
import { CommandPalette } from '../../ui/command-palette.tsx';
import type { Command } from '../../ui/command-palette.tsx';
import { testSound } from '../../ui/sound.ts';
import { setTheme, useTheme } from '../../ui/theme.ts';
import { showLanguage, useLanguage, useNameIn } from '../../ui/words.ts';
import { goTo } from './address.ts';
import { PaletteContext } from './contexts.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

/** The palette finds open alarms, at most so many. */
const MAX_ALARMS = 300;

/** Do or find. Put it into a region with `relative`; it covers nothing else. */
export function Palette(props: { onAlarm: (id: string) => void }) {
  const { open, close } = useContext(PaletteContext);
  return open ? <OpenPalette onAlarm={props.onAlarm} onClose={close} /> : null;
}

function OpenPalette(props: { onAlarm: (id: string) => void; onClose: () => void }) {
  const say = useWords();
  const name = useNameIn();
  const theme = useTheme();
  const { language, languages } = useLanguage();
  const { showKeys } = useContext(PaletteContext);
  const { board, may, seesBoard, signOut, me } = useSession();
  const { onAlarm } = props;
  const commands = useMemo(() => {
    const list: Command[] = [];
    if (seesBoard)
      list.push({
        id: 'watch',
        label: say('console.goWatch'),
        keyCap: 'G W',
        run: () => goTo('/'),
      });
    if (may('log.see'))
      list.push({
        id: 'log',
        label: say('console.goLog'),
        keyCap: 'G L',
        run: () => goTo('/log'),
      });
    if (seesBoard && may('camera.see'))
      list.push({
        id: 'cameras',
        label: say('console.cameras'),
        keyCap: 'G C',
        run: () => goTo('/cameras'),
      });
    if (may('incident.see'))
      list.push({
        id: 'incidents',
        label: say('console.goIncidents'),
        keyCap: 'G I',
        run: () => goTo('/incidents'),
      });
    if (seesBoard && may('doors.see'))
      list.push({
        id: 'doors',
        label: say('console.goDoors'),
        keyCap: 'G D',
        run: () => goTo('/doors'),
      });
    if (may('panel.see'))
      list.push({
        id: 'devices',
        label: say('console.goDevices'),
        run: () => goTo('/set-up'),
      });
    if (may('exercise.run'))
      list.push({ id: 'exercise', label: say('console.goExercise'), run: () => goTo('/set-up/exercise') });
    if (may('seat.see'))
      list.push({ id: 'seats', label: say('console.goSeats'), run: () => goTo('/set-up/seats') });
    if (may('people.see'))
      list.push({
        id: 'people',
        label: say('console.goPeople'),
        run: () => goTo('/set-up/people'),
      });
    list.push(
      {
        id: 'theme',
        label: say(theme === 'dark' ? 'console.light' : 'console.dark'),
        run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
      },
      { id: 'sound', label: say('console.testSound'), run: () => void testSound() },
      { id: 'keys', label: say('console.keys'), keyCap: '?', run: showKeys },
    );
    for (const { code, name: label } of languages) {
      if (code !== language) list.push({ id: `language-${code}`, label, run: () => void showLanguage(code) });
    }
    for (const alarm of board?.alarms.slice(0, MAX_ALARMS) ?? []) {
      list.push({
        id: alarm.id,
        label: `${alarmNumber(alarm)} ${name(alarm.title)}`,
        hint: alarm.zoneName === null ? undefined : name(alarm.zoneName),
        run: () => onAlarm(alarm.id),
      });
    }
    list.push({ id: 'sign-out', label: say('console.signOut', { name: me.person.name }), run: signOut });
    return list;
  }, [say, name, theme, language, languages, board, may, seesBoard, signOut, me, showKeys, onAlarm]);
  return <CommandPalette open onClose={props.onClose} commands={commands} />;
}
