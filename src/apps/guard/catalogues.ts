import { shipTerms, shipWords } from '../../ui/words.ts';

/* All are in the phone's cache from the first visit, so that each language can be chosen without a network. */
shipWords(
  import.meta.glob(['./words/*.json', '../../ui/words/*.json', '!**/en.json'], { import: 'default' }),
);

/* What the office of another kind calls things: one small file a pack and language. */
shipTerms(import.meta.glob('../../ui/terms/*.json', { import: 'default' }));
