import { valuesOf } from '../../src/kernel/message-values.ts';
import { compileWord } from '../../src/ui/compile-word.ts';
import { directionOf } from '../../src/ui/direction.ts';

/** A catalogue, or a terminology pack beside them: `words/ko.json`, `words/replay-ko.json`, `terms/un-ko.json`. */
const CATALOGUE = /[\\/](?:words|terms)[\\/](?:[a-z]+-)?([a-z]{2})\.json$/;
const PACK = /[\\/]terms[\\/][^\\/]+$/;
/** @param {string} path */
const languageOf = (path) => CATALOGUE.exec(path)?.[1];

/**
 * For Vite: compiles the ICU messages of the catalogues, so that no page carries their parser. A message
 * without values stays text. A message that cannot be read stops the build, named by its id.
 */
export function compiledWords() {
  /** @type {Map<string, readonly string[]>} */
  const known = new Map();
  return {
    name: 'post-one-words',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} code @param {string} path */
    transform(code, path) {
      if (!CATALOGUE.test(path)) return null;
      // Refusals in English are the server's own sentences and no part of the page (apps/console/api.ts).
      if (languageOf(path) === 'en' || /[\\/]refusals-ko[.]json$/.test(path))
        for (const [id, text] of Object.entries(/** @type {Record<string, string>} */ (JSON.parse(code))))
          known.set(id, valuesOf(compileWord(text, 'ltr')));
      const messages = Object.entries(/** @type {Record<string, string>} */ (JSON.parse(code))).map(
        ([id, text]) => [id, compiled(text, directionOf(languageOf(path) ?? 'en'), `${path}: ${id}`)],
      );
      return { code: `export default ${JSON.stringify(Object.fromEntries(messages))}`, moduleType: 'js' };
    },
    /** The server asks this list whether a word that a post keeps in DATA_DIR/words is one of ours. */
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'words/known.json',
        source: JSON.stringify(Object.fromEntries([...known].sort())),
      });
    },
  };
}

/** @param {string} text @param {'ltr' | 'rtl'} direction @param {string} what */
function compiled(text, direction, what) {
  const message = compileWord(text, direction);
  const plain = Array.isArray(message) && message.every((part) => typeof part === 'string');
  if (plain && message.join('') === text && /[{}]/.test(text))
    throw new Error(`${what} is not a readable ICU message: ${text}`);
  return plain ? message.join('') : message;
}

/**
 * For Vite: all catalogues of a language but English in one file, `words-<lang>`. A pack stays a file of its own:
 * only a post that chose it fetches it.
 */
export const languageFiles = {
  /** @param {string} path */
  test: (path) => !PACK.test(path) && ![undefined, 'en'].includes(languageOf(path)),
  /** @param {string} path */
  name: (path) => `words-${languageOf(path)}`,
};
