import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pdfFiles } from './scripts/lib/pdf-plugin.mjs';
import { compiledWords, languageFiles } from './scripts/lib/words-plugin.mjs';

/** The watch console: dist/console, served at /. No inline script, style or font: the policy refuses them. */
export default defineConfig({
  root: 'src/apps/console',
  base: '/',
  publicDir: '../../ui/public',
  plugins: [react(), tailwindcss(), compiledWords(), pdfFiles()],
  worker: { format: 'es' },
  build: {
    outDir: '../../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [languageFiles] } } },
    chunkSizeWarningLimit: 600,
  },
});
