import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';

interface Counters {
  readonly b: Record<string, number[]>;
  readonly f: Record<string, number>;
}

/** Bundled and instrumented code, and what one run of it touched. */
export interface Instrumented<Exports> {
  readonly exports: Exports;
  readonly branches: number;
  branchesHit(): number;
  /** Whether the code that ran since the last call took a branch, or took it a new order of times. */
  sawNews(): boolean;
}

/** Bundles `source` (ESM, imports relative to the repository's root) and counts its branches as it runs. */
export function instrument<Exports>(source: string, name: string): Instrumented<Exports> {
  const root = process.cwd();
  const built = buildSync({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const variable = `__coverage_${name}__`;
  const instrumenter = createInstrumenter({ esModules: false, compact: true, coverageVariable: variable });
  const code = instrumenter.instrumentSync(built.outputFiles[0]?.text ?? '', `${name}.cjs`);
  const module = { exports: {} };
  // The code is our own, bundled a moment ago; a function is the only way to run it with its counters.
  // oxlint-disable-next-line no-new-func
  const run = new Function('require', 'module', 'exports', code);
  run(createRequire(join(root, 'package.json')), module, module.exports);
  const all = (globalThis as unknown as Record<string, Record<string, Counters>>)[variable];
  const counters = all?.[`${name}.cjs`];
  if (!counters) throw new Error('the instrumented code has no counters');
  const arms = Object.values(counters.b);
  const width = arms.reduce((sum, list) => sum + list.length, 0);
  const seen = new Uint32Array(width);
  return {
    exports: module.exports as Exports,
    branches: width,
    branchesHit: () => seen.reduce((sum, bits) => sum + (bits === 0 ? 0 : 1), 0),
    sawNews() {
      let news = false;
      let index = 0;
      for (const list of arms) {
        for (let arm = 0; arm < list.length; arm++, index++) {
          const count = list[arm] ?? 0;
          if (count === 0) continue;
          list[arm] = 0;
          const bit = 1 << (31 - Math.clz32(count));
          const before = seen[index] ?? 0;
          if ((before & bit) !== 0) continue;
          seen[index] = before | bit;
          news = true;
        }
      }
      return news;
    },
  };
}
