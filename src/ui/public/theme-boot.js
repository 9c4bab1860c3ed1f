// Runs before the first paint and from our own origin, since the page's policy refuses inline scripts.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = read('post-one.theme');
  const density = read('post-one.density');
  const language = read('post-one.language');
  const byDay = root.dataset.device === 'phone' && matchMedia('(prefers-color-scheme: light)').matches;
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : byDay ? 'light' : 'dark';
  root.dataset.density = density === 'compact' || density === 'roomy' ? density : 'normal';
  if (language) root.lang = language;
})();
