import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: every script works from here, wherever it was called. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the repository. */
export const inRoot = (...parts) => join(root, ...parts);
