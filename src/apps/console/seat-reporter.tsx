import { useEffect } from 'react';
import { couldAnswer, MAX_IDLE_S, SEAT_REPORT_EVERY_S } from '../../modules/seat/model.ts';
import { setNews, takeAnswer } from '../../modules/seat/ui/seat-news.ts';
import { useLiveState } from '../../ui/live.ts';
import { useSound } from '../../ui/sound.ts';
import { api } from './api.ts';
import { useSession } from './session.ts';

let touchedAt = performance.now();
const touched = () => (touchedAt = performance.now());
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

const ignore = () => undefined;

/** Says every ten seconds whether this console can sound, is seen and is used; hears what it is asked. Draws nothing. */
export function SeatReporter() {
  const { me } = useSession();
  const { state } = useSound();
  const sound = state !== 'off';
  // A board that is not live keeps no watch: it is silent here, and the server says so.
  const { live } = useLiveState();
  const speaks = live && couldAnswer(me.person.role);
  useEffect(() => {
    for (const sign of SIGNS) addEventListener(sign, touched, { passive: true, capture: true });
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, touched, { capture: true });
    };
  }, []);
  useEffect(() => {
    if (!speaks) return;
    const report = () => {
      const idleS = Math.min(MAX_IDLE_S, Math.floor((performance.now() - touchedAt) / 1_000));
      const body = { sound, hidden: document.visibilityState === 'hidden', idleS };
      // One that is lost is made good by the next; the server notices when none comes.
      api('POST /seat', { body }).then(({ check }) => {
        setNews({ check });
        const heard = takeAnswer();
        if (heard !== null) api('POST /seat/sound', { body: { heard } }).catch(ignore);
      }, ignore);
    };
    report();
    const timer = setInterval(report, SEAT_REPORT_EVERY_S * 1_000);
    document.addEventListener('visibilitychange', report);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', report);
    };
  }, [speaks, sound]);
  return null;
}
