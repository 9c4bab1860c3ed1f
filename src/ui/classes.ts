/** Joins class names and drops what is false, so that a condition reads as a condition. */
export function classes(...parts: readonly (string | false | null | undefined)[]): string {
  return parts
    .filter((part) => part !== false && part !== null && part !== undefined && part !== '')
    .join(' ');
}
