/** The bytes of a file or a part of one, in base64. */
export function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const text = typeof reader.result === 'string' ? reader.result : '';
      resolve(text.slice(text.indexOf(',') + 1));
    });
    reader.addEventListener('error', () =>
      reject(reader.error ?? new Error('The file cannot be read. Choose it again.')),
    );
    reader.readAsDataURL(part);
  });
}

/** A file as the server takes it in a body. Some phones give pictures no name. */
export const fileBody = async (file: File): Promise<{ name: string; base64: string }> => ({
  name: file.name.slice(-200) || 'file',
  base64: await base64Of(file),
});
/** The part of a body that carries a file, where there is one. */
export const withFile = async (file: File | null): Promise<{ file?: { name: string; base64: string } }> =>
  file === null ? {} : { file: await fileBody(file) };
/** A file of 10 MB on a slow line. */
export const UPLOAD_MS = 60_000;
