// Runs before the first paint and from our own origin, since the page's policy refuses inline scripts.
(() => {
  const root = document.documentElement;
  let kept = {};
  try {
    kept = { ...localStorage };
  } catch {
    // Storage refused: the defaults stand.
  }
  const theme = kept['post-one.theme'];
  const density = kept['post-one.density'];
  const language = kept['post-one.language'];
  const byDay = root.dataset.device === 'phone' && matchMedia('(prefers-color-scheme: light)').matches;
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : byDay ? 'light' : 'dark';
  root.dataset.density = density === 'compact' || density === 'roomy' ? density : 'normal';
  if (language) root.lang = language;
})();
