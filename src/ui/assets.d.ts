/// <reference types="vite/types/importMeta.d.ts" />
/** Style sheets and fonts are imported for their effect; Vite turns them into files of our own origin. */
declare module '*.css';
