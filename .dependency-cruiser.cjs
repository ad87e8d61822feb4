// Who may import whom, as one table. `npm run lint` runs it and refuses a report that saw too few modules.
const rooms = {
  audit: [],
  accounts: ['audit'],
  'authz-server': ['audit'],
  policy: ['audit'],
  gateways: ['audit'],
  identity: ['audit'],
  targets: ['identity', 'gateways', 'audit'],
  dataplane: ['targets', 'gateways', 'identity', 'policy', 'audit'],
  control: ['targets', 'gateways', 'identity', 'policy', 'accounts', 'authz-server', 'audit'],
}
const names = Object.keys(rooms).join('|')
const anyRoom = `^lib/(${names})/`
const database = '^lib/platform/db/|^prisma/generated/|(^|/)@prisma/client'
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle is one module pretending to be two.', {}, { circular: true }),
    rule(
      'resolvable',
      'An import that does not resolve hides every other rule. (Of undici/types there are declarations alone.)',
      {},
      { couldNotResolve: true, pathNot: '^undici/types/' },
    ),
    rule(
      'leaves',
      'contracts and kernel import nothing of ours.',
      { path: '^lib/(contracts|kernel)/' },
      { path: '^(lib/(?!contracts/|kernel/)|app/|components/|tests/|demo/|prisma/)' },
    ),
    rule(
      'framework-free',
      'Rooms do not know Next, React or Prisma.',
      { path: `^lib/(contracts|kernel|${names})/` },
      { path: '(^|/)(next|react|react-dom|next-auth|@prisma/client)(/|$)', dependencyTypesNot: ['local'] },
    ),
    rule(
      'database-in-persistence',
      'Only persistence talks to Prisma.',
      { pathNot: '^(lib/persistence|lib/platform/db|lib/server|tests|prisma)/|^prisma\\.config\\.ts$' },
      { path: database },
    ),
    rule(
      'env-at-the-root',
      'Only server and platform read the environment.',
      { pathNot: '^(lib/server|lib/platform|tests)/' },
      { path: '^lib/platform/env' },
    ),
    rule(
      'persistence-is-wired',
      'Adapters are chosen in lib/server.',
      { pathNot: '^(lib/persistence|lib/server|tests)/' },
      { path: '^lib/persistence/' },
    ),
    rule(
      'persistence-implements-ports',
      'Adapters see ports, not behaviour.',
      { path: '^lib/persistence/' },
      { path: anyRoom, pathNot: '\\.store\\.ts$' },
    ),
    rule(
      'rooms-by-index',
      'Another room is entered by its index.ts.',
      { path: anyRoom },
      { path: `${anyRoom}.+`, pathNot: ['^lib/$1/', `^lib/(${names})/index\\.ts$`] },
    ),
    ...Object.entries(rooms).map(([from, to]) =>
      rule(
        `room-${from}`,
        `${from} may use: ${to.join(', ') || 'no other room'}.`,
        { path: `^lib/${from}/` },
        { path: anyRoom, pathNot: [from, ...to].map((room) => `^lib/${room}/`) },
      ),
    ),
    rule(
      'rooms-look-inwards',
      'Rooms never import wiring, the front door or browser code.',
      { path: anyRoom },
      { path: '^lib/(server|console)/' },
    ),
    rule(
      'platform-is-below',
      'platform serves rooms and does not know them.',
      { path: '^lib/platform/' },
      { path: `${anyRoom}|^lib/(persistence|server|console)/` },
    ),
    rule(
      'console-is-browser',
      'lib/console belongs to the console process.',
      { path: '^lib/console/' },
      { path: '^lib/', pathNot: '^lib/(console|contracts|kernel)/' },
    ),
    rule(
      'server-without-console',
      'The front door speaks to the console over HTTP.',
      { path: '^lib/server/' },
      { path: '^lib/console/' },
    ),
    rule(
      'ui-never-sees-server',
      'Components see contracts, kernel and lib/console only.',
      { path: '^components/' },
      { path: '^(lib|prisma)/', pathNot: '^lib/(contracts|console|kernel)/' },
    ),
    rule(
      'ui-below-patterns',
      'ui imports no pattern.',
      { path: '^components/ui/' },
      { path: '^components/(patterns|features)/' },
    ),
    rule(
      'patterns-below-features',
      'patterns import no feature.',
      { path: '^components/patterns/' },
      { path: '^components/features/' },
    ),
    rule(
      'features-are-islands',
      'Features meet in app/, not in each other.',
      { path: '^components/features/([^/]+)/' },
      { path: '^components/features/', pathNot: '^components/features/$1/' },
    ),
    rule(
      'pages-through-the-api',
      'app/ is the console process: it reaches the product through /api alone.',
      { path: '^app/' },
      { path: '^lib/', pathNot: '^lib/(contracts|console|kernel)/' },
    ),
    rule(
      'front-door-without-next',
      'The front door supervises Next and never imports it.',
      { path: '^lib/server/' },
      { path: '(^|/)(next|react|react-dom)(/|$)', dependencyTypesNot: ['local'] },
    ),
    rule(
      'trial-kit-stands-alone',
      'demo/ plays the outside world: it must not share our code, or it would share our mistakes.',
      { path: '^demo/' },
      { path: '^(lib|app|components|prisma|tests)/' },
    ),
    rule(
      'nobody-imports-doors',
      'app/, tests/ and demo/ are never imported by the product.',
      { path: '^(lib|components|app)/' },
      { path: '^(tests|demo)/' },
    ),
    rule(
      'nobody-imports-pages',
      'Pages are entered by their address.',
      { path: '^(lib|components)/' },
      { path: '^app/' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules|^prisma/generated' },
    exclude: { path: '^(\\.next|dist)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
