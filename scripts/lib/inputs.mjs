import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inRoot, root } from './paths.mjs';

const stampsFile = inRoot('dist', '.inputs');

/** All files at or below the paths (relative to the repository), as relative paths with `/`, sorted. */
export function filesUnder(paths) {
  const found = [];
  const walk = (path) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) return void found.push(relative(root, path).replaceAll('\\', '/'));
    for (const name of readdirSync(path)) walk(join(path, name));
  };
  for (const path of paths) walk(inRoot(path));
  return found.sort();
}

/** SHA-256 over names and contents of the files, in hex. */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(inRoot(file));
    hash.update(`${file}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** The hash under which `target` was last built, or undefined. */
export function stampOf(target) {
  return readStamps()[target];
}

/** Remembers that `target` now stands for inputs of this hash. */
export function setStamp(target, hash) {
  mkdirSync(dirname(stampsFile), { recursive: true });
  const temporary = `${stampsFile}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify({ ...readStamps(), [target]: hash }, null, 2)}\n`);
  renameSync(temporary, stampsFile);
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampsFile, 'utf8'));
  } catch {
    // Missing or cut off: then everything is built again.
    return {};
  }
}
