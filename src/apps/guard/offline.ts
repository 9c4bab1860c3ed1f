/**
 * Registers the service worker, asks the phone to keep our store, and runs the fonts already drawn through
 * the worker once: on the first visit they came before it was there.
 */
export async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/guard/sw.js', { scope: '/guard/' }).catch(() => null);
  await navigator.storage?.persist?.().catch(() => false);
  await navigator.serviceWorker.ready;
  const fonts = performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.woff2'));
  await Promise.all(fonts.map((entry) => fetch(entry.name).catch(() => null)));
}
