/** Names of the values in a compiled message, also inside its plurals and selections. */
export function valuesOf(message: unknown): string[] {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [name, , forms] = part as readonly unknown[];
    if (typeof name === 'string') found.add(name);
    if (typeof forms === 'object' && forms !== null)
      for (const form of Object.values(forms)) if (Array.isArray(form)) form.forEach(visit);
  };
  if (Array.isArray(message)) message.forEach(visit);
  return [...found].sort();
}
