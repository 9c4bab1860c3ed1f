/// <reference types="vite/types/importMeta.d.ts" />
/** Style sheets and fonts are imported for their effect; Vite turns them into files of our own origin. */
declare module '*.css';

/** A worker's file, made by Vite from a package's own: its address on our origin. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}

/** A file of a package as it is: its address on our origin. */
declare module '*.mjs?url' {
  const url: string;
  export default url;
}
