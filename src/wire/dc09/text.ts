const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Panel text to a string. In: one character per byte (latin1). Out: UTF-8 when the bytes are valid UTF-8,
 * else Windows-1252, which is what DC-09 asks for and the field often ignores.
 */
export function readText(octets: string): string {
  let ascii = true;
  for (let i = 0; i < octets.length; i++) {
    if (octets.charCodeAt(i) >= 0x80) {
      ascii = false;
      break;
    }
  }
  if (ascii) return octets;
  const bytes = Buffer.from(octets, 'latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}
