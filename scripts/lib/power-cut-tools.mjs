import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackage, isRootOnDebian } from './chromium.mjs';

/**
 * Power cuts are played on a file system of their own, which takes root, Linux and mkfs.xfs (Debian's package
 * xfsprogs, installed here where that is allowed). Gives why they cannot be played, or undefined.
 */
export async function ensurePowerCutTools() {
  if (process.platform !== 'linux') return 'they need Linux.';
  if (process.getuid() !== 0) return 'they need root, to make and mount a file system of their own.';
  if (hasMkfs()) return undefined;
  if (!isRootOnDebian()) return 'mkfs.xfs is missing: install xfsprogs.';
  await installDebianPackage('xfsprogs');
  return hasMkfs() ? undefined : 'mkfs.xfs is missing and xfsprogs could not be installed.';
}

function hasMkfs() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, 'mkfs.xfs')));
}
