/*
 * What the phone does besides showing: it buzzes and keeps its screen on. Both are best effort: a phone that
 * cannot do them shows the same on its screen.
 */
const NEW_TASK = [300, 120, 300, 120, 600];
const HELP_CALLED = [60];
const NO_RECEIPT = [60, 150, 60];

function buzz(pattern: number[]): void {
  if ('vibrate' in navigator) navigator.vibrate(pattern);
}
export const buzzNewTask = (): void => buzz(NEW_TASK);
export const buzzHelpCalled = (): void => buzz(HELP_CALLED);
export const buzzNoReceipt = (): void => buzz(NO_RECEIPT);

let wanted = false;
let lock: WakeLockSentinel | null = null;

async function follow(): Promise<void> {
  if (!('wakeLock' in navigator)) return;
  if (!wanted) {
    await lock?.release();
    lock = null;
  } else if (document.visibilityState === 'visible' && (lock === null || lock.released)) {
    lock = await navigator.wakeLock.request('screen').catch(() => null);
  }
}

/** Keeps the screen on while `on`; the phone takes the lock away when the page is hidden, so ask again. */
export function keepScreenOn(on: boolean): void {
  if (on === wanted) return;
  wanted = on;
  document.addEventListener('visibilitychange', onShow);
  void follow();
}
const onShow = (): void => void follow();
