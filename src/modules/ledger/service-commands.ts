/** The ledger's part of the administrator's tool. Each command prints lines and returns the exit code. */
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { errorCode, explainFileError } from '../../platform/files.ts';
import type { Transact } from '../../platform/transact.ts';
import { makeEvidence, recordExport, type EvidenceSelection } from './service-evidence.ts';
import { loadVerifierKey } from './service-key.ts';
import { createSealer } from './service-seal.ts';
import { verifyLedger } from './service-verify.ts';
import type { VerifyReport } from './verify-faults.ts';

export const VERIFY_HELP = `post1 verify [--json]

  Hashes every entry of the ledger again and compares it with the signed checkpoints and with the files
  beside the database. Exit code 0: all is as it was sealed. 1: the first bad index is named.`;

export const EXPORT_EVIDENCE_HELP = `post1 export-evidence (--alarm A-0412 | --from 100 --to 199 | --seqs 3,17,18) --out <new folder>

  Writes entries of the ledger with proofs and VERIFY.md, for a reader who has OpenSSL and not our software.`;

type Print = (line: string) => void;

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** The report in lines for a person. */
export function verifyLines(postId: string, report: VerifyReport): string[] {
  const lines = [
    `Ledger of ${postId}: ${plural(report.entries, 'entry', 'entries')}, ${plural(report.checkpoints, 'checkpoint', 'checkpoints')}.`,
  ];
  if (report.unsealed > 0) lines.push(`Not sealed yet: ${report.unsealed}.`);
  if (report.files === 'absent')
    lines.push(
      'There are no files beside the database to compare with: only signatures and hashes were checked.',
    );
  if (report.ok) return [...lines, 'OK: every entry is as it was recorded and sealed.'];
  if (report.firstBad !== null) lines.push(`BAD. First bad index: ${report.firstBad}.`);
  else lines.push('BAD.');
  return [...lines, ...report.faults.map(({ index, what, says }) => `  ${index ?? '-'}  ${what}  ${says}`)];
}

/** `post1 verify`: 0 when all is well, 1 when anything was found. */
export async function verifyCommand(
  args: readonly string[],
  deps: { readonly db: pg.Pool; readonly postId: string; readonly dataDir: string },
  print: Print,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    print(VERIFY_HELP);
    return 0;
  }
  const report = await verifyLedger({ ...deps, key: await loadVerifierKey(deps.dataDir, deps.postId) });
  if (values.json) print(JSON.stringify(report));
  else for (const line of verifyLines(deps.postId, report)) print(line);
  return report.ok ? 0 : 1;
}

export interface ExportDeps {
  readonly db: pg.Pool;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly dataDir: string;
}

/** `post1 export-evidence`: writes a bundle to a new folder. 2: the arguments do not say what or where. */
export async function exportEvidenceCommand(
  args: readonly string[],
  deps: ExportDeps,
  print: Print,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      alarm: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      seqs: { type: 'string' },
      out: { type: 'string' },
      actor: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    print(EXPORT_EVIDENCE_HELP);
    return 0;
  }
  const selection = selectionOf(values);
  if (selection === null || values.out === undefined) {
    print(`Say which entries, and where to write them.\n\n${EXPORT_EVIDENCE_HELP}`);
    return 2;
  }
  const outDir = resolve(values.out);
  const refusal = await folderRefusal(outDir);
  if (refusal !== null) {
    print(refusal);
    return 1;
  }
  // A running Post One seals by itself and has the lock; a stopped one left nothing unsealed unless it was killed.
  const sealer = createSealer({ ...deps, onTrouble: (_code, says) => print(says) });
  await sealer.seal().catch(() => 'elsewhere');
  await sealer.close();
  const made = await makeEvidence(deps, selection);
  try {
    await writeBundle(outDir, made.files);
  } catch (error) {
    print(explainFileError(error, outDir));
    return 1;
  }
  await recordExport(deps, values.actor ?? 'system', made);
  print(`Wrote ${plural(made.seqs.length, 'entry', 'entries')} with proofs to ${outDir}.`);
  print(`Check it there with: sh verify.sh`);
  return 0;
}

function selectionOf(values: {
  alarm?: string;
  from?: string;
  to?: string;
  seqs?: string;
}): EvidenceSelection | null {
  const { alarm, from, to, seqs } = values;
  const number = /^\d{1,15}$/;
  if (alarm !== undefined && from === undefined && to === undefined && seqs === undefined) return { alarm };
  if (from !== undefined && to !== undefined && alarm === undefined && seqs === undefined)
    return number.test(from) && number.test(to) ? { fromSeq: Number(from), toSeq: Number(to) } : null;
  if (seqs === undefined || alarm !== undefined || from !== undefined || to !== undefined) return null;
  const list = seqs.split(',');
  return list.every((seq) => number.test(seq)) ? { seqs: list.map(Number) } : null;
}

async function folderRefusal(outDir: string): Promise<string | null> {
  try {
    const there = await readdir(outDir);
    return there.length === 0
      ? null
      : `The folder ${outDir} is not empty: name a new one, so that nothing is mixed.`;
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? null
      : explainFileError(error, outDir).replaceAll('DATA_DIR', '--out');
  }
}

async function writeBundle(outDir: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const folder of new Set([...files.keys()].map((name) => dirname(join(outDir, name)))))
    await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(outDir, name), bytes);
  await chmod(join(outDir, 'verify.sh'), 0o755);
}
