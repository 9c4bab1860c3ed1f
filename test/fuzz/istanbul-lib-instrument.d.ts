/** The part that the fuzzers use; the package ships no types. */
declare module 'istanbul-lib-instrument' {
  export interface Instrumenter {
    instrumentSync(code: string, filename: string): string;
  }
  export function createInstrumenter(options: {
    esModules?: boolean;
    compact?: boolean;
    coverageVariable?: string;
  }): Instrumenter;
}
