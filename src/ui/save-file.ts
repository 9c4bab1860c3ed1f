import { sayKit } from './kit-words.ts';
import { sayIfTold, type WordValues } from './words.ts';

/** A file that came from the server, with the name that the server gave it. */
export interface ServerFile {
  readonly name: string;
  readonly bytes: Blob;
}

/** Asks for a file; it may take as long as it takes to make. Rejects with words to show. */
export async function fetchFile(url: string, request: RequestInit = {}): Promise<ServerFile> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...request, credentials: 'same-origin', cache: 'no-store' });
    if (answer.ok) {
      const [, name = 'file'] =
        /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
      return { name, bytes: await answer.blob() };
    }
  } catch {
    throw new Error(sayKit('kit.offline'));
  }
  const problem = (await answer.json().catch(() => ({}))) as {
    code?: string;
    says?: string;
    detail?: WordValues;
  };
  const told = sayIfTold(`refusal.${problem.code ?? ''}`, problem.detail);
  throw new Error(told ?? problem.says ?? sayKit('kit.refused', { status: answer.status }));
}

/** Hands a file to the browser, which saves it where it saves files. */
export function saveFile({ name, bytes }: ServerFile): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
