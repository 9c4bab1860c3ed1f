/*
 * Imported first and for its effect: an old Node must meet this sentence before it meets a word it cannot
 * read. Hence no syntax younger than modules here.
 */
const WANTED = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < WANTED[0] || (major === WANTED[0] && minor < WANTED[1])) {
  process.stderr.write(
    'Post One needs Node ' +
      WANTED.join('.') +
      ' or newer, and this is Node ' +
      process.versions.node +
      ': install a newer Node (24 is recommended), then run the same command again.\n',
  );
  process.exit(1);
}
