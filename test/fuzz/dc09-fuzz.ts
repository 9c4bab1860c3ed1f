import { fuzzDc09 } from './dc09-fuzzer.ts';

/*
 * npx esbuild test/fuzz/dc09-fuzz.ts --bundle --platform=node --packages=external | node - 60 [seed]
 * Run at the root of the repository. Prints one JSON line; an input that breaks a promise ends it with its hex.
 */
const [seconds = '60', seed = '1'] = process.argv.slice(2);
console.log(JSON.stringify(fuzzDc09({ seconds: Number(seconds), seed: Number(seed) })));
