const FEATURE = '^server/features/([^/]+)/'
const deny = (name, from, to) => ({ name, severity: 'error', from, to })

/** Who may import whom; ARCHITECTURE.md gives the reasons. */
export default {
  forbidden: [
    deny('no-circular', {}, { circular: true }),
    deny(
      'electron-only-in-main',
      { pathNot: '^(main|test/main|test/support)/' },
      { path: 'node_modules/(electron|electron-updater)/' },
    ),
    deny('nothing-imports-main', { pathNot: '^(main|test)/' }, { path: '^main/' }),
    deny(
      'main-is-thin',
      { path: '^main/' },
      { path: '^(server|renderer)/', pathNot: '^server/(appliance|host|shell)\\.ts$|^server/contract/' },
    ),
    deny('contract-is-pure', { path: '^server/contract/' }, { pathNot: ['^server/contract/', 'node_modules/zod'] }),
    deny(
      'markdown-is-pure',
      { path: '^server/markdown/' },
      { pathNot: ['^server/markdown/', '^server/lib/escape-html\\.ts$', 'node_modules/'] },
    ),
    deny(
      'renderer-sees-only-shared',
      { path: '^renderer/' },
      { path: '^(server|main)/', pathNot: '^server/(contract|markdown)/' },
    ),
    deny(
      'renderer-apps-apart',
      { path: '^renderer/(admin|chat|ui)/' },
      { path: '^renderer/(admin|chat)/', pathNot: '^renderer/$1/' },
    ),
    deny(
      'foundation-below-features',
      { path: '^server/(lib|postgres|db|delivery|jobs|http|admin|control)/' },
      { path: '^server/(features|integrations|appliance|cli|chat-server)' },
    ),
    deny('db-below-transport', { path: '^server/(lib|postgres|db|delivery|jobs)/' }, { path: '^server/(http|admin)/' }),
    deny(
      'feature-internals-private',
      { path: FEATURE },
      { path: '^server/features/[^/]+/', pathNot: ['^server/features/$1/', '^server/features/[^/]+/index\\.ts$'] },
    ),
    deny(
      'features-by-index',
      { path: '^server/', pathNot: '^server/features/' },
      { path: '^server/features/[^/]+/', pathNot: '/index\\.ts$' },
    ),
    // A write and its events belong together; this is what lets one test prove it for all writes.
    deny(
      'only-actions-write',
      { path: '^server/', pathNot: ['^server/(db|delivery|control)/', `${FEATURE}actions(/|\\.ts$)`] },
      { path: '^server/db/transaction\\.ts$' },
    ),
    deny(
      'policy-is-pure',
      { path: `${FEATURE}policy\\.ts$` },
      { pathNot: '^server/(lib|contract|markdown)/', dependencyTypesNot: ['type-only'] },
    ),
    deny('no-test-in-product', { pathNot: '^test/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
