/** What each output is made from. A change in any of it makes the output stale. */
export const consoleSources = [
  'app',
  'components',
  'public',
  'lib/console',
  'lib/contracts',
  'lib/kernel',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]

export const serverSources = [
  'lib',
  'prisma/schema.prisma',
  'scripts/_support/bundle.mjs',
  'tsconfig.json',
  'package-lock.json',
]
