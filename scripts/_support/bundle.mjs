import { root } from './files.mjs'

/** How esbuild makes the front door: one file of ours, packages left where npm put them. */
export const bundleOptions = {
  absWorkingDir: root,
  entryPoints: { main: 'lib/server/main.ts', 'console-guard': 'lib/server/console-guard.mjs' },
  outdir: 'dist/server',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
}
