import { shipTerms, shipWords } from '../../ui/words.ts';

/* English comes with each screen; another language is one file, fetched when it is first shown. */
shipWords(
  import.meta.glob(
    [
      './words/*.json',
      '../../ui/words/*.json',
      '../../modules/*/ui/words/*.json',
      '!**/en.json',
      '!**/*-en.json',
    ],
    { import: 'default' },
  ),
);

/* What the office of another kind calls things: one small file a pack and language. */
shipTerms(import.meta.glob('../../ui/terms/*.json', { import: 'default' }));
