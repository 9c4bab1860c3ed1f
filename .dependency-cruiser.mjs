/*
 * Who may import whom. The table stands in docs/adr/0001-stack.md and ARCHITECTURE.md; here each line of it is
 * a rule that `npm run check` applies, type-only imports included. A rule is written as what it forbids.
 * test/unit/layers.test.ts plants one violation of each and sees it reported.
 */

/** Tests stand beside the code and may import what they please; the rules are for what ships. */
const TEST = '[.]test[.]tsx?$';
/** Files directly in src: the two programs and the parts they are split into, which put everything together. */
const PROGRAMS = '^src/([^/]+[.]ts$|cli/)';
const MODULE = '^src/modules/([^/]+)/';
const ANY_MODEL = '^src/modules/[^/]+/model[.]ts$';
/** A room that grew past 400 lines is several files that carry its name: store-history.ts, service-close.ts. */
const room = (name) => `[^/]*\\b${name}\\b[^/]*[.]ts$`;
const ROOMS = room('(store|service|routes)');
const BROWSER = '^src/(ui|apps|modules/[^/]+/ui)/';
/** Packages that open sockets; Node's own are told by their names. */
const SOCKETS = '^(net|tls|http|https|http2|dgram|ws|mqtt)$|(^|/)node_modules/(ws|mqtt)/';

const from = (path, more = {}) => ({ path, pathNot: TEST, ...more });
const rule = (name, comment, fromPart, toPart) => ({
  name,
  comment,
  severity: 'error',
  from: fromPart,
  to: toPart,
});

const layers = [
  rule(
    'kernel-knows-nobody',
    'The kernel is what every file may lean on, in the server and in the browser; so it leans on nothing, not ' +
      'even on Node. Move what needs a neighbour up into algo, wire, platform or a module.',
    from('^src/kernel/'),
    { pathNot: '^src/kernel/' },
  ),
  rule(
    'algo-knows-kernel',
    'Algorithms know numbers, not guards: a plan must be computable in a worker, in a test and on paper. Turn ' +
      'the words of a module into numbers in its service and hand those over.',
    from('^src/algo/'),
    { pathNot: '^src/(algo|kernel)/' },
  ),
  rule(
    'wire-knows-kernel',
    'A codec turns bytes into fields and back, and meets neither our words nor our database. What a code means ' +
      'to us is said at the edge.',
    from('^src/wire/'),
    { path: '^src/', pathNot: '^src/(wire|kernel)/' },
  ),
  rule(
    'wire-is-pure',
    'A decoder that reads a file or the clock cannot be fuzzed a million times. Of Node it may use crypto and ' +
      'compression; give it everything else as an argument.',
    from('^src/wire/'),
    { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|zlib)$' },
  ),
  rule(
    'platform-knows-kernel',
    'The platform carries any module, so it knows none. It may use wire/ (pure formats), because the ledger is ' +
      'hashed and signed in the C2SP formats of wire/tlog.',
    from('^src/platform/'),
    { path: '^src/', pathNot: '^src/(platform|kernel|wire)/' },
  ),
  rule(
    'ui-knows-kernel',
    'A button does not know what an alarm is. Parts of a screen that do stand in src/modules/<name>/ui.',
    from('^src/ui/'),
    { path: '^src/', pathNot: '^src/(ui|kernel)/' },
  ),
  rule(
    'modules-look-down',
    'A module stands on kernel, algo, platform and ui. It never looks up to an app, out to the edge, or into a ' +
      'wire format: panel codes become our words before a module meets them.',
    from('^src/modules/', { pathNot: '^src/modules/ledger/' }),
    { path: '^src/', pathNot: '^src/(kernel|algo|platform|ui|modules)/' },
  ),
  rule(
    'ledger-speaks-tlog',
    'The ledger is the one module with a wire format of its own: it is a transparency log (ADR 0004), and its ' +
      'tiles, checkpoints and proofs are what outsiders read. No other format belongs in it.',
    from('^src/modules/ledger/'),
    { path: '^src/', pathNot: '^src/(kernel|algo|platform|ui|modules|wire/tlog)/' },
  ),
  rule(
    'neighbours-by-model-only',
    'Of another module only model.ts may be imported: its words, not its hands. A service that needs a ' +
      "neighbour's answer names a function in its deps, and main.ts hands it over. (Screens may also show a " +
      "neighbour's screen part, see browser-sees-types.)",
    from(MODULE, { pathNot: [TEST, '^src/modules/[^/]+/ui/'] }),
    { path: '^src/modules/', pathNot: ['^src/modules/$1/', ANY_MODEL] },
  ),
  rule(
    'pure-rooms',
    'model.ts and the extra files beside it are pure, since the browser runs the same reducer as the server: no ' +
      'platform, no ui, no Node, no other room. Ask for what you need as an argument. (A file that belongs to a ' +
      'room carries its name: store-history.ts.)',
    from('^src/modules/[^/]+/[^/]+[.]ts$', { pathNot: [TEST, `^src/modules/[^/]+/${ROOMS}`] }),
    { path: ['^src/(platform|ui)/', `^src/modules/[^/]+/(ui/|${ROOMS})`] },
  ),
  rule(
    'pure-rooms-without-node',
    'The other half of pure-rooms: a model that imports a part of Node does not load in the browser.',
    from('^src/modules/[^/]+/[^/]+[.]ts$', { pathNot: [TEST, `^src/modules/[^/]+/${ROOMS}`] }),
    { dependencyTypes: ['core'] },
  ),
  rule(
    'routes-never-touch-sql',
    'A route says body, reply, who may and which command; it reads no table. Give the service a question and ' +
      'ask it. Allowed: model, service, platform/http.',
    from(`^src/modules/[^/]+/${room('routes')}`),
    {
      path: [
        `^src/modules/[^/]+/${room('store')}`,
        '^src/platform/',
        '(^|/)node_modules/(pg|kysely)/',
        '^(pg|kysely)$',
      ],
      pathNot: '^src/platform/http[^/]*([.]ts$|/)',
    },
  ),
  rule(
    'browser-sees-types',
    'Of a module the browser may run the model, the pure files beside it and screen parts. Stores, services and ' +
      'the platform run on the server alone; one careless import ships a database driver to a telephone.',
    from(BROWSER),
    { path: ['^src/(platform|edge|wire|demo)/', `^src/modules/[^/]+/(${room('store')}|${room('service')})`] },
  ),
  rule(
    'browser-sees-routes-as-types',
    'The client is typed by the routes and must not contain them: write `import type`.',
    from(BROWSER),
    { path: `^src/modules/[^/]+/${room('routes')}`, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'browser-has-no-node',
    'There is no Node in a browser: move the file, or hand the value over through the API.',
    from(BROWSER),
    { dependencyTypes: ['core'] },
  ),
  rule(
    'apps-show-modules',
    'An app is a frame around screen parts: it may import the ui and the model of modules, the kit and the ' +
      'kernel. Anything cleverer belongs to a module.',
    from('^src/apps/([^/]+)/'),
    {
      path: '^src/',
      pathNot: ['^src/apps/$1/', '^src/(ui|kernel)/', '^src/modules/[^/]+/(ui/|[^/]+[.]ts$)'],
    },
  ),
  rule(
    'edge-knows-wire-and-models',
    'The edge is where foreign words become ours: it may know wire formats, the platform and what a module ' +
      'calls things (model.ts). It gives a signal to a function that main.ts handed over, never to a service it ' +
      'imported.',
    from('^src/edge/'),
    { path: '^src/', pathNot: ['^src/(edge|wire|platform|kernel)/', ANY_MODEL] },
  ),
  rule(
    'demo-has-no-back-door',
    'The demo seeds a post and then behaves as the world does: its signals arrive through the real panel socket. ' +
      'So it may fill tables and use services, and knows neither wire formats nor the edge nor a screen.',
    from('^src/demo/'),
    { path: '^src/', pathNot: '^src/(demo/|kernel/|platform/|modules/[^/]+/[^/]+[.]ts$)' },
  ),
  rule(
    'sockets-live-at-the-edge',
    'Whoever opens a socket owes it limits, timeouts and an end. That is written once, at the edge and in the ' +
      'platform; a decoder or a module that opens one cannot be tested without a network.',
    from('^src/', { pathNot: [TEST, '^src/(edge|platform)/', PROGRAMS] }),
    { path: SOCKETS },
  ),
  rule(
    'only-main-reads-config',
    'Settings are read once and handed out as arguments, so that every part can be built in a test with other ' +
      'ones. Take the value you need from deps.',
    from('^src/', { pathNot: [TEST, PROGRAMS, '^src/config[^/]*[.]ts$'] }),
    { path: '^src/config[^/]*[.]ts$' },
  ),
  rule(
    'nobody-imports-main',
    'main.ts builds everything; what it holds is handed down, never fetched.',
    from('^src/', { pathNot: [TEST, PROGRAMS] }),
    { path: PROGRAMS, pathNot: '^src/config[^/]*[.]ts$' },
  ),
];

const hygiene = [
  rule(
    'no-circular',
    'Two files that import each other are one file with a hole in it: which is ready first depends on who asks ' +
      'first. Move what both need into a third.',
    { path: '^src/' },
    { circular: true },
  ),
  rule(
    'no-orphans',
    'A file that nobody imports and that imports nobody is a leftover, or a part nobody wired. Wire it or delete it.',
    {
      orphan: true,
      path: '^src/',
      pathNot: [
        TEST,
        '[.]d[.]ts$',
        '[.](json|css|svg|html)$',
        '^src/ui/public/',
        '^src/(main|cli)[.]ts$',
        '^src/apps/[^/]+/[^/]+[.]tsx?$',
      ],
    },
    {},
  ),
  rule(
    'src-never-sees-test',
    'What ships must not lean on what only tests have: test worlds, benches and scripts stay outside.',
    from('^src/'),
    { path: ['^(test|bench|scripts)/', TEST] },
  ),
  rule(
    'src-never-sees-test-packages',
    'A package from devDependencies is not there where only what runs is installed: move it to dependencies, or do without.',
    from('^src/'),
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
  ),
  rule(
    'nothing-unknown',
    'An import that cannot be found, or a package that package.json does not name: it works on one machine by luck.',
    from('^src/', { pathNot: TEST }),
    {
      dependencyTypes: ['unknown', 'npm-no-pkg', 'npm-unknown', 'undetermined'],
      pathNot: ['^virtual:', '[?]'],
    },
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...layers, ...hygiene],
  options: {
    // Without this an `import type` is invisible, and a neighbour's store is imported "only for its type".
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|svg|woff2)([?]|$)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
