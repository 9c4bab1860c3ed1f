import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Puts the letters and tables of characters of PDF.js beside the pages, under their own names: PDF.js asks for them by
 * name, and only when a document brings none. The version in the folder's name lets them be cached for good.
 */
export function pdfFiles() {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: 'pdf-files',
    apply: 'build',
    generateBundle() {
      for (const folder of ['standard_fonts', 'cmaps'])
        for (const name of readdirSync(join(root, folder)))
          if (/[.](pfb|ttf|bcmap)$/.test(name))
            this.emitFile({
              type: 'asset',
              fileName: `assets/pdf-${version}/${name}`,
              source: readFileSync(join(root, folder, name)),
            });
    },
  };
}
