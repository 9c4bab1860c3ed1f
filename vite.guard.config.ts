import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compiledWords, languageFiles } from './scripts/lib/words-plugin.mjs';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * The guard phone app: dist/guard, served at /guard/. Everything is in the cache from the first visit, so
 * a reload without a network works; of the API nothing is cached (the outbox and its store keep the data).
 */
export default defineConfig({
  root: 'src/apps/guard',
  base: '/guard/',
  publicDir: '../../ui/public',
  plugins: [
    react(),
    tailwindcss(),
    compiledWords(),
    VitePWA({
      strategies: 'generateSW',
      registerType: 'autoUpdate',
      // The app registers /guard/sw.js itself: the plugin's own snippet may be inlined, which the policy refuses.
      injectRegister: false,
      manifest: {
        name: 'Post One Guard',
        short_name: 'Post One',
        description: 'Tasks, patrols and help for the guard force.',
        start_url: '/guard/',
        scope: '/guard/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#12181f',
        theme_color: '#12181f',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,woff2,webmanifest}'],
        globIgnores: ['**/noto-sans-kr-*.woff2', '**/noto-sans-arabic-*.woff2'],
        navigateFallback: '/guard/index.html',
        navigateFallbackDenylist: [/^\/api\//],
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        runtimeCaching: [
          {
            // Korean slices (124), Arabic and post words: kept once seen, since all of them would be 4 MB up front.
            urlPattern: ({ url, sameOrigin }) =>
              sameOrigin && (url.pathname.endsWith('.woff2') || url.pathname.startsWith('/words/')),
            handler: 'StaleWhileRevalidate',
            options: { cacheName: 'post-words-and-fonts', expiration: { maxEntries: 160 } },
          },
        ],
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    outDir: '../../../dist/guard',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [languageFiles] } } },
  },
});
