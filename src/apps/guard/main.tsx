import { createRoot } from 'react-dom/client';
import { present } from '../../kernel/assert.ts';
import '../../ui/base.css';
import { loadOtherFonts } from '../../ui/fonts.ts';
import { startWords } from '../../ui/words.ts';
import './catalogues.ts';
import { GuardApp } from './guard-app.tsx';
import { createPhone } from './phone.ts';
import { openPhoneStore } from './phone-store.ts';
import { createSharing } from './position.ts';
import { buzzNewTask } from './senses.ts';
import { keepForOffline } from './offline.ts';

/** Words may come from the server; a network that hangs must not keep the screen dark. */
const WORDS_WAIT_MS = 1_500;

/** The code of `/guard/#enrol=<code>`, taken out of the address at once so that it is used once. */
function takeCode(): string | null {
  const found = /^#enrol=(.+)$/.exec(location.hash);
  if (!found?.[1]) return null;
  history.replaceState(null, '', location.pathname);
  return decodeURIComponent(found[1]);
}

const code = takeCode();
const phone = createPhone(openPhoneStore(), {
  newKey: () => crypto.randomUUID(),
  // Without Web Locks (very old phones) each tab sends for itself; the keys still prevent doubles.
  alone: (run) => ('locks' in navigator ? navigator.locks.request('post-one-guard-outbox', run) : run()),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  chance: Math.random,
  onTrouble: (error) => console.error(error),
  onNewTask: buzzNewTask,
});
const sharing = createSharing();

void phone.start(code);
await Promise.race([startWords(), new Promise((done) => setTimeout(done, WORDS_WAIT_MS))]);
createRoot(present(document.querySelector('#root'), 'index.html has #root')).render(
  <GuardApp phone={phone} sharing={sharing} />,
);
loadOtherFonts();
void keepForOffline();
