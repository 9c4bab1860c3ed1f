/** True when `topic` matches `filter` with `+` and `#` (MQTT 3.1.1, 4.7). */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  // 4.7.2-1: a filter that begins with a wildcard does not match topics that begin with `$`.
  if (topic.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (i >= levels.length) return false;
    if (level !== '+' && level !== levels[i]) return false;
  }
  return wanted.length === levels.length;
}

/** Null for a filter that a broker accepts, else what is wrong with it (MQTT 3.1.1, 4.7.1). */
export function filterProblem(filter: string): string | null {
  if (filter === '') return 'is empty';
  if (filter.includes('\u0000')) return 'holds a NUL character';
  if (filter.startsWith('$')) return 'begins with $, which brokers keep for themselves';
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i !== levels.length - 1))
      return 'has a # that is not alone at its end';
    if (level.includes('+') && level !== '+') return 'has a + that does not stand alone between slashes';
  }
  return null;
}
