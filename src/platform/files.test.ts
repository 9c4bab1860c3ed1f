import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  diskSpace,
  ensureDir,
  explainFileError,
  readFileIfThere,
  releaseBallast,
  reserveBallast,
  writeFileDurably,
} from './files.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'post-one-files-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('a durable write replaces the whole file, is private, and leaves no temporary file', async () => {
  const path = join(dir, 'key');
  await writeFileDurably(path, 'a much longer first text');
  await writeFileDurably(path, new Uint8Array([1, 2]));
  expect(await readFileIfThere(path)).toEqual(Buffer.from([1, 2]));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['key']);
});

test('a durable write that cannot finish leaves the old file and nothing else', async () => {
  await ensureDir(join(dir, 'taken'));
  await expect(writeFileDurably(join(dir, 'taken'), 'x')).rejects.toThrow();
  expect(await readdir(dir)).toEqual(['taken']);
});

test('a missing file reads as undefined', async () => {
  expect(await readFileIfThere(join(dir, 'none'))).toBeUndefined();
});

test('a folder is made with its parents and closed to others', async () => {
  await ensureDir(join(dir, 'a', 'b'));
  expect((await stat(join(dir, 'a', 'b'))).mode & 0o777).toBe(0o700);
  await ensureDir(join(dir, 'a', 'b'));
});

test('the ballast takes real blocks and gives them back', async () => {
  const bytes = 3 * 1024 * 1024 + 17;
  expect(await reserveBallast(dir, bytes)).toBe('made');
  expect((await stat(join(dir, 'ballast'))).blocks * 512).toBeGreaterThanOrEqual(bytes);
  expect(await reserveBallast(dir, bytes)).toBe('already');
  expect(await releaseBallast(dir)).toBe(bytes);
  expect(await releaseBallast(dir)).toBe(0);
});

test('disk space is told in bytes', async () => {
  const { freeBytes, totalBytes } = await diskSpace(dir);
  expect(freeBytes).toBeGreaterThan(0);
  expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
});

test('each file error is explained with what to do', () => {
  for (const code of ['EACCES', 'EROFS', 'ENOSPC', 'ENOTDIR', 'ENAMETOOLONG', 'EIO']) {
    expect(explainFileError(Object.assign(new Error(code), { code }), '/srv/x')).toMatch(/\/srv\/x.*: .*\.$/);
  }
});
