import { build } from 'esbuild';
import { inRoot } from './paths.mjs';
import { Stop } from './say.mjs';

/**
 * Bundles TypeScript entries (`{ name: 'src/file.ts' }`) into `outdir/<name>.mjs` for this Node, with source
 * maps. Packages stay outside: they are read from node_modules.
 */
export async function bundle(entries, outdir, { splitting = false } = {}) {
  try {
    await build({
      absWorkingDir: inRoot(),
      entryPoints: Object.entries(entries).map(([out, file]) => ({ in: inRoot(file), out })),
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'linked',
      logLevel: 'silent',
    });
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const lines = error.errors.map(({ text, location }) =>
      location ? `${location.file}:${location.line}:${location.column}: ${text}` : text,
    );
    throw new Stop(`${lines.join('\n')}\n${Object.values(entries).join(', ')} could not be bundled.`);
  }
}
