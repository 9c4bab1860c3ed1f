import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

/*
 * What a page must fetch before it shows anything: the scripts and styles that its index.html names, and those
 * scripts' static imports. Budgets of ux.md 7, in gzipped bytes. Built pages are needed: `npm run build`.
 */
const BUDGETS = [
  ['console', 200_000],
  ['guard', 160_000],
] as const;

for (const [app, budget] of BUDGETS) {
  const folder = join('dist', app);
  test.skipIf(!existsSync(join(folder, 'index.html')))(
    `the first load of the ${app} stays within its budget`,
    () => {
      const html = readFileSync(join(folder, 'index.html'), 'utf8');
      const wanted = [...html.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g)].map(
        (m) => m[1] ?? '',
      );
      expect(wanted.length).toBeGreaterThan(1);
      const seen = new Set<string>();
      for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        if (next.endsWith('.js')) wanted.push(...staticImports(readFileSync(join(folder, next), 'utf8')));
      }
      const bytes = [...seen].reduce(
        (sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length,
        0,
      );
      expect(readdirSync(join(folder, 'assets')).length).toBeGreaterThan(seen.size);
      expect(bytes, `${[...seen].join(', ')}: ${bytes} bytes`).toBeLessThanOrEqual(budget);
    },
  );
}

/** `import ... from "./x.js"` at the head of a chunk; `import("./x.js")` is fetched later and does not count. */
function staticImports(code: string): string[] {
  return [...code.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)].map((m) => `assets/${m[1] ?? ''}`);
}
