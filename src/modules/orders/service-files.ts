/**
 * Documents of orders, pictures of alarms and files of notes. The bytes lie in DATA_DIR/orders under their SHA-256:
 * written durably before the row that names them, and checked when they are read. A file whose row never came is
 * only a file.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { ensureDir, errorCode, readFileIfThere, writeFileDurably } from '../../platform/files.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { typeOf } from './files.ts';
import { MAX_FILE_BYTES, orderRefusals, type FileInput, type FileType } from './model.ts';
import * as store from './store.ts';

const refuse = refuser(orderRefusals);

const ENDS: Readonly<Record<FileType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'text/plain': 'txt',
};

export function createOrderFiles(deps: {
  readonly db: Queryable;
  readonly postId: string;
  readonly dataDir: string;
  readonly nowMs: () => number;
  readonly hasRoom: () => boolean;
}) {
  const folder = join(deps.dataDir, 'orders');
  const pathOf = (sha256: string): string => join(folder, sha256);

  return {
    /** Checks the bytes and writes them. The file is nobody's until its row is inserted. */
    async keep(input: FileInput): Promise<store.StoredFile> {
      const bytes = Buffer.from(input.base64, 'base64');
      if (bytes.length > MAX_FILE_BYTES) throw refuse('file-too-large');
      const type = typeOf(bytes);
      if (type === null) throw refuse('file-kind');
      if (!deps.hasRoom()) throw refuse('file-no-room');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await ensureDir(folder);
      await writeFileDurably(pathOf(sha256), bytes).catch((error: unknown) => {
        if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') throw refuse('file-no-room');
        throw error;
      });
      return {
        id: newId<'order-file'>('ofl', deps.nowMs()),
        name: input.name.trim(),
        type,
        bytes: bytes.length,
        sha256,
      };
    },

    /** The bytes as they were taken; `fileName` is ours, for nothing of a foreign name belongs in a header. */
    async read(id: string): Promise<{ type: string; bytes: Buffer; fileName: string }> {
      const file = await store.fileById(deps.db, deps.postId, id);
      if (!file) throw refuse('file-unknown', { id });
      const bytes = await readFileIfThere(pathOf(file.sha256));
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== file.sha256)
        throw refuse('file-damaged', { id });
      const type = file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type;
      return { type, bytes, fileName: `${file.id}.${ENDS[file.type]}` };
    },
  };
}
export type OrderFiles = ReturnType<typeof createOrderFiles>;
